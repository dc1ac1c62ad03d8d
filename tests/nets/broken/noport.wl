(* expect: NetGraph::noport 2:22 *)
NetGraph[{Ramp}, {}, "Inptu" -> 3]
