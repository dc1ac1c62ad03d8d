NetGraph[{LinearLayer[2], ThreadingLayer[#a - #b &], PoolingLayer[{2}], 3, {Ramp, 2}},
 {NetPort["x"] -> 1 -> {NetPort[2, "a"], 4 -> NetPort["four"]}, NetPort["y"] -> NetPort[{2, "b"}],
  2 -> None, 1 -> NetPort["one"]}, "x" -> 3]
