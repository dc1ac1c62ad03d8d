/* LSTM, GRU and RNN, step by step: the number of steps is known when a program is written.
 *
 *   X (t, n, x)  W (d, g h, x)  R (d, g h, h)  B (d, 2 g h)  P (d, 3 h)
 *   Y (t, d, n, h)  Y_h (d, n, h)  Y_c (d, n, h)
 *
 * with t steps, n examples, d directions, g gates and h units; with layout 1 the examples come
 * first. Before "sequence_lens" end, a step changes nothing and gives zeros. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/program/sequence.h"

#include <string.h>

enum { X, W, R, B, LENGTHS, INITIAL_H, INITIAL_C, PEEPHOLES };

static int
gates_of (int kind)
{
  return ng_cell_kind_gates ((NgCellKind) kind);
}

static int
functions_of (int kind)
{
  return kind == NG_CELL_LSTM ? 3 : kind == NG_CELL_GRU ? 2 : 1;
}

static int
directions_of (const NgOnnxNode *node)
{
  return g_str_equal (ng_onnx_node_text (node, "direction", "forward"), "bidirectional") ? 2 : 1;
}

static gboolean
check_activations (NgRelation *relation, const NgOnnxNode *node)
{
  const NgAttribute *list = ng_onnx_node_attribute (node, "activations");
  guint needed = (guint) (functions_of (node->operator->variant) * directions_of (node));

  if (list == NULL || list->kind != NG_ATTRIBUTE_TEXTS || list->texts->len == needed)
    return TRUE;
  ng_relation_fail (relation,
                    "ONNX::operator",
                    "%s needs %u activations, and %u are given.",
                    node->op,
                    needed,
                    list->texts->len);
  return FALSE;
}

/* Whether W and R fit the input and each other. */
static gboolean
check_weights (NgRelation *relation, const NgOnnxNode *node, const NgType *x, NgDim units)
{
  NgType w = ng_operand_type (relation, node, W), r = ng_operand_type (relation, node, R);
  NgDim rows = ng_dim_unknown ();
  gint64 n_rows = 0;

  if (units.state == NG_DIM_NUMBER &&
      !__builtin_mul_overflow (units.value, gates_of (node->operator->variant), &n_rows))
    rows = ng_dim_number (n_rows);
  gboolean fits = TRUE;
  if (x->rank >= 0)
    fits = x->rank == 3;
  if (fits && w.rank >= 0) {
    NgDim size = x->rank == 3 ? x->dims[2] : ng_dim_unknown ();
    fits = w.rank == 3 && ng_dim_meet (&size, w.dims[2]) != NG_MEET_CONFLICT &&
           ng_dim_meet (&rows, w.dims[1]) != NG_MEET_CONFLICT;
  }
  if (fits && r.rank >= 0)
    fits = r.rank == 3 && ng_dim_meet (&rows, r.dims[1]) != NG_MEET_CONFLICT &&
           ng_dim_meet (&units, r.dims[2]) != NG_MEET_CONFLICT;
  if (!fits)
    ng_relation_fail (relation,
                      "ONNX::operator",
                      "%s has weights that do not fit its input or its number of units.",
                      node->op);
  return fits;
}

static void
infer_recurrent (NgRelation *relation, const NgOnnxNode *node)
{
  NgType x = ng_operand_type (relation, node, X), r = ng_operand_type (relation, node, R);
  gboolean batch_first = ng_onnx_node_integer (node, "layout", 0) != 0;
  gint64 given = ng_onnx_node_integer (node, "hidden_size", 0);
  NgDim units = given > 0 ? ng_dim_number (given) : r.rank == 3 ? r.dims[2] : ng_dim_unknown ();
  NgDim directions = ng_dim_number (directions_of (node));
  NgDim steps = ng_dim_unknown (), batch = ng_dim_unknown ();
  NgType all = ng_type_of_element (x.element), last = all;

  if (!check_activations (relation, node) || !check_weights (relation, node, &x, units))
    return;
  if (x.rank == 3) {
    steps = x.dims[batch_first];
    batch = x.dims[!batch_first];
  }
  all.rank = 4;
  all.dims[0] = batch_first ? batch : steps;
  all.dims[1] = batch_first ? steps : directions;
  all.dims[2] = batch_first ? directions : batch;
  all.dims[3] = units;
  last.rank = 3;
  last.dims[0] = batch_first ? batch : directions;
  last.dims[1] = batch_first ? directions : batch;
  last.dims[2] = units;
  ng_result_type (relation, node, 0, &all);
  ng_result_type (relation, node, 1, &last);
  ng_result_type (relation, node, 2, &last);
}

typedef struct {
  NgOperation *to;
  NgProgramBuilder *b;
  NgCell cell;
  int direction, n_directions;
  gint64 steps, batch;
  double clip;
  gboolean has_clip;
} Recurrence;

