(* expect: NetGraph::ragged 2:48 *)
NetGraph[{LinearLayer[2, "Weights" -> {{1, 2}, {3}}]}, {}]
