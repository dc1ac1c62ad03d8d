(* expect: NetGraph::multin 2:50 *)
NetGraph[{Ramp, Tanh, LogisticSigmoid}, {1 -> 3, 2 -> 3}]
