(* expect: NetGraph::shape 2:67 *)
NetGraph[{LinearLayer[3], LinearLayer[4], ThreadingLayer[Plus]}, {{1, 2} -> 3}]
