(* expect: NetGraph::mixed 3:3 *)
NetGraph[{"a" -> Ramp,
  Tanh}, {}]
