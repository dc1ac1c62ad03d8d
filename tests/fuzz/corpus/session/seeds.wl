n = ElementwiseLayer[#^2 &, "Input" -> "Varying"];
n[{<|"Input" -> {1, 2}, NetPortGradient["Output"] -> {1, 0}|>, <|"Input" -> {1, 1}|>}, NetPortGradient["Input"]];
n[{<|"Input" -> {1, 1}|>, <|"Input" -> {1, 1}, NetPortGradient["Output"] -> {1, 0}|>}, NetPortGradient["Input"]]
n[{<|"Input" -> {1, 2}, NetPortGradient["Output"] -> {1, 0, 3}|>, <|"Input" -> {1, 1}, NetPortGradient["Output"] -> {1}|>}, NetPortGradient["Input"]]
