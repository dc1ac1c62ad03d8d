#include "core/graph/recurrent.h"

#include <string.h>

enum { WEIGHTS, INPUT, STATE, UPDATE, N_METHODS };

static const char *const methods[N_METHODS] = {
  "VariationalWeights", "VariationalInput", "VariationalState", "StateUpdate"
};

/* Arrays of one gate. */
enum { INPUT_WEIGHTS, STATE_WEIGHTS, BIASES, N_GATE_ARRAYS };

static gboolean
refuse (const NgExpr *expr, GError **error)
{
  g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (expr),
                    "\"Dropout\" has to be None, a probability below 1, or methods with "
                    "probabilities, and %s is given.",
                    shown);
  return FALSE;
}

static gboolean
read_rate (const NgExpr *expr, double *rate, GError **error)
{
  if (!ng_expr_is_number (expr) || ng_expr_number (expr) < 0 || ng_expr_number (expr) >= 1)
    return refuse (expr, error);
  *rate = ng_expr_number (expr);
  return TRUE;
}

/* "method" -> p; of a method given twice the first holds. */
static gboolean
read_method (const NgExpr *rule, double *rates, gboolean *given, GError **error)
{
  const NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;
  double rate;

  if (key == NULL || ng_expr_kind (key) != NG_EXPR_STRING)
    return refuse (rule, error);
  for (int i = 0; i < N_METHODS; i++) {
    if (strcmp (ng_expr_text (key), methods[i]) != 0)
      continue;
    if (!read_rate (ng_expr_arg (rule, 1), &rate, error))
      return FALSE;
    if (!given[i])
      rates[i] = rate;
    given[i] = TRUE;
    return TRUE;
  }
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (key),
                    "There is no method \"%s\" of dropout; there are \"VariationalWeights\", "
                    "\"VariationalInput\", \"VariationalState\" and \"StateUpdate\".",
                    ng_expr_text (key));
  return FALSE;
}

static gboolean
read_dropout (const NgExpr *expr, double *rates, GError **error)
{
  gboolean given[N_METHODS] = { FALSE };

  memset (rates, 0, N_METHODS * sizeof *rates);
  if (ng_expr_is_symbol (expr, "None"))
    return TRUE;
  if (ng_expr_is_number (expr))
    return read_rate (expr, &rates[WEIGHTS], error);
  if (ng_expr_is_rule (expr))
    return read_method (expr, rates, given, error);
  if (!ng_expr_is_call (expr, "List") && !ng_expr_is_call (expr, "Association"))
    return refuse (expr, error);
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (!read_method (ng_expr_arg (expr, i), rates, given, error))
      return FALSE;
  return TRUE;
}

gboolean
ng_recurrent_check (const NgLayer *layer, GError **error)
{
  double rates[N_METHODS];

  return read_dropout (ng_layer_param (layer, NG_RECURRENT_DROPOUT)->expr, rates, error);
}

void
ng_recurrent_verify (NgRelation *relation)
{
  NgDim length = ng_type_length (ng_relation_input (relation, 0));

  if (length.state == NG_DIM_NUMBER && length.value > NG_MAX_STEPS)
    ng_relation_fail (relation,
                      "NetGraph::limit",
                      "A sequence of %" G_GINT64_FORMAT " steps is longer than the %d that are "
                      "possible.",
                      length.value,
                      NG_MAX_STEPS);
}

/* Array @which of all gates, one below another. */
static NgValue
stack (NgLowering *to, NgCellKind kind, int which)
{
  NgValue parts[4];
  int n = ng_cell_kind_gates (kind);

  for (int i = 0; i < n; i++)
    parts[i] = ng_lowering_array (to, (gsize) (i * N_GATE_ARRAYS + which));
  return ng_build_concat (ng_lowering_builder (to), parts, (gsize) n, 0);
}

