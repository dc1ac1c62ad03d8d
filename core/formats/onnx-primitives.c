/* A layer as nodes of ONNX, by the primitives that it means: each is an operator or a few, and some
 * that stand together are one. */

#include "core/base/limits.h"
#include "core/formats/onnx-model.h"
#include "core/formats/onnx-program.h"

#include <math.h>

/* ---- element by element ---- */

static NgElement
element (const NgOnnxProgram *self, NgValue value)
{
  return ng_onnx_program_shape (self, value)->element;
}

static guint
common_narrow (const NgOnnxProgram *self, const NgInstruction *at)
{
  guint narrow = ~0u;

  for (guint i = 0; i < at->n_operands; i++)
    narrow &= self->refs[at->operands[i]].narrow;
  return narrow;
}

/* The operator that is one primitive, element by element. */
static const char *const plain_operators[NG_N_PRIMITIVES] = {
  [NG_PRIMITIVE_NEGATE] = "Neg",
  [NG_PRIMITIVE_ABS] = "Abs",
  [NG_PRIMITIVE_SIGN] = "Sign",
  [NG_PRIMITIVE_EXP] = "Exp",
  [NG_PRIMITIVE_LOG] = "Log",
  [NG_PRIMITIVE_SQRT] = "Sqrt",
  [NG_PRIMITIVE_SIN] = "Sin",
  [NG_PRIMITIVE_COS] = "Cos",
  [NG_PRIMITIVE_TAN] = "Tan",
  [NG_PRIMITIVE_ASIN] = "Asin",
  [NG_PRIMITIVE_ACOS] = "Acos",
  [NG_PRIMITIVE_ATAN] = "Atan",
  [NG_PRIMITIVE_SINH] = "Sinh",
  [NG_PRIMITIVE_COSH] = "Cosh",
  [NG_PRIMITIVE_TANH] = "Tanh",
  [NG_PRIMITIVE_ASINH] = "Asinh",
  [NG_PRIMITIVE_ACOSH] = "Acosh",
  [NG_PRIMITIVE_ATANH] = "Atanh",
  [NG_PRIMITIVE_SIGMOID] = "Sigmoid",
  [NG_PRIMITIVE_ERF] = "Erf",
  [NG_PRIMITIVE_FLOOR] = "Floor",
  [NG_PRIMITIVE_CEIL] = "Ceil",
  [NG_PRIMITIVE_ROUND] = "Round",
  [NG_PRIMITIVE_IS_NAN] = "IsNaN",
  [NG_PRIMITIVE_NOT] = "Not",
  [NG_PRIMITIVE_ADD] = "Add",
  [NG_PRIMITIVE_SUBTRACT] = "Sub",
  [NG_PRIMITIVE_MULTIPLY] = "Mul",
  [NG_PRIMITIVE_DIVIDE] = "Div",
  [NG_PRIMITIVE_POWER] = "Pow",
  [NG_PRIMITIVE_MIN] = "Min",
  [NG_PRIMITIVE_MAX] = "Max",
  [NG_PRIMITIVE_EQUAL] = "Equal",
  [NG_PRIMITIVE_LESS] = "Less",
  [NG_PRIMITIVE_LESS_EQUAL] = "LessOrEqual",
  [NG_PRIMITIVE_AND] = "And",
  [NG_PRIMITIVE_OR] = "Or",
  [NG_PRIMITIVE_SELECT] = "Where",
};

static NgOnnxRef
refuse (const NgOnnxProgram *self, const NgInstruction *at)
{
  ng_onnx_fail (self->emitter, "no operator is its \"%s\"", ng_primitive_name (at->primitive));
  return (NgOnnxRef){ 0 };
}

static NgOnnxRef
plain (NgOnnxProgram *self, const NgInstruction *at, const char *op)
{
  if (at->n_operands == 2)
    return ng_onnx_binary (
        self->emitter, op, self->refs[at->operands[0]], self->refs[at->operands[1]]);
  ng_onnx_begin (self->emitter, op);
  for (guint i = 0; i < at->n_operands; i++)
    ng_onnx_operand (self->emitter, self->refs[at->operands[i]]);
  return ng_onnx_end (self->emitter, 1);
}

