n = NetChain[{Ramp, {Tanh}}]; m = NetChain[{n, n[[1]]}]; m[{1, 2}]
{%, %%, %1}; Short[Range[900]]; InputForm[{m, 1/3}]
Total[{{1, 2}, {3, 4}}/2] + Sort[{3, 1}]; Select[<|"a" -> 1|>, # > 0 &]["a"]
SeedRandom[3]; RandomInteger[{1, 6}, {2, 2}]; Clear[n, m]; Information["Ramp"]
Import["none.csv"]; Information["LinearLayer"]; m[["fi
