NetGraph[<|"c1" -> ConvolutionLayer[4, {1, 1}], "b1" -> BatchNormalizationLayer[], "r1" -> Ramp,
  "c2" -> ConvolutionLayer[4, {3, 3}, "PaddingSize" -> 1], "add" -> TotalLayer[], "out" -> Ramp|>,
 {NetPort["Input"] -> "c1" -> "b1" -> "r1" -> "c2" -> "add" -> "out", "c1" -> "add"},
 "Input" -> {2, 5, 5}]
