NetEncoder[{"Function", 2 # + 1 &, {2}}][{1, 2}]
NetDecoder[{"Function", Tanh}][{{1}}]
NetEncoder[{"UnitVector", 3}][{1, 4}]
NetEncoder["Scalar"][1*^400]