/* What a program makes of constants alone, of a size that is known. */
static gboolean
fold (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  g_autofree NgTensor **operands = g_new (NgTensor *, MAX (at->n_operands, 1));
  gint64 count = ng_shape_count (&at->shape), largest = NG_MAX_FOLDED;

  if (at->n_operands == 0 || at->primitive == NG_PRIMITIVE_BROADCAST)
    return FALSE;
  for (guint i = 0; i < at->n_operands; i++) {
    const NgOnnxRef *ref = &self->refs[at->operands[i]];
    /* Arrays of the layer stay what they are, under their names. */
    if (ref->kind != NG_REF_CONSTANT || ref->narrow != 0 || ref->name != NULL)
      return FALSE;
    operands[i] = ref->tensor;
    largest = MAX (largest, ng_tensor_count (ref->tensor));
  }
  if (count > largest)
    return FALSE;
  for (int i = 0; i < at->shape.rank; i++) {
    NgOnnxSize size = ng_onnx_program_size (self, value, i);
    if (!ng_onnx_size_is_fixed (&size))
      return FALSE;
  }
  g_autoptr (NgTensor) tensor = ng_reference_execute (at, operands, 0, NULL);
  if (tensor == NULL)
    return FALSE;
  self->refs[value] = ng_onnx_tensor (self->emitter, tensor);
  return TRUE;
}

/* ---- several primitives that are one operator ---- */

/* The vector that @value repeats along axis 1, or NG_NO_VALUE. */
static NgValue
bias_of (const NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);

  return at->primitive == NG_PRIMITIVE_BROADCAST && at->attributes->axes[0] == 1 &&
                 ng_onnx_program_shape (self, at->operands[0])->rank == 1 &&
                 !ng_onnx_program_is_one (self, at->operands[0], 0)
             ? at->operands[0]
             : NG_NO_VALUE;
}

static gboolean
takes_bias (const NgInstruction *at)
{
  return at->primitive == NG_PRIMITIVE_CONVOLVE || at->primitive == NG_PRIMITIVE_CONVOLVE_DATA ||
         ng_onnx_can_be_gemm (at);
}

/* Whether @value is `number` everywhere, in @program. */
static gboolean
is_number (const NgProgram *program, NgValue value, double *number)
{
  const NgInstruction *at = ng_program_instruction (program, value);

  while (at->primitive == NG_PRIMITIVE_BROADCAST || at->primitive == NG_PRIMITIVE_RESHAPE)
    at = ng_program_instruction (program, at->operands[0]);
  if (at->primitive == NG_PRIMITIVE_FILL)
    *number = at->attributes->number;
  else if (at->primitive == NG_PRIMITIVE_CONSTANT && ng_tensor_count (at->attributes->tensor) == 1)
    *number = ng_tensor_get_real (at->attributes->tensor, 0);
  else
    return FALSE;
  return TRUE;
}

/* How many elements go into one of a sum, in @program; 0 where it is none. */
static double
count_summed (const NgProgram *program, NgValue sum)
{
  const NgInstruction *at = ng_program_instruction (program, sum);
  double count = 1;

  if (at->primitive == NG_PRIMITIVE_POOL_SUM)
    return ng_onnx_count_taps (&at->attributes->window);
  if (at->primitive != NG_PRIMITIVE_SUM)
    return 0;
  const NgShape *x = &ng_program_instruction (program, at->operands[0])->shape;
  for (int i = 0; i < x->rank; i++) {
    if ((at->attributes->mask & 1u << i) != 0)
      count *= (double) x->dims[i];
  }
  return count;
}

/* Whether the product of @sum and @factor is a mean. */
static gboolean
is_mean (const NgProgram *program, NgValue sum, NgValue factor)
{
  double number, count = count_summed (program, sum);

  return count > 0 && is_number (program, factor, &number) && fabs (number * count - 1) < 1e-6;
}

/* The operand of a product that is a sum divided by how many were added, or NG_NO_VALUE. */
static NgValue
mean_of (const NgOnnxProgram *self, const NgInstruction *at)
{
  for (guint i = 0; at->primitive == NG_PRIMITIVE_MULTIPLY && i < 2; i++) {
    NgValue sum = at->operands[i], factor = at->operands[1 - i];
    gboolean is_so = self->n_uses[sum] == 1 && is_mean (self->program, sum, factor);
    for (gsize k = 0; is_so && k < self->n_open; k++)
      is_so = is_mean (self->others[k], sum, factor);
    if (is_so)
      return sum;
  }
  return NG_NO_VALUE;
}

