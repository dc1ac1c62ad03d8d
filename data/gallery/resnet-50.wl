(* ResNet-50: sixteen residual blocks of three convolutions, the outer two of which narrow and widen
   the channels; where an image shrinks, the middle one does it. Input: a photograph of 224×224;
   output: the probabilities of a thousand classes. 25,557,032 parameters. *)

about = <|
  "Name" -> "ResNet-50",
  "TaskType" -> {"Classification"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "K. He, X. Zhang, S. Ren, J. Sun",
    "Title" -> "Deep residual learning for image recognition",
    "Source" -> "CVPR",
    "Date" -> 2016|>,
  "Parameters" -> {"classes"}|>;

classes = 1000;

conv = Function[{channels, size, stride},
  ConvolutionLayer[channels, size, "Stride" -> stride, PaddingSize -> (size - 1)/2,
    "Biases" -> None]];
norm = BatchNormalizationLayer["Epsilon" -> 1.*^-5];

(* Three convolutions, beside a shortcut that is a layer or, in a block that repeats, nothing. *)
body = Function[{channels, stride}, NetChain[<|
    "reduce" -> conv[channels, 1, 1],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "conv" -> conv[channels, 3, stride],
    "norm2" -> norm,
    "ramp2" -> Ramp,
    "expand" -> conv[4 channels, 1, 1],
    "norm3" -> norm|>]];

first = Function[{channels, stride}, NetGraph[<|
    "body" -> body[channels, stride],
    "shortcut" -> NetChain[{conv[4 channels, 1, stride], norm}],
    "sum" -> ThreadingLayer[Plus],
    "ramp" -> Ramp|>,
  {{"body", "shortcut"} -> "sum" -> "ramp"}]];

next = Function[channels, NetGraph[<|
    "body" -> body[channels, 1],
    "sum" -> ThreadingLayer[Plus],
    "ramp" -> Ramp|>,
  {{"body", NetPort["Input"]} -> "sum" -> "ramp"}]];

stage = Function[{n, channels, stride},
  NetChain[Prepend[ConstantArray[next[channels], n - 1], first[channels, stride]]]];

NetChain[<|
    "conv1" -> conv[64, 7, 2],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "pool1" -> PoolingLayer[3, 2, PaddingSize -> 1],
    "stage2" -> stage[3, 64, 1],
    "stage3" -> stage[4, 128, 2],
    "stage4" -> stage[6, 256, 2],
    "stage5" -> stage[3, 512, 2],
    "mean" -> PoolingLayer[7, "Function" -> Mean],
    "flatten" -> FlattenLayer[],
    "linear" -> LinearLayer[classes],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> NetEncoder[{"Image", {224, 224},
      "MeanImage" -> {0.485, 0.456, 0.406}, "VarianceImage" -> {0.229, 0.224, 0.225}^2}]]
