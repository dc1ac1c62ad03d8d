(* expect: NetGraph::nooutport 2:25 *)
NetGraph[{Ramp, Tanh}, {NetPort[{1, "Out"}] -> 2}]
