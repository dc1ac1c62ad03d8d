(* expect: NetGraph::badname 2:12 *)
NetGraph[<|"" -> Ramp|>, {}]
