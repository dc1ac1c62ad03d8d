(* U-Net, which tells for each pixel to what it belongs: on the way down images shrink and channels
   grow, on the way up each level joins what it saw on the way down. Here convolutions pad, so that
   the output is as large as the input. Input: an image of 256×256; output: the probabilities of two
   classes at each pixel. 31,030,658 parameters. *)

about = <|
  "Name" -> "U-Net",
  "TaskType" -> {"Semantic Segmentation"},
  "InputDomains" -> {"Image"},
  "SourceMetadata" -> <|
    "Author" -> "O. Ronneberger, P. Fischer, T. Brox",
    "Title" -> "U-Net: convolutional networks for biomedical image segmentation",
    "Source" -> "MICCAI",
    "Date" -> 2015|>|>;

twice = Function[channels, NetChain[Flatten[Table[
    {ConvolutionLayer[channels, 3, PaddingSize -> 1], Ramp}, {2}]]]];

up = Function[channels, DeconvolutionLayer[channels, 2, "Stride" -> 2]];

NetGraph[<|
    "down1" -> twice[64],
    "pool1" -> PoolingLayer[2, 2],
    "down2" -> twice[128],
    "pool2" -> PoolingLayer[2, 2],
    "down3" -> twice[256],
    "pool3" -> PoolingLayer[2, 2],
    "down4" -> twice[512],
    "pool4" -> PoolingLayer[2, 2],
    "bottom" -> twice[1024],
    "up4" -> up[512],
    "join4" -> CatenateLayer[],
    "convs4" -> twice[512],
    "up3" -> up[256],
    "join3" -> CatenateLayer[],
    "convs3" -> twice[256],
    "up2" -> up[128],
    "join2" -> CatenateLayer[],
    "convs2" -> twice[128],
    "up1" -> up[64],
    "join1" -> CatenateLayer[],
    "convs1" -> twice[64],
    "classes" -> ConvolutionLayer[2, 1],
    "softmax" -> SoftmaxLayer[1]|>,
  {"down1" -> "pool1" -> "down2" -> "pool2" -> "down3" -> "pool3" -> "down4" -> "pool4" ->
     "bottom" -> "up4",
   {"down4", "up4"} -> "join4" -> "convs4" -> "up3",
   {"down3", "up3"} -> "join3" -> "convs3" -> "up2",
   {"down2", "up2"} -> "join2" -> "convs2" -> "up1",
   {"down1", "up1"} -> "join1" -> "convs1" -> "classes" -> "softmax"},
  "Input" -> NetEncoder[{"Image", {256, 256}, ColorSpace -> "Grayscale"}]]
