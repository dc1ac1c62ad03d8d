(* expect: NetGraph::noout *)
NetGraph[{Ramp}, {1 -> None}]
