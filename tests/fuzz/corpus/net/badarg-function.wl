(* expect: NetGraph::badarg 2:37 *)
NetGraph[{ElementwiseLayer[Sin[#] + foo[#] &]}, {}]
