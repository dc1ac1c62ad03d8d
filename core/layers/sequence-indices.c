/* SequenceIndicesLayer[]: the places 1, 2, … of the items of a sequence; from "Maximum" on, that.
 */

#include "core/graph/levels.h"
#include "core/graph/sequence.h"

enum { MAXIMUM };

/* The maximum, or G_MAXINT64 where there is none. */
static gint64
find_maximum (const NgLayer *layer)
{
  const NgExpr *maximum = ng_layer_param (layer, MAXIMUM)->expr;

  return ng_expr_kind (maximum) == NG_EXPR_INTEGER ? ng_expr_integer (maximum) : G_MAXINT64;
}

static gboolean
sequence_indices_check (const NgLayer *layer, GError **error)
{
  const NgExpr *maximum = ng_layer_param (layer, MAXIMUM)->expr;
  g_autofree char *shown = NULL;

  if (ng_expr_is_symbol (maximum, "Infinity") ||
      (ng_expr_kind (maximum) == NG_EXPR_INTEGER && ng_expr_integer (maximum) > 0))
    return TRUE;
  shown = ng_print_short (maximum, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (maximum),
                    "\"Maximum\" has to be a positive integer or Infinity, and %s is given.",
                    shown);
  return FALSE;
}

/* Without a maximum, the numbers go as far as what reads them can take; where nothing tells that,
 * as far as the sequence. */
static void
sequence_indices_infer (NgRelation *relation)
{
  NgType type = ng_type_of_rank (1);
  NgDim length;

  type.kind = NG_KIND_INTEGER;
  type.min = 1;
  type.max = find_maximum (ng_relation_layer (relation));
  if (ng_relation_input (relation, 0)->rank > 0)
    type.dims[0] = ng_relation_input (relation, 0)->dims[0];
  if (ng_relation_is_second (relation) && type.dims[0].state == NG_DIM_NUMBER &&
      ng_relation_output (relation, 0)->max == G_MAXINT64)
    type.max = type.dims[0].value;
  ng_relation_refine_output (relation, 0, &type);
  if (ng_relation_input (relation, 0)->rank < 1 || ng_relation_output (relation, 0)->rank != 1)
    return;
  length = ng_relation_output (relation, 0)->dims[0];
  ng_relation_refine_input_level (relation, 0, 0, length);
}

static void
sequence_indices_verify (NgRelation *relation)
{
  const NgType *output = ng_relation_output (relation, 0);
  NgDim length = ng_type_length (output);

  ng_sequence_verify (relation);
  if (find_maximum (ng_relation_layer (relation)) == G_MAXINT64 && length.state == NG_DIM_NUMBER &&
      length.value > output->max)
    ng_relation_fail (relation,
                      "NetGraph::shape",
                      "it counts to %" G_GINT64_FORMAT ", and integers from 1 to %" G_GINT64_FORMAT
                      " are needed behind it.",
                      length.value,
                      output->max);
}

/* x: (batch, n, *d) -> int64 (batch, n) */
static void
sequence_indices_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0), y;
  gint64 maximum = find_maximum (ng_lowering_layer (to));
  NgShape shape;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, x);
  shape.element = NG_ELEMENT_I64;
  shape.rank = 2;
  y = ng_build_offset (b, ng_build_iota (b, &shape, 1), 1);
  if (maximum < shape.dims[1])
    y = ng_build_binary (b, NG_PRIMITIVE_MIN, y, ng_build_fill_like (b, y, (double) maximum));
  ng_lowering_output (to, 0, y);
}

const NgLayerClass ng_layer_sequence_indices = {
  .name = "SequenceIndicesLayer",
  .summary = "The places of the items of a sequence, 1, 2, …",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph =
      "M2 9h3v4h-3z M6.5 9h3v4h-3z M11 9h3v4h-3z M3.5 3v3.5 M7 3h2v1.5l-2 2h2 M11.5 3h2v3.5h-2 "
      "M12 4.7h1.5",
  .law = "y[k] = min (k, maximum)",
  .params = { { "Maximum",
                NG_PARAM_EXPR,
                .value = "Infinity",
                .help = "The greatest number given; items behind it are given it too." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .check = sequence_indices_check,
  .infer = sequence_indices_infer,
  .verify = sequence_indices_verify,
  .lower = sequence_indices_lower,
  .examples = { "SequenceIndicesLayer[\"Input\" -> {3, 2}]",
                "SequenceIndicesLayer[\"Maximum\" -> 2, \"Input\" -> \"Varying\"]" },
};
