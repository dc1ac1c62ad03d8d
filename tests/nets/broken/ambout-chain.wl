(* expect: NetGraph::ambout 2:69 *)
NetGraph[{Ramp, NetGraph[{Ramp, Tanh}, {}], LogisticSigmoid}, {1 -> 2 -> 3}]
