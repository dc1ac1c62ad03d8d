(* expect: NetGraph::noinport 2:55 *)
NetGraph[{Ramp, NetArrayLayer["Array" -> {1}]}, {1 -> 2}]
