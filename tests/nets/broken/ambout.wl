(* expect: NetGraph::ambout 2:58 *)
NetGraph[{NetGraph[{Ramp, Tanh}, {}], LogisticSigmoid}, {1 -> 2}]
