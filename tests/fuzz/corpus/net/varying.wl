NetGraph[{Ramp, Tanh, CatenateLayer[], NetChain[{CatenateLayer[2], FlattenLayer[{{2}, {1}}]}]},
 {{1, 2} -> 3, {1, 2} -> 4}, "Input" -> {"Varying", 2}]
