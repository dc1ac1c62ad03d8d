/* Glyphs of operators by what they do: SVG path data, lines in a square of 16 by 16. Operators that
 * are not named here have the glyph of their category. */

#include "core/operators/operator-class.h"

#include <stdlib.h>
#include <string.h>

#define PLUS        "M8 2.5v11 M2.5 8h11"
#define MINUS       "M2.5 8h11"
#define TIMES       "M4 4l8 8 M12 4l-8 8"
#define DIVIDE      "M2.5 8h11 M7.5 4h1 M7.5 12h1"
#define POWER       "M2.5 13.5l6-7 M2.5 6.5l6 7 M10.5 2.5l3 3.5 M13.5 2.5l-3 3.5"
#define ROOT        "M1.5 9h2l2.5 5l3-11.5h5.5"
#define EQUAL       "M3 6h10 M3 10h10"
#define LESS        "M12.5 3l-9 5l9 5"
#define LESS_EQUAL  "M12.5 2l-9 4.5l9 4.5 M3.5 14h9"
#define GREATER     "M3.5 3l9 5l-9 5"
#define GREATER_EQ  "M3.5 2l9 4.5l-9 4.5 M3.5 14h9"
#define AND         "M2.5 13.5l5.5-11l5.5 11"
#define OR          "M2.5 2.5l5.5 11l5.5-11"
#define XOR         "M2.5 2.5l5.5 8l5.5-8 M3 13.5h10"
#define NOT         "M2.5 6h11v5"
#define MAXIMUM     "M2 13.5l4-6l3 3l5-6.5 M2 2.5h12"
#define MINIMUM     "M2 2.5l4 6l3-3l5 6.5 M2 13.5h12"
#define IDENTITY    "M2 8h11 M9.5 4.5l3.5 3.5l-3.5 3.5"
#define CAST        "M1.5 4.5h4.5v7h-4.5z M10 4.5h4.5v7h-4.5z M6 8h4 M8.5 6.5l1.5 1.5l-1.5 1.5"
#define ROUND       "M2 13h4v-4h4v-4h4"
#define ABSOLUTE    "M2 3l6 10l6-10"
#define SIGN        "M2 12.5h6v-9h6"
#define EXPONENT    "M2 13c7 0 9-3 11-11"
#define LOGARITHM   "M3 14c.5-7 4-10.5 11-11"
#define SINE        "M1.5 8c2-8 4.5-8 6.5 0s4.5 8 6.5 0"
#define RECTIFIER   "M2 12.5h6l5.5-9"
#define LEAKY       "M2 13.5l6-2.5l5.5-8"
#define SIGMOID     "M1.5 13c5 0 8-10 13-10"
#define SMOOTH      "M1.5 10.5c4 3.5 6 1.5 7.5-2l4.5-6"
#define CLIP        "M1.5 13h4l5-10h4"
#define CHOICE      "M2 4h3.5l5 4h3.5 M2 12h3.5l5-4"
#define TRANSPOSE   "M2.5 2.5h5v11h-5z M10 4c3 0 4 2 4 5 M12.3 7.3l1.7 1.9l1.5-2"
#define SLICE       "M2 3h12v10h-12z M6 3v10 M10 3v10 M6.5 10l3-4"
#define GATHER      "M2 2h3v3h-3z M2 6.5h3v3h-3z M2 11h3v3h-3z M11 6.5h3v3h-3z M5 3.5l6 4 M5 12.5l6-4"
#define SCATTER     "M2 6.5h3v3h-3z M11 2h3v3h-3z M11 6.5h3v3h-3z M11 11h3v3h-3z M5 7.5l6-4 M5 8.5l6 4"
#define CONCATENATE "M2 3h5v10h-5z M9 3h5v10h-5z M7 8h2"
#define SPLIT       "M2 8h4l4-4.5h4 M6 8l4 4.5h4"
#define RESHAPE     "M1.5 6h5v8h-5z M9.5 9h5v5h-5z M4 3.5h6c2 0 2 1 2 3 M10.5 5l1.5 2l1.5-2"
#define SQUEEZE     "M6 3h4v10h-4z M1.5 8h3 M3 6.5l1.5 1.5l-1.5 1.5 M14.5 8h-3 M13 6.5l-1.5 1.5l1.5 1.5"
#define UNSQUEEZE                                                                                  \
  "M6 3h4v10h-4z M4.5 8h-3 M3 6.5l-1.5 1.5l1.5 1.5 M11.5 8h3 M13 6.5l1.5 1.5l-1.5 1.5"
