(* A gated linear unit: one half of what comes out of a layer decides how much of the other half
   goes on. Input: 50 numbers. 5,100 parameters. *)

about = <|
  "Name" -> "Gated Linear Unit",
  "TaskType" -> {"FeatureExtraction"},
  "InputDomains" -> {"Numeric"},
  "SourceMetadata" -> <|
    "Author" -> "Y. N. Dauphin, A. Fan, M. Auli, D. Grangier",
    "Title" -> "Language modeling with gated convolutional networks",
    "Source" -> "ICML",
    "Date" -> 2017|>|>;

NetGraph[<|
    "value" -> LinearLayer[50],
    "gate" -> NetChain[{50, LogisticSigmoid}],
    "product" -> ThreadingLayer[Times]|>,
  {{"value", "gate"} -> "product"},
  "Input" -> 50]
