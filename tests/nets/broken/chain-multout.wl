(* expect: NetChain::multout 2:11 *)
NetChain[{NetGraph[{Ramp, Tanh}, {}], Ramp}]
