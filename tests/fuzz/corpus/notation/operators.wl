a[[1;;-1;;2]] && !b || c == d < e; x_Integer /. y :> z // f @@ {##2, #name, #"a b"}
16^^ff + 2.5`20*^3 (3.``10) ∞ π \[Pi] "\:00e9\.41\|01f600\[Alpha]\n" <> "b"
Function[{a, b}, a . b^-c] /@ <|1 -> {Sequence[2, 3], Nothing}|>
Table[i/j, {i, 3}, {j, i}]; With[{n = 2}, ConstantArray[n, {2, 2}]]; x |-> {x, 1e5}
