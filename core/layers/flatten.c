/* FlattenLayer[]: merges levels, all of them or those that are named.
 *
 * FlattenLayer[i] merges the first i + 1 levels, FlattenLayer[-i] the last i + 1, and
 * FlattenLayer[{{l1, l2, …}, …}] makes one level of each list, in the order given; levels that no
 * list names follow. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"
#include <string.h>

enum { LEVELS };

/* Which levels of the input, from 0, make each level of the output. */
typedef struct {
  int n;
  int sizes[NG_MAX_RANK];
  int levels[NG_MAX_RANK][NG_MAX_RANK];
} Groups;

static gboolean
is_level_list (const NgExpr *list)
{
  if (!ng_expr_is_call (list, "List") || ng_expr_n_args (list) == 0 ||
      ng_expr_n_args (list) > NG_MAX_RANK)
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (list); i++) {
    const NgExpr *level = ng_expr_arg (list, i);

    if (ng_expr_kind (level) != NG_EXPR_INTEGER || ng_expr_integer (level) < 1 ||
        ng_expr_integer (level) > NG_MAX_RANK)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_sound (const NgExpr *levels)
{
  guint seen = 0;

  if (ng_expr_is_symbol (levels, "Infinity"))
    return TRUE;
  if (ng_expr_kind (levels) == NG_EXPR_INTEGER)
    return ng_expr_integer (levels) != 0 && ng_expr_integer (levels) > -NG_MAX_RANK &&
           ng_expr_integer (levels) < NG_MAX_RANK;
  if (!ng_expr_is_call (levels, "List") || ng_expr_n_args (levels) == 0)
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (levels); i++) {
    const NgExpr *list = ng_expr_arg (levels, i);

    if (!is_level_list (list))
      return FALSE;
    for (gsize j = 0; j < ng_expr_n_args (list); j++) {
      guint bit = 1u << ng_expr_integer (ng_expr_arg (list, j));

      if (seen & bit)
        return FALSE;
      seen |= bit;
    }
  }
  return TRUE;
}

static gboolean
flatten_check (const NgLayer *layer, GError **error)
{
  NgExpr *levels = ng_layer_param (layer, LEVELS)->expr;
  g_autofree char *shown = NULL;

  if (is_sound (levels))
    return TRUE;
  shown = ng_print_short (levels, NG_MAX_SHOWN_NAME);
  ng_error_set_new (
      error,
      "NetGraph::badarg",
      ng_expr_place (levels),
      "\"Levels\" has to be Infinity, a number of levels to merge, or a list of lists "
      "of different levels, and %s is given.",
      shown);
  return FALSE;
}

static void
add_level (Groups *self, int group, int level)
{
  self->levels[group][self->sizes[group]++] = level;
}

/* Fails where a level does not exist in an input of rank @rank. */
static gboolean
find_groups (const NgExpr *levels, int rank, Groups *groups)
{
  gboolean seen[NG_MAX_RANK] = { FALSE };

  *groups = (Groups){ 0 };
  if (ng_expr_is_call (levels, "List")) {
    for (gsize i = 0; i < ng_expr_n_args (levels); i++, groups->n++)
      for (gsize j = 0; j < ng_expr_n_args (ng_expr_arg (levels, i)); j++) {
        gint64 level = ng_expr_integer (ng_expr_arg (ng_expr_arg (levels, i), j));

        if (level > rank)
          return FALSE;
        seen[level - 1] = TRUE;
        add_level (groups, groups->n, (int) level - 1);
      }
    for (int i = 0; i < rank; i++)
      if (!seen[i])
        add_level (groups, groups->n++, i);
    return TRUE;
  }
  gint64 merged = ng_expr_kind (levels) == NG_EXPR_INTEGER ? ng_expr_integer (levels) : rank - 1;
  int first = merged >= 0 ? 0 : rank - 1 + (int) merged;
  int last = merged >= 0 ? (int) merged : rank - 1;

  if (rank == 0 && !ng_expr_is_symbol (levels, "Infinity"))
    return FALSE;
  if (rank == 0) {
    groups->n = 1;
    return TRUE;
  }
  if (first < 0 || last >= rank)
    return FALSE;
  for (int i = 0; i < rank; i++) {
    add_level (groups, groups->n, i);
    groups->n += i < first || i >= last;
  }
  return TRUE;
}

