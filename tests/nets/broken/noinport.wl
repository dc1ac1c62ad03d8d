(* expect: NetGraph::noinport 2:30 *)
NetGraph[{Ramp, Tanh}, {1 -> NetPort[2, "Inptu"]}]
