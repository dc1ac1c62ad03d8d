/* The table of operators that can be added to a model, after the ONNX standard.
 *
 * Elements that may flow in:
 * - r: reals, n: numbers, s: numbers that have a sign, j: integers, u: unsigned integers;
 * - w: reals and integers of 32 bits or more, m: these and bytes, p: reals, int32, int64;
 * - l: int64, f: float32, d: float32, float64, y: float32, int32;
 * - k: bytes, q: reals and bytes, z: bytes and int32;
 * - b: booleans, c: numbers and booleans, t: booleans, int32, int64;
 * - a: anything; "-" nothing flows in.
 *
 * Words of operands:
 * - x: what flows in, o: another value like it, matmul: a matrix that it is multiplied by;
 * - another value of the element of x (e), of booleans (b), of int64 (l), and behind that letter as
 *   many axes as a digit says, as many as x (r), the shape of x (s), that without channels (c);
 * - _: left out; with ? before it: left out where it is not said.
 * These values are constants where they are said. All else is a constant:
 * - v:6: a number like x; i:3 r:0.5 u:0: one of int64, float32, uint8; z: the 0 of what x is;
 *   n:3: one of int64, where reals are taken too;
 * - I:0: a list of int64;
 * - one:c zero:l one:g: a vector for the channels, the last axis, the groups;
 * - conv deconv gemm: weights, whose zeros are drawn later; bias:o: zeros for what they give;
 * - rnn:w rnn:r rnn:b: weights of as many gates as the operator has;
 * - slope values roi scales shape ones:r zeros:2r one_axis: what PRelu, OneHot, Resize, Reshape,
 *   Tile, Pad and Squeeze take.
 *
 * Words of attributes: name=3, name=0.5, name={0}, name=text, and name=@word for what depends on x.
 * With ? for = there is none where it is not said; with a version behind the name, name:18?3, none
 * can be said before that.
 */

#include "core/operators/new-operator.h"

#include "core/tensor/element.h"

#include <string.h>

#define ONNX(OP, SINCE, ELEMENTS, OPERANDS, ATTRIBUTES, SLOTS)                                     \
  {                                                                                                \
    OP, "", SINCE, ELEMENTS, OPERANDS, ATTRIBUTES, SLOTS                                           \
  }
#define FUSED(OP, ELEMENTS, OPERANDS, ATTRIBUTES, SLOTS)                                           \
  {                                                                                                \
    OP, "com.microsoft", 1, ELEMENTS, OPERANDS, ATTRIBUTES, SLOTS                                  \
  }
/* Operators of one input and nothing to say. */
#define PLAIN(OP, SINCE, ELEMENTS) ONNX (OP, SINCE, ELEMENTS, "x", "", "")
/* Of two values. */
#define BINARY(OP, SINCE, ELEMENTS) ONNX (OP, SINCE, ELEMENTS, "x o", "", "B")
#define GONE(OP, SINCE)             ONNX (OP, SINCE, '-', NULL, "", "")
/* Along axes, which became an input. */
#define REDUCE(OP, SINCE, ELEMENTS)                                                                \
  ONNX (OP, SINCE, ELEMENTS, "x", "axes=@lasts keepdims=1", "axes keepdims")
#define REDUCE_BY_INPUT(OP, SINCE, ELEMENTS)                                                       \
  ONNX (OP, SINCE, ELEMENTS, "x I:-1", "keepdims=1 noop_with_empty_axes?0", "axes keepdims")

