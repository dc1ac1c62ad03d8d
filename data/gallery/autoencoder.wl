(* An autoencoder: an image of 28×28 is squeezed into 32 numbers, "Code", and unfolded again.
   222,384 parameters. *)

about = <|
  "Name" -> "Autoencoder",
  "TaskType" -> {"FeatureExtraction"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "G. E. Hinton, R. R. Salakhutdinov",
    "Title" -> "Reducing the dimensionality of data with neural networks",
    "Source" -> "Science 313",
    "Date" -> 2006|>|>;

NetGraph[<|
    "encode" -> NetChain[{FlattenLayer[], 128, Ramp, 64, Ramp, 32}],
    "decode" -> NetChain[{64, Ramp, 128, Ramp, 784, LogisticSigmoid, ReshapeLayer[{1, 28, 28}]}]|>,
  {"encode" -> {"decode", NetPort["Code"]}, "decode" -> NetPort["Output"]},
  "Input" -> NetEncoder[{"Image", {28, 28}, ColorSpace -> "Grayscale"}],
  "Output" -> NetDecoder[{"Image", ColorSpace -> "Grayscale"}]]
