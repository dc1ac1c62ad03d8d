(* An autoencoder: an image of 28×28 squeezed into 32 numbers, "Code", and unfolded again. After
   G. E. Hinton, R. R. Salakhutdinov, "Reducing the dimensionality of data with neural networks",
   Science 313 (2006). 222,384 parameters. *)
NetGraph[<|
    "encode" -> NetChain[{FlattenLayer[], 128, Ramp, 64, Ramp, 32}],
    "decode" -> NetChain[{64, Ramp, 128, Ramp, 784, LogisticSigmoid, ReshapeLayer[{1, 28, 28}]}]|>,
  {"encode" -> {"decode", NetPort["Code"]}, "decode" -> NetPort["Output"]},
  "Input" -> {1, 28, 28}]