/* clang-format off */
static const NgOperatorForm forms[] = {
  PLAIN ("Abs", 6, 'n'),
  PLAIN ("Acos", 7, 'r'),
  PLAIN ("Acosh", 9, 'r'),
  BINARY ("Add", 7, 'w'),
  BINARY ("Add", 14, 'n'),
  BINARY ("And", 7, 'b'),
  ONNX ("ArgMax", 1, 'n', "x", "axis=@last keepdims=1 select_last_index:12?0", "axis keepdims"),
  ONNX ("ArgMin", 1, 'n', "x", "axis=@last keepdims=1 select_last_index:12?0", "axis keepdims"),
  PLAIN ("Asin", 7, 'r'),
  PLAIN ("Asinh", 9, 'r'),
  PLAIN ("Atan", 7, 'r'),
  PLAIN ("Atanh", 9, 'r'),
  ONNX ("Attention", 23, 'r', "x o o", "is_causal?0 kv_num_heads?1 q_num_heads?1 qk_matmul_output_mode?0 scale?1.0 softcap?0.0 softmax_precision?1", ""),
  ONNX ("AveragePool", 7, 'r', "x", "kernel_shape=@kernel pads=@pads strides=@ones auto_pad?NOTSET count_include_pad?0 ceil_mode:10?0 dilations:19?@ones", "kernel_shape strides"),
  ONNX ("BatchNormalization", 7, 'r', "x one:c zero:c zero:c one:c", "epsilon=0.00001 momentum?0.9", "epsilon"),
  ONNX ("Bernoulli", 15, 'r', "x", "dtype?@element seed?0.0", ""),
  ONNX ("BitShift", 11, 'u', "x o", "direction=LEFT", "Y direction"),
  BINARY ("BitwiseAnd", 18, 'j'),
  PLAIN ("BitwiseNot", 18, 'j'),
  BINARY ("BitwiseOr", 18, 'j'),
  BINARY ("BitwiseXor", 18, 'j'),
  ONNX ("BlackmanWindow", 17, '-', "i:16", "output_datatype?1 periodic?1", "size"),
  ONNX ("Cast", 6, 'c', "x", "to=@element", "to"),
  ONNX ("Cast", 9, 'a', "x", "to=@element saturate:19?1 round_mode:24?up", "to"),
  ONNX ("CastLike", 15, 'a', "x o", "saturate:19?1 round_mode:24?up", ""),
  PLAIN ("Ceil", 6, 'r'),
  ONNX ("Celu", 12, 'f', "x", "alpha=1.0", "alpha"),
  ONNX ("CenterCropPad", 18, 'a', "x shape", "axes?{0}", "shape"),
  ONNX ("Clip", 6, 'r', "x", "min=0.0 max=6.0", "min max"),
  ONNX ("Clip", 11, 'r', "x v:0 v:6", "", "min max"),
  ONNX ("Clip", 12, 'n', "x v:0 v:6", "", "min max"),
  ONNX ("Compress", 9, 'a', "x b1", "axis=0", "axis"),
  ONNX ("Concat", 4, 'a', "x o", "axis=@axis", "axis"),
  ONNX ("ConstantOfShape", 9, 'l', "x", "", ""),
  ONNX ("Conv", 1, 'r', "x conv bias:o", "kernel_shape=@kernel pads=@pads strides=@ones dilations=@ones group=1 auto_pad?NOTSET", "W kernel_shape strides"),
  ONNX ("ConvInteger", 10, 'k', "x conv ?u:0 ?u:0", "kernel_shape=@kernel pads=@pads auto_pad?NOTSET strides?@ones dilations?@ones group?1", "w kernel_shape"),
  ONNX ("ConvTranspose", 1, 'r', "x deconv bias:o", "kernel_shape=@kernel pads=@pads strides=@ones group=1 auto_pad?NOTSET dilations?@ones output_padding?@ones output_shape?@ones", "W kernel_shape strides"),
  PLAIN ("Cos", 7, 'r'),
  PLAIN ("Cosh", 9, 'r'),
  ONNX ("CumProd", 26, 'w', "x i:0", "exclusive?0 reverse?0", "axis"),
  ONNX ("CumSum", 11, 'w', "x i:0", "exclusive?0 reverse?0", "axis"),
  ONNX ("DepthToSpace", 1, 'a', "x", "blocksize=2 mode:11?DCR", "blocksize"),
  ONNX ("DequantizeLinear", 10, 'z', "x r:0.1 z", "axis:13?1 block_size:21?0 output_dtype:23?0", "x_scale"),
  PLAIN ("Det", 11, 'r'),
  BINARY ("Div", 7, 'w'),
  BINARY ("Div", 14, 'n'),
  ONNX ("Dropout", 7, 'r', "x", "ratio=0.5", "ratio"),
  ONNX ("Dropout", 12, 'r', "x r:0.5 ?b0", "seed?0.0", "ratio"),
  ONNX ("DynamicQuantizeLinear", 11, 'f', "x", "", ""),
  ONNX ("Einsum", 12, 'n', "x", "equation=@equation", "equation"),
  ONNX ("Elu", 6, 'r', "x", "alpha=1.0", "alpha"),
  BINARY ("Equal", 7, 't'),
  BINARY ("Equal", 11, 'c'),
  PLAIN ("Erf", 9, 'r'),
  PLAIN ("Exp", 6, 'r'),
  ONNX ("Expand", 8, 'a', "x ones:r", "", "shape"),
  ONNX ("EyeLike", 9, 'c', "x", "dtype?@element k?0", ""),
  ONNX ("Flatten", 1, 'r', "x", "axis=1", "axis"),
  ONNX ("Flatten", 9, 'a', "x", "axis=1", "axis"),
  PLAIN ("Floor", 6, 'r'),
  ONNX ("GRU", 7, 'r', "x rnn:w rnn:r rnn:b", "hidden_size=@size direction?forward clip?0.0 layout:14?0 linear_before_reset?0", "hidden_size"),
  ONNX ("Gather", 1, 'a', "x I:0", "axis=0", "indices axis"),
  ONNX ("GatherElements", 11, 'a', "x ls", "axis=0", "axis"),
  ONNX ("GatherND", 11, 'a', "x l2", "batch_dims:12?0", ""),
  ONNX ("Gelu", 20, 'r', "x", "approximate=none", "approximate"),
  ONNX ("Gemm", 7, 'r', "x gemm bias:o", "transB=1 transA?0 alpha?1.0 beta?1.0", "B"),
  ONNX ("Gemm", 9, 'w', "x gemm bias:o", "transB=1 transA?0 alpha?1.0 beta?1.0", "B"),
  PLAIN ("GlobalAveragePool", 1, 'r'),
  ONNX ("GlobalLpPool", 2, 'r', "x", "p=2", "p"),
  PLAIN ("GlobalMaxPool", 1, 'r'),
  BINARY ("Greater", 7, 'r'),
  BINARY ("Greater", 9, 'n'),
  BINARY ("GreaterOrEqual", 12, 'n'),
  ONNX ("GridSample", 16, 'r', "x er", "mode=bilinear padding_mode?zeros align_corners?0", "mode"),
  ONNX ("GridSample", 20, 'r', "x er", "mode=linear padding_mode?zeros align_corners?0", "mode"),
  ONNX ("GroupNormalization", 18, 'r', "x one:g zero:g", "num_groups=@groups epsilon?0.00001", "num_groups"),
  ONNX ("GroupNormalization", 21, 'r', "x one:c zero:c", "num_groups=@groups epsilon?0.00001 stash_type?1", "num_groups"),
  ONNX ("HammingWindow", 17, '-', "i:16", "output_datatype?1 periodic?1", "size"),
  ONNX ("HannWindow", 17, '-', "i:16", "output_datatype?1 periodic?1", "size"),
  ONNX ("HardSigmoid", 6, 'r', "x", "alpha=0.2 beta=0.5", "alpha beta"),
  PLAIN ("HardSwish", 14, 'r'),
  ONNX ("Hardmax", 1, 'r', "x", "axis=@last", "axis"),
  PLAIN ("Identity", 1, 'a'),
  ONNX ("InstanceNormalization", 6, 'r', "x one:c zero:c", "epsilon?0.00001", ""),
  ONNX ("IsInf", 10, 'd', "x", "detect_negative?1 detect_positive?1", ""),
  PLAIN ("IsNaN", 9, 'r'),
  ONNX ("LRN", 1, 'r', "x", "size=5 alpha?1.0 beta?1.0 bias?1.0", "size"),
  ONNX ("LSTM", 7, 'r', "x rnn:w rnn:r rnn:b", "hidden_size=@size direction?forward clip?0.0 layout:14?0 input_forget?0", "hidden_size"),
  ONNX ("LayerNormalization", 17, 'r', "x one:l zero:l", "axis=-1 epsilon=0.00001 stash_type?1", "axis"),
  ONNX ("LeakyRelu", 6, 'r', "x", "alpha=0.01", "alpha"),
  BINARY ("Less", 7, 'r'),
  BINARY ("Less", 9, 'n'),
  BINARY ("LessOrEqual", 12, 'n'),
  PLAIN ("Log", 6, 'r'),
  ONNX ("LogSoftmax", 1, 'r', "x", "axis=@last", "axis"),
  ONNX ("LpNormalization", 1, 'r', "x", "axis=-1 p=2", "axis p"),
  ONNX ("LpPool", 2, 'r', "x", "kernel_shape=@kernel pads=@pads strides=@ones p=2 auto_pad?NOTSET dilations:18?@ones ceil_mode:18?0", "kernel_shape strides"),
  ONNX ("MatMul", 1, 'r', "x matmul", "", "B"),
  ONNX ("MatMul", 9, 'w', "x matmul", "", "B"),
  ONNX ("MatMulInteger", 10, 'k', "x o ?u:0 ?u:0", "", ""),
  BINARY ("Max", 8, 'r'),
  BINARY ("Max", 12, 'n'),
  ONNX ("MaxPool", 1, 'r', "x", "kernel_shape=@kernel pads=@pads strides=@ones auto_pad?NOTSET storage_order:8?0 dilations:10?@ones ceil_mode:10?0", "kernel_shape strides"),
  ONNX ("MaxPool", 12, 'q', "x", "kernel_shape=@kernel pads=@pads strides=@ones auto_pad?NOTSET storage_order?0 dilations?@ones ceil_mode?0", "kernel_shape strides"),
  ONNX ("MaxRoiPool", 1, 'r', "x e2", "pooled_shape={2,2} spatial_scale?1.0", "pooled_shape"),
  ONNX ("MaxUnpool", 9, 'r', "x ls ?I:0", "kernel_shape=@kernel pads?@pads strides?@ones", "kernel_shape"),
  BINARY ("Mean", 8, 'r'),
  ONNX ("MeanVarianceNormalization", 9, 'r', "x", "axes?{0}", ""),
  BINARY ("Min", 8, 'r'),
  BINARY ("Min", 12, 'n'),
  PLAIN ("Mish", 18, 'r'),
  ONNX ("Mod", 10, 'n', "x o", "fmod=@fmod", "B"),
  BINARY ("Mul", 7, 'w'),
  BINARY ("Mul", 14, 'n'),
  ONNX ("Multinomial", 7, 'r', "x", "sample_size=1 dtype?@element seed?0.0", "sample_size"),
  PLAIN ("Neg", 6, 's'),
  ONNX ("NegativeLogLikelihoodLoss", 12, 'r', "x lc", "reduction=mean ignore_index?0", "reduction"),
  ONNX ("NonMaxSuppression", 10, 'f', "x e3 i:10 r:0.5 r:0", "center_point_box?0", "max_output_boxes_per_class iou_threshold score_threshold"),
  PLAIN ("NonZero", 9, 'a'),
  PLAIN ("Not", 1, 'b'),
  ONNX ("OneHot", 9, 'n', "x n:10 values", "axis=-1", "depth axis"),
  BINARY ("Or", 7, 'b'),
  ONNX ("PRelu", 7, 'r', "x slope", "", ""),
  ONNX ("PRelu", 9, 'w', "x slope", "", ""),
  ONNX ("Pad", 2, 'r', "x", "pads=@zeros mode=constant value?0.0", "pads mode"),
  ONNX ("Pad", 11, 'n', "x zeros:2r ?v:0", "mode=constant", "pads mode"),
  ONNX ("Pad", 13, 'a', "x zeros:2r ?v:0", "mode=constant", "pads mode"),
  ONNX ("Pad", 18, 'a', "x zeros:2r ?v:0 ?I:0", "mode=constant", "pads mode"),
  ONNX ("Pow", 7, 'r', "x v:2", "", "Y"),
  ONNX ("Pow", 12, 'p', "x v:2", "", "Y"),
  ONNX ("QuantizeLinear", 10, 'y', "x r:0.1 u:0", "axis:13?1 saturate:19?1 block_size:21?0 output_dtype:21?0 precision:23?0", "y_scale"),
  ONNX ("RMSNormalization", 23, 'r', "x one:l", "axis=-1 epsilon=0.00001 stash_type?1", "axis"),
  ONNX ("RNN", 7, 'r', "x rnn:w rnn:r rnn:b", "hidden_size=@size direction?forward clip?0.0 layout:14?0", "hidden_size"),
  ONNX ("RandomNormal", 1, '-', "", "shape={1} mean=0.0 scale=1.0 dtype?@element seed?0.0", "shape"),
  ONNX ("RandomNormalLike", 1, 'r', "x", "mean=0.0 scale=1.0 dtype?@element seed?0.0", "mean scale"),
  ONNX ("RandomUniform", 1, '-', "", "shape={1} low=0.0 high=1.0 dtype?@element seed?0.0", "shape"),
  ONNX ("RandomUniformLike", 1, 'r', "x", "low=0.0 high=1.0 dtype?@element seed?0.0", "low high"),
  ONNX ("Range", 11, '-', "n:0 n:10 n:1", "", "start limit delta"),
  PLAIN ("Reciprocal", 6, 'r'),
  REDUCE ("ReduceL1", 1, 'w'),
  REDUCE_BY_INPUT ("ReduceL1", 18, 'w'),
  REDUCE ("ReduceL2", 1, 'w'),
  REDUCE_BY_INPUT ("ReduceL2", 18, 'w'),
  REDUCE ("ReduceLogSum", 1, 'w'),
  REDUCE_BY_INPUT ("ReduceLogSum", 18, 'w'),
  REDUCE ("ReduceLogSumExp", 1, 'w'),
  REDUCE_BY_INPUT ("ReduceLogSumExp", 18, 'w'),
  REDUCE ("ReduceMax", 1, 'w'),
  REDUCE ("ReduceMax", 12, 'm'),
  REDUCE_BY_INPUT ("ReduceMax", 18, 'm'),
  REDUCE ("ReduceMean", 1, 'w'),
  REDUCE_BY_INPUT ("ReduceMean", 18, 'w'),
  REDUCE ("ReduceMin", 1, 'w'),
  REDUCE ("ReduceMin", 12, 'm'),
  REDUCE_BY_INPUT ("ReduceMin", 18, 'm'),
  REDUCE ("ReduceProd", 1, 'w'),
  REDUCE_BY_INPUT ("ReduceProd", 18, 'w'),
  REDUCE ("ReduceSum", 1, 'w'),
  REDUCE_BY_INPUT ("ReduceSum", 13, 'w'),
  REDUCE ("ReduceSumSquare", 1, 'w'),
  REDUCE_BY_INPUT ("ReduceSumSquare", 18, 'w'),
  PLAIN ("Relu", 6, 'r'),
  PLAIN ("Relu", 14, 's'),
  ONNX ("Reshape", 5, 'a', "x shape", "allowzero:14?0", "shape"),
  ONNX ("Resize", 10, 'a', "x scales", "mode=nearest", "scales mode"),
  ONNX ("Resize", 11, 'a', "x roi scales ?I:0", "mode=nearest coordinate_transformation_mode?half_pixel cubic_coeff_a?-0.75 exclude_outside?0 extrapolation_value?0.0 nearest_mode?round_prefer_floor", "scales mode"),
  ONNX ("Resize", 13, 'a', "x _ scales ?I:0", "mode=nearest coordinate_transformation_mode?half_pixel cubic_coeff_a?-0.75 exclude_outside?0 extrapolation_value?0.0 nearest_mode?round_prefer_floor antialias:18?0 axes:18?{0} keep_aspect_ratio_policy:18?stretch", "scales mode"),
  ONNX ("ReverseSequence", 10, 'a', "x l1", "batch_axis=1 time_axis=0", ""),
  ONNX ("RoiAlign", 10, 'r', "x e2 l1", "output_height=1 output_width=1 mode?avg sampling_ratio?0 spatial_scale?1.0 coordinate_transformation_mode:16?half_pixel", "output_height output_width"),
  PLAIN ("Round", 11, 'r'),
  ONNX ("Scatter", 9, 'a', "x ls o", "axis=0", "axis"),
  GONE ("Scatter", 11),
  ONNX ("ScatterElements", 11, 'a', "x ls o", "axis=0 reduction:16?none", "axis"),
  ONNX ("ScatterND", 11, 'a', "x l2 e1", "reduction:16?none", ""),
  ONNX ("Selu", 6, 'r', "x", "alpha?1.0 gamma?1.0", ""),
  ONNX ("Shape", 1, 'a', "x", "start:15?0 end:15?0", ""),
  ONNX ("Shrink", 9, 'n', "x", "lambd=0.5 bias=0.0", "lambd bias"),
  PLAIN ("Sigmoid", 6, 'r'),
  PLAIN ("Sign", 9, 'n'),
  PLAIN ("Sin", 7, 'r'),
  PLAIN ("Sinh", 9, 'r'),
  PLAIN ("Size", 1, 'a'),
  ONNX ("Slice", 1, 'a', "x", "starts={0} ends={9223372036854775807} axes={0}", "starts ends axes"),
  ONNX ("Slice", 10, 'a', "x I:0 I:9223372036854775807 I:0 I:1", "", "starts ends axes steps"),
  ONNX ("Softmax", 1, 'r', "x", "axis=@last", "axis"),
  ONNX ("SoftmaxCrossEntropyLoss", 12, 'r', "x lc", "reduction=mean ignore_index?0", "reduction"),
  PLAIN ("Softplus", 1, 'r'),
  PLAIN ("Softsign", 1, 'r'),
  ONNX ("SpaceToDepth", 1, 'a', "x", "blocksize=2", "blocksize"),
  ONNX ("Split", 2, 'a', "x", "axis=@axis split?{1}", "axis"),
  ONNX ("Split", 13, 'a', "x ?I:1", "axis=@axis", "axis"),
  ONNX ("Split", 18, 'a', "x ?I:1", "axis=@axis num_outputs=@parts", "axis"),
  PLAIN ("Sqrt", 6, 'r'),
  ONNX ("Squeeze", 1, 'a', "x", "axes=@one", "axes"),
  ONNX ("Squeeze", 13, 'a', "x one_axis", "", "axes"),
  BINARY ("Sub", 7, 'w'),
  BINARY ("Sub", 14, 'n'),
  BINARY ("Sum", 8, 'r'),
  ONNX ("Swish", 24, 'r', "x", "alpha=1.0", "alpha"),
  PLAIN ("Tan", 7, 'r'),
  PLAIN ("Tanh", 6, 'r'),
  ONNX ("ThresholdedRelu", 10, 'r', "x", "alpha=1.0", "alpha"),
  ONNX ("Tile", 6, 'a', "x ones:r", "", "repeats"),
  ONNX ("TopK", 1, 'r', "x", "k=1 axis=-1", "k axis"),
  ONNX ("TopK", 10, 'r', "x I:1", "axis=-1", "K axis"),
  ONNX ("TopK", 11, 'n', "x I:1", "axis=-1 largest?1 sorted?1", "K axis"),
  ONNX ("Transpose", 1, 'a', "x", "perm=@perm", "perm"),
  ONNX ("Trilu", 14, 'a', "x i:0", "upper=1", "k upper"),
  ONNX ("Unique", 11, 'a', "x", "axis?1 sorted?1", ""),
  ONNX ("Unsqueeze", 1, 'a', "x", "axes={0}", "axes"),
  ONNX ("Unsqueeze", 13, 'a', "x I:0", "", "axes"),
  ONNX ("Upsample", 7, 'a', "x", "scales=@scales mode=nearest", "scales mode"),
  ONNX ("Upsample", 9, 'a', "x scales", "mode=nearest", "scales mode"),
  GONE ("Upsample", 10),
  ONNX ("Where", 9, 'a', "bs x o", "", "Y"),
  BINARY ("Xor", 7, 'b'),
  FUSED ("BiasGelu", 'r', "x zero:l", "", ""),
  FUSED ("FastGelu", 'r', "x", "", ""),
  FUSED ("FusedMatMul", 'r', "x matmul", "alpha=1.0 transA=0 transB=0 transBatchA?0 transBatchB?0", "B"),
  FUSED ("Gelu", 'r', "x", "", ""),
  FUSED ("QuickGelu", 'r', "x", "alpha=1.702", "alpha"),
  FUSED ("SkipLayerNormalization", 'r', "x o one:l zero:l", "epsilon=0.00001", "epsilon"),
  FUSED ("SkipSimplifiedLayerNormalization", 'r', "x o one:l", "epsilon=0.00001", "epsilon"),
};
/* clang-format on */

