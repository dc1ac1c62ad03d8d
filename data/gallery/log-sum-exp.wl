(* The logarithm of a sum of exponentials, without overflow: the greatest number is taken out first
   and put back at the end. Nothing in it is learned. Input: ten numbers; output: one. 0
   parameters. *)

about = <|
  "Name" -> "Log-Sum-Exp",
  "TaskType" -> {"Arithmetic"},
  "InputDomains" -> {"Numeric"},
  "SourceMetadata" -> <|
    "Author" -> "P. Blanchard, D. J. Higham, N. J. Higham",
    "Title" -> "Accurately computing the log-sum-exp and softmax functions",
    "Source" -> "IMA Journal of Numerical Analysis 41",
    "Date" -> 2021|>|>;

NetGraph[<|
    "greatest" -> AggregationLayer[Max, 1],
    "repeat" -> ReplicateLayer[10],
    "rest" -> ThreadingLayer[Exp[#1 - #2] &],
    "sum" -> SummationLayer[],
    "result" -> ThreadingLayer[Log[#1] + #2 &]|>,
  {NetPort["Input"] -> "greatest" -> "repeat",
   {NetPort["Input"], "repeat"} -> "rest" -> "sum",
   {"sum", "greatest"} -> "result"},
  "Input" -> 10]
