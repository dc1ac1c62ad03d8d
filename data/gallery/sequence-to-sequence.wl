(* Translation by two recurrent layers: one reads a sentence, the other, which starts where the
   first ended, writes another one and looks at the states of the first. Inputs: the words of both
   sentences, of which there are 2000 each; output: for each word that is written the probabilities
   of the next one. 760,912 parameters. *)

about = <|
  "Name" -> "Sequence to Sequence with Attention",
  "TaskType" -> {"Translation"},
  "InputDomains" -> {"Text"},
  "SourceMetadata" -> <|
    "Author" -> "M.-T. Luong, H. Pham, C. D. Manning",
    "Title" -> "Effective approaches to attention-based neural machine translation",
    "Source" -> "EMNLP",
    "Date" -> 2015|>,
  "Parameters" -> {"words", "width"}|>;

words = 2000;
width = 128;

NetGraph[<|
    "source words" -> EmbeddingLayer[64, words],
    "reader" -> LongShortTermMemoryLayer[width],
    "target words" -> EmbeddingLayer[64, words],
    "writer" -> LongShortTermMemoryLayer[width],
    "attention" -> AttentionLayer["Bilinear"],
    "join" -> CatenateLayer[2],
    "mix" -> NetMapOperator[NetChain[{width, Tanh}]],
    "words" -> NetMapOperator[LinearLayer[words]],
    "softmax" -> SoftmaxLayer[]|>,
  {NetPort["Source"] -> "source words" -> "reader",
   NetPort["Target"] -> "target words" -> NetPort["writer", "Input"],
   NetPort["reader", "State"] -> NetPort["writer", "State"],
   NetPort["reader", "CellState"] -> NetPort["writer", "CellState"],
   NetPort["reader", "Output"] -> {NetPort["attention", "Key"], NetPort["attention", "Value"]},
   NetPort["writer", "Output"] -> NetPort["attention", "Query"],
   {"attention", NetPort["writer", "Output"]} -> "join" -> "mix" -> "words" -> "softmax"},
  "Source" -> "Varying", "Target" -> "Varying"]
