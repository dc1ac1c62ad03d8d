/* ThreadingLayer[f]: applies a function of several numbers to the elements of several inputs.
 *
 * By default all inputs have the same number of dimensions, and those of size 1 are repeated. A
 * level as second argument says where inputs of lower rank get dimensions of size 1. */

#include "core/graph/function.h"
#include "core/graph/levels.h"
#include "core/graph/lowering.h"
#include "core/graph/slots.h"
#include "core/graph/steps.h"

enum { FUNCTION, BROADCASTING, INPUTS };

/* Functions by name that take any number of arguments. */
static gboolean
is_any_number (NgExpr *function)
{
  return ng_expr_kind (function) != NG_EXPR_NORMAL &&
         ng_function_takes (ng_expr_text (function), NG_MAX_EXPR_DEPTH);
}

static gboolean
is_sound_level (const NgExpr *expr)
{
  if (ng_expr_is_symbol (expr, "Automatic") || ng_expr_is_symbol (expr, "None"))
    return TRUE;
  return ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) != 0 &&
         ng_expr_integer (expr) >= -NG_MAX_RANK && ng_expr_integer (expr) <= NG_MAX_RANK;
}

static gboolean
threading_check (const NgLayer *layer, GError **error)
{
  NgExpr *function = ng_layer_param (layer, FUNCTION)->expr;
  NgExpr *levels = ng_layer_param (layer, BROADCASTING)->expr;
  gboolean is_list = ng_expr_is_call (levels, "List");
  gsize n = ng_layer_n_inputs (layer);
  gboolean is_sound = is_list ? TRUE : is_sound_level (levels);

  for (gsize i = 0; is_list && i < ng_expr_n_args (levels); i++)
    is_sound = is_sound && is_sound_level (ng_expr_arg (levels, i));
  if (!is_sound) {
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_expr_place (levels),
                      "Where dimensions are inserted has to be Automatic, None, a level, or a list "
                      "of these.");
    return FALSE;
  }
  if (!ng_slots_check (ng_layer_param (layer, INPUTS), error))
    return FALSE;
  return ng_function_check (function, n > 0 ? n : is_any_number (function) ? 2 : n, error);
}

static void
threading_ports (NgLayer *layer)
{
  NgExpr *function = ng_layer_param (layer, FUNCTION)->expr;
  g_auto (GStrv) slots = ng_function_slots (function);

  ng_slots_add (layer, ng_layer_param (layer, INPUTS));
  if (ng_layer_n_inputs (layer) > 0)
    return;
  for (gsize i = 0; slots != NULL && slots[i] != NULL; i++)
    ng_layer_add_port (layer, FALSE, slots[i], NULL);
  if (slots == NULL && !is_any_number (function)) {
    ng_layer_add_port (layer, FALSE, "1", NULL);
    ng_layer_add_port (layer, FALSE, "2", NULL);
  }
}

/* Where input @index of rank @rank gets its dimensions of size 1: so many of its own stand before
 * them; -1 where the level does not exist. */
static int
insertion (const NgLayer *layer, gsize index, int rank)
{
  NgExpr *levels = ng_layer_param (layer, BROADCASTING)->expr;
  gint64 level;

  if (ng_expr_is_call (levels, "List")) {
    if (index >= ng_expr_n_args (levels))
      return 0;
    levels = ng_expr_arg (levels, index);
  }
  if (ng_expr_kind (levels) != NG_EXPR_INTEGER)
    return 0;
  level = ng_expr_integer (levels);
  level = level > 0 ? level - 1 : rank + 1 + level;
  return level >= 0 && level <= rank ? (int) level : -1;
}

static gboolean
inserts (const NgLayer *layer)
{
  NgExpr *levels = ng_layer_param (layer, BROADCASTING)->expr;

  return ng_expr_kind (levels) == NG_EXPR_INTEGER || ng_expr_is_call (levels, "List");
}

static gboolean
is_shared (NgDim dim)
{
  return dim.state == NG_DIM_VARYING || (dim.state == NG_DIM_NUMBER && dim.value != 1);
}

