(* expect: NetGraph::badconn 2:25 *)
NetGraph[{Ramp, Tanh}, {{} -> 2}]
