(* expect: NetGraph::badarg 2:39 *)
NetGraph[{LinearLayer[3, "Weights" -> None]}, {}]
