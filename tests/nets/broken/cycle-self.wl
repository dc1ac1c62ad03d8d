(* expect: NetGraph::cycle 2:19 *)
NetGraph[{Ramp}, {1 -> 1}]
