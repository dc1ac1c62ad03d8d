(* expect: NetGraph::badname 2:25 *)
NetGraph[<|"a" -> Ramp, b -> Tanh|>, {}]
