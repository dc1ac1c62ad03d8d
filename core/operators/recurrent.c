/* LSTM, GRU and RNN, step by step: the number of steps is known when a program is written.
 *
 *   X (t, n, x)  W (d, g h, x)  R (d, g h, h)  B (d, 2 g h)  P (d, 3 h)
 *   Y (t, d, n, h)  Y_h (d, n, h)  Y_c (d, n, h)
 *
 * with t steps, n examples, d directions, g gates and h units; with layout 1 the examples come
 * first. Before "sequence_lens" end, a step changes nothing and gives zeros. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"

#include <string.h>

/* Steps that are written out. */
#define MAX_STEPS 4096

enum { LSTM, GRU, RNN };
enum { X, W, R, B, LENGTHS, INITIAL_H, INITIAL_C, PEEPHOLES };

static int
gates_of (int which)
{
  return which == LSTM ? 4 : which == GRU ? 3 : 1;
}

static int
functions_of (int which)
{
  return which == LSTM ? 3 : which == GRU ? 2 : 1;
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
  int which, gates, direction, n_directions;
  gint64 steps, batch, units;
  double clip;
  gboolean has_clip, is_reversed;
  NgValue r, bias_w, bias_r, peepholes, lengths;
} Cell;

/* Element @index along axis 0, without the axis. */
static NgValue
part (Cell *cell, NgValue x, gint64 index)
{
  NgShape shape = *ng_operation_shape (cell->to, x);
  gint64 start[NG_MAX_RANK] = { index }, step[NG_MAX_RANK], dims[NG_MAX_RANK];

  for (int i = 0; i < shape.rank; i++) {
    step[i] = 1;
    dims[i] = shape.dims[i];
  }
  dims[0] = 1;
  NgValue y = ng_build_slice (cell->b, x, start, step, dims);

  return ng_build_reshape (cell->b, y, dims + 1, shape.rank - 1);
}

/* Columns of gate @gate of (n, g h), or of a vector of g h. */
static NgValue
gate (Cell *cell, NgValue x, int which)
{
  NgShape shape = *ng_operation_shape (cell->to, x);
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK] = { 1, 1 };

  start[shape.rank - 1] = which * cell->units;
  shape.dims[shape.rank - 1] = cell->units;
  return ng_build_slice (cell->b, x, start, step, shape.dims);
}

static NgValue
times (Cell *cell, NgValue x, NgValue y)
{
  return ng_build_multiply (cell->b, x, y);
}

static NgValue
plus (Cell *cell, NgValue x, NgValue y)
{
  return ng_operation_binary (cell->to, NG_PRIMITIVE_ADD, x, y);
}

static NgValue
bounded (Cell *cell, NgValue x, double low, double high)
{
  NgValue y = ng_build_binary (cell->b, NG_PRIMITIVE_MAX, x, ng_build_fill_like (cell->b, x, low));

  return ng_build_binary (cell->b, NG_PRIMITIVE_MIN, y, ng_build_fill_like (cell->b, y, high));
}

/* Number @index of activation_alpha or activation_beta. */
static double
parameter (const Cell *cell, const char *name, guint index, double missing)
{
  const NgAttribute *list = ng_onnx_node_attribute (cell->to->node, name);

  return list != NULL && list->kind == NG_ATTRIBUTE_REALS && index < list->numbers->len
             ? g_array_index (list->numbers, double, index)
             : missing;
}

