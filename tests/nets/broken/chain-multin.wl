(* expect: NetChain::multin 2:17 *)
NetChain[{Ramp, ThreadingLayer[Subtract]}]
