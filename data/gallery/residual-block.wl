(* The block that residual nets repeat: what two convolutions add to their input. K. He, X. Zhang,
   S. Ren, J. Sun, "Deep residual learning for image recognition", CVPR 2016. 73,984 parameters. *)
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
