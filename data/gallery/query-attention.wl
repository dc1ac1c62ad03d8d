(* Attention of one query: keys that are like it bring their values forward. Inputs: ten keys and
   their values, and a query; output: the mean of the values, weighted. 0 parameters. *)

about = <|
  "Name" -> "Attention of One Query",
  "TaskType" -> {"FeatureExtraction"},
  "InputDomains" -> {"Numeric"},
  "SourceMetadata" -> <|
    "Author" -> "A. Graves, G. Wayne, I. Danihelka",
    "Title" -> "Neural Turing machines",
    "Source" -> "arXiv:1410.5401",
    "Date" -> 2014|>|>;

NetGraph[<|
    "scores" -> DotLayer[],
    "weights" -> SoftmaxLayer[],
    "mean" -> DotLayer[]|>,
  {{NetPort["Keys"], NetPort["Query"]} -> "scores" -> "weights",
   {"weights", NetPort["Values"]} -> "mean"},
  "Keys" -> {10, 16}, "Query" -> 16, "Values" -> {10, 8}]
