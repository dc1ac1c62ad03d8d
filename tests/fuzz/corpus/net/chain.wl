NetChain[{FlattenLayer[], 5, Tanh, ReshapeLayer[{Automatic, 1}], DropoutLayer[0.2],
  CatenateLayer["Inputs" -> 1], SummationLayer[]}, "Input" -> {2, 3}]
