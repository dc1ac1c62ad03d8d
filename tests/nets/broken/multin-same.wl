(* expect: NetGraph::multin 3:3 *)
NetGraph[{Ramp, Tanh}, {1 -> 2,
  1 -> 2}]
