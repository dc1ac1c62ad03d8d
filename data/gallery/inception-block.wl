(* The first inception block of GoogLeNet, "3a": four views of one image, side by side. Input: 192
   channels of 28×28. 163,696 parameters. *)

about = <|
  "Name" -> "Inception Block",
  "TaskType" -> {"FeatureExtraction"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "C. Szegedy and others",
    "Title" -> "Going deeper with convolutions",
    "Source" -> "CVPR",
    "Date" -> 2015|>|>;

NetGraph[<|
    "1x1" -> ConvolutionLayer[64, 1],
    "1x1 ramp" -> Ramp,
    "3x3 reduce" -> ConvolutionLayer[96, 1],
    "3x3 reduce ramp" -> Ramp,
    "3x3" -> ConvolutionLayer[128, 3, PaddingSize -> 1],
    "3x3 ramp" -> Ramp,
    "5x5 reduce" -> ConvolutionLayer[16, 1],
    "5x5 reduce ramp" -> Ramp,
    "5x5" -> ConvolutionLayer[32, 5, PaddingSize -> 2],
    "5x5 ramp" -> Ramp,
    "pool" -> PoolingLayer[3, 1, PaddingSize -> 1],
    "pool projection" -> ConvolutionLayer[32, 1],
    "pool ramp" -> Ramp,
    "join" -> CatenateLayer[]|>,
  {NetPort["Input"] -> {"1x1", "3x3 reduce", "5x5 reduce", "pool"},
   "1x1" -> "1x1 ramp",
   "3x3 reduce" -> "3x3 reduce ramp" -> "3x3" -> "3x3 ramp",
   "5x5 reduce" -> "5x5 reduce ramp" -> "5x5" -> "5x5 ramp",
   "pool" -> "pool projection" -> "pool ramp",
   {"1x1 ramp", "3x3 ramp", "5x5 ramp", "pool ramp"} -> "join"},
  "Input" -> {192, 28, 28}]
