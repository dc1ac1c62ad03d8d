(* expect: NetGraph::iodup 2:19 *)
NetGraph[{Ramp}, {NetPort["Output"] -> 1}]
