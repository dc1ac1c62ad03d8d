NetGraph[{{{{{{{{{{{{{{{CatenateLayer[]}}}}}}}}}}}}}}, Ramp, Tanh}, {{2, 3} -> 1}]
