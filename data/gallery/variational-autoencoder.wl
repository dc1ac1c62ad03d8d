(* A variational autoencoder: an image becomes the means and the logarithms of the variances of 20
   random numbers, and what is drawn becomes an image again. Input: an image of 28×28; outputs: the
   image that comes out, and how far the distribution is from that of standard normal numbers.
   652,824 parameters. *)

about = <|
  "Name" -> "Variational Autoencoder",
  "TaskType" -> {"Image Generation"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "D. P. Kingma, M. Welling",
    "Title" -> "Auto-encoding variational Bayes",
    "Source" -> "ICLR",
    "Date" -> 2014|>|>;

NetGraph[<|
    "encode" -> NetChain[{FlattenLayer[], 400, Ramp}],
    "mean" -> LinearLayer[20],
    "logarithm" -> LinearLayer[20],
    "draw" -> RandomArrayLayer[NormalDistribution[#mean, Exp[#logarithm/2]] &],
    "decode" -> NetChain[{400, Ramp, 784, LogisticSigmoid, ReshapeLayer[{1, 28, 28}]}],
    "divergences" -> ThreadingLayer[(#1^2 + Exp[#2] - #2 - 1)/2 &],
    "divergence" -> SummationLayer[]|>,
  {"encode" -> {"mean", "logarithm"},
   "mean" -> NetPort["draw", "mean"],
   "logarithm" -> NetPort["draw", "logarithm"],
   "draw" -> "decode" -> NetPort["Output"],
   {"mean", "logarithm"} -> "divergences" -> "divergence" -> NetPort["Divergence"]},
  "Input" -> NetEncoder[{"Image", {28, 28}, ColorSpace -> "Grayscale"}],
  "Output" -> NetDecoder[{"Image", ColorSpace -> "Grayscale"}]]
