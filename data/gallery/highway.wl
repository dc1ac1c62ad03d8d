(* A highway layer: a gate T mixes what the layer computes, H, with what it was given, x:
   y = H T + x (1 - T). R. K. Srivastava, K. Greff, J. Schmidhuber, "Training very deep networks",
   NIPS 2015. 5,100 parameters. *)
NetGraph[<|
    "transform" -> NetChain[{50, Tanh}],
    "gate" -> NetChain[{50, LogisticSigmoid}],
    "mix" -> ThreadingLayer[#1 #2 + #3 (1 - #2) &]|>,
  {{"transform", "gate", NetPort["Input"]} -> "mix"},
  "Input" -> 50]
