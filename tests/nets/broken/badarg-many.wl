(* expect: NetGraph::badarg 2:26 *)
NetGraph[{LinearLayer[3, 4]}, {}]