/* What flows through the layer at one level: the first dimension that is not 1 and not unknown, a
 * number before a varying length; in the second stage any that is known. */
static NgDim
find_dim (NgRelation *relation, gsize n, int level)
{
  NgDim found = ng_dim_unknown ();

  for (gsize i = 0; i <= n; i++) {
    const NgType *type = i < n ? ng_relation_input (relation, i) : ng_relation_output (relation, 0);
    NgDim dim = type->rank > level ? type->dims[level] : ng_dim_unknown ();

    if (i == n && !ng_relation_is_second (relation) && !is_shared (found))
      break;
    if (is_shared (dim) &&
        (!is_shared (found) || (dim.state == NG_DIM_NUMBER && found.state == NG_DIM_VARYING)))
      found = dim;
    else if (dim.state == NG_DIM_NUMBER && found.state == NG_DIM_UNKNOWN)
      found = dim;
  }
  return found;
}

static void
infer_level (NgRelation *relation, gsize n, int rank, int level)
{
  NgDim dim = find_dim (relation, n, level);
  gboolean is_one = TRUE;
  NgType type = ng_type_of_rank (rank);

  for (gsize i = 0; i < n; i++) {
    NgDim own = ng_relation_input (relation, i)->dims[level];

    is_one = is_one && own.state == NG_DIM_NUMBER && own.value == 1;
  }
  type.dims[level] = dim;
  if (is_shared (dim) || is_one || ng_relation_is_second (relation))
    ng_relation_refine_output (relation, 0, &type);
  for (gsize i = 0; i < n; i++) {
    NgDim own = ng_relation_input (relation, i)->dims[level];

    if (is_shared (own) || (own.state == NG_DIM_UNKNOWN && ng_relation_is_second (relation)))
      ng_relation_refine_input (relation, i, &type);
  }
}

/* The type of the first port whose rank is known, the output before the inputs, or an unknown one.
 */
static const NgType *
find_ranked (NgRelation *relation, gsize n)
{
  const NgType *type = ng_relation_output (relation, 0);

  for (gsize i = 0; i < n && type->rank < 0; i++)
    type = ng_relation_input (relation, i);
  return type;
}

/* Gives all ports the rank of one of them. Returns whether they have it. */
static gboolean
share_rank (NgRelation *relation, gsize n)
{
  const NgType like = *find_ranked (relation, n);
  NgType type = ng_type_of_rank (like.rank);
  gboolean is_shared = like.rank >= 0;

  if (!is_shared)
    return FALSE;
  ng_relation_refine_output (relation, 0, &type);
  for (gsize i = 0; i < n; i++) {
    int rank = ng_relation_input (relation, i)->rank;

    if (rank >= 0 && rank != like.rank) {
      g_autofree char *shown = ng_relation_describe (relation, &like);
      g_autofree char *needed = like.rank > 0 ? g_strdup_printf ("an array like %s", shown)
                                              : g_strdup ("a single number");

      ng_relation_refuse_input (relation, i, needed);
    } else {
      ng_relation_refine_input (relation, i, &type);
    }
    is_shared = is_shared && ng_relation_input (relation, i)->rank == like.rank;
  }
  return is_shared && ng_relation_output (relation, 0)->rank == like.rank;
}

/* All inputs and the output have the same dimensions. */
static void
infer_equal (NgRelation *relation, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    NgType like = *ng_relation_output (relation, 0);
    NgType own = *ng_relation_input (relation, i);

    like.kind = own.kind = NG_KIND_UNKNOWN;
    ng_relation_refine_input (relation, i, &like);
    if (ng_type_meet (&like, &own) != NG_MEET_CONFLICT)
      ng_relation_refine_output (relation, 0, &own);
  }
}

/* Lengths that vary are those of the other inputs at the same level of the output, @type. */
static void
share_lengths (NgRelation *relation, gsize n, const NgType *type)
{
  const NgLayer *layer = ng_relation_layer (relation);

  for (gsize i = 0; i < n; i++) {
    NgType own = *ng_relation_input (relation, i);
    int at = insertion (layer, i, own.rank);

    for (int j = 0; j < own.rank; j++) {
      NgDim dim = type->dims[j < at ? j : j + type->rank - own.rank];

      if (own.dims[j].state == NG_DIM_VARYING && is_shared (dim))
        ng_relation_refine_input_level (relation, i, j, dim);
    }
  }
}

