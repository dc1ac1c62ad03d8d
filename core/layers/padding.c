/* PaddingLayer[{{m1, n1}, …}]: puts m elements before each level and n behind it: a number, the
 * nearest element of the edge ("Fixed"), or what lies as far on the other side of the edge
 * ("Reflected"; the edge itself is not repeated). */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"

enum { SIZES, PADDING };
enum { CONSTANT, FIXED, REFLECTED, N_METHODS };

static const char *const methods[] = { "", "Fixed", "Reflected" };

/* CONSTANT and so on, or -1. */
static int
find_method (const NgLayer *layer)
{
  const NgExpr *padding = ng_layer_param (layer, PADDING)->expr;

  if (ng_expr_is_number (padding))
    return CONSTANT;
  for (int i = FIXED; ng_expr_kind (padding) == NG_EXPR_STRING && i < N_METHODS; i++)
    if (g_str_equal (ng_expr_text (padding), methods[i]))
      return i;
  return -1;
}

static gboolean
padding_check (const NgLayer *layer, GError **error)
{
  NgExpr *sizes = ng_layer_param (layer, SIZES)->expr;
  NgExpr *padding = ng_layer_param (layer, PADDING)->expr;
  gboolean are_pairs = ng_layer_param (layer, SIZES)->is_list;
  g_autofree char *shown = NULL;

  for (gsize i = 0; are_pairs && i < ng_expr_n_args (sizes); i++)
    are_pairs = ng_expr_is_call (ng_expr_arg (sizes, i), "List");
  if (are_pairs && find_method (layer) >= 0)
    return TRUE;
  shown = ng_print_short (are_pairs ? padding : sizes, NG_MAX_SHOWN_NAME);
  if (are_pairs)
    ng_error_set_new (
        error,
        "NetGraph::badarg",
        ng_expr_place (padding),
        "\"Padding\" has to be a number, \"Fixed\" or \"Reflected\", and %s is given.",
        shown);
  else
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_expr_place (sizes),
                      "\"Sizes\" has to be a list of pairs {before, behind}, one for each level, "
                      "and %s is given.",
                      shown);
  return FALSE;
}

static int
count_padded (const NgLayer *layer)
{
  return (int) ng_layer_param (layer, SIZES)->n_ints / 2;
}

/* What is put before and behind a level, from 0. */
static void
find_pads (const NgLayer *layer, int level, gint64 *before, gint64 *behind)
{
  const NgParam *sizes = ng_layer_param (layer, SIZES);

  *before = *behind = 0;
  if (level < count_padded (layer)) {
    *before = sizes->ints[2 * level];
    *behind = sizes->ints[2 * level + 1];
  }
}

static void
padding_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  int rank = ng_relation_input (relation, 0)->rank;
  int from[NG_MAX_RANK];
  gint64 before, behind;

  ng_relation_share_kind (relation, 0);
  if (rank < 0)
    rank = ng_relation_output (relation, 0)->rank;
  if (rank < 0 || rank < count_padded (layer))
    return;
  for (int i = 0; i < rank; i++) {
    find_pads (layer, i, &before, &behind);
    from[i] = before + behind > 0 ? -1 : i;
  }
  if (!ng_relation_map_levels (relation, 0, rank, from, rank))
    return;
  for (int i = 0; i < rank; i++) {
    find_pads (layer, i, &before, &behind);
    if (before + behind > 0)
      ng_relation_resize_level (relation, i, before + behind);
  }
}

static void
padding_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  const NgType *input = ng_relation_input (relation, 0);
  int method = find_method (layer);

  if (input->rank >= 0 && input->rank < count_padded (layer)) {
    ng_relation_fail (relation,
                      "NetGraph::level",
                      "The input has %d levels, and %d are padded.",
                      input->rank,
                      count_padded (layer));
    return;
  }
  for (int i = 0; i < input->rank; i++) {
    gint64 before, behind;

    find_pads (layer, i, &before, &behind);
    if (before + behind > 0)
      ng_relation_verify_longer (relation, i, before + behind);
    if (before + behind == 0 || method == CONSTANT)
      continue;
    if (input->dims[i].state == NG_DIM_VARYING)
      ng_relation_fail (relation,
                        "NetGraph::varying",
                        "Level %d of the input varies, and can be padded with a number only.",
                        i + 1);
    else if (method == REFLECTED && input->dims[i].state == NG_DIM_NUMBER &&
             MAX (before, behind) >= input->dims[i].value)
      ng_relation_fail (relation,
                        "NetGraph::kernel",
                        "Level %d has %" G_GINT64_FORMAT " elements, and %" G_GINT64_FORMAT
                        " cannot be reflected: there have to be more of them.",
                        i + 1,
                        input->dims[i].value,
                        MAX (before, behind));
  }
}

