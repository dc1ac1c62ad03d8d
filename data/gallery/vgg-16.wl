(* VGG-16: convolutions of 3×3 all the way, in five groups, and three linear layers. Input: a
   photograph of 224×224; output: the probabilities of a thousand classes. 138,357,544
   parameters. *)

about = <|
  "Name" -> "VGG-16",
  "TaskType" -> {"Classification"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "K. Simonyan, A. Zisserman",
    "Title" -> "Very deep convolutional networks for large-scale image recognition",
    "Source" -> "ICLR",
    "Date" -> 2015|>,
  "Parameters" -> {"classes"}|>;

classes = 1000;

(* A group of convolutions, each followed by a ramp, and a pooling that halves the image. *)
group = Function[{name, n, channels}, {
    Table[{
        "conv" <> name <> "_" <> ToString[i] -> ConvolutionLayer[channels, 3, PaddingSize -> 1],
        "ramp" <> name <> "_" <> ToString[i] -> Ramp},
      {i, n}],
    "pool" <> name -> PoolingLayer[2, 2]}];

NetChain[Flatten[{
    group["1", 2, 64],
    group["2", 2, 128],
    group["3", 3, 256],
    group["4", 3, 512],
    group["5", 3, 512],
    "flatten" -> FlattenLayer[],
    "linear6" -> LinearLayer[4096],
    "ramp6" -> Ramp,
    "drop6" -> DropoutLayer[],
    "linear7" -> LinearLayer[4096],
    "ramp7" -> Ramp,
    "drop7" -> DropoutLayer[],
    "linear8" -> LinearLayer[classes],
    "softmax" -> SoftmaxLayer[]}],
  "Input" -> NetEncoder[{"Image", {224, 224},
      "MeanImage" -> {0.485, 0.456, 0.406}, "VarianceImage" -> {0.229, 0.224, 0.225}^2}]]
