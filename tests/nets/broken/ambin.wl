(* expect: NetGraph::ambin 2:88 *)
NetGraph[{Ramp, NetGraph[{Ramp, Tanh}, {NetPort["a"] -> 1, NetPort["b"] -> 2}]}, {1 -> 2}]
