(* expect: NetGraph::connlist 2:24 *)
NetGraph[{Ramp, Tanh}, "Input" -> 2]
