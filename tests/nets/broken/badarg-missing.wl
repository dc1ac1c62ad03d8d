(* expect: NetGraph::badarg 2:11 *)
NetGraph[{ConvolutionLayer[3]}, {}]
