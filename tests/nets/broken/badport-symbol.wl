(* expect: NetGraph::badport 2:30 *)
NetGraph[{Ramp, Tanh}, {1 -> NetPort[x]}]
