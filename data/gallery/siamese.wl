(* A siamese net: two images go through the same layers, and near means alike. Both branches name
   their arrays alike, so there is one of each. Inputs: two images of 28×28, and whether they show
   different things; outputs: their distance, and the loss to train with. 69,730 parameters. *)

about = <|
  "Name" -> "Siamese Net",
  "TaskType" -> {"FeatureExtraction"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "S. Chopra, R. Hadsell, Y. LeCun",
    "Title" -> "Learning a similarity metric discriminatively, with application to face " <>
      "verification",
    "Source" -> "CVPR",
    "Date" -> 2005|>|>;

conv = Function[{name, channels}, ConvolutionLayer[channels, 5,
    "Weights" -> NetArray[name <> " weights"], "Biases" -> NetArray[name <> " biases"]]];
linear = Function[{name, size}, LinearLayer[size,
    "Weights" -> NetArray[name <> " weights"], "Biases" -> NetArray[name <> " biases"]]];

branch = NetChain[{
    conv["conv1", 8], Ramp, PoolingLayer[2, 2],
    conv["conv2", 16], Ramp, PoolingLayer[2, 2],
    FlattenLayer[],
    linear["linear1", 256], Ramp,
    linear["linear2", 2]}];

NetGraph[<|
    "first" -> branch,
    "second" -> branch,
    "square" -> ThreadingLayer[(#1 - #2)^2 &],
    "sum" -> SummationLayer[],
    (* The small number keeps the slope finite where both are the same. *)
    "root" -> ElementwiseLayer[Sqrt[# + 1.*^-12] &],
    "loss" -> ContrastiveLossLayer[]|>,
  {NetPort["First"] -> "first",
   NetPort["Second"] -> "second",
   {"first", "second"} -> "square" -> "sum" -> "root" -> NetPort["Distance"],
   "root" -> NetPort["loss", "Input"],
   NetPort["Different"] -> NetPort["loss", "Target"]},
  "First" -> NetEncoder[{"Image", {28, 28}, ColorSpace -> "Grayscale"}],
  "Second" -> NetEncoder[{"Image", {28, 28}, ColorSpace -> "Grayscale"}],
  "Different" -> NetEncoder["Boolean"]]
