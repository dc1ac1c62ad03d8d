(* expect: NetGraph::badlayer 2:11 *)
NetGraph[{0}, {}]
