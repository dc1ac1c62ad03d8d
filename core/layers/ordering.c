/* OrderingLayer[]: the places that sort a vector, the least element first; OrderingLayer[n] the
 * first n of them, OrderingLayer[-n] the last n. Equal elements stay as they stand. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"

enum { COUNT };

/* How many places are given, negative from the end; 0 for all. */
static gint64
find_count (const NgLayer *layer)
{
  const NgExpr *count = ng_layer_param (layer, COUNT)->expr;

  return ng_expr_kind (count) == NG_EXPR_INTEGER ? ng_expr_integer (count) : 0;
}

static gboolean
ordering_check (const NgLayer *layer, GError **error)
{
  const NgExpr *count = ng_layer_param (layer, COUNT)->expr;
  g_autofree char *shown = NULL;

  if (ng_expr_is_symbol (count, "All") ||
      (find_count (layer) != 0 && find_count (layer) > -NG_MAX_ELEMENTS &&
       find_count (layer) < NG_MAX_ELEMENTS))
    return TRUE;
  shown = ng_print_short (count, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (count),
                    "\"Count\" has to be All or an integer other than 0, and %s is given.",
                    shown);
  return FALSE;
}

static void
ordering_infer (NgRelation *relation)
{
  gint64 count = ABS (find_count (ng_relation_layer (relation)));
  NgType type = ng_type_of_rank (1);
  NgDim length;

  ng_relation_refine_input (relation, 0, &type);
  if (ng_relation_input (relation, 0)->rank != 1)
    return;
  length = ng_relation_input (relation, 0)->dims[0];
  type.kind = NG_KIND_INTEGER;
  type.min = 1;
  type.max = length.state == NG_DIM_NUMBER ? length.value : G_MAXINT64;
  type.dims[0] = count > 0 ? ng_dim_number (count) : length;
  ng_relation_refine_output (relation, 0, &type);
  if (count == 0 && ng_relation_output (relation, 0)->rank == 1)
    ng_relation_refine_input_level (relation, 0, 0, ng_relation_output (relation, 0)->dims[0]);
}

static void
ordering_verify (NgRelation *relation)
{
  gint64 count = ABS (find_count (ng_relation_layer (relation)));
  const NgType *input = ng_relation_input (relation, 0);

  if (input->rank == 1 && input->dims[0].state == NG_DIM_NUMBER && count > input->dims[0].value)
    ng_relation_fail (relation,
                      "NetGraph::part",
                      "The places of %" G_GINT64_FORMAT
                      " elements are asked for, and there are %" G_GINT64_FORMAT ".",
                      count,
                      input->dims[0].value);
}

/* x: (batch, n) -> int64 (batch, m) */
static void
ordering_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  gint64 count = find_count (ng_lowering_layer (to));
  NgValue x = ng_lowering_input (to, 0), places;
  gint64 start[] = { 0, 0 }, step[] = { 1, 1 };
  NgShape shape;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, x);
  if (ABS (count) > shape.dims[1]) {
    ng_lowering_fail (to,
                      "NetGraph::part",
                      "The places of %" G_GINT64_FORMAT
                      " elements are asked for, and there are %" G_GINT64_FORMAT ".",
                      ABS (count),
                      shape.dims[1]);
    return;
  }
  places = ng_build_order (b, x, 1);
  if (count != 0) {
    start[1] = count < 0 ? shape.dims[1] + count : 0;
    shape.dims[1] = ABS (count);
    places = ng_build_slice (b, places, start, step, shape.dims);
  }
  ng_lowering_output (to, 0, ng_build_offset (b, places, 1));
}

static char *
ordering_label (const NgLayer *layer)
{
  return ng_param_label (ng_layer_param (layer, COUNT));
}

const NgLayerClass ng_layer_ordering = {
  .name = "OrderingLayer",
  .summary = "The places that sort a vector",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M2 14v-3 M5 14v-5 M8 14v-8 M11 14v-11 M2 3h5 M5 1l2 2l-2 2",
  .law = "x at y is sorted",
  .params = { { "Count",
                NG_PARAM_EXPR,
                .position = 1,
                .value = "All",
                .help = "All, n for the first n places, or -n for the last n." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .check = ordering_check,
  .infer = ordering_infer,
  .verify = ordering_verify,
  .lower = ordering_lower,
  .label = ordering_label,
  .examples = { "OrderingLayer[\"Input\" -> 4]",
                "OrderingLayer[-2, \"Input\" -> 4]",
                "OrderingLayer[2, \"Input\" -> \"Varying\"]" },
};
