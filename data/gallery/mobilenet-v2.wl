(* MobileNetV2: inverted residual blocks, which widen by a 1×1 convolution, filter each channel by
   itself, and narrow again without an activation. Input: a photograph of 224×224; output: the
   probabilities of a thousand classes. 3,504,872 parameters. *)

about = <|
  "Name" -> "MobileNetV2",
  "TaskType" -> {"Classification"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "M. Sandler, A. Howard, M. Zhu, A. Zhmoginov, L.-C. Chen",
    "Title" -> "MobileNetV2: inverted residuals and linear bottlenecks",
    "Source" -> "CVPR",
    "Date" -> 2018|>,
  "Parameters" -> {"classes"}|>;

classes = 1000;

norm = BatchNormalizationLayer["Epsilon" -> 1.*^-5];
ramp6 = ElementwiseLayer[Clip[#, {0, 6}] &];
conv = Function[{channels, size}, ConvolutionLayer[channels, size, "Biases" -> None]];
filter = Function[{channels, stride},
  ConvolutionLayer[channels, 3, "Stride" -> stride, PaddingSize -> 1,
    "ChannelGroups" -> channels, "Biases" -> None]];

bottleneck = Function[{wide, channels, stride}, NetChain[{
    conv[wide, 1], norm, ramp6,
    filter[wide, stride], norm, ramp6,
    conv[channels, 1], norm}]];

repeat = Function[channels, NetGraph[<|
    "body" -> bottleneck[6 channels, channels, 1],
    "sum" -> ThreadingLayer[Plus]|>,
  {{"body", NetPort["Input"]} -> "sum"}]];

NetChain[<|
    "conv" -> ConvolutionLayer[32, 3, "Stride" -> 2, PaddingSize -> 1, "Biases" -> None],
    "norm" -> norm,
    "ramp" -> ramp6,
    "block1" -> NetChain[{filter[32, 1], norm, ramp6, conv[16, 1], norm}],
    "block2" -> bottleneck[96, 24, 2],
    "block3" -> repeat[24],
    "block4" -> bottleneck[144, 32, 2],
    "block5" -> repeat[32],
    "block6" -> repeat[32],
    "block7" -> bottleneck[192, 64, 2],
    "block8" -> repeat[64],
    "block9" -> repeat[64],
    "block10" -> repeat[64],
    "block11" -> bottleneck[384, 96, 1],
    "block12" -> repeat[96],
    "block13" -> repeat[96],
    "block14" -> bottleneck[576, 160, 2],
    "block15" -> repeat[160],
    "block16" -> repeat[160],
    "block17" -> bottleneck[960, 320, 1],
    "last conv" -> conv[1280, 1],
    "last norm" -> norm,
    "last ramp" -> ramp6,
    "mean" -> PoolingLayer[7, "Function" -> Mean],
    "flatten" -> FlattenLayer[],
    "drop" -> DropoutLayer[0.2],
    "linear" -> LinearLayer[classes],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> NetEncoder[{"Image", {224, 224},
      "MeanImage" -> {0.485, 0.456, 0.406}, "VarianceImage" -> {0.229, 0.224, 0.225}^2}]]
