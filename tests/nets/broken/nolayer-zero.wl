(* expect: NetGraph::nolayer 2:25 *)
NetGraph[{Ramp, Tanh}, {0 -> 1}]