/* Along one axis, element i of the output is that element of the input: for "Fixed" the nearest;
 * for "Reflected" i is folded at 0, then at n - 1. */
static NgValue
find_places (NgProgramBuilder *b, int method, gint64 n, gint64 before, gint64 size)
{
  NgShape shape = { .element = NG_ELEMENT_I64, .rank = 1, .dims = { size } };
  NgValue i = ng_build_offset (b, ng_build_iota (b, &shape, 0), (double) -before);
  NgValue last = ng_build_fill (b, &shape, (double) (n - 1));

  if (method == FIXED) {
    i = ng_build_binary (b, NG_PRIMITIVE_MAX, i, ng_build_fill (b, &shape, 0));
    return ng_build_binary (b, NG_PRIMITIVE_MIN, i, last);
  }
  i = ng_build_subtract (b, last, ng_build_unary (b, NG_PRIMITIVE_ABS, i));
  return ng_build_subtract (b, last, ng_build_unary (b, NG_PRIMITIVE_ABS, i));
}

/* x: (batch, *s) */
static void
padding_lower (NgLowering *to)
{
  const NgLayer *layer = ng_lowering_layer (to);
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  gint64 before[NG_MAX_RANK] = { 0 }, behind[NG_MAX_RANK] = { 0 };
  int method = find_method (layer), rank;

  if (ng_program_builder_has_failed (b))
    return;
  rank = ng_build_shape (b, x)->rank;
  for (int i = 1; i < rank; i++)
    find_pads (layer, i - 1, &before[i], &behind[i]);
  if (method == CONSTANT)
    x = ng_build_pad (b, x, before, behind, ng_expr_number (ng_lowering_param (to, PADDING)->expr));
  for (int i = 1; method != CONSTANT && i < rank; i++) {
    gint64 n = ng_build_shape (b, x)->dims[i];

    if (before[i] + behind[i] > 0)
      x = ng_build_gather (
          b, x, find_places (b, method, n, before[i], n + before[i] + behind[i]), i);
  }
  ng_lowering_output (to, 0, x);
}

static char *
padding_label (const NgLayer *layer)
{
  return ng_print_short (ng_layer_param (layer, SIZES)->expr, 24);
}

const NgLayerClass ng_layer_padding = {
  .name = "PaddingLayer",
  .summary = "Puts elements before and behind levels",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M5 5h6v6h-6z M2 2h2 M7 2h2 M12 2h2 M2 14h2 M7 14h2 M12 14h2 M2 6v4 M14 6v4",
  .law = "a padded level is longer by both sizes",
  .params = { { "Sizes",
                NG_PARAM_PADDING,
                .position = 1,
                .flags = NG_PARAM_REQUIRED,
                .help = "{{before, behind}, …}, a pair for each level; levels behind them stay." },
              { "Padding",
                NG_PARAM_EXPR,
                .value = "0",
                .help = "What is put there: a number, \"Fixed\" for the element at the edge, "
                        "\"Reflected\" for a mirror image." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .check = padding_check,
  .infer = padding_infer,
  .verify = padding_verify,
  .lower = padding_lower,
  .label = padding_label,
  .examples = { "PaddingLayer[{{1, 2}}, \"Input\" -> {2, 3}]",
                "PaddingLayer[{{1, 0}, {0, 2}}, Padding -> 1.5, \"Input\" -> {\"Varying\", 3}]",
                "PaddingLayer[{{2, 1}}, Padding -> \"Fixed\", \"Input\" -> 3]",
                "PaddingLayer[{{0, 0}, {2, 1}}, Padding -> \"Reflected\", \"Input\" -> {2, 3}]" },
};
