(* DenseNet-121: in each of four blocks, every layer sees all that came before it in the block.
   Input: a photograph of 224×224; output: the probabilities of a thousand classes. 7,978,856
   parameters. *)

about = <|
  "Name" -> "DenseNet-121",
  "TaskType" -> {"Classification"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "G. Huang, Z. Liu, L. van der Maaten, K. Q. Weinberger",
    "Title" -> "Densely connected convolutional networks",
    "Source" -> "CVPR",
    "Date" -> 2017|>,
  "Parameters" -> {"classes"}|>;

classes = 1000;

norm = BatchNormalizationLayer["Epsilon" -> 1.*^-5];
conv = Function[{channels, size, stride},
  ConvolutionLayer[channels, size, "Stride" -> stride, PaddingSize -> (size - 1)/2,
    "Biases" -> None]];

(* A layer adds 32 channels to those that it was given. *)
layer = NetGraph[<|
    "new" -> NetChain[{norm, Ramp, conv[128, 1, 1], norm, Ramp, conv[32, 3, 1]}],
    "join" -> CatenateLayer[]|>,
  {{NetPort["Input"], "new"} -> "join"}];
block = Function[n, NetChain[ConstantArray[layer, n]]];
halve = Function[channels,
  NetChain[{norm, Ramp, conv[channels, 1, 1], PoolingLayer[2, 2, "Function" -> Mean]}]];

NetChain[<|
    "conv" -> conv[64, 7, 2],
    "norm" -> norm,
    "ramp" -> Ramp,
    "pool" -> PoolingLayer[3, 2, PaddingSize -> 1],
    "block1" -> block[6],
    "halve1" -> halve[128],
    "block2" -> block[12],
    "halve2" -> halve[256],
    "block3" -> block[24],
    "halve3" -> halve[512],
    "block4" -> block[16],
    "last norm" -> norm,
    "last ramp" -> Ramp,
    "mean" -> PoolingLayer[7, "Function" -> Mean],
    "flatten" -> FlattenLayer[],
    "linear" -> LinearLayer[classes],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> NetEncoder[{"Image", {224, 224},
      "MeanImage" -> {0.485, 0.456, 0.406}, "VarianceImage" -> {0.229, 0.224, 0.225}^2}]]
