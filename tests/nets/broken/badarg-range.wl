(* expect: NetGraph::badarg 2:24 *)
NetGraph[{DropoutLayer[1.5]}, {}]
