(* GPT-2 in its small size: twelve blocks in which each token looks at those before it. Words and
   answers share one embedding. Input: numbers of tokens, up to 1024 of them; output: for each token
   the probabilities of the next. 124,439,808 parameters. *)

about = <|
  "Name" -> "GPT-2",
  "TaskType" -> {"Language Modeling"},
  "InputDomains" -> {"Text"},
  "SourceMetadata" -> <|
    "Author" -> "A. Radford, J. Wu, R. Child, D. Luan, D. Amodei, I. Sutskever",
    "Title" -> "Language models are unsupervised multitask learners",
    "Source" -> "OpenAI",
    "Date" -> 2019|>,
  "Parameters" -> {"layers", "heads", "width", "tokens", "positions"}|>;

layers = 12;
heads = 12;
width = 768;
tokens = 50257;
positions = 1024;

norm = NormalizationLayer[2, "Same", "Epsilon" -> 1.*^-5];
gelu = ElementwiseLayer[0.5 # (1 + Tanh[Sqrt[2/Pi] (# + 0.044715 #^3)]) &];
project = NetMapOperator[LinearLayer[{heads, width/heads}]];

attention = NetGraph[<|
    "query" -> project,
    "key" -> project,
    "value" -> project,
    "attention" -> AttentionLayer["Dot", "MultiHead" -> True, "Mask" -> "Causal",
      "ScoreRescaling" -> "DimensionSqrt", "Dropout" -> 0.1],
    "output" -> NetMapOperator[LinearLayer[width]]|>,
  {"query" -> NetPort["attention", "Query"],
   "key" -> NetPort["attention", "Key"],
   "value" -> NetPort["attention", "Value"],
   "attention" -> "output"}];

block = NetGraph[<|
    "norm1" -> norm,
    "attention" -> attention,
    "drop1" -> DropoutLayer[0.1],
    "sum1" -> ThreadingLayer[Plus],
    "norm2" -> norm,
    "feed" -> NetMapOperator[NetChain[{4 width, gelu, width}]],
    "drop2" -> DropoutLayer[0.1],
    "sum2" -> ThreadingLayer[Plus]|>,
  {NetPort["Input"] -> "norm1" -> "attention" -> "drop1",
   {NetPort["Input"], "drop1"} -> "sum1" -> "norm2" -> "feed" -> "drop2",
   {"sum1", "drop2"} -> "sum2"}];

embedding = NetGraph[<|
    "tokens" -> EmbeddingLayer[width, tokens, "Weights" -> NetArray["tokens"]],
    "indices" -> SequenceIndicesLayer["Maximum" -> positions],
    "positions" -> EmbeddingLayer[width, positions],
    "sum" -> ThreadingLayer[Plus],
    "drop" -> DropoutLayer[0.1]|>,
  {NetPort["Input"] -> "tokens",
   NetPort["Input"] -> "indices" -> "positions",
   {"tokens", "positions"} -> "sum" -> "drop"}];

NetChain[<|
    "embedding" -> embedding,
    "blocks" -> NetChain[ConstantArray[block, layers]],
    "norm" -> norm,
    "tokens" -> NetMapOperator[
      LinearLayer[tokens, "Weights" -> NetArray["tokens"], "Biases" -> None]],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> "Varying"]
