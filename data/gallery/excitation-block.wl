(* A squeeze-and-excitation block: the mean of each channel decides how much of the channel goes on.
   Input: 256 channels of 28×28. 8,464 parameters. *)

about = <|
  "Name" -> "Squeeze-and-Excitation Block",
  "TaskType" -> {"FeatureExtraction"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "J. Hu, L. Shen, G. Sun",
    "Title" -> "Squeeze-and-excitation networks",
    "Source" -> "CVPR",
    "Date" -> 2018|>|>;

NetGraph[<|
    "squeeze" -> PoolingLayer[28, "Function" -> Mean],
    "reduce" -> LinearLayer[16],
    "ramp" -> Ramp,
    "expand" -> LinearLayer[256],
    "gate" -> LogisticSigmoid,
    "reshape" -> ReshapeLayer[{256, 1, 1}],
    "scale" -> ThreadingLayer[Times]|>,
  {NetPort["Input"] -> "squeeze" -> "reduce" -> "ramp" -> "expand" -> "gate" -> "reshape",
   {NetPort["Input"], "reshape"} -> "scale"},
  "Input" -> {256, 28, 28}]
