(* expect: NetGraph::cycle 3:3 *)
NetGraph[{Ramp, Plus, Tanh}, {1 -> 2, 2 -> 3,
  3 -> 2}]
