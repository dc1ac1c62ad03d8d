(* a net (* of *) layers *)
net = NetGraph[<|"a" -> LinearLayer[3, "Weights" -> {{1, 2.5}, {-3, 4*^-2}}], "b\"q" → Ramp|>,
  {"a" -> "b\"q" -> NetPort["out"], {1, 2} -> 3}, "Input" -> {2}];
net[{1, 2}, NetPortGradient["Input"]]
ElementwiseLayer[Log[1 + Exp[-#^2]]/2 - .5 #&]
