(* A classifier with the loss by which it is trained. Inputs: four numbers, and the number of the
   right class, "Target"; outputs: the probabilities of three classes, and the loss. 131
   parameters. *)

about = <|
  "Name" -> "Classifier with Loss",
  "TaskType" -> {"Classification"},
  "InputDomains" -> {"Numeric"},
  "SourceMetadata" -> <|
    "Author" -> "Wolfram Research",
    "Title" -> "NetGraph",
    "Source" -> "Wolfram Language function reference",
    "Date" -> 2016|>|>;

NetGraph[<|
    "classifier" -> NetChain[{16, Ramp, 3, SoftmaxLayer[]}],
    "loss" -> CrossEntropyLossLayer["Index"]|>,
  {NetPort["Input"] -> "classifier" -> NetPort["Output"],
   "classifier" -> NetPort["loss", "Input"],
   NetPort["Target"] -> NetPort["loss", "Target"]},
  "Input" -> 4,
  "Output" -> NetDecoder[{"Class", {"setosa", "versicolor", "virginica"}}],
  "Target" -> NetEncoder[{"Class", {"setosa", "versicolor", "virginica"}}]]
