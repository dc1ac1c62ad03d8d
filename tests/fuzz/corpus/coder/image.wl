NetEncoder[{"Image", {3, 2}, ColorSpace -> "HSB", Method -> "Fill", Padding -> "Reflected"}][Image[{{{1, 0, 0.5}}}]]
NetDecoder[{"Image", Interleaving -> True, "MeanImage" -> Image[{{0.5}}]}][{{{1, 2, 3}}}]
NetEncoder[{"Image", 2, "VarianceImage" -> 2, Alignment -> {0.3, Bottom}}][Image[{{1, 2}}, "Byte"]]
NetEncoder[{"Image3D", 1}][Image3D[NumericArray[ByteArray["AAAA"], "UnsignedInteger8", {1, 1, 3}]]]
