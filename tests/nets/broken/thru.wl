(* expect: NetGraph::thru 2:19 *)
NetGraph[{Ramp}, {NetPort["a"] -> NetPort["b"]}]