const NgOperatorForm *
ng_operator_form_at (gsize index)
{
  return index < G_N_ELEMENTS (forms) ? &forms[index] : NULL;
}

const NgOperatorForm *
ng_operator_form_find (const char *domain, const char *op, gint64 version)
{
  const NgOperatorForm *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (forms[i].since <= version && g_str_equal (forms[i].op, op) &&
        g_str_equal (forms[i].domain, domain))
      found = &forms[i];
  return found != NULL && found->operands != NULL ? found : NULL;
}

static gboolean
is_of_one_operator (const NgOperatorForm *a, const NgOperatorForm *b)
{
  return g_str_equal (a->op, b->op) && g_str_equal (a->domain, b->domain);
}

const NgOperatorForm *
ng_operator_form_next (const NgOperatorForm *before)
{
  for (gsize i = before != NULL ? (gsize) (before - forms) : 0; i < G_N_ELEMENTS (forms); i++)
    if (before == NULL || !is_of_one_operator (&forms[i], before))
      return &forms[i];
  return NULL;
}

const NgOperatorForm *
ng_operator_form_nearest (const NgOperatorForm *self, gint64 version)
{
  const NgOperatorForm *nearest = self;

  for (gsize i = (gsize) (self - forms); i < G_N_ELEMENTS (forms); i++)
    if (is_of_one_operator (&forms[i], self) && forms[i].since <= version)
      nearest = &forms[i];
    else
      break;
  return nearest;
}

