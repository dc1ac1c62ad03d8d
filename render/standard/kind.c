#include "render/standard/kind.h"

#include "render/standard/standard.h"

#include <stdlib.h>
#include <string.h>

G_STATIC_ASSERT (NG_N_ROLE_CATEGORIES == NG_N_CATEGORIES);

typedef struct {
  const char *name;
  NgCategory category;
} Family;

/* What ONNX operators do; in order of the alphabet. What is not here is an operator like any other.
 */
static const Family families[] = {
  { "Abs", NG_CATEGORY_ELEMENTWISE },
  { "Acos", NG_CATEGORY_ELEMENTWISE },
  { "Add", NG_CATEGORY_ELEMENTWISE },
  { "And", NG_CATEGORY_ELEMENTWISE },
  { "ArgMax", NG_CATEGORY_BASIC },
  { "ArgMin", NG_CATEGORY_BASIC },
  { "Attention", NG_CATEGORY_ATTENTION },
  { "AveragePool", NG_CATEGORY_CONVOLUTION },
  { "BatchNormalization", NG_CATEGORY_NORMALIZATION },
  { "Cast", NG_CATEGORY_STRUCTURE },
  { "Ceil", NG_CATEGORY_ELEMENTWISE },
  { "Celu", NG_CATEGORY_ELEMENTWISE },
  { "Clip", NG_CATEGORY_ELEMENTWISE },
  { "Concat", NG_CATEGORY_STRUCTURE },
  { "Conv", NG_CATEGORY_CONVOLUTION },
  { "ConvInteger", NG_CATEGORY_CONVOLUTION },
  { "ConvTranspose", NG_CATEGORY_CONVOLUTION },
  { "Cos", NG_CATEGORY_ELEMENTWISE },
  { "DepthToSpace", NG_CATEGORY_STRUCTURE },
  { "Div", NG_CATEGORY_ELEMENTWISE },
  { "Dropout", NG_CATEGORY_TRAINING },
  { "Einsum", NG_CATEGORY_BASIC },
  { "Elu", NG_CATEGORY_ELEMENTWISE },
  { "Equal", NG_CATEGORY_ELEMENTWISE },
  { "Erf", NG_CATEGORY_ELEMENTWISE },
  { "Exp", NG_CATEGORY_ELEMENTWISE },
  { "Expand", NG_CATEGORY_STRUCTURE },
  { "Flatten", NG_CATEGORY_STRUCTURE },
  { "Floor", NG_CATEGORY_ELEMENTWISE },
  { "GRU", NG_CATEGORY_RECURRENT },
  { "Gather", NG_CATEGORY_STRUCTURE },
  { "GatherElements", NG_CATEGORY_STRUCTURE },
  { "GatherND", NG_CATEGORY_STRUCTURE },
  { "Gelu", NG_CATEGORY_ELEMENTWISE },
  { "Gemm", NG_CATEGORY_BASIC },
  { "GlobalAveragePool", NG_CATEGORY_CONVOLUTION },
  { "GlobalMaxPool", NG_CATEGORY_CONVOLUTION },
  { "Greater", NG_CATEGORY_ELEMENTWISE },
  { "GroupNormalization", NG_CATEGORY_NORMALIZATION },
  { "HardSigmoid", NG_CATEGORY_ELEMENTWISE },
  { "HardSwish", NG_CATEGORY_ELEMENTWISE },
  { "Identity", NG_CATEGORY_STRUCTURE },
  { "If", NG_CATEGORY_CONTAINER },
  { "InstanceNormalization", NG_CATEGORY_NORMALIZATION },
  { "LRN", NG_CATEGORY_NORMALIZATION },
  { "LSTM", NG_CATEGORY_RECURRENT },
  { "LayerNormalization", NG_CATEGORY_NORMALIZATION },
  { "LeakyRelu", NG_CATEGORY_ELEMENTWISE },
  { "Less", NG_CATEGORY_ELEMENTWISE },
  { "Log", NG_CATEGORY_ELEMENTWISE },
  { "LogSoftmax", NG_CATEGORY_BASIC },
  { "Loop", NG_CATEGORY_CONTAINER },
  { "LpNormalization", NG_CATEGORY_NORMALIZATION },
  { "MatMul", NG_CATEGORY_BASIC },
  { "MatMulInteger", NG_CATEGORY_BASIC },
  { "Max", NG_CATEGORY_ELEMENTWISE },
  { "MaxPool", NG_CATEGORY_CONVOLUTION },
  { "Mean", NG_CATEGORY_ELEMENTWISE },
  { "MeanVarianceNormalization", NG_CATEGORY_NORMALIZATION },
  { "Min", NG_CATEGORY_ELEMENTWISE },
  { "Mish", NG_CATEGORY_ELEMENTWISE },
  { "Mod", NG_CATEGORY_ELEMENTWISE },
  { "Mul", NG_CATEGORY_ELEMENTWISE },
  { "Neg", NG_CATEGORY_ELEMENTWISE },
  { "NegativeLogLikelihoodLoss", NG_CATEGORY_LOSS },
  { "Not", NG_CATEGORY_ELEMENTWISE },
  { "Or", NG_CATEGORY_ELEMENTWISE },
  { "PRelu", NG_CATEGORY_ELEMENTWISE },
  { "Pad", NG_CATEGORY_STRUCTURE },
  { "Pow", NG_CATEGORY_ELEMENTWISE },
  { "QLinearConv", NG_CATEGORY_CONVOLUTION },
  { "QLinearMatMul", NG_CATEGORY_BASIC },
  { "RMSNormalization", NG_CATEGORY_NORMALIZATION },
  { "RNN", NG_CATEGORY_RECURRENT },
  { "Range", NG_CATEGORY_STRUCTURE },
  { "Reciprocal", NG_CATEGORY_ELEMENTWISE },
  { "ReduceL1", NG_CATEGORY_BASIC },
  { "ReduceL2", NG_CATEGORY_BASIC },
  { "ReduceLogSumExp", NG_CATEGORY_BASIC },
  { "ReduceMax", NG_CATEGORY_BASIC },
  { "ReduceMean", NG_CATEGORY_BASIC },
  { "ReduceMin", NG_CATEGORY_BASIC },
  { "ReduceProd", NG_CATEGORY_BASIC },
  { "ReduceSum", NG_CATEGORY_BASIC },
  { "ReduceSumSquare", NG_CATEGORY_BASIC },
  { "Relu", NG_CATEGORY_ELEMENTWISE },
  { "Reshape", NG_CATEGORY_STRUCTURE },
  { "Resize", NG_CATEGORY_CONVOLUTION },
  { "Round", NG_CATEGORY_ELEMENTWISE },
  { "Scan", NG_CATEGORY_CONTAINER },
  { "ScatterElements", NG_CATEGORY_STRUCTURE },
  { "ScatterND", NG_CATEGORY_STRUCTURE },
  { "Selu", NG_CATEGORY_ELEMENTWISE },
  { "Shape", NG_CATEGORY_STRUCTURE },
  { "Sigmoid", NG_CATEGORY_ELEMENTWISE },
  { "Sign", NG_CATEGORY_ELEMENTWISE },
  { "Sin", NG_CATEGORY_ELEMENTWISE },
  { "Slice", NG_CATEGORY_STRUCTURE },
  { "Softmax", NG_CATEGORY_BASIC },
  { "SoftmaxCrossEntropyLoss", NG_CATEGORY_LOSS },
  { "Softplus", NG_CATEGORY_ELEMENTWISE },
  { "Softsign", NG_CATEGORY_ELEMENTWISE },
  { "SpaceToDepth", NG_CATEGORY_STRUCTURE },
  { "Split", NG_CATEGORY_STRUCTURE },
  { "Sqrt", NG_CATEGORY_ELEMENTWISE },
  { "Squeeze", NG_CATEGORY_STRUCTURE },
  { "Sub", NG_CATEGORY_ELEMENTWISE },
  { "Sum", NG_CATEGORY_ELEMENTWISE },
  { "Tanh", NG_CATEGORY_ELEMENTWISE },
  { "ThresholdedRelu", NG_CATEGORY_ELEMENTWISE },
  { "Tile", NG_CATEGORY_STRUCTURE },
  { "TopK", NG_CATEGORY_BASIC },
  { "Transpose", NG_CATEGORY_STRUCTURE },
  { "Unsqueeze", NG_CATEGORY_STRUCTURE },
  { "Upsample", NG_CATEGORY_CONVOLUTION },
  { "Where", NG_CATEGORY_ELEMENTWISE },
};