/* The product of the levels of a group, or what is missing of it. */
static void
infer_group (NgRelation *relation, const Groups *groups, int group)
{
  NgType input = *ng_relation_input (relation, 0);
  NgType output = *ng_relation_output (relation, 0);
  NgDim whole = output.dims[group];
  gint64 product = 1;
  int missing = -1, n_missing = 0;

  for (int i = 0; i < groups->sizes[group]; i++) {
    NgDim dim = input.dims[groups->levels[group][i]];

    if (dim.state == NG_DIM_NUMBER) {
      product = ng_size_multiply (product, dim.value);
    } else {
      missing = groups->levels[group][i];
      n_missing++;
    }
  }
  for (int i = 0; i < output.rank; i++)
    output.dims[i] = ng_dim_unknown ();
  if (n_missing == 0) {
    output.dims[group] = ng_dim_number (product);
    ng_relation_refine_output (relation, 0, &output);
  } else if (groups->sizes[group] == 1) {
    output.dims[group] = input.dims[missing];
    ng_relation_refine_output (relation, 0, &output);
    input.dims[missing] = whole;
    ng_relation_refine_input (relation, 0, &input);
  } else if (n_missing == 1 && whole.state == NG_DIM_NUMBER && whole.value % product == 0) {
    input.dims[missing] = ng_dim_number (whole.value / product);
    ng_relation_refine_input (relation, 0, &input);
  }
}

static void
flatten_infer (NgRelation *relation)
{
  NgExpr *levels = ng_layer_param (ng_relation_layer (relation), LEVELS)->expr;
  const NgType *input = ng_relation_input (relation, 0);
  NgType output = ng_type_unknown ();
  Groups groups;

  ng_relation_share_elements (relation, 0);
  if (input->rank < 0) {
    output.rank = 1;
    output.dims[0] = ng_dim_unknown ();
    if (ng_expr_is_symbol (levels, "Infinity"))
      ng_relation_refine_output (relation, 0, &output);
    return;
  }
  if (!find_groups (levels, input->rank, &groups))
    return;
  output.rank = groups.n;
  for (int i = 0; i < groups.n; i++)
    output.dims[i] = ng_dim_unknown ();
  ng_relation_refine_output (relation, 0, &output);
  for (int i = 0; i < groups.n && ng_relation_output (relation, 0)->rank == groups.n; i++)
    infer_group (relation, &groups, i);
}

static void
flatten_verify (NgRelation *relation)
{
  NgExpr *levels = ng_layer_param (ng_relation_layer (relation), LEVELS)->expr;
  const NgType *input = ng_relation_input (relation, 0);
  Groups groups;

  if (input->rank < 0)
    return;
  if (!find_groups (levels, input->rank, &groups)) {
    ng_relation_fail (relation,
                      "NetGraph::level",
                      "The input has %d levels, and more would be merged.",
                      input->rank);
    return;
  }
  for (int i = 0; i < groups.n; i++)
    for (int j = 0; j < groups.sizes[i]; j++)
      if (groups.sizes[i] > 1 && input->dims[groups.levels[i][j]].state == NG_DIM_VARYING)
        ng_relation_fail (relation,
                          "NetGraph::varying",
                          "Level %d of the input varies and cannot be merged with others.",
                          groups.levels[i][j] + 1);
}

/* x: (batch, *s); the groups become neighbours, then one axis each. */
static void
flatten_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  gint64 dims[NG_MAX_RANK + 1];
  int axes[NG_MAX_RANK + 1] = { 0 };
  int n_axes = 1;
  Groups groups;
  NgShape shape;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, x);
  find_groups (ng_lowering_param (to, LEVELS)->expr, shape.rank - 1, &groups);
  dims[0] = shape.dims[0];
  for (int i = 0; i < groups.n; i++) {
    dims[i + 1] = 1;
    for (int j = 0; j < groups.sizes[i]; j++) {
      axes[n_axes++] = groups.levels[i][j] + 1;
      dims[i + 1] *= shape.dims[groups.levels[i][j] + 1];
    }
  }
  x = ng_build_transpose (b, x, axes);
  ng_lowering_output (to, 0, ng_build_reshape (b, x, dims, groups.n + 1));
}

const NgLayerClass ng_layer_flatten = {
  .name = "FlattenLayer",
  .summary = "Merges levels into one",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M2 2h5v5h-5z M4.5 2v5 M2 4.5h5 M2 11h12v3h-12z M5 11v3 M8 11v3 M11 11v3 M10 5h2v3",
  .law = "the size is the product of the sizes of the merged levels",
  .params = { { "Levels",
                NG_PARAM_EXPR,
                .position = 1,
                .value = "Infinity",
                .help = "Infinity for all; i merges the first i + 1 levels, -i the last i + 1; or "
                        "lists of levels." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .check = flatten_check,
  .infer = flatten_infer,
  .verify = flatten_verify,
  .lower = flatten_lower,
  .examples = { "FlattenLayer[\"Input\" -> {2, 3, 2}]",
                "FlattenLayer[1, \"Input\" -> {2, 3, 4}]",
                "FlattenLayer[-1, \"Input\" -> {\"Varying\", 3, 4}]",
                "FlattenLayer[{{3, 1}, {2}}, \"Input\" -> {2, 3, 4}]",
                "FlattenLayer[\"Input\" -> \"Real\"]" },
};
