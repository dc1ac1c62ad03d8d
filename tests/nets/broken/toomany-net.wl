(* expect: NetGraph::toomany 2:87 *)
NetGraph[{Ramp, Tanh, Ramp, NetGraph[{TotalLayer["Inputs" -> 2]}, {}]}, {{1, 2} -> 4, 3 -> 4}]
