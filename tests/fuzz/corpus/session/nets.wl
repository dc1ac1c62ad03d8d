a = NetGraph[{LinearLayer[2, "Weights" -> {{1, 2}, {3, 4}}, "Biases" -> None], Ramp}, {1 -> 2}];
a[{1, 2}]; a[[1]]; %[{1, 2}]; {a, NetReference[1], NetReference[0]}; (a[#] &) /@ {{1, 2}, {3, 4}}
