(* expect: NetGraph::connlist 2:24 *)
NetGraph[{Ramp, Tanh}, 1 -> 2]