static NgValue
bounded (NgProgramBuilder *b, NgValue x, double low, double high)
{
  NgValue y = ng_build_binary (b, NG_PRIMITIVE_MAX, x, ng_build_fill_like (b, x, low));

  return ng_build_binary (b, NG_PRIMITIVE_MIN, y, ng_build_fill_like (b, y, high));
}

typedef enum {
  AFFINE,
  ELU,
  HARD_SIGMOID,
  LEAKY_RELU,
  RELU,
  SCALED_TANH,
  SIGMOID,
  SOFTPLUS,
  SOFTSIGN,
  TANH,
  THRESHOLDED_RELU,
} Function;

/* Names, how many numbers each takes of activation_alpha and activation_beta, and these where they
 * are not given. */
static const struct {
  const char *name;
  gboolean has_alpha, has_beta;
  double alpha, beta;
} functions[] = {
  [AFFINE] = { "Affine", TRUE, TRUE, 1, 0 },
  [ELU] = { "Elu", TRUE, FALSE, 1, 0 },
  [HARD_SIGMOID] = { "HardSigmoid", TRUE, TRUE, 0.2, 0.5 },
  [LEAKY_RELU] = { "LeakyRelu", TRUE, FALSE, 0.01, 0 },
  [RELU] = { "Relu", FALSE, FALSE, 0, 0 },
  [SCALED_TANH] = { "ScaledTanh", TRUE, TRUE, 1, 1 },
  [SIGMOID] = { "Sigmoid", FALSE, FALSE, 0, 0 },
  [SOFTPLUS] = { "Softplus", FALSE, FALSE, 0, 0 },
  [SOFTSIGN] = { "Softsign", FALSE, FALSE, 0, 0 },
  [TANH] = { "Tanh", FALSE, FALSE, 0, 0 },
  [THRESHOLDED_RELU] = { "ThresholdedRelu", TRUE, FALSE, 1, 0 },
};

static int
find_function (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++) {
    if (g_ascii_strcasecmp (functions[i].name, name) == 0)
      return (int) i;
  }
  return -1;
}

/* Function @at of all directions; -1 for an unknown one. */
static int
function_at (const Recurrence *self, guint at)
{
  static const Function usual[3][3] = { [NG_CELL_BASIC] = { TANH },
                                        [NG_CELL_GRU] = { SIGMOID, TANH },
                                        [NG_CELL_LSTM] = { SIGMOID, TANH, TANH } };
  const NgAttribute *list = ng_onnx_node_attribute (self->to->node, "activations");

  if (list != NULL && list->kind == NG_ATTRIBUTE_TEXTS && at < list->texts->len)
    return find_function (list->texts->pdata[at]);
  return (int) usual[self->cell.kind][at % (guint) functions_of ((int) self->cell.kind)];
}

/* The number of function @at: the lists hold those of the functions that take one, in order. */
static double
parameter (const Recurrence *self, gboolean is_beta, guint at)
{
  const NgAttribute *list =
      ng_onnx_node_attribute (self->to->node, is_beta ? "activation_beta" : "activation_alpha");
  int function = function_at (self, at);
  guint place = 0;

  for (guint i = 0; i < at; i++) {
    int before = function_at (self, i);
    if (before >= 0 && (is_beta ? functions[before].has_beta : functions[before].has_alpha))
      place++;
  }
  if (list != NULL && list->kind == NG_ATTRIBUTE_REALS && place < list->numbers->len)
    return g_array_index (list->numbers, double, place);
  return is_beta ? functions[function].beta : functions[function].alpha;
}

