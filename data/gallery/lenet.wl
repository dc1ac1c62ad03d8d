(* LeNet-5, which reads handwritten digits: an image of 28×28 in, the probabilities of ten digits
   out. Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document
   recognition", Proceedings of the IEEE 86 (1998). The published net takes 32×32; here the first
   convolution pads instead. 61,706 parameters. *)
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
  "Input" -> {1, 28, 28}]
