(* expect: NetGraph::deepport 2:33 *)
NetGraph[{{Ramp, Tanh}, Tanh}, {NetPort[{1, 2, "Output"}] -> 2}]