/* Function @index of the cell: f, g, h. */
static NgValue
activate (const NgCell *cell, int index, NgValue x)
{
  const Recurrence *self = cell->user_data;
  guint at = (guint) (self->direction * functions_of ((int) cell->kind) + index);
  int function = function_at (self, at);
  NgProgramBuilder *b = self->b;

  if (function < 0) {
    ng_operation_fail (self->to, "has an activation that is not among those of the standard");
    return x;
  }
  if (self->has_clip && !(cell->kind == NG_CELL_LSTM && index == 2))
    x = bounded (b, x, -self->clip, self->clip);
  double alpha = parameter (self, FALSE, at), beta = parameter (self, TRUE, at);
  NgValue zero = ng_build_fill_like (b, x, 0);
  switch ((Function) function) {
  case AFFINE:
    return ng_build_offset (b, ng_build_scale (b, x, alpha), beta);
  case ELU: {
    NgValue below = ng_build_unary (b, NG_PRIMITIVE_EXPM1, x);
    return ng_build_select (
        b, ng_build_binary (b, NG_PRIMITIVE_LESS, x, zero), ng_build_scale (b, below, alpha), x);
  }
  case HARD_SIGMOID:
    return bounded (b, ng_build_offset (b, ng_build_scale (b, x, alpha), beta), 0, 1);
  case LEAKY_RELU:
    return ng_build_select (
        b, ng_build_binary (b, NG_PRIMITIVE_LESS, x, zero), ng_build_scale (b, x, alpha), x);
  case RELU:
    return ng_build_binary (b, NG_PRIMITIVE_MAX, x, zero);
  case SCALED_TANH:
    return ng_build_scale (
        b, ng_build_unary (b, NG_PRIMITIVE_TANH, ng_build_scale (b, x, beta)), alpha);
  case SIGMOID:
    return ng_build_unary (b, NG_PRIMITIVE_SIGMOID, x);
  case SOFTPLUS: {
    /* log (1 + eˣ) = max (x, 0) + log (1 + e^-|x|) */
    NgValue size = ng_build_unary (b, NG_PRIMITIVE_ABS, x);
    NgValue rest = ng_build_unary (b, NG_PRIMITIVE_EXP, ng_build_scale (b, size, -1));
    return ng_build_add (b,
                         ng_build_binary (b, NG_PRIMITIVE_MAX, x, zero),
                         ng_build_unary (b, NG_PRIMITIVE_LOG1P, rest));
  }
  case SOFTSIGN:
    return ng_build_divide (b, x, ng_build_offset (b, ng_build_unary (b, NG_PRIMITIVE_ABS, x), 1));
  case TANH:
    return ng_build_unary (b, NG_PRIMITIVE_TANH, x);
  case THRESHOLDED_RELU:
    return ng_build_select (
        b, ng_build_binary (b, NG_PRIMITIVE_LESS, ng_build_fill_like (b, x, alpha), x), x, zero);
  }
  return x;
}

/* One direction; @y (t, 1, n, h), and the last states. */
static void
run_direction (Recurrence *self, NgValue x, NgValue *h, NgValue *c, NgValue *y)
{
  g_autofree NgValue *states = g_new (NgValue, (gsize) MAX (self->steps, 1));
  gint64 dims[4] = { 1, 1, self->batch, self->cell.units };

  if (self->steps == 0) {
    NgShape none = { .element = ng_operation_shape (self->to, x)->element,
                     .rank = 4,
                     .dims = { 0, 1, self->batch, self->cell.units } };
    *y = ng_build_fill (self->b, &none, 0);
    return;
  }

  ng_build_recurrence (self->b, &self->cell, x, h, c, states);
  if (ng_operation_has_failed (self->to))
    return;
  for (gint64 t = 0; t < self->steps; t++)
    states[t] = ng_build_reshape (self->b, states[t], dims, 4);
  *y = ng_build_concat (self->b, states, (gsize) self->steps, 0);
}

static NgValue
half_of_bias (Recurrence *self, NgValue bias, int half)
{
  gint64 size = gates_of ((int) self->cell.kind) * self->cell.units;
  gint64 start = half * size, step = 1;

  return bias != NG_NO_VALUE ? ng_build_slice (self->b, bias, &start, &step, &size) : NG_NO_VALUE;
}

static NgValue
swap_first (Recurrence *self, NgValue x, gboolean swaps)
{
  int axes[NG_MAX_RANK] = { 1, 0, 2, 3 };

  return swaps && x != NG_NO_VALUE ? ng_build_transpose (self->b, x, axes) : x;
}

static NgValue
initial (Recurrence *self, gsize index, gboolean batch_first)
{
  NgValue given = swap_first (self, ng_operation_input (self->to, index), batch_first);
  NgShape shape = { .element = ng_operation_shape (self->to, self->to->inputs[X])->element,
                    .rank = 2,
                    .dims = { self->batch, self->cell.units } };

  return given != NG_NO_VALUE ? ng_build_part (self->b, given, 0, self->direction)
                              : ng_build_fill (self->b, &shape, 0);
}

