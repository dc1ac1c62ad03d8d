(* expect: NetGraph::badport 2:25 *)
NetGraph[{Ramp, Tanh}, {NetPort[] -> 2}]
