(* AlexNet as it is trained on one processor: five convolutions and three linear layers. Input: a
   photograph of 224×224; output: the probabilities of a thousand classes. 61,100,840 parameters. *)

about = <|
  "Name" -> "AlexNet",
  "TaskType" -> {"Classification"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "A. Krizhevsky",
    "Title" -> "One weird trick for parallelizing convolutional neural networks",
    "Source" -> "arXiv:1404.5997",
    "Date" -> 2014|>,
  "Parameters" -> {"classes"}|>;

classes = 1000;

NetChain[<|
    "conv1" -> ConvolutionLayer[64, 11, "Stride" -> 4, PaddingSize -> 2],
    "ramp1" -> Ramp,
    "pool1" -> PoolingLayer[3, 2],
    "conv2" -> ConvolutionLayer[192, 5, PaddingSize -> 2],
    "ramp2" -> Ramp,
    "pool2" -> PoolingLayer[3, 2],
    "conv3" -> ConvolutionLayer[384, 3, PaddingSize -> 1],
    "ramp3" -> Ramp,
    "conv4" -> ConvolutionLayer[256, 3, PaddingSize -> 1],
    "ramp4" -> Ramp,
    "conv5" -> ConvolutionLayer[256, 3, PaddingSize -> 1],
    "ramp5" -> Ramp,
    "pool5" -> PoolingLayer[3, 2],
    "flatten" -> FlattenLayer[],
    "drop6" -> DropoutLayer[],
    "linear6" -> LinearLayer[4096],
    "ramp6" -> Ramp,
    "drop7" -> DropoutLayer[],
    "linear7" -> LinearLayer[4096],
    "ramp7" -> Ramp,
    "linear8" -> LinearLayer[classes],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> NetEncoder[{"Image", {224, 224},
      "MeanImage" -> {0.485, 0.456, 0.406}, "VarianceImage" -> {0.229, 0.224, 0.225}^2}]]
