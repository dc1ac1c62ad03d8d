/* Operators as mathematicians write them. Those that are not named here keep their own names. */

#include "core/operators/operator-class.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by name. */
static const struct {
  const char *op, *term;
} terms[] = {
  { "Abs", "|x|" },
  { "Acos", "arccos" },
  { "Acosh", "arcosh" },
  { "Add", "+" },
  { "And", "∧" },
  { "ArgMax", "arg max" },
  { "ArgMin", "arg min" },
  { "Asin", "arcsin" },
  { "Asinh", "arsinh" },
  { "Atan", "arctan" },
  { "Atanh", "artanh" },
  { "AveragePool", "mean pool" },
  { "BatchNormalization", "BatchNorm" },
  { "Ceil", "ceil" },
  { "Clip", "clip" },
  { "Concat", "‖" },
  { "Constant", "c" },
  { "ConvTranspose", "Deconv" },
  { "Cos", "cos" },
  { "Cosh", "cosh" },
  { "CumSum", "cumulative sum" },
  { "Div", "÷" },
  { "Einsum", "einsum" },
  { "Elu", "ELU" },
  { "Equal", "=" },
  { "Erf", "erf" },
  { "Exp", "exp" },
  { "Expand", "expand" },
  { "Flatten", "flatten" },
  { "Floor", "floor" },
  { "Gather", "gather" },
  { "Gelu", "GELU" },
  { "Gemm", "Linear" },
  { "GlobalAveragePool", "global mean pool" },
  { "GlobalMaxPool", "global max pool" },
  { "Greater", ">" },
  { "GreaterOrEqual", "≥" },
  { "GroupNormalization", "GroupNorm" },
  { "Identity", "identity" },
  { "InstanceNormalization", "InstanceNorm" },
  { "LayerNormalization", "LayerNorm" },
  { "LeakyRelu", "leaky ReLU" },
  { "Less", "<" },
  { "LessOrEqual", "≤" },
  { "Log", "log" },
  { "LogSoftmax", "log softmax" },
  { "MatMul", "·" },
  { "Max", "max" },
  { "MaxPool", "max pool" },
  { "Mean", "mean" },
  { "Min", "min" },
  { "Mod", "mod" },
  { "Mul", "×" },
  { "Neg", "−" },
  { "Not", "¬" },
  { "Or", "∨" },
  { "PRelu", "PReLU" },
  { "Pad", "pad" },
  { "Pow", "power" },
  { "Range", "range" },
  { "Reciprocal", "1/x" },
  { "ReduceMax", "max" },
  { "ReduceMean", "mean" },
  { "ReduceMin", "min" },
  { "ReduceProd", "Π" },
  { "ReduceSum", "Σ" },
  { "Relu", "ReLU" },
  { "Reshape", "reshape" },
  { "Resize", "resize" },
  { "Round", "round" },
  { "Selu", "SELU" },
  { "Sigmoid", "σ" },
  { "Sign", "sign" },
  { "Sin", "sin" },
  { "Sinh", "sinh" },
  { "Slice", "slice" },
  { "Softmax", "softmax" },
  { "Softplus", "softplus" },
  { "Softsign", "softsign" },
  { "Split", "split" },
  { "Sqrt", "√" },
  { "Squeeze", "squeeze" },
  { "Sub", "−" },
  { "Sum", "+" },
  { "Tan", "tan" },
  { "Tanh", "tanh" },
  { "Transpose", "transpose" },
  { "Unsqueeze", "unsqueeze" },
  { "Where", "where" },
  { "Xor", "⊕" },
};

static int
compare (gconstpointer key, gconstpointer member)
{
  return strcmp (key, *(const char *const *) member);
}

const char *
ng_operator_term (const char *op)
{
  const char *const *found = bsearch (op, terms, G_N_ELEMENTS (terms), sizeof *terms, compare);

  return found != NULL ? found[1] : NULL;
}
