(* expect: NetGraph::level 2:23 *)
NetGraph[{Ramp, Tanh, CatenateLayer[3]}, {{1, 2} -> 3}, "Input" -> {2, 2}]
