(* A perceptron with one hidden layer. Input: an image of 28×28; output: the probabilities of ten
   classes. 101,770 parameters. *)

about = <|
  "Name" -> "Multilayer Perceptron",
  "TaskType" -> {"Classification"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "D. E. Rumelhart, G. E. Hinton, R. J. Williams",
    "Title" -> "Learning representations by back-propagating errors",
    "Source" -> "Nature 323",
    "Date" -> 1986|>|>;

NetChain[{FlattenLayer[], 128, Ramp, 10, SoftmaxLayer[]},
  "Input" -> NetEncoder[{"Image", {28, 28}, ColorSpace -> "Grayscale"}],
  "Output" -> NetDecoder[{"Class", Range[0, 9]}]]
