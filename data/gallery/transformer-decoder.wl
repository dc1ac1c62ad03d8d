(* The decoder of a transformer: six blocks in which every element of a sequence looks at those
   before it, then at all of another sequence, the encoded one, and then is changed by itself.
   Inputs: two sequences of vectors of length 512; output: a sequence like the first. 25,224,192
   parameters. *)

about = <|
  "Name" -> "Transformer Decoder",
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

(* Heads ask about "Input" and look at "Source". *)
attention = Function[mask, NetGraph[<|
    "query" -> NetMapOperator[LinearLayer[{heads, width/heads}]],
    "key" -> NetMapOperator[LinearLayer[{heads, width/heads}]],
    "value" -> NetMapOperator[LinearLayer[{heads, width/heads}]],
    "attention" -> AttentionLayer["Dot", "MultiHead" -> True,
      "ScoreRescaling" -> "DimensionSqrt", "Mask" -> mask],
    "output" -> NetMapOperator[LinearLayer[width]]|>,
  {NetPort["Input"] -> "query" -> NetPort["attention", "Query"],
   NetPort["Source"] -> "key" -> NetPort["attention", "Key"],
   NetPort["Source"] -> "value" -> NetPort["attention", "Value"],
   "attention" -> "output"}]];

block = NetGraph[<|
    "self" -> attention["Causal"],
    "drop1" -> DropoutLayer[0.1],
    "sum1" -> ThreadingLayer[Plus],
    "norm1" -> norm,
    "cross" -> attention[None],
    "drop2" -> DropoutLayer[0.1],
    "sum2" -> ThreadingLayer[Plus],
    "norm2" -> norm,
    "feed" -> NetMapOperator[NetChain[{4 width, Ramp, width}]],
    "drop3" -> DropoutLayer[0.1],
    "sum3" -> ThreadingLayer[Plus],
    "norm3" -> norm|>,
  {NetPort["Input"] -> {NetPort["self", "Input"], NetPort["self", "Source"]},
   "self" -> "drop1",
   {NetPort["Input"], "drop1"} -> "sum1" -> "norm1" -> NetPort["cross", "Input"],
   NetPort["Encoded"] -> NetPort["cross", "Source"],
   "cross" -> "drop2",
   {"norm1", "drop2"} -> "sum2" -> "norm2" -> "feed" -> "drop3",
   {"norm2", "drop3"} -> "sum3" -> "norm3"}];

NetGraph[
  Table["block" <> ToString[i] -> block, {i, layers}],
  {NetPort["Input"] -> NetPort["block1", "Input"],
   Table["block" <> ToString[i] -> NetPort["block" <> ToString[i + 1], "Input"], {i, layers - 1}],
   Table[NetPort["Encoded"] -> NetPort["block" <> ToString[i], "Encoded"], {i, layers}]},
  "Input" -> {"Varying", width}, "Encoded" -> {"Varying", width}]
