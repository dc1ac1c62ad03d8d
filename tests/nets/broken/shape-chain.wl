(* expect: NetGraph::shape *)
NetGraph[{LinearLayer[3], LinearLayer[2, "Input" -> 5]}, {1 -> 2}]
