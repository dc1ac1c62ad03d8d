NetGraph[{LinearLayer[2, "Weights" -> {{1, 2.5, -3*^-2}, {0, 1, 1}}, "Biases" -> None],
  ElementwiseLayer[If[# > 0, Piecewise[{{#^2, # < 1}}, Sqrt[#]], Log[1 - #]] &],
  NetArrayLayer["Array" -> {0.5, 1}], Times}, {1 -> 2, {2, 3} -> 4}]
