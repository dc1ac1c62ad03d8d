(* expect: NetGraph::toomany 2:41 *)
NetGraph[{Ramp, Tanh, Ramp, Subtract}, {{1, 2, 3} -> 4}]