#define PAD       "M1.5 1.5h13v13h-13z M5 5h6v6h-6z"
#define RESIZE    "M2 8h6v6h-6z M5 2h9v9 M10 6l4-4"
#define EXPAND    "M2 2h4v4h-4z M2 9v5h12v-12h-5 M7 7l4 4 M8.5 11h2.5v-2.5"
#define REDUCE    "M12 3h-8l5 5l-5 5h8"
#define SELECT    "M2 14h12 M3 11v-3h2v3 M7 11v-8h2v8 M11 11v-5h2v5"
#define SHAPE     "M2 5v6h12v-6 M6 11v-3 M10 11v-3"
#define CONSTANT  "M5 2h-2.5v12h2.5 M11 2h2.5v12h-2.5 M6 6h4 M6 10h4"
#define RANGE     "M2 13h2 M5 10h2 M8 7h2 M11 4h3"
#define BRANCH    "M8 1.5l4 3.5l-4 3.5l-4-3.5z M4 5h-2v9 M12 5h2v9"
#define LOOP      "M3 6.5h8a3 3 0 0 1 0 6h-8 M5.5 10l-2.5 2.5l2.5 2.5 M3 3.5v3"
#define RECURRENT "M13 8a5 5 0 1 1-2.2-4.1 M11 1.2v3h-3"
#define PRODUCT   "M3 3h4v10h-4z M9 3h4v10h-4z M3 6h4 M3 9.5h4 M9 6h4 M9 9.5h4"
#define POOL      "M2 2h8v8h-8z M2 6h8 M6 2v8 M11 11h3v3h-3z M8 8l3 3"
#define SOFTMAX   "M2 14h12 M3 14v-2h2v2 M7 14v-10h2v10 M11 14v-4h2v4"
#define TRIANGLE  "M2.5 2.5v11h11z"

typedef struct {
  const char *op, *glyph;
} Glyph;