/* Function @index of the cell: f, g, h. */
static NgValue
activate (Cell *cell, int index, NgValue x)
{
  static const char *const usual[3][3] = { { "Sigmoid", "Tanh", "Tanh" },
                                           { "Sigmoid", "Tanh", "" },
                                           { "Tanh", "", "" } };
  const NgAttribute *list = ng_onnx_node_attribute (cell->to->node, "activations");
  guint at = (guint) (cell->direction * functions_of (cell->which) + index);
  const char *name = usual[cell->which][index];
  NgProgramBuilder *b = cell->b;

  if (list != NULL && list->kind == NG_ATTRIBUTE_TEXTS && at < list->texts->len)
    name = list->texts->pdata[at];
  if (cell->has_clip && !(cell->which == LSTM && index == 2))
    x = bounded (cell, x, -cell->clip, cell->clip);
  if (g_ascii_strcasecmp (name, "Sigmoid") == 0)
    return ng_build_unary (b, NG_PRIMITIVE_SIGMOID, x);
  if (g_ascii_strcasecmp (name, "Tanh") == 0)
    return ng_build_unary (b, NG_PRIMITIVE_TANH, x);
  NgValue zero = ng_build_fill_like (b, x, 0);
  if (g_ascii_strcasecmp (name, "Relu") == 0)
    return ng_build_binary (b, NG_PRIMITIVE_MAX, x, zero);
  double alpha = parameter (cell, "activation_alpha", at, 1);
  double beta = parameter (cell, "activation_beta", at, 0);
  if (g_ascii_strcasecmp (name, "Affine") == 0)
    return ng_build_offset (b, ng_build_scale (b, x, alpha), beta);
  if (g_ascii_strcasecmp (name, "HardSigmoid") == 0)
    return bounded (
        cell,
        ng_build_offset (b,
                         ng_build_scale (b, x, parameter (cell, "activation_alpha", at, 0.2)),
                         parameter (cell, "activation_beta", at, 0.5)),
        0,
        1);
  if (g_ascii_strcasecmp (name, "LeakyRelu") == 0)
    return ng_build_select (b,
                            ng_build_binary (b, NG_PRIMITIVE_LESS, x, zero),
                            ng_build_scale (b, x, parameter (cell, "activation_alpha", at, 0.01)),
                            x);
  if (g_ascii_strcasecmp (name, "Softsign") == 0)
    return ng_build_divide (b, x, ng_build_offset (b, ng_build_unary (b, NG_PRIMITIVE_ABS, x), 1));
  ng_operation_lack (cell->to, "with the activation \"%s\" cannot be run", name);
  return x;
}

/* C' = f C + i c;  H' = o h (C') */
static void
step_lstm (Cell *cell, NgValue from_x, NgValue *h, NgValue *c)
{
  NgValue sum = plus (cell, from_x, ng_build_matmul (cell->b, *h, cell->r, FALSE, TRUE));
  NgValue in = gate (cell, sum, 0), out = gate (cell, sum, 1), forget = gate (cell, sum, 2);

  if (cell->peepholes != NG_NO_VALUE) {
    in = plus (
        cell,
        in,
        ng_operation_binary (cell->to, NG_PRIMITIVE_MULTIPLY, *c, gate (cell, cell->peepholes, 0)));
    forget = plus (
        cell,
        forget,
        ng_operation_binary (cell->to, NG_PRIMITIVE_MULTIPLY, *c, gate (cell, cell->peepholes, 2)));
  }
  in = activate (cell, 0, in);
  if (ng_onnx_node_integer (cell->to->node, "input_forget", 0) != 0)
    forget = ng_build_subtract (cell->b, ng_build_fill_like (cell->b, in, 1), in);
  else
    forget = activate (cell, 0, forget);
  NgValue fresh = activate (cell, 1, gate (cell, sum, 3));
  *c = plus (cell, times (cell, forget, *c), times (cell, in, fresh));
  if (cell->peepholes != NG_NO_VALUE)
    out = plus (
        cell,
        out,
        ng_operation_binary (cell->to, NG_PRIMITIVE_MULTIPLY, *c, gate (cell, cell->peepholes, 1)));
  *h = times (cell, activate (cell, 0, out), activate (cell, 2, *c));
}

/* Columns of the first two gates together. */
static NgValue
first_gates (Cell *cell, NgValue x)
{
  NgShape shape = *ng_operation_shape (cell->to, x);
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK] = { 1, 1 };

  shape.dims[shape.rank - 1] = 2 * cell->units;
  return ng_build_slice (cell->b, x, start, step, shape.dims);
}

