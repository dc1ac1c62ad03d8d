(* expect: NetGraph::empty 2:10 *)
NetGraph[{}, {}]