/* The operand of a sum that is a product or a convolution, to which a vector is added. */
static NgValue
biased_of (const NgOnnxProgram *self, const NgInstruction *at, NgValue *bias)
{
  for (guint i = 0; at->primitive == NG_PRIMITIVE_ADD && i < 2; i++) {
    NgValue product = at->operands[i];
    *bias = bias_of (self, at->operands[1 - i]);
    if (*bias != NG_NO_VALUE && self->n_uses[product] == 1 &&
        takes_bias (ng_onnx_program_at (self, product)))
      return product;
  }
  return NG_NO_VALUE;
}

/* What @value shows once more in other dimensions. */
static NgValue
behind_views (const NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);

  while (at->primitive == NG_PRIMITIVE_BROADCAST || at->primitive == NG_PRIMITIVE_RESHAPE) {
    value = at->operands[0];
    at = ng_onnx_program_at (self, value);
  }
  return value;
}

static gboolean
is_of (const NgOnnxProgram *self, NgValue value, NgPrimitive primitive, NgValue operand)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);

  return at->primitive == primitive && at->operands[0] == operand;
}

/* Whether nothing else uses @value, and what it shows once more. */
static gboolean
is_used_once (const NgOnnxProgram *self, NgValue value)
{
  NgValue end = behind_views (self, value);

  for (; value != end; value = ng_onnx_program_at (self, value)->operands[0]) {
    if (self->n_uses[value] != 1)
      return FALSE;
  }
  return self->n_uses[end] == 1;
}

/* Of exp (x - max x)/Σ exp (x - max x) along one axis x, or NG_NO_VALUE. */
static NgValue
softmax_of (const NgOnnxProgram *self, const NgInstruction *at, int *axis)
{
  if (at->primitive != NG_PRIMITIVE_DIVIDE)
    return NG_NO_VALUE;
  NgValue power = at->operands[0], sum = behind_views (self, at->operands[1]);
  const NgInstruction *exp = ng_onnx_program_at (self, power);
  if (exp->primitive != NG_PRIMITIVE_EXP || !is_of (self, sum, NG_PRIMITIVE_SUM, power) ||
      self->n_uses[power] != 2 || !is_used_once (self, at->operands[1]))
    return NG_NO_VALUE;
  const NgInstruction *less = ng_onnx_program_at (self, exp->operands[0]);
  if (less->primitive != NG_PRIMITIVE_SUBTRACT || self->n_uses[exp->operands[0]] != 1 ||
      !is_used_once (self, less->operands[1]))
    return NG_NO_VALUE;
  NgValue x = less->operands[0], greatest = behind_views (self, less->operands[1]);
  guint mask = ng_onnx_program_at (self, sum)->attributes->mask;
  if (!is_of (self, greatest, NG_PRIMITIVE_REDUCE_MAX, x) ||
      ng_onnx_program_at (self, greatest)->attributes->mask != mask || mask == 0 ||
      (mask & (mask - 1)) != 0)
    return NG_NO_VALUE;
  *axis = g_bit_nth_lsf (mask, -1);
  return x;
}

/* Marks what leads from @value to where views end. */
static void
join_views (NgOnnxProgram *self, NgValue value)
{
  NgValue end = behind_views (self, value);

  for (; value != end; value = ng_onnx_program_at (self, value)->operands[0])
    self->is_joined[value] = TRUE;
  self->is_joined[end] = TRUE;
}

static void
join_softmax (NgOnnxProgram *self, const NgInstruction *at)
{
  NgValue power = at->operands[0], less = ng_onnx_program_at (self, power)->operands[0];

  self->is_joined[power] = self->is_joined[less] = TRUE;
  join_views (self, at->operands[1]);
  join_views (self, ng_onnx_program_at (self, less)->operands[1]);
}

/* The operand of which the greater of it and 0 is taken, or NG_NO_VALUE. */
static NgValue
ramp_of (const NgOnnxProgram *self, const NgInstruction *at)
{
  double number;

  for (guint i = 0; at->primitive == NG_PRIMITIVE_MAX && i < 2; i++) {
    if (ng_element_is_real (at->shape.element) &&
        is_number (self->program, at->operands[i], &number) && number >= 0 && number <= 0)
      return at->operands[1 - i];
  }
  return NG_NO_VALUE;
}

