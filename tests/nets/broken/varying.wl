(* expect: NetGraph::varying 2:11 *)
NetGraph[{LinearLayer[2]}, {}, "Input" -> {"Varying", 3}]
