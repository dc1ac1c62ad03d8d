/* How many inputs an operator of the standard cannot do without, in any of its versions from the
 * fifth on: its first ones. It is one for all that are not listed here. */

#include "core/operators/operator-class.h"

typedef struct {
  guint n;
  const char *const *names;
} Needs;

static const char *const none[] = { "Constant",      "Loop", "Optional",      "RandomNormal",
                                    "RandomUniform", "Scan", "SequenceEmpty", NULL };
static const char *const two[] = { "Add",
                                   "AffineGrid",
                                   "And",
                                   "ArrayFeatureExtractor",
                                   "BitShift",
                                   "BitwiseAnd",
                                   "BitwiseOr",
                                   "BitwiseXor",
                                   "CastLike",
                                   "CenterCropPad",
                                   "Compress",
                                   "Conv",
                                   "ConvInteger",
                                   "ConvTranspose",
                                   "CumSum",
                                   "DequantizeLinear",
                                   "Div",
                                   "Equal",
                                   "Expand",
                                   "Gather",
                                   "GatherElements",
                                   "GatherND",
                                   "Gemm",
                                   "Greater",
                                   "GreaterOrEqual",
                                   "GridSample",
                                   "LayerNormalization",
                                   "Less",
                                   "LessOrEqual",
                                   "MatMul",
                                   "MatMulInteger",
                                   "MaxRoiPool",
                                   "MaxUnpool",
                                   "Mod",
                                   "Mul",
                                   "NegativeLogLikelihoodLoss",
                                   "NonMaxSuppression",
                                   "Or",
                                   "PRelu",
                                   "Pow",
                                   "QuantizeLinear",
                                   "RMSNormalization",
                                   "ReverseSequence",
                                   "STFT",
                                   "SequenceAt",
                                   "SequenceInsert",
                                   "SoftmaxCrossEntropyLoss",
                                   "StringConcat",
                                   "Sub",
                                   "Tile",
                                   "Xor",
                                   NULL };
static const char *const three[] = { "Attention",
                                     "Col2Im",
                                     "DeformConv",
                                     "GRU",
                                     "GroupNormalization",
                                     "InstanceNormalization",
                                     "LSTM",
                                     "OneHot",
                                     "RNN",
                                     "Range",
                                     "RoiAlign",
                                     "RotaryEmbedding",
                                     "Scatter",
                                     "ScatterElements",
                                     "ScatterND",
                                     "TensorScatter",
                                     "Where",
                                     NULL };
static const char *const five[] = { "BatchNormalization", "MelWeightMatrix", NULL };
static const char *const eight[] = { "QLinearConv", "QLinearMatMul", NULL };
static const Needs needs[] = { { 0, none }, { 2, two }, { 3, three }, { 5, five }, { 8, eight } };

guint
ng_operator_n_needed (const NgOperatorClass *self)
{
  if (self->inputs[0] == NULL ||
      (self->domain != NULL && *self->domain != '\0' && !g_str_equal (self->domain, "ai.onnx.ml")))
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    if (g_strv_contains (needs[i].names, self->name))
      return needs[i].n;
  return 1;
}
