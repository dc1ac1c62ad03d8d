(* expect: NetGraph::nolayer 3:3 *)
NetGraph[{Ramp, Tanh}, {1 -> {2 -> NetPort["x"],
  7 -> NetPort["y"]}}]
