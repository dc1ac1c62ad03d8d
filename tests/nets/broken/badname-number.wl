(* expect: NetGraph::badname 2:23 *)
NetGraph[<|1 -> Ramp, 3 -> Tanh|>, {}]
