(* expect: NetGraph::badconn 2:25 *)
NetGraph[{Ramp, Tanh}, {f[1] -> 2}]
