(* expect: NetGraph::kernel 2:11 *)
NetGraph[{PoolingLayer[{2, 9}]}, {}, "Input" -> {1, 3, 8}]