static const char *const symmetric[] = {
  "Add", "And", "Equal", "Max", "Mean", "Min", "Mul", "Or", "Plus", "Sum", "Times", "Total", "Xor",
};

/* Lines, in a square of 16 by 16, like those of the layer classes. */
static const char *const glyphs[NG_N_CATEGORIES] = {
  [NG_CATEGORY_BASIC] = "M5 2h-2.5v12h2.5 M11 2h2.5v12h-2.5 M6 6h4 M6 10h4",
  [NG_CATEGORY_ELEMENTWISE] = "M2 12.5h6l5.5-9",
  [NG_CATEGORY_STRUCTURE] = "M2 3h5v4h-5z M9 3h5v4h-5z M2 9.5h12v4h-12z",
  [NG_CATEGORY_CONVOLUTION] = "M2 2h12v12h-12z M2 9h7v-7 M9 5.5h5 M5.5 9v5",
  [NG_CATEGORY_NORMALIZATION] = "M1.5 13c4 0 4-10 6.5-10s2.5 10 6.5 10",
  [NG_CATEGORY_TRAINING] =
      "M2 2h3v3h-3z M11 2h3v3h-3z M6.5 6.5h3v3h-3z M2 11h3v3h-3z M11 11h3v3h-3z",
  [NG_CATEGORY_RECURRENT] = "M13 8a5 5 0 1 1-2.2-4.1 M11 1.2v3h-3",
  [NG_CATEGORY_ATTENTION] = "M1 8c2-3.4 4.3-5 7-5s5 1.6 7 5c-2 3.4-4.3 5-7 5s-5-1.6-7-5z "
                            "M8 5.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 0 0-4.8z",
  [NG_CATEGORY_LOSS] = "M2.5 2v11.5h11.5 M5 3.5c.6 4.6 3 7 8.5 7.2",
  [NG_CATEGORY_CONTAINER] = "M2 2h9v9h-9z M5 11v3h9v-9h-3",
  [NG_CATEGORY_OPERATOR] = "M8 1.8l5.4 3.1v6.2l-5.4 3.1-5.4-3.1v-6.2z",
};

