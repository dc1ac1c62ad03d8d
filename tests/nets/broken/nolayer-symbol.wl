(* expect: NetGraph::nolayer 2:41 *)
NetGraph[<|"a" -> Ramp, "b" -> Tanh|>, {a -> "b"}]
