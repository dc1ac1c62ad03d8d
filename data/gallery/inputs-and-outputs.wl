(* What two nets make of two inputs is joined, and two others answer. Inputs: three numbers, "Left",
   and an image of 8×8, "Right"; outputs: the probabilities of four classes, and a number. 289
   parameters. *)

about = <|
  "Name" -> "Inputs and Outputs",
  "TaskType" -> {"Classification", "Regression"},
  "InputDomains" -> {"Numeric"},
  "SourceMetadata" -> <|
    "Author" -> "Wolfram Research",
    "Title" -> "NetGraph",
    "Source" -> "Wolfram Language function reference",
    "Date" -> 2016|>|>;

NetGraph[<|
    "numbers" -> {8, Tanh},
    "image" -> {ConvolutionLayer[2, 3], Ramp, PoolingLayer[2, 2], FlattenLayer[], 8, Tanh},
    "join" -> CatenateLayer[],
    "class" -> {4, SoftmaxLayer[]},
    "score" -> LinearLayer[{}]|>,
  {NetPort["Left"] -> "numbers",
   NetPort["Right"] -> "image",
   {"numbers", "image"} -> "join" -> {"class" -> NetPort["Class"], "score" -> NetPort["Score"]}},
  "Left" -> 3, "Right" -> {1, 8, 8}]
