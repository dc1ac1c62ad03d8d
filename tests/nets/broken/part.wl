(* expect: NetGraph::part 3:11 *)
NetGraph[{Ramp,
          PartLayer[4]}, {1 -> 2}, "Input" -> 3]
