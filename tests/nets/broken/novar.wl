(* expect: NetGraph::novar 2:17 *)
NetGraph[{Ramp, CatenateLayer[]}, {}]
