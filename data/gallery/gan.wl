(* DCGAN, two nets against each other: one makes images of random numbers, the other tells them from
   real images. Inputs: 100 random numbers, "Latent", and a real image of 64×64, "Sample"; outputs:
   the losses by which both are trained, and the image that was made. 6,342,272 parameters. *)

about = <|
  "Name" -> "DCGAN",
  "TaskType" -> {"Image Generation"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "A. Radford, L. Metz, S. Chintala",
    "Title" -> "Unsupervised representation learning with deep convolutional generative " <>
      "adversarial networks",
    "Source" -> "ICLR",
    "Date" -> 2016|>|>;

norm = BatchNormalizationLayer["Epsilon" -> 1.*^-5];
leaky = ElementwiseLayer[Max[#, 0.2 #] &];

(* Doubles an image, and halves it. *)
up = Function[channels,
  DeconvolutionLayer[channels, 4, "Stride" -> 2, PaddingSize -> 1, "Biases" -> None]];
down = Function[channels,
  ConvolutionLayer[channels, 4, "Stride" -> 2, PaddingSize -> 1, "Biases" -> None]];

generator = NetChain[{
    ReshapeLayer[{100, 1, 1}],
    DeconvolutionLayer[512, 4, "Biases" -> None], norm, Ramp,
    up[256], norm, Ramp,
    up[128], norm, Ramp,
    up[64], norm, Ramp,
    up[3], Tanh}];

discriminator = NetChain[{
    down[64], leaky,
    down[128], norm, leaky,
    down[256], norm, leaky,
    down[512], norm, leaky,
    ConvolutionLayer[1, 4, "Biases" -> None], FlattenLayer[], LogisticSigmoid}];

NetGANOperator[{generator, discriminator},
  "Latent" -> 100,
  "Sample" -> NetEncoder[{"Image", {64, 64}, "MeanImage" -> 0.5, "VarianceImage" -> 0.25}],
  "GeneratedFake" -> NetDecoder[{"Image", "MeanImage" -> 0.5, "VarianceImage" -> 0.25}]]
