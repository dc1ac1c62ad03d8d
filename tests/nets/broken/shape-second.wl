(* expect: NetGraph::shape 2:75 *)
NetGraph[{LinearLayer[3], LinearLayer[4], ThreadingLayer[Plus]}, {1 -> 3, 2 -> 3}]
