(* expect: NetGraph::nolayer 2:48 *)
NetGraph[<|"a" -> Ramp, "b" -> Tanh|>, {"a" -> "c"}]
