(* Two inputs and two answers: what is known by heart, "Wide", beside what is learned, "Deep", and
   one output for the class, one for a rating. 27,894 parameters. *)

about = <|
  "Name" -> "Wide and Deep",
  "TaskType" -> {"Classification", "Regression"},
  "InputDomains" -> {"Numeric"},
  "SourceMetadata" -> <|
    "Author" -> "H.-T. Cheng and others",
    "Title" -> "Wide & deep learning for recommender systems",
    "Source" -> "DLRS",
    "Date" -> 2016|>|>;

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