/* What the cell drops in training; @x (t, batch, k) is what it reads. */
static void
add_dropout (NgLowering *to, NgCell *cell, NgValue h, NgValue *x)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  double rates[N_METHODS];

  if (ng_lowering_mode (to) != NG_MODE_TRAINING || ng_program_builder_has_failed (b) ||
      !read_dropout (ng_lowering_param (to, NG_RECURRENT_DROPOUT)->expr, rates, NULL))
    return;
  if (rates[WEIGHTS] > 0)
    cell->state_weights = ng_build_drop (b,
                                         cell->state_weights,
                                         ng_build_keep (b, cell->state_weights, rates[WEIGHTS]),
                                         rates[WEIGHTS]);
  if (rates[INPUT] > 0) {
    const NgShape shape = *ng_build_shape (b, *x);
    NgShape once = { .element = shape.element,
                     .rank = 2,
                     .dims = { shape.dims[1], shape.dims[2] } };
    NgValue kept = ng_build_keep (b, ng_build_fill (b, &once, 0), rates[INPUT]);

    *x = ng_build_drop (b, *x, ng_build_broadcast_at (b, kept, *x, 1), rates[INPUT]);
  }
  if (rates[STATE] > 0) {
    cell->kept_state = ng_build_keep (b, h, rates[STATE]);
    cell->state_rate = rates[STATE];
  }
  cell->update_rate = rates[UPDATE];
}

/* A state before the first step: zeros where nothing gives it. */
static NgValue
initial_state (NgLowering *to, gsize input, NgElement element, gint64 units)
{
  NgShape shape = { .element = element, .rank = 2, .dims = { ng_lowering_batch (to), units } };
  NgValue given = input < ng_lowering_n_inputs (to) ? ng_lowering_input (to, input) : NG_NO_VALUE;

  return given != NG_NO_VALUE ? given : ng_build_fill (ng_lowering_builder (to), &shape, 0);
}

void
ng_recurrent_lower (NgLowering *to, NgCellKind kind)
{
  static const int time_first[3] = { 1, 0, 2 };
  NgProgramBuilder *b = ng_lowering_builder (to);
  gint64 units = ng_lowering_param_integer (to, NG_RECURRENT_SIZE);
  NgCell cell = ng_cell_init (kind, units);
  g_autofree NgValue *states = NULL;
  NgValue x = ng_lowering_input (to, 0), h, c;

  if (ng_program_builder_has_failed (b))
    return;
  const NgShape shape = *ng_build_shape (b, x);
  gint64 n = shape.dims[1], dims[3] = { shape.dims[0], 1, units };
  if (n < 1 || n > NG_MAX_STEPS) {
    ng_lowering_fail (to,
                      "NetGraph::limit",
                      "A sequence of %" G_GINT64_FORMAT
                      " steps is given, and 1 to %d are possible.",
                      n,
                      NG_MAX_STEPS);
    return;
  }
  cell.input_weights = stack (to, kind, INPUT_WEIGHTS);
  cell.state_weights = stack (to, kind, STATE_WEIGHTS);
  cell.input_biases = stack (to, kind, BIASES);
  h = initial_state (to, 1, shape.element, units);
  c = kind == NG_CELL_LSTM ? initial_state (to, 2, shape.element, units) : NG_NO_VALUE;
  x = ng_build_transpose (b, x, time_first);
  add_dropout (to, &cell, h, &x);
  states = g_new (NgValue, (gsize) n);
  ng_build_recurrence (b, &cell, x, &h, &c, states);
  for (gint64 t = 0; t < n && !ng_program_builder_has_failed (b); t++)
    states[t] = ng_build_reshape (b, states[t], dims, 3);
  if (ng_program_builder_has_failed (b))
    return;
  ng_lowering_output (to, 0, ng_build_concat (b, states, (gsize) n, 1));
  ng_lowering_output (to, 1, h);
  if (kind == NG_CELL_LSTM)
    ng_lowering_output (to, 2, c);
}

char *
ng_recurrent_label (const NgLayer *layer)
{
  return ng_param_label (ng_layer_param (layer, NG_RECURRENT_SIZE));
}
