net = NetGraph[<|"a" -> 3, "b" -> {Ramp, 2}, "t" -> TotalLayer[]|>, {"a" -> "b" -> "t", "a" -> NetPort["m"]}]
Take[net, {{"a", NetPort["b", "Input"]}, All}, "Input" -> 4]; VertexDelete[net, {"b", 1}]; NetDelete[net, NetPort["m"]]
NetFlatten[NetRename[net, {"a" -> "b", "b" -> "a", NetPort["m"] -> NetPort["Input1"]}]]
NetReplacePart[net, {{"b", 1} -> Tanh, "a" -> 5, "m" -> None, {"b", 2, "Biases"} -> {1, 2}}]
NetReplace[net, {_LinearLayer -> Nothing, Ramp -> {Tanh, Tanh}}]
chain = NetChain[<|"x" -> 2, "y" -> Tanh|>, "Input" -> 2]; NetInsert[NetAppend[NetPrepend[chain, 3], "z" -> chain], 2, -2]
NetJoin[NetDrop[chain, -1], NetTake[chain, {"y", "y"}]]; NetInsertSharedArrays[net, "s"] == net
Information[net, "Layers"]; Information[net, "TopologyHash"]; NetExtract[net, {{"a"}, {"b", 2, "Weights"}}]
NetInitialize[chain, Method -> {"Xavier", "Distribution" -> "Uniform", "Biases" -> 0.1}, RandomSeeding -> "s"]
