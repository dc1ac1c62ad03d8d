(* expect: NetGraph::level 2:11 *)
NetGraph[{FlattenLayer[3]}, {}, "Input" -> {2, 2}]
