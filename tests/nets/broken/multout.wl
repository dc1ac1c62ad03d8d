(* expect: NetGraph::multout 2:44 *)
NetGraph[{Ramp, Tanh}, {1 -> NetPort["q"], 2 -> NetPort["q"]}]