static gboolean
open_recurrence (NgOperation *to, Recurrence *self, gboolean batch_first)
{
  NgValue x = ng_operation_need (to, X), w = ng_operation_need (to, W),
          r = ng_operation_need (to, R);
  const NgOnnxNode *node = to->node;
  const NgAttribute *clip = ng_onnx_node_attribute (node, "clip");
  NgCellKind kind = (NgCellKind) node->operator->variant;

  if (x == NG_NO_VALUE || w == NG_NO_VALUE || r == NG_NO_VALUE)
    return FALSE;
  const NgShape shape = *ng_operation_shape (to, x), of_w = *ng_operation_shape (to, w);
  const NgShape of_r = *ng_operation_shape (to, r);
  *self = (Recurrence){ .to = to,
                        .b = to->builder,
                        .cell = ng_cell_init (kind, of_r.dims[2]),
                        .n_directions = directions_of (node),
                        .steps = shape.dims[batch_first],
                        .batch = shape.dims[!batch_first],
                        .has_clip = clip != NULL && clip->kind == NG_ATTRIBUTE_REAL };
  NgCell *cell = &self->cell;
  self->clip = self->has_clip ? clip->real : 0;
  cell->lengths = ng_operation_input (to, LENGTHS);
  cell->is_reversed = g_str_equal (ng_onnx_node_text (node, "direction", "forward"), "reverse");
  cell->couples = ng_onnx_node_integer (node, "input_forget", 0) != 0;
  cell->resets_first = ng_onnx_node_integer (node, "linear_before_reset", 0) == 0;
  cell->activate = activate;
  cell->user_data = self;
  gint64 rows = gates_of ((int) kind) * cell->units;
  if (shape.rank != 3 || of_w.rank != 3 || of_r.rank != 3 || cell->units < 1 ||
      of_w.dims[0] != self->n_directions || of_r.dims[0] != self->n_directions ||
      of_w.dims[1] != rows || of_r.dims[1] != rows || of_w.dims[2] != shape.dims[2]) {
    ng_operation_fail (to, "has weights that do not fit its input or its number of units");
    return FALSE;
  }
  if (self->steps > NG_MAX_STEPS) {
    ng_operation_lack (to, "over %" G_GINT64_FORMAT " steps cannot be run", self->steps);
    return FALSE;
  }
  return TRUE;
}

static void
lower_recurrent (NgOperation *to)
{
  gboolean batch_first = ng_onnx_node_integer (to->node, "layout", 0) != 0;
  NgValue h[2], c[2] = { NG_NO_VALUE, NG_NO_VALUE }, y[2] = { NG_NO_VALUE, NG_NO_VALUE };
  Recurrence self;

  if (!open_recurrence (to, &self, batch_first))
    return;
  NgCell *cell = &self.cell;
  NgValue x = swap_first (&self, to->inputs[X], batch_first);
  for (int i = 0; i < self.n_directions; i++) {
    NgValue bias = ng_operation_input (to, B), peepholes = ng_operation_input (to, PEEPHOLES);
    self.direction = i;
    cell->is_reversed |= i == 1;
    cell->input_weights = ng_build_part (self.b, to->inputs[W], 0, i);
    cell->state_weights = ng_build_part (self.b, to->inputs[R], 0, i);
    bias = bias != NG_NO_VALUE ? ng_build_part (self.b, bias, 0, i) : NG_NO_VALUE;
    cell->input_biases = half_of_bias (&self, bias, 0);
    cell->state_biases = half_of_bias (&self, bias, 1);
    cell->peepholes = cell->kind == NG_CELL_LSTM && peepholes != NG_NO_VALUE
                          ? ng_build_part (self.b, peepholes, 0, i)
                          : NG_NO_VALUE;
    h[i] = initial (&self, INITIAL_H, batch_first);
    if (cell->kind == NG_CELL_LSTM)
      c[i] = initial (&self, INITIAL_C, batch_first);
    run_direction (&self, x, &h[i], &c[i], &y[i]);
    if (ng_operation_has_failed (to))
      return;
  }
  gint64 dims[3] = { 1, self.batch, cell->units };
  for (int i = 0; i < self.n_directions; i++) {
    h[i] = ng_build_reshape (self.b, h[i], dims, 3);
    if (cell->kind == NG_CELL_LSTM)
      c[i] = ng_build_reshape (self.b, c[i], dims, 3);
  }
  gsize n = (gsize) self.n_directions;
  NgValue all = ng_build_concat (self.b, y, n, 1);
  if (batch_first) {
    static const int axes[4] = { 2, 0, 1, 3 };
    all = ng_build_transpose (self.b, all, axes);
  }
  ng_operation_output (to, 0, all);
  ng_operation_output (to, 1, swap_first (&self, ng_build_concat (self.b, h, n, 0), batch_first));
  if (cell->kind == NG_CELL_LSTM)
    ng_operation_output (to, 2, swap_first (&self, ng_build_concat (self.b, c, n, 0), batch_first));
}

#define RECURRENT(NAME, SUMMARY, VARIANT)                                                          \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_RECURRENT,                           \
    .inputs = { "X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P" },              \
    .outputs = { "Y", "Y_h", "Y_c" }, .infer = infer_recurrent, .lower = lower_recurrent,          \
    .variant = VARIANT                                                                             \
  }

const NgOperatorClass ng_operators_recurrent[] = {
  RECURRENT ("LSTM", "Long short-term memory", NG_CELL_LSTM),
  RECURRENT ("GRU", "Gated recurrent units", NG_CELL_GRU),
  RECURRENT ("RNN", "Basic recurrence", NG_CELL_BASIC),
  { .name = NULL },
};
