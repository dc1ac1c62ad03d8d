{2, NetEncoder["Boolean"]}[{True, False}]
{"Varying", {Automatic, NetDecoder[{"Class", {x, y}}]}}[{{{0, 1}}}]
NetEncoder[{3, NetDecoder[NetEncoder["Boolean"]]}][{1, 2, 3}]
{1, {1, {1, {1, {1, {1, {1, {1, {1, {1, {1, {1, {1, NetEncoder["Boolean"]}}}}}}}}}}}}}[True]
