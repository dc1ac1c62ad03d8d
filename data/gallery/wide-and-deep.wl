(* Two inputs and two answers: what is known by heart ("Wide") beside what is learned ("Deep"), and
   one output for the class, one for a rating. After H.-T. Cheng and others, "Wide & deep learning
   for recommender systems", DLRS 2016. 27,894 parameters. *)
NetGraph[<|
    "deep" -> NetChain[{128, Ramp, 64, Ramp}],
    "join" -> CatenateLayer[],
    "class" -> NetChain[{5, SoftmaxLayer[]}],
    "rating" -> LinearLayer[{}]|>,
  {NetPort["Deep"] -> "deep",
   {NetPort["Wide"], "deep"} -> "join" -> {"class", "rating"},
   "class" -> NetPort["Class"],
   "rating" -> NetPort["Rating"]},
  "Wide" -> 200, "Deep" -> 140]
