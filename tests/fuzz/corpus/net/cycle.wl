(* expect: NetGraph::cycle 2:52 *)
NetGraph[{Ramp, Tanh, LogisticSigmoid}, {1 -> 2 -> 3 -> 1}]
