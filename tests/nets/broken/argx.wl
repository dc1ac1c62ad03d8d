(* expect: NetGraph::argx 2:1 *)
NetGraph[]
