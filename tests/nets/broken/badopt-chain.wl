(* expect: NetGraph::badopt 2:18 *)
NetChain[{Ramp}, {}]
