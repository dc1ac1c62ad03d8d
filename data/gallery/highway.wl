(* A highway layer: a gate T mixes what the layer computes, H, with what it was given, x:
   y = H T + x (1 - T). Input: 50 numbers. 5,100 parameters. *)

about = <|
  "Name" -> "Highway Layer",
  "TaskType" -> {"FeatureExtraction"},
  "InputDomains" -> {"Numeric"},
  "SourceMetadata" -> <|
    "Author" -> "R. K. Srivastava, K. Greff, J. Schmidhuber",
    "Title" -> "Training very deep networks",
    "Source" -> "NIPS",
    "Date" -> 2015|>|>;

NetGraph[<|
    "transform" -> NetChain[{50, Tanh}],
    "gate" -> NetChain[{50, LogisticSigmoid}],
    "mix" -> ThreadingLayer[#1 #2 + #3 (1 - #2) &]|>,
  {{"transform", "gate", NetPort["Input"]} -> "mix"},
  "Input" -> 50]