/* Sizes of level @level of the output where ones are inserted: only from the inputs. */
static void
infer_inserted (NgRelation *relation, gsize n)
{
  const NgLayer *layer = ng_relation_layer (relation);
  int rank = 0;
  NgType type;

  for (gsize i = 0; i < n; i++) {
    const NgType *own = ng_relation_input (relation, i);

    if (own->rank < 0 || insertion (layer, i, own->rank) < 0)
      return;
    rank = MAX (rank, own->rank);
  }
  type = ng_type_of_rank (rank);
  for (gsize i = 0; i < n; i++) {
    const NgType *own = ng_relation_input (relation, i);
    int at = insertion (layer, i, own->rank);

    for (int j = 0; j < own->rank; j++) {
      int level = j < at ? j : j + rank - own->rank;
      NgDim known = type.dims[level];

      /* A number goes before a varying length. */
      if ((is_shared (own->dims[j]) &&
           (!is_shared (known) || own->dims[j].state == NG_DIM_NUMBER)) ||
          (own->rank == rank && known.state == NG_DIM_UNKNOWN))
        type.dims[level] = own->dims[j];
    }
  }
  ng_relation_refine_output (relation, 0, &type);
  share_lengths (relation, n, &type);
}

static void
threading_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  NgExpr *levels = ng_layer_param (layer, BROADCASTING)->expr;
  gsize n = ng_layer_n_inputs (layer);
  NgType type = ng_type_unknown ();
  int rank;

  type.kind = NG_KIND_REAL;
  ng_relation_refine_output (relation, 0, &type);
  if (inserts (layer)) {
    infer_inserted (relation, n);
    return;
  }
  if (!share_rank (relation, n))
    return;
  rank = ng_relation_output (relation, 0)->rank;
  if (ng_expr_is_symbol (levels, "None")) {
    infer_equal (relation, n);
    return;
  }
  for (int level = 0; level < rank; level++)
    infer_level (relation, n, rank, level);
}

/* Where ones are inserted nothing has met the sizes of the inputs: two of one level that are both
 * more than 1 have to agree. */
static void
verify_inserted (NgRelation *relation, gsize n)
{
  const NgLayer *layer = ng_relation_layer (relation);
  gint64 sizes[NG_MAX_RANK] = { 0 };
  int rank = 0;

  for (gsize i = 0; i < n; i++)
    rank = MAX (rank, ng_relation_input (relation, i)->rank);
  for (gsize i = 0; i < n; i++) {
    const NgType *own = ng_relation_input (relation, i);
    int at = own->rank >= 0 ? insertion (layer, i, own->rank) : 0;

    for (int j = 0; j < own->rank; j++) {
      int level = j < at ? j : j + rank - own->rank;

      if (own->dims[j].state != NG_DIM_NUMBER || own->dims[j].value == 1)
        continue;
      if (sizes[level] != 0 && sizes[level] != own->dims[j].value) {
        ng_relation_fail (relation,
                          "NetGraph::shape",
                          "Level %d of \"%s\" has %" G_GINT64_FORMAT
                          " elements, and that of an input before it %" G_GINT64_FORMAT ".",
                          j + 1,
                          ng_layer_input_name (layer, i),
                          own->dims[j].value,
                          sizes[level]);
        return;
      }
      sizes[level] = own->dims[j].value;
    }
  }
}

static void
threading_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);

  if (inserts (layer))
    verify_inserted (relation, ng_layer_n_inputs (layer));

  for (gsize i = 0; inserts (layer) && i < ng_layer_n_inputs (layer); i++) {
    int rank = ng_relation_input (relation, i)->rank;

    if (rank >= 0 && insertion (layer, i, rank) < 0)
      ng_relation_fail (relation,
                        "NetGraph::level",
                        "Input \"%s\" has %d levels, and none can be inserted there.",
                        ng_layer_input_name (layer, i),
                        rank);
  }
}