/* Sorted by the name. */
static const Glyph glyphs[] = {
  { "Abs", ABSOLUTE },
  { "Add", PLUS },
  { "And", AND },
  { "ArgMax", SELECT },
  { "ArgMin", SELECT },
  { "AveragePool", POOL },
  { "BiasGelu", SMOOTH },
  { "BitCast", CAST },
  { "BitwiseAnd", AND },
  { "BitwiseNot", NOT },
  { "BitwiseOr", OR },
  { "BitwiseXor", XOR },
  { "Cast", CAST },
  { "CastLike", CAST },
  { "Ceil", ROUND },
  { "Celu", SMOOTH },
  { "Clip", CLIP },
  { "Col2Im", RESHAPE },
  { "Compress", GATHER },
  { "Concat", CONCATENATE },
  { "ConcatFromSequence", CONCATENATE },
  { "Constant", CONSTANT },
  { "ConstantOfShape", CONSTANT },
  { "Cos", SINE },
  { "DepthToSpace", RESHAPE },
  { "DequantizeLinear", CAST },
  { "Div", DIVIDE },
  { "DynamicQuantizeLinear", CAST },
  { "Einsum", PRODUCT },
  { "Elu", SMOOTH },
  { "Equal", EQUAL },
  { "Erf", SIGMOID },
  { "Exp", EXPONENT },
  { "Expand", EXPAND },
  { "FastGelu", SMOOTH },
  { "Flatten", RESHAPE },
  { "Floor", ROUND },
  { "FusedMatMul", PRODUCT },
  { "GRU", RECURRENT },
  { "Gather", GATHER },
  { "GatherElements", GATHER },
  { "GatherND", GATHER },
  { "Gelu", SMOOTH },
  { "Gemm", PRODUCT },
  { "GlobalAveragePool", POOL },
  { "GlobalLpPool", POOL },
  { "GlobalMaxPool", POOL },
  { "Greater", GREATER },
  { "GreaterOrEqual", GREATER_EQ },
  { "GridSample", RESIZE },
  { "HardSigmoid", CLIP },
  { "HardSwish", SMOOTH },
  { "Hardmax", SOFTMAX },
  { "Identity", IDENTITY },
  { "If", BRANCH },
  { "LSTM", RECURRENT },
  { "LeakyRelu", LEAKY },
  { "Less", LESS },
  { "LessOrEqual", LESS_EQUAL },
  { "Log", LOGARITHM },
  { "LogSoftmax", SOFTMAX },
  { "Loop", LOOP },
  { "LpPool", POOL },
  { "MatMul", PRODUCT },
  { "MatMulInteger", PRODUCT },
  { "Max", MAXIMUM },
  { "MaxPool", POOL },
  { "Min", MINIMUM },
  { "Mish", SMOOTH },
  { "Mod", DIVIDE },
  { "Mul", TIMES },
  { "Neg", MINUS },
  { "NonMaxSuppression", SELECT },
  { "NonZero", SELECT },
  { "Not", NOT },
  { "Or", OR },
  { "PRelu", LEAKY },
  { "Pad", PAD },
  { "Pow", POWER },
  { "QLinearAdd", PLUS },
  { "QLinearConcat", CONCATENATE },
  { "QLinearMatMul", PRODUCT },
  { "QLinearMul", TIMES },
  { "QuantizeLinear", CAST },
  { "QuickGelu", SMOOTH },
  { "RNN", RECURRENT },
  { "Range", RANGE },
  { "Reciprocal", DIVIDE },
  { "ReduceL1", REDUCE },
  { "ReduceL2", REDUCE },
  { "ReduceLogSum", REDUCE },
  { "ReduceLogSumExp", REDUCE },
  { "ReduceMax", REDUCE },
  { "ReduceMean", REDUCE },
  { "ReduceMin", REDUCE },
  { "ReduceProd", REDUCE },
  { "ReduceSum", REDUCE },
  { "ReduceSumSquare", REDUCE },
  { "Relu", RECTIFIER },
  { "Reshape", RESHAPE },
  { "Resize", RESIZE },
  { "Round", ROUND },
  { "Scan", LOOP },
  { "Scatter", SCATTER },
  { "ScatterElements", SCATTER },
  { "ScatterND", SCATTER },
  { "Selu", SMOOTH },
  { "SequenceAt", GATHER },
  { "Shape", SHAPE },
  { "Sigmoid", SIGMOID },
  { "Sign", SIGN },
  { "Sin", SINE },
  { "Size", SHAPE },
  { "Slice", SLICE },
  { "Softmax", SOFTMAX },
  { "Softplus", SMOOTH },
  { "Softsign", SIGMOID },
  { "SpaceToDepth", RESHAPE },
  { "Split", SPLIT },
  { "SplitToSequence", SPLIT },
  { "Sqrt", ROOT },
  { "Squeeze", SQUEEZE },
  { "Sub", MINUS },
  { "Sum", PLUS },
  { "Swish", SMOOTH },
  { "Tanh", SIGMOID },
  { "TensorScatter", SCATTER },
  { "ThresholdedRelu", RECTIFIER },
  { "Tile", EXPAND },
  { "TopK", SELECT },
  { "Transpose", TRANSPOSE },
  { "Trilu", TRIANGLE },
  { "Unique", SELECT },
  { "Unsqueeze", UNSQUEEZE },
  { "Upsample", RESIZE },
  { "Where", CHOICE },
  { "Xor", XOR },
};

static int
compare (gconstpointer key, gconstpointer member)
{
  return strcmp (key, ((const Glyph *) member)->op);
}

const char *
ng_operator_glyph (const char *op)
{
  const Glyph *found = bsearch (op, glyphs, G_N_ELEMENTS (glyphs), sizeof glyphs[0], compare);

  return found != NULL ? found->glyph : NULL;
}