/* H' = (1 - z) g (… r …) + z H */
static void
step_gru (Cell *cell, NgValue from_x, NgValue *h)
{
  gboolean resets_after = ng_onnx_node_integer (cell->to->node, "linear_before_reset", 0) != 0;
  NgValue sum, inner;

  if (resets_after) {
    NgValue from_h = ng_build_matmul (cell->b, *h, cell->r, FALSE, TRUE);
    if (cell->bias_r != NG_NO_VALUE)
      from_h = plus (cell, from_h, cell->bias_r);
    sum = plus (cell, first_gates (cell, from_x), first_gates (cell, from_h));
    NgValue reset = activate (cell, 0, gate (cell, sum, 1));
    inner = plus (cell, gate (cell, from_x, 2), times (cell, reset, gate (cell, from_h, 2)));
  } else {
    gint64 start[2] = { 0, 0 }, step[2] = { 1, 1 }, top[2] = { 2 * cell->units, cell->units };
    gint64 below[2] = { 2 * cell->units, 0 }, rest[2] = { cell->units, cell->units };
    NgValue r_gates = ng_build_slice (cell->b, cell->r, start, step, top);
    NgValue r_new = ng_build_slice (cell->b, cell->r, below, step, rest);
    sum = plus (
        cell, first_gates (cell, from_x), ng_build_matmul (cell->b, *h, r_gates, FALSE, TRUE));
    if (cell->bias_r != NG_NO_VALUE)
      sum = plus (cell, sum, first_gates (cell, cell->bias_r));
    NgValue reset = activate (cell, 0, gate (cell, sum, 1));
    inner = plus (cell,
                  gate (cell, from_x, 2),
                  ng_build_matmul (cell->b, times (cell, reset, *h), r_new, FALSE, TRUE));
    if (cell->bias_r != NG_NO_VALUE)
      inner = plus (cell, inner, gate (cell, cell->bias_r, 2));
  }
  NgValue update = activate (cell, 0, gate (cell, sum, 0));
  NgValue fresh = activate (cell, 1, inner);
  NgValue kept = ng_build_subtract (cell->b, ng_build_fill_like (cell->b, update, 1), update);
  *h = plus (cell, times (cell, kept, fresh), times (cell, update, *h));
}

static void
step_rnn (Cell *cell, NgValue from_x, NgValue *h)
{
  NgValue sum = plus (cell, from_x, ng_build_matmul (cell->b, *h, cell->r, FALSE, TRUE));

  *h = activate (cell, 0, sum);
}

/* Which examples still run at step @t, (n, h) */
static NgValue
running (Cell *cell, gint64 t)
{
  gint64 dims[2] = { cell->batch, cell->units };
  int axis = 0;
  NgValue now = ng_build_fill_like (cell->b, cell->lengths, (double) t);
  NgValue runs = ng_build_binary (cell->b, NG_PRIMITIVE_LESS, now, cell->lengths);

  return ng_build_broadcast (cell->b, runs, dims, 2, &axis);
}

/* x of one direction at all steps: X W' + Wb, (t, n, g h) */
static NgValue
project (Cell *cell, NgValue x, NgValue w)
{
  const NgShape shape = *ng_operation_shape (cell->to, x);
  gint64 flat[2] = { shape.dims[0] * shape.dims[1], shape.dims[2] };
  gint64 dims[3] = { shape.dims[0], shape.dims[1], cell->gates * cell->units };
  NgValue y = ng_build_matmul (cell->b, ng_build_reshape (cell->b, x, flat, 2), w, FALSE, TRUE);

  if (cell->bias_w != NG_NO_VALUE && cell->which != GRU && cell->bias_r != NG_NO_VALUE)
    y = plus (cell, y, ng_build_add (cell->b, cell->bias_w, cell->bias_r));
  else if (cell->bias_w != NG_NO_VALUE)
    y = plus (cell, y, cell->bias_w);
  return ng_build_reshape (cell->b, y, dims, 3);
}

