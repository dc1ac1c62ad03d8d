(* expect: NetGraph::badarg 2:25 *)
NetGraph[{CatenateLayer[0]}, {}]
