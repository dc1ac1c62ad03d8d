(* A perceptron with one hidden layer for images of 28×28 and ten classes. 101,770 parameters. *)
NetChain[{FlattenLayer[], 128, Ramp, 10, SoftmaxLayer[]}, "Input" -> {1, 28, 28}]
