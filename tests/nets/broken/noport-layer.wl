(* expect: NetGraph::noport 2:26 *)
NetGraph[{LinearLayer[3, "Weigths" -> None]}, {}]
