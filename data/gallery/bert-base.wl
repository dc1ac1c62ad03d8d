(* BERT in its base size: twelve blocks in which each token looks at all others. Inputs: numbers of
   tokens, up to 512 of them, and for each the segment to which it belongs, 1 or 2; outputs: a
   vector for each token, and one for all. 109,482,240 parameters. *)

about = <|
  "Name" -> "BERT-base",
  "TaskType" -> {"FeatureExtraction"},
  "InputDomains" -> {"Text"},
  "SourceMetadata" -> <|
    "Author" -> "J. Devlin, M.-W. Chang, K. Lee, K. Toutanova",
    "Title" -> "BERT: pre-training of deep bidirectional transformers for language understanding",
    "Source" -> "NAACL",
    "Date" -> 2019|>,
  "Parameters" -> {"layers", "heads", "width", "tokens", "positions"}|>;

layers = 12;
heads = 12;
width = 768;
tokens = 30522;
positions = 512;

norm = NormalizationLayer[2, "Same", "Epsilon" -> 1.*^-12];
project = NetMapOperator[LinearLayer[{heads, width/heads}]];

attention = NetGraph[<|
    "query" -> project,
    "key" -> project,
    "value" -> project,
    "attention" -> AttentionLayer["Dot", "MultiHead" -> True,
      "ScoreRescaling" -> "DimensionSqrt", "Dropout" -> 0.1],
    "output" -> NetMapOperator[LinearLayer[width]]|>,
  {"query" -> NetPort["attention", "Query"],
   "key" -> NetPort["attention", "Key"],
   "value" -> NetPort["attention", "Value"],
   "attention" -> "output"}];

block = NetGraph[<|
    "attention" -> attention,
    "drop1" -> DropoutLayer[0.1],
    "sum1" -> ThreadingLayer[Plus],
    "norm1" -> norm,
    "feed" -> NetMapOperator[NetChain[{4 width, ElementwiseLayer["GELU"], width}]],
    "drop2" -> DropoutLayer[0.1],
    "sum2" -> ThreadingLayer[Plus],
    "norm2" -> norm|>,
  {NetPort["Input"] -> "attention" -> "drop1",
   {NetPort["Input"], "drop1"} -> "sum1" -> "norm1" -> "feed" -> "drop2",
   {"norm1", "drop2"} -> "sum2" -> "norm2"}];

embedding = NetGraph[<|
    "tokens" -> EmbeddingLayer[width, tokens],
    "indices" -> SequenceIndicesLayer["Maximum" -> positions],
    "positions" -> EmbeddingLayer[width, positions],
    "segments" -> EmbeddingLayer[width, 2],
    "sum" -> ThreadingLayer[Plus],
    "norm" -> norm,
    "drop" -> DropoutLayer[0.1]|>,
  {NetPort["Tokens"] -> "tokens",
   NetPort["Tokens"] -> "indices" -> "positions",
   NetPort["Segments"] -> "segments",
   {"tokens", "positions", "segments"} -> "sum" -> "norm" -> "drop"}];

NetGraph[<|
    "embedding" -> embedding,
    "blocks" -> NetChain[ConstantArray[block, layers]],
    "first" -> PartLayer[1],
    "pooler" -> NetChain[{width, Tanh}]|>,
  {"embedding" -> "blocks" -> NetPort["Output"],
   "blocks" -> "first" -> "pooler" -> NetPort["Pooled"]},
  "Tokens" -> "Varying", "Segments" -> "Varying"]
