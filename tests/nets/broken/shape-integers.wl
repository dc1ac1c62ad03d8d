(* expect: NetGraph::shape 3:35 *)
NetGraph[{Ramp,
          EmbeddingLayer[4, 9]}, {1 -> 2}, "Input" -> 3]
