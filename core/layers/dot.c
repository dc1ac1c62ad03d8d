/* DotLayer[]: the product of two or more arrays, from left to right: the sum over the last level of
 * one and the first of the next. DotLayer[{spec1, …}] transposes each input before. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"
#include "core/graph/slots.h"

enum { TRANSPOSITIONS, INPUTS };

/* A level of an input, in its own order. */
typedef struct {
  gsize input;
  int level;
} Place;

static gboolean
dot_check (const NgLayer *layer, GError **error)
{
  NgExpr *specs = ng_layer_param (layer, TRANSPOSITIONS)->expr;
  gboolean is_sound = ng_expr_is_symbol (specs, "None") ||
                      (ng_expr_is_call (specs, "List") && ng_expr_n_args (specs) > 0);
  g_autofree char *shown = NULL;

  for (gsize i = 0; is_sound && i < ng_expr_n_args (specs); i++)
    is_sound = ng_transposition_is_sound (ng_expr_arg (specs, i));
  if (is_sound)
    return ng_slots_check (ng_layer_param (layer, INPUTS), error);
  shown = ng_print_short (specs, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (specs),
                    "\"Transpositions\" has to be a list of what is done to each input, None, "
                    "m <-> n, {m1 <-> n1, …} or {n1, n2, …}, and %s is given.",
                    shown);
  return FALSE;
}

/* As many inputs as have a transposition, unless said otherwise. */
static void
dot_ports (NgLayer *layer)
{
  NgExpr *specs = ng_layer_param (layer, TRANSPOSITIONS)->expr;

  ng_slots_add (layer, ng_layer_param (layer, INPUTS));
  if (ng_layer_n_inputs (layer) > 0 || !ng_expr_is_call (specs, "List"))
    return;
  for (gsize i = 1; i <= ng_expr_n_args (specs); i++) {
    g_autofree char *name = g_strdup_printf ("%" G_GSIZE_FORMAT, i);

    ng_layer_add_port (layer, FALSE, name, NULL);
  }
}

/* The levels of an input of rank @rank in the order of the product. */
static gboolean
find_axes (const NgLayer *layer, gsize input, int rank, int *axes)
{
  NgExpr *specs = ng_layer_param (layer, TRANSPOSITIONS)->expr;

  if (ng_expr_is_call (specs, "List") && input < ng_expr_n_args (specs))
    return ng_transposition_find (ng_expr_arg (specs, input), rank, axes);
  for (int i = 0; i < rank; i++)
    axes[i] = i;
  return TRUE;
}

/* The rank of the one input that does not know its own, from those of the rest. */
static void
infer_rank (NgRelation *relation, gsize n)
{
  int rank = ng_relation_output (relation, 0)->rank + 2 * ((int) n - 1);
  gsize n_missing = 0, missing = 0;

  for (gsize i = 0; i < n; i++) {
    int own = ng_relation_input (relation, i)->rank;

    rank -= MAX (own, 0);
    if (own < 0) {
      n_missing++;
      missing = i;
    }
  }
  if (n_missing == 1 && ng_relation_output (relation, 0)->rank >= 0 && rank > 0 &&
      rank <= NG_MAX_RANK) {
    NgType type = ng_type_of_rank (rank);

    ng_relation_refine_input (relation, missing, &type);
  }
}

static void
tie (NgRelation *relation, Place a, Place b)
{
  ng_relation_refine_input_level (
      relation, a.input, a.level, ng_relation_input (relation, b.input)->dims[b.level]);
  ng_relation_refine_input_level (
      relation, b.input, b.level, ng_relation_input (relation, a.input)->dims[a.level]);
}

/* Ties what is contracted, and finds which levels are left; -1 where the inputs do not fit. */
static int
contract (NgRelation *relation, gsize n, Place *left)
{
  int rank = 0;

  for (gsize i = 0; i < n; i++) {
    int own = ng_relation_input (relation, i)->rank;
    int axes[NG_MAX_RANK];

    if (own < 1 || !find_axes (ng_relation_layer (relation), i, own, axes) ||
        (i > 0 && rank == 0) || rank + own - 2 * (i > 0) > NG_MAX_RANK)
      return -1;
    if (i > 0)
      tie (relation, left[--rank], (Place){ i, axes[0] });
    for (int j = i > 0; j < own; j++)
      left[rank++] = (Place){ i, axes[j] };
  }
  return rank;
}

static void
dot_infer (NgRelation *relation)
{
  gsize n = ng_layer_n_inputs (ng_relation_layer (relation));
  Place left[NG_MAX_RANK + 1];
  NgType type = ng_type_unknown ();
  int rank;

  type.kind = NG_KIND_REAL;
  ng_relation_refine_output (relation, 0, &type);
  infer_rank (relation, n);
  rank = contract (relation, n, left);
  if (n < 2 || rank < 0)
    return;
  type = ng_type_of_rank (rank);
  ng_relation_refine_output (relation, 0, &type);
  if (ng_relation_output (relation, 0)->rank != rank)
    return;
  for (int i = 0; i < rank; i++) {
    const NgType *input = ng_relation_input (relation, left[i].input);

    ng_relation_refine_output_level (relation, 0, i, input->dims[left[i].level]);
    ng_relation_refine_input_level (
        relation, left[i].input, left[i].level, ng_relation_output (relation, 0)->dims[i]);
  }
}

