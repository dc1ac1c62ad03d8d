(* expect: NetGraph::noconn 2:1 *)
NetGraph[{Ramp, Tanh}]