/* One direction; @y (t, 1, n, h), and the last states. */
static void
run_direction (Cell *cell, NgValue x, NgValue w, NgValue *h, NgValue *c, NgValue *y)
{
  g_autofree NgValue *parts = g_new (NgValue, (gsize) MAX (cell->steps, 1));
  NgValue projected = project (cell, x, w);
  gint64 dims[4] = { 1, 1, cell->batch, cell->units };

  for (gint64 i = 0; i < cell->steps && !ng_operation_has_failed (cell->to); i++) {
    gint64 t = cell->is_reversed ? cell->steps - 1 - i : i;
    NgValue old_h = *h, old_c = *c, from_x = part (cell, projected, t);
    if (cell->which == LSTM)
      step_lstm (cell, from_x, h, c);
    else if (cell->which == GRU)
      step_gru (cell, from_x, h);
    else
      step_rnn (cell, from_x, h);
    NgValue shown = *h;
    if (cell->lengths != NG_NO_VALUE) {
      NgValue runs = running (cell, t);
      shown = ng_build_select (cell->b, runs, *h, ng_build_fill_like (cell->b, *h, 0));
      *h = ng_build_select (cell->b, runs, *h, old_h);
      if (cell->which == LSTM)
        *c = ng_build_select (cell->b, runs, *c, old_c);
    }
    parts[t] = ng_build_reshape (cell->b, shown, dims, 4);
  }
  if (!ng_operation_has_failed (cell->to))
    *y = ng_build_concat (cell->b, parts, (gsize) cell->steps, 0);
}

static NgValue
half_of_bias (Cell *cell, NgValue bias, int half)
{
  gint64 size = cell->gates * cell->units, start = half * size, step = 1;

  return bias != NG_NO_VALUE ? ng_build_slice (cell->b, bias, &start, &step, &size) : NG_NO_VALUE;
}

static NgValue
swap_first (Cell *cell, NgValue x, gboolean swaps)
{
  int axes[NG_MAX_RANK] = { 1, 0, 2, 3 };

  return swaps && x != NG_NO_VALUE ? ng_build_transpose (cell->b, x, axes) : x;
}

static NgValue
initial (Cell *cell, gsize index, gboolean batch_first)
{
  NgValue given = swap_first (cell, ng_operation_input (cell->to, index), batch_first);
  NgShape shape = { .element = ng_operation_shape (cell->to, cell->to->inputs[X])->element,
                    .rank = 2,
                    .dims = { cell->batch, cell->units } };

  return given != NG_NO_VALUE ? part (cell, given, cell->direction)
                              : ng_build_fill (cell->b, &shape, 0);
}

static gboolean
open_cell (NgOperation *to, Cell *cell, gboolean batch_first)
{
  NgValue x = ng_operation_need (to, X), w = ng_operation_need (to, W),
          r = ng_operation_need (to, R);
  const char *direction = ng_onnx_node_text (to->node, "direction", "forward");
  const NgAttribute *clip = ng_onnx_node_attribute (to->node, "clip");

  if (x == NG_NO_VALUE || w == NG_NO_VALUE || r == NG_NO_VALUE)
    return FALSE;
  const NgShape shape = *ng_operation_shape (to, x), of_w = *ng_operation_shape (to, w);
  const NgShape of_r = *ng_operation_shape (to, r);
  *cell = (Cell){ .to = to,
                  .b = to->builder,
                  .which = to->node->operator->variant,
                  .gates = gates_of (to->node->operator->variant),
                  .n_directions = directions_of (to->node),
                  .steps = shape.dims[batch_first],
                  .batch = shape.dims[!batch_first],
                  .units = of_r.dims[2],
                  .has_clip = clip != NULL && clip->kind == NG_ATTRIBUTE_REAL,
                  .is_reversed = g_str_equal (direction, "reverse"),
                  .peepholes = NG_NO_VALUE };
  cell->clip = cell->has_clip ? clip->real : 0;
  cell->lengths = ng_operation_input (to, LENGTHS);
  if (shape.rank != 3 || of_w.rank != 3 || of_r.rank != 3 || cell->units < 1 ||
      of_w.dims[0] != cell->n_directions || of_r.dims[0] != cell->n_directions ||
      of_w.dims[1] != cell->gates * cell->units || of_r.dims[1] != cell->gates * cell->units ||
      of_w.dims[2] != shape.dims[2]) {
    ng_operation_fail (to, "has weights that do not fit its input or its number of units");
    return FALSE;
  }
  if (cell->steps < 1 || cell->steps > MAX_STEPS) {
    ng_operation_lack (to, "over %" G_GINT64_FORMAT " steps cannot be run", cell->steps);
    return FALSE;
  }
  return TRUE;
}

