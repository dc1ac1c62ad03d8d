/* TransposeLayer[m <-> n]: exchanges two levels; TransposeLayer[{n1, n2, …}] makes level k of the
 * input level n_k of the output. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"

enum { SPECIFICATION };

static gboolean
transpose_check (const NgLayer *layer, GError **error)
{
  NgExpr *spec = ng_layer_param (layer, SPECIFICATION)->expr;
  g_autofree char *shown = NULL;

  if (ng_transposition_is_sound (spec))
    return TRUE;
  shown = ng_print_short (spec, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (spec),
                    "\"Specification\" has to be m <-> n, {m1 <-> n1, …}, or the new places {n1, "
                    "n2, …} of the levels, each once, and %s is given.",
                    shown);
  return FALSE;
}

static void
transpose_infer (NgRelation *relation)
{
  NgExpr *spec = ng_layer_param (ng_relation_layer (relation), SPECIFICATION)->expr;
  int rank = ng_relation_input (relation, 0)->rank;
  int axes[NG_MAX_RANK];

  ng_relation_share_elements (relation, 0);
  if (rank < 0)
    rank = ng_relation_output (relation, 0)->rank;
  if (rank >= 0 && ng_transposition_find (spec, rank, axes))
    ng_relation_map_levels (relation, 0, rank, axes, rank);
}

static void
transpose_verify (NgRelation *relation)
{
  NgExpr *spec = ng_layer_param (ng_relation_layer (relation), SPECIFICATION)->expr;
  int rank = ng_relation_input (relation, 0)->rank;
  int axes[NG_MAX_RANK];

  if (rank >= 0 && !ng_transposition_find (spec, rank, axes))
    ng_relation_fail (relation,
                      "NetGraph::level",
                      "The input has %d level%s, and others are exchanged.",
                      rank,
                      rank == 1 ? "" : "s");
}

/* x: (batch, *s) */
static void
transpose_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  int axes[NG_MAX_RANK + 1] = { 0 }, rank;

  if (ng_program_builder_has_failed (b))
    return;
  rank = ng_build_shape (b, x)->rank;
  ng_transposition_find (ng_lowering_param (to, SPECIFICATION)->expr, rank - 1, axes + 1);
  for (int i = 1; i < rank; i++)
    axes[i]++;
  ng_lowering_output (to, 0, ng_build_transpose (b, x, axes));
}

static char *
transpose_label (const NgLayer *layer)
{
  return ng_param_label (ng_layer_param (layer, SPECIFICATION));
}

const NgLayerClass ng_layer_transpose = {
  .name = "TransposeLayer",
  .summary = "Exchanges levels",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M2 4h9 M8.5 1.5l2.5 2.5l-2.5 2.5 M4 7v7 M1.5 11.5l2.5 2.5l2.5-2.5 M9 9h5v5h-5z",
  .law = "the sizes of the levels are exchanged with them",
  .params = { { "Specification",
                NG_PARAM_EXPR,
                .position = 1,
                .value = "1 <-> 2",
                .help = "m <-> n, {m1 <-> n1, …} one after another, or {n1, n2, …}, the place that "
                        "each level gets." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .check = transpose_check,
  .infer = transpose_infer,
  .verify = transpose_verify,
  .lower = transpose_lower,
  .label = transpose_label,
  .examples = { "TransposeLayer[\"Input\" -> {2, 3}]",
                "TransposeLayer[1 <-> -1, \"Input\" -> {\"Varying\", 2, 3}]",
                "TransposeLayer[{1 <-> 2, 2 <-> 3}, \"Input\" -> {2, 3, 4}]",
                "TransposeLayer[{2, 3, 1}, \"Output\" -> {4, 2, 3}]" },
};
