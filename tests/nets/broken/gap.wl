(* expect: NetGraph::gap 2:36 *)
NetGraph[{Ramp, CatenateLayer[]}, {1 -> NetPort[{2, 2}]}]
