(* expect: NetGraph::multin 2:42 *)
NetGraph[{Ramp, Tanh, LogisticSigmoid}, {{1, 2} -> 3}]
