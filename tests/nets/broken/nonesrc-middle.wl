(* expect: NetGraph::nonesrc 2:30 *)
NetGraph[{Ramp, Tanh}, {1 -> None -> 2}]
