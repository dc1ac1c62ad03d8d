(* ResNet-18: eight residual blocks. K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for
   image recognition", CVPR 2016. Photographs of 224×224, a thousand classes.
   11,689,512 parameters. *)
norm = BatchNormalizationLayer["Epsilon" -> 1.*^-5];

block64 = NetGraph[<|
    "conv1" -> ConvolutionLayer[64, 3, PaddingSize -> 1, "Biases" -> None],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "conv2" -> ConvolutionLayer[64, 3, PaddingSize -> 1, "Biases" -> None],
    "norm2" -> norm,
    "sum" -> ThreadingLayer[Plus],
    "ramp2" -> Ramp|>,
  {NetPort["Input"] -> "conv1" -> "norm1" -> "ramp1" -> "conv2" -> "norm2",
   {"norm2", NetPort["Input"]} -> "sum" -> "ramp2"}];

block128 = NetGraph[<|
    "conv1" -> ConvolutionLayer[128, 3, PaddingSize -> 1, "Biases" -> None],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "conv2" -> ConvolutionLayer[128, 3, PaddingSize -> 1, "Biases" -> None],
    "norm2" -> norm,
    "sum" -> ThreadingLayer[Plus],
    "ramp2" -> Ramp|>,
  {NetPort["Input"] -> "conv1" -> "norm1" -> "ramp1" -> "conv2" -> "norm2",
   {"norm2", NetPort["Input"]} -> "sum" -> "ramp2"}];

block256 = NetGraph[<|
    "conv1" -> ConvolutionLayer[256, 3, PaddingSize -> 1, "Biases" -> None],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "conv2" -> ConvolutionLayer[256, 3, PaddingSize -> 1, "Biases" -> None],
    "norm2" -> norm,
    "sum" -> ThreadingLayer[Plus],
    "ramp2" -> Ramp|>,
  {NetPort["Input"] -> "conv1" -> "norm1" -> "ramp1" -> "conv2" -> "norm2",
   {"norm2", NetPort["Input"]} -> "sum" -> "ramp2"}];

block512 = NetGraph[<|
    "conv1" -> ConvolutionLayer[512, 3, PaddingSize -> 1, "Biases" -> None],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "conv2" -> ConvolutionLayer[512, 3, PaddingSize -> 1, "Biases" -> None],
    "norm2" -> norm,
    "sum" -> ThreadingLayer[Plus],
    "ramp2" -> Ramp|>,
  {NetPort["Input"] -> "conv1" -> "norm1" -> "ramp1" -> "conv2" -> "norm2",
   {"norm2", NetPort["Input"]} -> "sum" -> "ramp2"}];

half128 = NetGraph[<|
    "conv1" -> ConvolutionLayer[128, 3, "Stride" -> 2, PaddingSize -> 1, "Biases" -> None],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "conv2" -> ConvolutionLayer[128, 3, PaddingSize -> 1, "Biases" -> None],
    "norm2" -> norm,
    "shortcut" -> ConvolutionLayer[128, 1, "Stride" -> 2, "Biases" -> None],
    "shortcut norm" -> norm,
    "sum" -> ThreadingLayer[Plus],
    "ramp2" -> Ramp|>,
  {NetPort["Input"] -> "conv1" -> "norm1" -> "ramp1" -> "conv2" -> "norm2",
   NetPort["Input"] -> "shortcut" -> "shortcut norm",
   {"norm2", "shortcut norm"} -> "sum" -> "ramp2"}];

half256 = NetGraph[<|
    "conv1" -> ConvolutionLayer[256, 3, "Stride" -> 2, PaddingSize -> 1, "Biases" -> None],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "conv2" -> ConvolutionLayer[256, 3, PaddingSize -> 1, "Biases" -> None],
    "norm2" -> norm,
    "shortcut" -> ConvolutionLayer[256, 1, "Stride" -> 2, "Biases" -> None],
    "shortcut norm" -> norm,
    "sum" -> ThreadingLayer[Plus],
    "ramp2" -> Ramp|>,
  {NetPort["Input"] -> "conv1" -> "norm1" -> "ramp1" -> "conv2" -> "norm2",
   NetPort["Input"] -> "shortcut" -> "shortcut norm",
   {"norm2", "shortcut norm"} -> "sum" -> "ramp2"}];

half512 = NetGraph[<|
    "conv1" -> ConvolutionLayer[512, 3, "Stride" -> 2, PaddingSize -> 1, "Biases" -> None],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "conv2" -> ConvolutionLayer[512, 3, PaddingSize -> 1, "Biases" -> None],
    "norm2" -> norm,
    "shortcut" -> ConvolutionLayer[512, 1, "Stride" -> 2, "Biases" -> None],
    "shortcut norm" -> norm,
    "sum" -> ThreadingLayer[Plus],
    "ramp2" -> Ramp|>,
  {NetPort["Input"] -> "conv1" -> "norm1" -> "ramp1" -> "conv2" -> "norm2",
   NetPort["Input"] -> "shortcut" -> "shortcut norm",
   {"norm2", "shortcut norm"} -> "sum" -> "ramp2"}];

NetChain[<|
    "conv1" -> ConvolutionLayer[64, 7, "Stride" -> 2, PaddingSize -> 3, "Biases" -> None],
    "norm1" -> norm,
    "ramp1" -> Ramp,
    "pool1" -> PoolingLayer[3, 2, PaddingSize -> 1],
    "block2a" -> block64,
    "block2b" -> block64,
    "block3a" -> half128,
    "block3b" -> block128,
    "block4a" -> half256,
    "block4b" -> block256,
    "block5a" -> half512,
    "block5b" -> block512,
    "mean" -> PoolingLayer[7, "Function" -> Mean],
    "flatten" -> FlattenLayer[],
    "linear" -> LinearLayer[1000],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> {3, 224, 224}]