static void
count_uses (NgOnnxProgram *self)
{
  gsize n = ng_program_length (self->program);
  g_autofree gboolean *is_needed = g_new0 (gboolean, n + 1);

  for (gsize i = 0; i < ng_program_n_outputs (self->program); i++) {
    is_needed[ng_program_output (self->program, i)] = TRUE;
    self->n_uses[ng_program_output (self->program, i)] += 2;
  }
  for (NgValue v = (NgValue) n - 1; v >= 0; v--) {
    const NgInstruction *at = ng_onnx_program_at (self, v);
    for (guint i = 0; is_needed[v] && i < at->n_operands; i++) {
      is_needed[at->operands[i]] = TRUE;
      self->n_uses[at->operands[i]]++;
    }
  }
}

/* Marks the values that a later node makes on its way. */
static void
join (NgOnnxProgram *self)
{
  for (NgValue v = 0; v < (NgValue) ng_program_length (self->program); v++) {
    const NgInstruction *at = ng_onnx_program_at (self, v);
    NgValue bias, joined = biased_of (self, at, &bias);
    int axis;
    if (self->n_uses[v] > 0 && softmax_of (self, at, &axis) != NG_NO_VALUE)
      join_softmax (self, at);
    if (self->n_uses[v] > 0)
      ng_onnx_join_normal (self, v, TRUE);
    if (joined == NG_NO_VALUE)
      joined = mean_of (self, at);
    if (self->n_uses[v] > 0 && joined != NG_NO_VALUE)
      self->is_joined[joined] = TRUE;
  }
}

static NgOnnxRef
put_softmax (NgOnnxProgram *self, NgValue x, int axis)
{
  NgOnnxRef ref = ng_onnx_program_widen (self, x, 1u << axis);

  int rank = ng_onnx_program_at (self, x)->shape.rank;
  NgOnnxRef result = ng_onnx_softmax (self->emitter, ref, axis, rank);
  result.narrow = ref.narrow;
  return result;
}

/* Several primitives in one node; FALSE where they are none. */
static gboolean
put_joined (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgValue bias, product = biased_of (self, at, &bias), sum = mean_of (self, at);
  NgValue x = ramp_of (self, at), logits;
  int axis;

  if (product != NG_NO_VALUE) {
    const NgInstruction *inner = ng_onnx_program_at (self, product);
    self->refs[value] = inner->primitive == NG_PRIMITIVE_MATMUL
                            ? ng_onnx_put_gemm (self, inner, bias)
                            : ng_onnx_put_convolve (self, inner, bias);
  } else if (sum != NG_NO_VALUE) {
    const NgInstruction *inner = ng_onnx_program_at (self, sum);
    self->refs[value] =
        inner->primitive == NG_PRIMITIVE_POOL_SUM
            ? ng_onnx_put_pool (self, inner, "AveragePool")
            : ng_onnx_put_reduced (self, "ReduceMean", inner->operands[0], inner->attributes->mask);
  } else if ((logits = softmax_of (self, at, &axis)) != NG_NO_VALUE) {
    self->refs[value] = put_softmax (self, logits, axis);
  } else if (ng_onnx_join_normal (self, value, FALSE)) {
    self->refs[value] = ng_onnx_put_normal (self, value);
  } else if (x != NG_NO_VALUE) {
    guint narrow = self->refs[x].narrow;
    self->refs[value] = ng_onnx_unary (self->emitter, "Relu", self->refs[x]);
    self->refs[value].narrow = narrow;
  } else {
    return FALSE;
  }
  return TRUE;
}

/* ---- primitives ---- */

static NgOnnxRef
put_convert (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgOnnxRef x = self->refs[at->operands[0]];

  if (element (self, at->operands[0]) == at->shape.element)
    return x;
  ng_onnx_begin (self->emitter, "Cast");
  ng_onnx_operand (self->emitter, x);
  ng_onnx_integer (self->emitter, "to", ng_onnx_code (at->shape.element));
  return ng_onnx_end (self->emitter, 1);
}

