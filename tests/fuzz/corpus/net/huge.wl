NetGraph[{ConvolutionLayer[4611686018427387904, {3, 9999999999}, "Dilation" -> 9999999999,
   PaddingSize -> 9999999999, "ChannelGroups" -> 4611686018427387904], FlattenLayer[],
  CatenateLayer[], ReshapeLayer[{9999999999, Automatic, 9999999999}], PoolingLayer[{9999999999}, PaddingSize -> "Same"]},
 {NetPort["x"] -> 1, {1, 1} -> 3, 1 -> 2 -> 4, NetPort["y"] -> 5},
 "x" -> {9223372036854775807, 9223372036854775807, 9223372036854775807},
 "y" -> {9223372036854775807, 9223372036854775807}]
