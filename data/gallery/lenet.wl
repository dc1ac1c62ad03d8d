(* LeNet, which reads handwritten digits. Input: an image of 28×28; output: the probabilities of ten
   digits. The first convolution pads, so that the layers have the sizes of LeNet-5, whose images
   are of 32×32. 61,706 parameters. *)

about = <|
  "Name" -> "LeNet",
  "TaskType" -> {"Classification"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner",
    "Title" -> "Gradient-based learning applied to document recognition",
    "Source" -> "Proceedings of the IEEE 86",
    "Date" -> 1998|>|>;

NetGraph[<|
    "conv1" -> ConvolutionLayer[6, 5, PaddingSize -> 2],
    "tanh1" -> Tanh,
    "pool1" -> PoolingLayer[2, 2, "Function" -> Mean],
    "conv2" -> ConvolutionLayer[16, 5],
    "tanh2" -> Tanh,
    "pool2" -> PoolingLayer[2, 2, "Function" -> Mean],
    "flatten" -> FlattenLayer[],
    "linear1" -> LinearLayer[120],
    "tanh3" -> Tanh,
    "linear2" -> LinearLayer[84],
    "tanh4" -> Tanh,
    "linear3" -> LinearLayer[10],
    "softmax" -> SoftmaxLayer[]|>,
  {"conv1" -> "tanh1" -> "pool1" -> "conv2" -> "tanh2" -> "pool2" -> "flatten" ->
     "linear1" -> "tanh3" -> "linear2" -> "tanh4" -> "linear3" -> "softmax"},
  "Input" -> NetEncoder[{"Image", {28, 28}, ColorSpace -> "Grayscale"}],
  "Output" -> NetDecoder[{"Class", Range[0, 9]}]]
