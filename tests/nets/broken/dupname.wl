(* expect: NetGraph::dupname 3:3 *)
NetGraph[<|"a" -> Ramp,
  "a" -> Tanh|>, {}]