static int
compare_family (gconstpointer key, gconstpointer member)
{
  return strcmp (key, ((const Family *) member)->name);
}

NgCategory
ng_kind_category (const NgLayer *layer)
{
  NgCategory category = ng_layer_category (layer);
  if (category != NG_CATEGORY_OPERATOR)
    return category;

  const Family *family = bsearch (
      ng_layer_kind (layer), families, G_N_ELEMENTS (families), sizeof *families, compare_family);
  return family != NULL ? family->category : category;
}

const char *
ng_category_glyph (NgCategory category)
{
  g_return_val_if_fail (category < NG_N_CATEGORIES, glyphs[0]);
  return glyphs[category];
}

const char *
ng_kind_glyph (const NgLayer *layer)
{
  const NgLayerClass *class = ng_layer_class (layer);

  if (ng_layer_category (layer) != NG_CATEGORY_OPERATOR && class->glyph != NULL)
    return class->glyph;
  return glyphs[ng_kind_category (layer)];
}

static int
compare_words (gconstpointer key, gconstpointer member)
{
  return strcmp (key, *(const char *const *) member);
}

gboolean
ng_kind_is_symmetric (const NgLayer *layer)
{
  g_autofree char *kind = ng_standard_kind (layer);

  if (bsearch (kind, symmetric, G_N_ELEMENTS (symmetric), sizeof *symmetric, compare_words) != NULL)
    return TRUE;
  if (strcmp (kind, "Threading") != 0)
    return FALSE;
  g_autofree char *label = ng_layer_label (layer);
  return bsearch (label, symmetric, G_N_ELEMENTS (symmetric), sizeof *symmetric, compare_words) !=
         NULL;
}

char *
ng_standard_kind (const NgLayer *layer)
{
  const char *kind = ng_layer_kind (layer);
  gsize length = strlen (kind);

  if (length > 5 && g_str_has_suffix (kind, "Layer"))
    length -= 5;
  return g_strndup (kind, length);
}
