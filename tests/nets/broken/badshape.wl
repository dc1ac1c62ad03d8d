(* expect: NetGraph::badshape 2:33 *)
NetGraph[{Ramp}, {}, "Input" -> "Reel"]
