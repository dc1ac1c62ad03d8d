(* expect: NetGraph::layers 2:10 *)
NetGraph[5, {}]
