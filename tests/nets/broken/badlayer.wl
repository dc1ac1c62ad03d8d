(* expect: NetGraph::badlayer 2:17 *)
NetGraph[{Ramp, LinarLayer[3]}, {1 -> 2}]
