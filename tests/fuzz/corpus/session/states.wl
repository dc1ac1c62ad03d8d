o = NetStateObject[NetGraph[{BasicRecurrentLayer[1, "InputWeights" -> {{1}}, "StateWeights" -> {{1}}, "Biases" -> {0}]}, {}, "Input" -> {"Varying", 1}], <|{1, "State"} -> {0.5}|>]
o[{{1}, {2}}]; o[{1}]; o[{{{1}}, {{2}}}]; Normal[o]
s = NetUnfold[Normal[o]]; s[<|"Input" -> {1}, "State" -> {0.5}|>]; s[{1}]
NetUnfold[NetChain[{AttentionLayer["Dot", "Mask" -> "Causal" -> 2], Ramp}]]
