(* The encoder of a transformer: six blocks in which every element of a sequence looks at all
   others, and then is changed by itself. Input: a sequence of vectors of length 512; output: a
   sequence of the same kind. 18,914,304 parameters. *)

about = <|
  "Name" -> "Transformer Encoder",
  "TaskType" -> {"FeatureExtraction"},
  "InputDomains" -> {"Text"},
  "SourceMetadata" -> <|
    "Author" -> "A. Vaswani and others",
    "Title" -> "Attention is all you need",
    "Source" -> "NIPS",
    "Date" -> 2017|>,
  "Parameters" -> {"layers", "heads", "width"}|>;

layers = 6;
heads = 8;
width = 512;

norm = NormalizationLayer[2, "Same", "Epsilon" -> 1.*^-5];

(* Each head looks at all elements, and at a part of their numbers. *)
attention = NetGraph[<|
    "query" -> NetMapOperator[LinearLayer[{heads, width/heads}]],
    "key" -> NetMapOperator[LinearLayer[{heads, width/heads}]],
    "value" -> NetMapOperator[LinearLayer[{heads, width/heads}]],
    "attention" -> AttentionLayer["Dot", "MultiHead" -> True, "ScoreRescaling" -> "DimensionSqrt"],
    "output" -> NetMapOperator[LinearLayer[width]]|>,
  {NetPort["Input"] -> {"query", "key", "value"},
   "query" -> NetPort["attention", "Query"],
   "key" -> NetPort["attention", "Key"],
   "value" -> NetPort["attention", "Value"],
   "attention" -> "output"}];

block = NetGraph[<|
    "attention" -> attention,
    "drop1" -> DropoutLayer[0.1],
    "sum1" -> ThreadingLayer[Plus],
    "norm1" -> norm,
    "feed" -> NetMapOperator[NetChain[{4 width, Ramp, width}]],
    "drop2" -> DropoutLayer[0.1],
    "sum2" -> ThreadingLayer[Plus],
    "norm2" -> norm|>,
  {NetPort["Input"] -> "attention" -> "drop1",
   {NetPort["Input"], "drop1"} -> "sum1" -> "norm1" -> "feed" -> "drop2",
   {"norm1", "drop2"} -> "sum2" -> "norm2"}];

NetChain[ConstantArray[block, layers], "Input" -> {"Varying", width}]
