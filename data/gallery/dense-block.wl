(* A dense block, of which DenseNet is made: four layers that each add 12 channels and see all that
   came before them. Input: 16 channels of 32×32. 14,960 parameters. *)

about = <|
  "Name" -> "Dense Block",
  "TaskType" -> {"FeatureExtraction"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "G. Huang, Z. Liu, L. van der Maaten, K. Q. Weinberger",
    "Title" -> "Densely connected convolutional networks",
    "Source" -> "CVPR",
    "Date" -> 2017|>|>;

layer = NetChain[{
    BatchNormalizationLayer[], Ramp,
    ConvolutionLayer[12, 3, PaddingSize -> 1, "Biases" -> None]}];

NetGraph[<|
    "layer1" -> layer, "join1" -> CatenateLayer[],
    "layer2" -> layer, "join2" -> CatenateLayer[],
    "layer3" -> layer, "join3" -> CatenateLayer[],
    "layer4" -> layer, "join4" -> CatenateLayer[]|>,
  {NetPort["Input"] -> "layer1",
   {NetPort["Input"], "layer1"} -> "join1" -> "layer2",
   {"join1", "layer2"} -> "join2" -> "layer3",
   {"join2", "layer3"} -> "join3" -> "layer4",
   {"join3", "layer4"} -> "join4"},
  "Input" -> {16, 32, 32}]
