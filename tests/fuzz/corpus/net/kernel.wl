(* expect: NetGraph::kernel 2:11 *)
NetGraph[{ConvolutionLayer[2, 5]}, {}, "Input" -> {1, 3, 8}]