/* ---- names ---- */

/* Where the name of an attribute ends, in a word of the table. */
static gsize
name_length (const char *word)
{
  return strcspn (word, ":=?");
}

/* Whether @word stands in @version. */
static gboolean
is_in_version (const char *word, gint64 version)
{
  gsize length = name_length (word);

  return *word != '\0' &&
         (word[length] != ':' || g_ascii_strtoll (word + length + 1, NULL, 10) <= version);
}

gboolean
ng_operator_form_has_attribute (const NgOperatorForm *self, gint64 version, const char *name)
{
  g_auto (GStrv) names = ng_operator_form_attributes (self, version);

  return g_strv_contains ((const char *const *) names, name);
}

char **
ng_operator_form_attributes (const NgOperatorForm *self, gint64 version)
{
  g_auto (GStrv) words = g_strsplit (self->attributes, " ", -1);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (is_in_version (words[i], version)) {
      words[i][name_length (words[i])] = '\0';
      g_strv_builder_add (names, words[i]);
    }
  return g_strv_builder_end (names);
}

char *
ng_operator_form_usual (const NgOperatorForm *self, const char *name)
{
  g_auto (GStrv) words = g_strsplit (self->attributes, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    gsize length = name_length (words[i]);
    const char *value = words[i] + strcspn (words[i], "=?");

    if (strlen (name) == length && strncmp (words[i], name, length) == 0)
      return *value != '\0' && value[1] != '@' ? g_strdup (value + 1) : NULL;
  }
  return NULL;
}

