(* expect: NetGraph::badshape 2:37 *)
NetGraph[{Ramp}, {}, "Input" -> {3, 0}]
