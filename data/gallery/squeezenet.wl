(* SqueezeNet 1.1: fire modules squeeze to few channels and expand by 1×1 and 3×3 side by side.
   F. N. Iandola and others, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters",
   arXiv:1602.07360 (2016). Photographs of 224×224, a thousand classes. 1,235,496 parameters. *)
fire16 = NetGraph[<|
    "squeeze" -> NetChain[{ConvolutionLayer[16, 1], Ramp}],
    "1x1" -> NetChain[{ConvolutionLayer[64, 1], Ramp}],
    "3x3" -> NetChain[{ConvolutionLayer[64, 3, PaddingSize -> 1], Ramp}],
    "join" -> CatenateLayer[]|>,
  {"squeeze" -> {"1x1", "3x3"} -> "join"}];

fire32 = NetGraph[<|
    "squeeze" -> NetChain[{ConvolutionLayer[32, 1], Ramp}],
    "1x1" -> NetChain[{ConvolutionLayer[128, 1], Ramp}],
    "3x3" -> NetChain[{ConvolutionLayer[128, 3, PaddingSize -> 1], Ramp}],
    "join" -> CatenateLayer[]|>,
  {"squeeze" -> {"1x1", "3x3"} -> "join"}];

fire48 = NetGraph[<|
    "squeeze" -> NetChain[{ConvolutionLayer[48, 1], Ramp}],
    "1x1" -> NetChain[{ConvolutionLayer[192, 1], Ramp}],
    "3x3" -> NetChain[{ConvolutionLayer[192, 3, PaddingSize -> 1], Ramp}],
    "join" -> CatenateLayer[]|>,
  {"squeeze" -> {"1x1", "3x3"} -> "join"}];

fire64 = NetGraph[<|
    "squeeze" -> NetChain[{ConvolutionLayer[64, 1], Ramp}],
    "1x1" -> NetChain[{ConvolutionLayer[256, 1], Ramp}],
    "3x3" -> NetChain[{ConvolutionLayer[256, 3, PaddingSize -> 1], Ramp}],
    "join" -> CatenateLayer[]|>,
  {"squeeze" -> {"1x1", "3x3"} -> "join"}];

NetChain[<|
    "conv1" -> ConvolutionLayer[64, 3, "Stride" -> 2],
    "ramp1" -> Ramp,
    "pool1" -> PoolingLayer[3, 2],
    "fire2" -> fire16,
    "fire3" -> fire16,
    "pool3" -> PoolingLayer[3, 2],
    "fire4" -> fire32,
    "fire5" -> fire32,
    "pool5" -> PoolingLayer[3, 2],
    "fire6" -> fire48,
    "fire7" -> fire48,
    "fire8" -> fire64,
    "fire9" -> fire64,
    "drop9" -> DropoutLayer[],
    "conv10" -> ConvolutionLayer[1000, 1],
    "ramp10" -> Ramp,
    "mean10" -> PoolingLayer[13, "Function" -> Mean],
    "flatten" -> FlattenLayer[],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> {3, 224, 224}]
