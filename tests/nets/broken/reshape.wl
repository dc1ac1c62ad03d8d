(* expect: NetGraph::reshape 2:11 *)
NetGraph[{ReshapeLayer[{2, 4}]}, {}, "Input" -> 9]
