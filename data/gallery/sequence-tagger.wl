(* A tagger, which says of each word of a sentence what it is: a recurrent layer reads the sentence
   from both ends. Input: numbers of words, of which there are 5000; output: for each word the
   probabilities of nine tags. 662,609 parameters. *)

about = <|
  "Name" -> "Sequence Tagger",
  "TaskType" -> {"Classification"},
  "InputDomains" -> {"Text"},
  "SourceMetadata" -> <|
    "Author" -> "Z. Huang, W. Xu, K. Yu",
    "Title" -> "Bidirectional LSTM-CRF models for sequence tagging",
    "Source" -> "arXiv:1508.01991",
    "Date" -> 2015|>|>;

NetChain[<|
    "words" -> EmbeddingLayer[100, 5000],
    "drop" -> DropoutLayer[],
    "sentence" -> NetBidirectionalOperator[LongShortTermMemoryLayer[100]],
    "tags" -> NetMapOperator[LinearLayer[9]],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> "Varying",
  "Output" -> {"Varying", NetDecoder[{"Class", {"O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC",
      "I-LOC", "B-MISC", "I-MISC"}}]}]
