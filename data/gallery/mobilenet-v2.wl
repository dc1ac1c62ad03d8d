(* MobileNetV2: inverted residual blocks, which widen by a 1×1 convolution, filter each channel by
   itself, and narrow again without an activation. M. Sandler and others, "MobileNetV2: inverted
   residuals and linear bottlenecks", CVPR 2018. Photographs of 224×224, a thousand classes.
   3,504,872 parameters. *)
norm = BatchNormalizationLayer["Epsilon" -> 1.*^-5];
ramp6 = ElementwiseLayer[Clip[#, {0, 6}] &];

to16 = NetChain[{
    ConvolutionLayer[32, 3, PaddingSize -> 1, "ChannelGroups" -> 32, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[16, 1, "Biases" -> None], norm}];

to24 = NetChain[{
    ConvolutionLayer[96, 1, "Biases" -> None], norm, ramp6,
    ConvolutionLayer[96, 3, "Stride" -> 2, PaddingSize -> 1, "ChannelGroups" -> 96, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[24, 1, "Biases" -> None], norm}];

repeat24 = NetGraph[<|"body" -> NetChain[{
    ConvolutionLayer[144, 1, "Biases" -> None], norm, ramp6,
    ConvolutionLayer[144, 3, PaddingSize -> 1, "ChannelGroups" -> 144, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[24, 1, "Biases" -> None], norm}],
    "sum" -> ThreadingLayer[Plus]|>,
  {NetPort["Input"] -> "body", {"body", NetPort["Input"]} -> "sum"}];

to32 = NetChain[{
    ConvolutionLayer[144, 1, "Biases" -> None], norm, ramp6,
    ConvolutionLayer[144, 3, "Stride" -> 2, PaddingSize -> 1, "ChannelGroups" -> 144, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[32, 1, "Biases" -> None], norm}];

repeat32 = NetGraph[<|"body" -> NetChain[{
    ConvolutionLayer[192, 1, "Biases" -> None], norm, ramp6,
    ConvolutionLayer[192, 3, PaddingSize -> 1, "ChannelGroups" -> 192, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[32, 1, "Biases" -> None], norm}],
    "sum" -> ThreadingLayer[Plus]|>,
  {NetPort["Input"] -> "body", {"body", NetPort["Input"]} -> "sum"}];

to64 = NetChain[{
    ConvolutionLayer[192, 1, "Biases" -> None], norm, ramp6,
    ConvolutionLayer[192, 3, "Stride" -> 2, PaddingSize -> 1, "ChannelGroups" -> 192, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[64, 1, "Biases" -> None], norm}];

repeat64 = NetGraph[<|"body" -> NetChain[{
    ConvolutionLayer[384, 1, "Biases" -> None], norm, ramp6,
    ConvolutionLayer[384, 3, PaddingSize -> 1, "ChannelGroups" -> 384, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[64, 1, "Biases" -> None], norm}],
    "sum" -> ThreadingLayer[Plus]|>,
  {NetPort["Input"] -> "body", {"body", NetPort["Input"]} -> "sum"}];

to96 = NetChain[{
    ConvolutionLayer[384, 1, "Biases" -> None], norm, ramp6,
    ConvolutionLayer[384, 3, PaddingSize -> 1, "ChannelGroups" -> 384, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[96, 1, "Biases" -> None], norm}];

repeat96 = NetGraph[<|"body" -> NetChain[{
    ConvolutionLayer[576, 1, "Biases" -> None], norm, ramp6,
    ConvolutionLayer[576, 3, PaddingSize -> 1, "ChannelGroups" -> 576, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[96, 1, "Biases" -> None], norm}],
    "sum" -> ThreadingLayer[Plus]|>,
  {NetPort["Input"] -> "body", {"body", NetPort["Input"]} -> "sum"}];

to160 = NetChain[{
    ConvolutionLayer[576, 1, "Biases" -> None], norm, ramp6,
    ConvolutionLayer[576, 3, "Stride" -> 2, PaddingSize -> 1, "ChannelGroups" -> 576, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[160, 1, "Biases" -> None], norm}];

repeat160 = NetGraph[<|"body" -> NetChain[{
    ConvolutionLayer[960, 1, "Biases" -> None], norm, ramp6,
    ConvolutionLayer[960, 3, PaddingSize -> 1, "ChannelGroups" -> 960, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[160, 1, "Biases" -> None], norm}],
    "sum" -> ThreadingLayer[Plus]|>,
  {NetPort["Input"] -> "body", {"body", NetPort["Input"]} -> "sum"}];

to320 = NetChain[{
    ConvolutionLayer[960, 1, "Biases" -> None], norm, ramp6,
    ConvolutionLayer[960, 3, PaddingSize -> 1, "ChannelGroups" -> 960, "Biases" -> None],
    norm, ramp6,
    ConvolutionLayer[320, 1, "Biases" -> None], norm}];

NetChain[<|
    "conv" -> ConvolutionLayer[32, 3, "Stride" -> 2, PaddingSize -> 1, "Biases" -> None],
    "norm" -> norm,
    "ramp" -> ramp6,
    "block1" -> to16,
    "block2" -> to24,
    "block3" -> repeat24,
    "block4" -> to32,
    "block5" -> repeat32,
    "block6" -> repeat32,
    "block7" -> to64,
    "block8" -> repeat64,
    "block9" -> repeat64,
    "block10" -> repeat64,
    "block11" -> to96,
    "block12" -> repeat96,
    "block13" -> repeat96,
    "block14" -> to160,
    "block15" -> repeat160,
    "block16" -> repeat160,
    "block17" -> to320,
    "last conv" -> ConvolutionLayer[1280, 1, "Biases" -> None],
    "last norm" -> norm,
    "last ramp" -> ramp6,
    "mean" -> PoolingLayer[7, "Function" -> Mean],
    "flatten" -> FlattenLayer[],
    "drop" -> DropoutLayer[0.2],
    "linear" -> LinearLayer[1000],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> {3, 224, 224}]