static void
dot_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  gsize n = ng_layer_n_inputs (layer);
  int rank = 0;

  if (n == 1)
    ng_relation_fail (
        relation, "NetGraph::gap", "a product needs at least two inputs, and one is connected.");
  for (gsize i = 0; i < n; i++) {
    int own = ng_relation_input (relation, i)->rank;
    const char *name = ng_layer_input_name (layer, i);
    int axes[NG_MAX_RANK];

    if (own < 0)
      return;
    if (own == 0 || (i > 0 && rank == 0))
      ng_relation_fail (relation,
                        "NetGraph::level",
                        "%s \"%s\" is a single number, and has no level to sum over.",
                        own == 0 ? "Input" : "What stands before input",
                        name);
    else if (!find_axes (layer, i, own, axes))
      ng_relation_fail (relation,
                        "NetGraph::level",
                        "Input \"%s\" has %d levels, and others are exchanged.",
                        name,
                        own);
    rank += own - 2 * (i > 0);
    if (rank > NG_MAX_RANK)
      ng_relation_fail (
          relation, "NetGraph::limit", "The output would have more than %d levels.", NG_MAX_RANK);
    if (rank < 0 || rank > NG_MAX_RANK)
      return;
  }
}

/* Input @index, its levels in the order of the product. */
static NgValue
transposed (NgLowering *to, gsize index)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_real_input (to, index);
  int rank = ng_build_shape (b, x)->rank;
  int axes[NG_MAX_RANK + 1] = { 0 };

  find_axes (ng_lowering_layer (to), index, rank - 1, axes + 1);
  for (int i = 1; i < rank; i++)
    axes[i]++;
  return ng_build_transpose (b, x, axes);
}

/* a: (batch, *m, k), b: (batch, k, *n) -> (batch, *m, *n) */
static NgValue
multiply (NgProgramBuilder *builder, NgValue a, NgValue b)
{
  NgShape left = *ng_build_shape (builder, a), right = *ng_build_shape (builder, b);
  gint64 batch = left.dims[0], k = right.dims[1], m = 1, n = 1;
  gint64 dims[2 * NG_MAX_RANK] = { batch };
  int rank = 1;

  for (int i = 1; i + 1 < left.rank; i++)
    m *= dims[rank++] = left.dims[i];
  for (int i = 2; i < right.rank; i++)
    n *= dims[rank++] = right.dims[i];
  a = ng_build_reshape (builder, a, (gint64[]){ batch, m, k }, 3);
  b = ng_build_reshape (builder, b, (gint64[]){ batch, k, n }, 3);
  return ng_build_reshape (builder, ng_build_matmul (builder, a, b, FALSE, FALSE), dims, rank);
}

static void
dot_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue product;

  if (ng_program_builder_has_failed (b))
    return;
  product = transposed (to, 0);
  for (gsize i = 1; i < ng_lowering_n_inputs (to) && !ng_program_builder_has_failed (b); i++)
    product = multiply (b, product, transposed (to, i));
  ng_lowering_output (to, 0, product);
}

static char *
dot_label (const NgLayer *layer)
{
  const NgParam *specs = ng_layer_param (layer, TRANSPOSITIONS);

  return specs->is_given ? ng_param_label (specs) : g_strdup ("");
}

const NgLayerClass ng_layer_dot = {
  .name = "DotLayer",
  .summary = "Multiplies matrices, vectors and arrays",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M2 4h4v8h-4z M10 4h4v8h-4z M7.5 7.5h1v1h-1z",
  .law = "y = x1 · x2 · …, sums over the last level of one and the first of the next",
  .params = { { "Transpositions",
                NG_PARAM_EXPR,
                .position = 1,
                .value = "None",
                .help = "For each input None, an exchange of levels m <-> n, a list of these, or "
                        "the new order of the levels." },
              { "Inputs",
                NG_PARAM_EXPR,
                .alias = "InputPorts",
                .value = "Automatic",
                .help = "How many inputs there are, or their names or types." } },
  .inputs = { { "Input", NULL, .is_many = TRUE } },
  .outputs = { { "Output", NULL } },
  .check = dot_check,
  .ports = dot_ports,
  .infer = dot_infer,
  .verify = dot_verify,
  .lower = dot_lower,
  .label = dot_label,
  .term = "·",
  .examples = { "DotLayer[\"Inputs\" -> {{2, 3}, {3, 4}}]",
                "DotLayer[\"Inputs\" -> {3, 3}]",
                "DotLayer[\"Inputs\" -> {{2, 2, 3}, {3, 2}, {2, 2}}]",
                "DotLayer[{None, 1 <-> 2}, \"Inputs\" -> {{\"Varying\", 3}, {2, 3}}]",
                "DotLayer[{{2, 3, 1}, None}, \"Inputs\" -> {{2, 3, 2}, {3, 2}}]" },
};