static void
lower_recurrent (NgOperation *to)
{
  gboolean batch_first = ng_onnx_node_integer (to->node, "layout", 0) != 0;
  NgValue h[2], c[2] = { NG_NO_VALUE, NG_NO_VALUE }, y[2] = { NG_NO_VALUE, NG_NO_VALUE };
  Cell cell;

  if (!open_cell (to, &cell, batch_first))
    return;
  NgValue x = swap_first (&cell, to->inputs[X], batch_first);
  for (int i = 0; i < cell.n_directions; i++) {
    NgValue bias = ng_operation_input (to, B), peepholes = ng_operation_input (to, PEEPHOLES);
    cell.direction = i;
    cell.is_reversed |= i == 1;
    cell.r = part (&cell, to->inputs[R], i);
    bias = bias != NG_NO_VALUE ? part (&cell, bias, i) : NG_NO_VALUE;
    cell.bias_w = half_of_bias (&cell, bias, 0);
    cell.bias_r = half_of_bias (&cell, bias, 1);
    cell.peepholes =
        cell.which == LSTM && peepholes != NG_NO_VALUE ? part (&cell, peepholes, i) : NG_NO_VALUE;
    h[i] = initial (&cell, INITIAL_H, batch_first);
    if (cell.which == LSTM)
      c[i] = initial (&cell, INITIAL_C, batch_first);
    run_direction (&cell, x, part (&cell, to->inputs[W], i), &h[i], &c[i], &y[i]);
    if (ng_operation_has_failed (to))
      return;
  }
  gint64 dims[3] = { 1, cell.batch, cell.units };
  for (int i = 0; i < cell.n_directions; i++) {
    h[i] = ng_build_reshape (cell.b, h[i], dims, 3);
    if (cell.which == LSTM)
      c[i] = ng_build_reshape (cell.b, c[i], dims, 3);
  }
  gsize n = (gsize) cell.n_directions;
  NgValue all = ng_build_concat (cell.b, y, n, 1);
  if (batch_first) {
    static const int axes[4] = { 2, 0, 1, 3 };
    all = ng_build_transpose (cell.b, all, axes);
  }
  ng_operation_output (to, 0, all);
  ng_operation_output (to, 1, swap_first (&cell, ng_build_concat (cell.b, h, n, 0), batch_first));
  if (cell.which == LSTM)
    ng_operation_output (to, 2, swap_first (&cell, ng_build_concat (cell.b, c, n, 0), batch_first));
}

#define RECURRENT(NAME, SUMMARY, VARIANT)                                                          \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_RECURRENT,                           \
    .inputs = { "X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P" },              \
    .outputs = { "Y", "Y_h", "Y_c" }, .infer = infer_recurrent, .lower = lower_recurrent,          \
    .variant = VARIANT                                                                             \
  }

const NgOperatorClass ng_operators_recurrent[] = {
  RECURRENT ("LSTM", "Long short-term memory", LSTM),
  RECURRENT ("GRU", "Gated recurrent units", GRU),
  RECURRENT ("RNN", "Basic recurrence", RNN),
  { .name = NULL },
};
