(* expect: Eval::protected 2:1 *)
E = 3
NetChain[{LinearLayer[E], Ramp}, "Input" -> 4]
