(* expect: NetGraph::nolayer 2:19 *)
NetGraph[{Ramp}, {"Input" -> 1}]
