(* ResNet-18: eight residual blocks of two convolutions each. Input: a photograph of 224×224;
   output: the probabilities of a thousand classes. 11,689,512 parameters. *)

about = <|
  "Name" -> "ResNet-18",
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

(* What goes around the convolutions: the input as it is, or halved to fit what they give. *)
block = Function[channels, NetGraph[<|
    "conv1" -> conv[channels, 3, 1],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "conv2" -> conv[channels, 3, 1],
    "norm2" -> norm,
    "sum" -> ThreadingLayer[Plus],
    "ramp2" -> Ramp|>,
  {NetPort["Input"] -> "conv1" -> "norm1" -> "ramp1" -> "conv2" -> "norm2",
   {"norm2", NetPort["Input"]} -> "sum" -> "ramp2"}]];

half = Function[channels, NetGraph[<|
    "conv1" -> conv[channels, 3, 2],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "conv2" -> conv[channels, 3, 1],
    "norm2" -> norm,
    "shortcut" -> NetChain[{conv[channels, 1, 2], norm}],
    "sum" -> ThreadingLayer[Plus],
    "ramp2" -> Ramp|>,
  {NetPort["Input"] -> "conv1" -> "norm1" -> "ramp1" -> "conv2" -> "norm2",
   NetPort["Input"] -> "shortcut",
   {"norm2", "shortcut"} -> "sum" -> "ramp2"}]];

NetChain[<|
    "conv1" -> conv[64, 7, 2],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "pool1" -> PoolingLayer[3, 2, PaddingSize -> 1],
    "block2a" -> block[64],
    "block2b" -> block[64],
    "block3a" -> half[128],
    "block3b" -> block[128],
    "block4a" -> half[256],
    "block4b" -> block[256],
    "block5a" -> half[512],
    "block5b" -> block[512],
    "mean" -> PoolingLayer[7, "Function" -> Mean],
    "flatten" -> FlattenLayer[],
    "linear" -> LinearLayer[classes],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> NetEncoder[{"Image", {224, 224},
      "MeanImage" -> {0.485, 0.456, 0.406}, "VarianceImage" -> {0.229, 0.224, 0.225}^2}]]