char *
ng_operator_form_find_name (const NgOperatorForm *self, const char *word)
{
  const NgOperatorClass *class = ng_operator_find (self->domain, self->op);
  g_auto (GStrv) attributes = g_strsplit (self->attributes, " ", -1);

  for (guint i = 0; attributes[i] != NULL; i++) {
    gsize length = name_length (attributes[i]);

    if (strlen (word) == length && g_ascii_strncasecmp (attributes[i], word, length) == 0)
      return g_strndup (attributes[i], length);
  }
  for (gsize i = 0; class != NULL && i < NG_MAX_OPERATOR_PORTS && class->inputs[i] != NULL; i++)
    if (g_ascii_strcasecmp (class->inputs[i], word) == 0)
      return g_strdup (class->inputs[i]);
  return NULL;
}

char *
ng_operator_form_slot (const NgOperatorForm *self, gsize index)
{
  g_auto (GStrv) slots = g_strsplit (self->slots, " ", -1);
  gsize n = g_strv_length (slots);

  return n > 0 ? g_strdup (slots[MIN (index, n - 1)]) : NULL;
}

/* ---- elements ---- */

/* From this version on the half-precision real of other machines is one of the reals. */
#define VERSION_OF_BRAIN_FLOATS 13

static gboolean
is_real (NgElement element, gint64 version)
{
  return element == NG_ELEMENT_F16 || element == NG_ELEMENT_F32 || element == NG_ELEMENT_F64 ||
         (element == NG_ELEMENT_BF16 && version >= VERSION_OF_BRAIN_FLOATS);
}

