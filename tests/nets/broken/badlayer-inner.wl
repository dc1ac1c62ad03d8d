(* expect: NetGraph::badlayer 3:4 *)
NetGraph[{{Ramp,
   Foo}}, {}]
