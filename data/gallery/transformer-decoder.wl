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
    "Date" -> 2017|>|>;

norm = NormalizationLayer[2, "Same", "Epsilon" -> 1.*^-5];

(* Eight heads of 64 numbers each, which ask about "Input" and look at "Source". *)
attention = Function[mask, NetGraph[<|
    "query" -> NetMapOperator[LinearLayer[{8, 64}]],
    "key" -> NetMapOperator[LinearLayer[{8, 64}]],
    "value" -> NetMapOperator[LinearLayer[{8, 64}]],
    "attention" -> AttentionLayer["Dot", "MultiHead" -> True,
      "ScoreRescaling" -> "DimensionSqrt", "Mask" -> mask],
    "output" -> NetMapOperator[LinearLayer[512]]|>,
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
    "feed" -> NetMapOperator[NetChain[{2048, Ramp, 512}]],
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
  Table["block" <> ToString[i] -> block, {i, 6}],
  {NetPort["Input"] -> NetPort["block1", "Input"],
   Table["block" <> ToString[i] -> NetPort["block" <> ToString[i + 1], "Input"], {i, 5}],
   Table[NetPort["Encoded"] -> NetPort["block" <> ToString[i], "Encoded"], {i, 6}]},
  "Input" -> {"Varying", 512}, "Encoded" -> {"Varying", 512}]
