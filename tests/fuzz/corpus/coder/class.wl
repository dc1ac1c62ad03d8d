NetEncoder[{"Class", {"a", "b"}, "IndicatorVector"}][{"a", "c"}]
NetDecoder[{"Class", {"a", "b", 3}}][{0.1, 0.2, 0.7}, "TopProbabilities" -> 2]
NetDecoder[{"Class", {1, 2}, "Multilabel" -> True}][{{0, 1}}, "RandomSample"]
NetDecoder["Class"][{1, 2}, {"RandomSample", "Temperature" -> 0.5, "TopProbabilities" -> 1}]
