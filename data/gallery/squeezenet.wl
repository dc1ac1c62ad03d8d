(* SqueezeNet 1.1: fire modules squeeze to few channels and expand by 1×1 and 3×3 side by side.
   Input: a photograph of 224×224; output: the probabilities of a thousand classes. 1,235,496
   parameters. *)

about = <|
  "Name" -> "SqueezeNet",
  "TaskType" -> {"Classification"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "F. N. Iandola and others",
    "Title" -> "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters",
    "Source" -> "arXiv:1602.07360",
    "Date" -> 2016|>,
  "Parameters" -> {"classes"}|>;

classes = 1000;

fire = Function[{few, many}, NetGraph[<|
    "squeeze" -> NetChain[{ConvolutionLayer[few, 1], Ramp}],
    "1x1" -> NetChain[{ConvolutionLayer[many, 1], Ramp}],
    "3x3" -> NetChain[{ConvolutionLayer[many, 3, PaddingSize -> 1], Ramp}],
    "join" -> CatenateLayer[]|>,
  {"squeeze" -> {"1x1", "3x3"} -> "join"}]];

NetChain[<|
    "conv1" -> ConvolutionLayer[64, 3, "Stride" -> 2],
    "ramp1" -> Ramp,
    "pool1" -> PoolingLayer[3, 2],
    "fire2" -> fire[16, 64],
    "fire3" -> fire[16, 64],
    "pool3" -> PoolingLayer[3, 2],
    "fire4" -> fire[32, 128],
    "fire5" -> fire[32, 128],
    "pool5" -> PoolingLayer[3, 2],
    "fire6" -> fire[48, 192],
    "fire7" -> fire[48, 192],
    "fire8" -> fire[64, 256],
    "fire9" -> fire[64, 256],
    "drop9" -> DropoutLayer[],
    "conv10" -> ConvolutionLayer[classes, 1],
    "ramp10" -> Ramp,
    "mean10" -> PoolingLayer[13, "Function" -> Mean],
    "flatten" -> FlattenLayer[],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> NetEncoder[{"Image", {224, 224},
      "MeanImage" -> {0.485, 0.456, 0.406}, "VarianceImage" -> {0.229, 0.224, 0.225}^2}]]
