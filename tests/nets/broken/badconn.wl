(* expect: NetGraph::badconn 2:33 *)
NetGraph[{Ramp, Tanh}, {1 -> 2, 2}]