static NgOnnxRef
put_mod (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgOnnxEmitter *emitter = self->emitter;
  NgOnnxRef x = self->refs[at->operands[0]], y = self->refs[at->operands[1]];

  if (!ng_element_is_real (at->shape.element))
    return ng_onnx_binary (emitter, "Mod", x, y);
  NgOnnxRef times = ng_onnx_unary (emitter, "Floor", ng_onnx_binary (emitter, "Div", x, y));
  return ng_onnx_binary (emitter, "Sub", x, ng_onnx_binary (emitter, "Mul", times, y));
}

static NgOnnxRef
put_gather (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgOnnxRef x = ng_onnx_program_whole (self, at->operands[0]),
            indices = ng_onnx_program_whole (self, at->operands[1]);

  ng_onnx_begin (self->emitter, "Gather");
  ng_onnx_operand (self->emitter, x);
  ng_onnx_operand (self->emitter, indices);
  ng_onnx_integer (self->emitter, "axis", at->attributes->axis);
  return ng_onnx_end (self->emitter, 1);
}

/* Element by element; narrow where all operands are. */
static NgOnnxRef
put_elementwise (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);
  NgOnnxEmitter *emitter = self->emitter;
  NgOnnxRef x = self->refs[at->operands[0]];
  NgOnnxRef ref;

  switch (at->primitive) {
  case NG_PRIMITIVE_CONVERT:
    ref = put_convert (self, value);
    break;
  case NG_PRIMITIVE_EXPM1:
    ref = ng_onnx_unary (emitter, "Exp", x);
    ref = ng_onnx_binary (emitter, "Sub", ref, ng_onnx_program_number (self, value, 1));
    break;
  case NG_PRIMITIVE_LOG1P:
    ref = ng_onnx_binary (emitter, "Add", x, ng_onnx_program_number (self, value, 1));
    ref = ng_onnx_unary (emitter, "Log", ref);
    break;
  case NG_PRIMITIVE_ERFC:
    ref = ng_onnx_unary (emitter, "Erf", x);
    ref = ng_onnx_binary (emitter, "Sub", ng_onnx_program_number (self, value, 1), ref);
    break;
  case NG_PRIMITIVE_TRUNC:
    ref = ng_onnx_unary (emitter, "Floor", ng_onnx_unary (emitter, "Abs", x));
    ref = ng_onnx_binary (emitter, "Mul", ng_onnx_unary (emitter, "Sign", x), ref);
    break;
  case NG_PRIMITIVE_MOD:
    ref = put_mod (self, value);
    break;
  case NG_PRIMITIVE_ATAN2:
    ref = ng_onnx_put_atan2 (self, value);
    break;
  case NG_PRIMITIVE_ERF_INVERSE:
    ref = ng_onnx_put_erf_inverse (self, value);
    break;
  case NG_PRIMITIVE_LOG_GAMMA:
    ref = ng_onnx_put_log_gamma (self, value);
    break;
  default:
    if (plain_operators[at->primitive] == NULL)
      return refuse (self, at);
    ref = plain (self, at, plain_operators[at->primitive]);
    break;
  }
  ref.narrow = common_narrow (self, at);
  return ref;
}

