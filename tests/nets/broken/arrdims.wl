(* expect: NetGraph::arrdims *)
NetGraph[{LinearLayer[2, "Weights" -> {{1, 2, 3}, {4, 5, 6}}]}, {}, "Input" -> 4]