static gboolean
is_whole (NgElement element)
{
  return ng_element_is_integer (element) && ng_element_whole (element) == element;
}

static gboolean
is_byte (NgElement element)
{
  return element == NG_ELEMENT_I8 || element == NG_ELEMENT_U8;
}

static gboolean
is_signed_wide (NgElement element)
{
  return element == NG_ELEMENT_I32 || element == NG_ELEMENT_I64;
}

static gboolean
is_wide (NgElement element)
{
  return is_signed_wide (element) || element == NG_ELEMENT_U32 || element == NG_ELEMENT_U64;
}

gboolean
ng_operator_form_takes (const NgOperatorForm *self, gint64 version, NgElement element)
{
  gboolean real = is_real (element, version);

  if (element == NG_ELEMENT_NONE)
    return TRUE;
  switch (self->elements) {
  case 'r':
    return real;
  case 'n':
    return real || is_whole (element);
  case 's':
    return real || (is_whole (element) && !ng_element_is_unsigned (element));
  case 'w':
    return real || is_wide (element);
  case 'm':
    return real || is_wide (element) || is_byte (element);
  case 'p':
    return real || is_signed_wide (element);
  case 'i':
    return is_signed_wide (element);
  case 'u':
    return is_whole (element) && ng_element_is_unsigned (element);
  case 'j':
    return is_whole (element);
  case 'l':
    return element == NG_ELEMENT_I64;
  case 'f':
    return element == NG_ELEMENT_F32;
  case 'd':
    return element == NG_ELEMENT_F32 || element == NG_ELEMENT_F64;
  case 'q':
    return real || is_byte (element);
  case 'k':
    return is_byte (element);
  case 'z':
    return is_byte (element) || element == NG_ELEMENT_I32;
  case 'y':
    return element == NG_ELEMENT_F32 || element == NG_ELEMENT_I32;
  case 'b':
    return element == NG_ELEMENT_BOOL;
  case 'c':
    return real || is_whole (element) || element == NG_ELEMENT_BOOL;
  case 't':
    return is_signed_wide (element) || element == NG_ELEMENT_BOOL;
  case 'a':
  case '-':
    return TRUE;
  default:
    return FALSE;
  }
}

NgElement
ng_operator_form_usual_element (const NgOperatorForm *self, gint64 version)
{
  static const NgElement elements[] = { NG_ELEMENT_F32, NG_ELEMENT_I64, NG_ELEMENT_BOOL,
                                        NG_ELEMENT_U8,  NG_ELEMENT_I32, NG_ELEMENT_STRING };

  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    if (ng_operator_form_takes (self, version, elements[i]))
      return elements[i];
  return NG_ELEMENT_F32;
}