static NgOnnxRef
put (NgOnnxProgram *self, NgValue value)
{
  const NgInstruction *at = ng_onnx_program_at (self, value);

  switch (at->primitive) {
  case NG_PRIMITIVE_CONSTANT:
    return ng_onnx_put_constant_value (self, value);
  case NG_PRIMITIVE_FILL:
    return ng_onnx_put_fill (self, value);
  case NG_PRIMITIVE_IOTA:
    return ng_onnx_put_iota (self, value);
  case NG_PRIMITIVE_RANDOM:
    return ng_onnx_put_random (self, value);
  case NG_PRIMITIVE_RESHAPE:
    return ng_onnx_put_reshape (self, value);
  case NG_PRIMITIVE_TRANSPOSE:
    return ng_onnx_put_transpose (self, value);
  case NG_PRIMITIVE_BROADCAST:
    return ng_onnx_put_broadcast (self, value);
  case NG_PRIMITIVE_SLICE:
    return ng_onnx_put_slice (self, value);
  case NG_PRIMITIVE_PAD:
    return ng_onnx_put_pad (self, value);
  case NG_PRIMITIVE_CONCAT:
    return ng_onnx_put_concat (self, value);
  case NG_PRIMITIVE_GATHER:
    return put_gather (self, value);
  case NG_PRIMITIVE_SUM:
    return ng_onnx_put_reduced (self, "ReduceSum", at->operands[0], at->attributes->mask);
  case NG_PRIMITIVE_PRODUCT:
    return ng_onnx_put_reduced (self, "ReduceProd", at->operands[0], at->attributes->mask);
  case NG_PRIMITIVE_REDUCE_MAX:
    return ng_onnx_put_reduced (self, "ReduceMax", at->operands[0], at->attributes->mask);
  case NG_PRIMITIVE_REDUCE_MIN:
    return ng_onnx_put_reduced (self, "ReduceMin", at->operands[0], at->attributes->mask);
  case NG_PRIMITIVE_ARG_MAX:
    return ng_onnx_put_arg (self, value, "ArgMax");
  case NG_PRIMITIVE_ARG_MIN:
    return ng_onnx_put_arg (self, value, "ArgMin");
  case NG_PRIMITIVE_ORDER:
    return ng_onnx_put_order (self, value);
  case NG_PRIMITIVE_CUMULATE:
    return ng_onnx_put_cumulate (self, value);
  case NG_PRIMITIVE_MATMUL:
    return ng_onnx_put_matmul (self, value);
  case NG_PRIMITIVE_CONVOLVE:
  case NG_PRIMITIVE_CONVOLVE_DATA:
    return ng_onnx_put_convolve (self, at, NG_NO_VALUE);
  case NG_PRIMITIVE_POOL_MAX:
    return ng_onnx_put_pool (self, at, "MaxPool");
  case NG_PRIMITIVE_POOL_SUM:
    return ng_onnx_put_pool_sum (self, value);
  default:
    break;
  }
  if (ng_primitive_is_elementwise (at->primitive))
    return put_elementwise (self, value);
  return refuse (self, at);
}

/* ---- the layer ---- */

/* An axis of size 1 in front, or without it, of a net whose types show the batch. */
static NgOnnxRef
change_rank (NgOnnxProgram *self, NgOnnxRef ref, gboolean adds)
{
  NgOnnxEmitter *emitter = self->emitter;

  return ng_onnx_binary (
      emitter, adds ? "Unsqueeze" : "Squeeze", ref, ng_onnx_list (emitter, (gint64[]){ 0 }, 1));
}

static gboolean
changes_rank (const NgOnnxProgram *self)
{
  return !self->has_batch && !self->is_flat;
}

/* Whether everything that counts goes element by element. */
static gboolean
is_elementwise (const NgOnnxProgram *self)
{
  for (NgValue v = 0; v < (NgValue) ng_program_length (self->program); v++) {
    NgPrimitive primitive = ng_onnx_program_at (self, v)->primitive;
    if (self->n_uses[v] > 0 && primitive != NG_PRIMITIVE_INPUT && primitive != NG_PRIMITIVE_FILL &&
        !ng_primitive_is_elementwise (primitive))
      return FALSE;
  }
  return self->arrays->len == 0;
}

/* The array of a layer inside that is as @tensor, after @n others that are; NULL for none. */
static char *
inner_name (const NgNet *net, const char *prefix, const NgTensor *tensor, guint *n)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    g_autofree char *name = ng_net_shown_name (net, i);
    g_autofree char *path = g_strconcat (prefix, "/", name, NULL);
    char *found =
        ng_layer_net (layer) != NULL ? inner_name (ng_layer_net (layer), path, tensor, n) : NULL;
    if (found != NULL)
      return found;
    for (gsize j = 0; j < ng_layer_n_arrays (layer); j++) {
      NgTensor *array = ng_layer_array (layer, j);
      if (array == NULL || ng_layer_array_is_absent (layer, j))
        continue;
      g_autoptr (NgTensor) plain = ng_tensor_convert (array, ng_tensor_element (tensor));
      if (ng_tensor_equal (plain, tensor) && (*n)-- == 0)
        return g_strconcat (path, "/", ng_layer_array_spec (layer, j)->name, NULL);
    }
  }
  return NULL;
}

