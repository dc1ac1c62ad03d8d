(* The smallest graph: two layers by their places, one behind the other. Input: two numbers; output:
   two others. 22 parameters. *)

about = <|
  "Name" -> "Two Layers",
  "TaskType" -> {"Regression"},
  "InputDomains" -> {"Numeric"},
  "SourceMetadata" -> <|
    "Author" -> "Wolfram Research",
    "Title" -> "NetGraph",
    "Source" -> "Wolfram Language function reference",
    "Date" -> 2016|>|>;

NetGraph[{LinearLayer[4], LinearLayer[2]}, {1 -> 2}, "Input" -> 2]