/* The operands, each with as many axes as the longest. */
static void
align (NgLowering *to, NgValue *values, gsize n)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  int rank = 0;

  for (gsize i = 0; i < n; i++)
    rank = MAX (rank, ng_build_shape (b, values[i])->rank);
  for (gsize i = 0; i < n; i++) {
    NgShape own = *ng_build_shape (b, values[i]);
    int missing = rank - own.rank;
    int at = 1 + MAX (insertion (ng_lowering_layer (to), i, own.rank - 1), 0);
    gint64 dims[NG_MAX_RANK];

    for (int j = 0; j < rank; j++)
      dims[j] = j < at ? own.dims[j] : j < at + missing ? 1 : own.dims[j - missing];
    if (missing > 0)
      values[i] = ng_build_reshape (b, values[i], dims, rank);
  }
}

static void
threading_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  gsize n = ng_lowering_n_inputs (to);
  g_autofree NgValue *values = g_new (NgValue, MAX (n, 1));
  gint64 dims[NG_MAX_RANK] = { 0 };
  int rank;

  if (ng_program_builder_has_failed (b))
    return;
  for (gsize i = 0; i < n; i++)
    values[i] = ng_lowering_real_input (to, i);
  align (to, values, n);
  if (ng_program_builder_has_failed (b))
    return;
  rank = ng_build_shape (b, values[0])->rank;
  for (gsize i = 0; i < n; i++)
    for (int j = 0; j < rank; j++)
      dims[j] = MAX (dims[j], ng_build_shape (b, values[i])->dims[j]);
  for (gsize i = 0; i < n; i++)
    values[i] = ng_build_broadcast_numpy (b, values[i], dims, rank);
  ng_lowering_output (
      to, 0, ng_function_build (b, ng_lowering_param (to, FUNCTION)->expr, values, n));
}

static char *
threading_label (const NgLayer *layer)
{
  return ng_function_label (ng_layer_param (layer, FUNCTION)->expr);
}

static char *
threading_term (const NgLayer *layer, const NgType *input)
{
  return ng_function_formula (ng_layer_param (layer, FUNCTION)->expr);
}

const NgLayerClass ng_layer_threading = {
  .name = "ThreadingLayer",
  .summary = "Applies a function to the elements of several inputs",
  .category = NG_CATEGORY_ELEMENTWISE,
  .glyph = "M2 4h5l3 4h4 M2 12h5l3-4 M7 4l3 4",
  .law = "y = f (x1, x2, …); sizes of 1 are repeated",
  .params = { { "Function",
                NG_PARAM_FUNCTION,
                .position = 1,
                .flags = NG_PARAM_REQUIRED,
                .help = "A function of as many numbers as there are inputs: Plus, #1 - #2 &." },
              { "Broadcasting",
                NG_PARAM_EXPR,
                .position = 2,
                .value = "Automatic",
                .help = "Automatic, None for equal shapes only, or the level at which inputs of "
                        "lower rank get dimensions of size 1." },
              { "Inputs",
                NG_PARAM_EXPR,
                .alias = "InputPorts",
                .value = "Automatic",
                .help = "How many inputs there are, or their names or types." } },
  .inputs = { { "Input", NULL, .is_many = TRUE } },
  .outputs = { { "Output", NULL } },
  .check = threading_check,
  .ports = threading_ports,
  .infer = threading_infer,
  .verify = threading_verify,
  .steps = ng_steps_all,
  .lower = threading_lower,
  .label = threading_label,
  .term_of = threading_term,
  .examples = { "ThreadingLayer[Plus, \"Inputs\" -> {3, 3}]",
                "ThreadingLayer[#1*#2 - #1^2 &, \"1\" -> {2, 3}, \"2\" -> {2, 1}]",
                "ThreadingLayer[#a/(1 + #b^2) &, \"a\" -> 3]",
                "ThreadingLayer[Times, -1, \"Inputs\" -> {{2, 3, 4}, 2}]",
                "ThreadingLayer[Subtract, None, \"Output\" -> {2, 2}]",
                "ThreadingLayer[Max, \"Inputs\" -> {3, 3, 3}]" },
};
