(* expect: NetGraph::badopt 2:22 *)
NetGraph[{Ramp}, {}, 5]
