(* expect: NetGraph::nonesrc 2:19 *)
NetGraph[{Ramp}, {None -> 1}]
