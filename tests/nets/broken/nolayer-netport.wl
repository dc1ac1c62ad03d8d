(* expect: NetGraph::nolayer 2:30 *)
NetGraph[{Ramp, Tanh}, {1 -> NetPort[{5, "Input"}]}]
