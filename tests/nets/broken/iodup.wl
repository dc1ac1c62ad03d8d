(* expect: NetGraph::iodup 2:38 *)
NetGraph[{Ramp}, {NetPort["x"] -> 1, 1 -> NetPort["x"]}]