/* Array @index of the program under its name in the layer, or in a layer inside. */
static NgOnnxRef
array_ref (NgOnnxProgram *self, guint index)
{
  NgOnnxEmitter *emitter = self->emitter;
  const NgLayer *layer = ng_net_layer (emitter->net, emitter->layer);
  NgTensor *tensor = self->arrays->pdata[index];
  g_autoptr (GArray) own = ng_onnx_own_arrays (layer);
  guint n = 0;

  if (index < own->len)
    return ng_onnx_array (emitter, g_array_index (own, gsize, index));
  /* Of equal arrays each has its own name: they come in their order. */
  for (guint i = own->len; i < index; i++)
    n += ng_tensor_equal (self->arrays->pdata[i], tensor);
  NgOnnxRef ref = ng_onnx_tensor (emitter, tensor);
  char *name = ng_layer_net (layer) != NULL
                   ? inner_name (ng_layer_net (layer), emitter->path, tensor, &n)
                   : NULL;
  if (name != NULL) {
    g_ptr_array_add (emitter->texts, name);
    ref.name = name;
  }
  return ref;
}

static void
put_inputs (NgOnnxProgram *self)
{
  const NgOnnxEmitter *emitter = self->emitter;
  gsize n = 0;

  for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (emitter->net, emitter->layer)); i++) {
    if (ng_net_source (emitter->net, emitter->layer, i).kind == NG_SOURCE_NONE)
      continue;
    NgValue value = ng_program_input (self->program, n++);
    if (value == NG_NO_VALUE || self->n_uses[value] == 0)
      continue;
    self->refs[value] =
        changes_rank (self) ? change_rank (self, emitter->inputs[i], TRUE) : emitter->inputs[i];
  }
  for (guint i = 0; i < self->arrays->len; i++) {
    NgValue value = ng_program_input (self->program, n + i);
    if (value != NG_NO_VALUE && self->n_uses[value] > 0)
      self->refs[value] = array_ref (self, i);
  }
}

static void
put_all (NgOnnxProgram *self)
{
  put_inputs (self);
  for (NgValue v = 0; v < (NgValue) ng_program_length (self->program); v++) {
    const NgInstruction *at = ng_onnx_program_at (self, v);
    if (*self->emitter->error != NULL)
      return;
    if (self->n_uses[v] == 0 || self->is_joined[v] || at->primitive == NG_PRIMITIVE_INPUT ||
        fold (self, v) || put_joined (self, v))
      continue;
    self->refs[v] = put (self, v);
  }
}

static gboolean
feeds_output (const NgOnnxEmitter *emitter, gsize output)
{
  NgSource source = { NG_SOURCE_LAYER, (int) emitter->layer, (int) output };
  gsize n;
  const NgTarget *targets = ng_net_targets (emitter->net, source, &n);

  for (gsize i = 0; i < n; i++) {
    if (targets[i].index < 0)
      return TRUE;
  }
  return FALSE;
}

static void
put_outputs (NgOnnxProgram *self)
{
  NgOnnxEmitter *emitter = self->emitter;
  gsize n = 0;

  for (gsize i = 0; i < ng_layer_n_outputs (ng_net_layer (emitter->net, emitter->layer)); i++) {
    if (!ng_onnx_is_read (emitter, i) || *emitter->error != NULL)
      continue;
    NgValue value = ng_program_output (self->program, n++);
    NgOnnxRef ref = feeds_output (emitter, i) || changes_rank (self)
                        ? ng_onnx_program_whole (self, value)
                        : self->refs[value];
    emitter->outputs[i] = changes_rank (self) ? change_rank (self, ref, FALSE) : ref;
  }
}

void
ng_onnx_emit_program (NgOnnxEmitter *emitter)
{
  NgOnnxProgram self = { .emitter = emitter, .has_batch = !ng_net_is_raw (emitter->net) };

  if (ng_onnx_program_lower (&self)) {
    gsize n = ng_program_length (self.program) + 1;
    self.refs = g_new0 (NgOnnxRef, n);
    self.n_uses = g_new0 (guint, n);
    self.is_joined = g_new0 (gboolean, n);
    count_uses (&self);
    self.is_flat = !self.has_batch && is_elementwise (&self);
    join (&self);
    put_all (&self);
    put_outputs (&self);
  }
  g_free (self.refs);
  g_free (self.n_uses);
  g_free (self.is_joined);
  ng_onnx_program_forget (&self);
}
