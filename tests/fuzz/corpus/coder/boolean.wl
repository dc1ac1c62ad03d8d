NetEncoder["Boolean"][{True, False, 1}]
NetEncoder[{"Boolean", {2}}][{{True, False}}]
NetDecoder[{"Boolean", "InputDepth" -> 1}][{0.5, 0.2}, "Entropy"]
