(* The block that residual nets repeat: what two convolutions add to their input. Input: 64 channels
   of 56×56. 73,984 parameters. *)

about = <|
  "Name" -> "Residual Block",
  "TaskType" -> {"FeatureExtraction"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "K. He, X. Zhang, S. Ren, J. Sun",
    "Title" -> "Deep residual learning for image recognition",
    "Source" -> "CVPR",
    "Date" -> 2016|>|>;

NetGraph[<|
    "conv1" -> ConvolutionLayer[64, 3, PaddingSize -> 1, "Biases" -> None],
    "norm1" -> BatchNormalizationLayer["Epsilon" -> 1.*^-5],
    "ramp1" -> Ramp,
    "conv2" -> ConvolutionLayer[64, 3, PaddingSize -> 1, "Biases" -> None],
    "norm2" -> BatchNormalizationLayer["Epsilon" -> 1.*^-5],
    "sum" -> ThreadingLayer[Plus],
    "ramp2" -> Ramp|>,
  {NetPort["Input"] -> "conv1" -> "norm1" -> "ramp1" -> "conv2" -> "norm2",
   {"norm2", NetPort["Input"]} -> "sum" -> "ramp2"},
  "Input" -> {64, 56, 56}]
