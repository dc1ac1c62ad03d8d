(* expect: NetGraph::nonein 2:19 *)
NetGraph[{Ramp}, {NetPort["a"] -> None}]
