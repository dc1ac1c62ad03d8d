/* PartLayer[i]: part i of the first level; PartLayer[i;;j] those from i to j; PartLayer[{s1, …}]
 * one of these, or All, for each level. Negative numbers count from the end. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"

enum { PART };

/* What is taken of one level: elements first, first + step, …, from 0. */
typedef struct {
  gint64 first, step, count;
} Selection;

/* What the layer says of a level, from 0; NULL where it takes all. */
static const NgExpr *
find_selector (const NgLayer *layer, int level)
{
  const NgExpr *part = ng_layer_param (layer, PART)->expr;

  if (!ng_expr_is_call (part, "List"))
    return level == 0 ? part : NULL;
  if ((gsize) level >= ng_expr_n_args (part))
    return NULL;
  part = ng_expr_arg (part, (gsize) level);
  return ng_expr_is_symbol (part, "All") ? NULL : part;
}

static int
count_levels (const NgLayer *layer)
{
  const NgExpr *part = ng_layer_param (layer, PART)->expr;

  return ng_expr_is_call (part, "List") ? (int) ng_expr_n_args (part) : 1;
}

static gboolean
is_index (const NgExpr *selector)
{
  return selector != NULL && ng_expr_kind (selector) == NG_EXPR_INTEGER;
}

static gboolean
is_sound (const NgExpr *selector)
{
  if (ng_expr_kind (selector) == NG_EXPR_INTEGER)
    return ng_expr_integer (selector) != 0;
  if (!ng_expr_is_call (selector, "Span") || ng_expr_n_args (selector) < 2 ||
      ng_expr_n_args (selector) > 3)
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (selector); i++) {
    const NgExpr *entry = ng_expr_arg (selector, i);

    if (!(i == 1 && ng_expr_is_symbol (entry, "All")) &&
        (ng_expr_kind (entry) != NG_EXPR_INTEGER || ng_expr_integer (entry) == 0 ||
         ng_expr_integer (entry) <= -NG_MAX_ELEMENTS || ng_expr_integer (entry) >= NG_MAX_ELEMENTS))
      return FALSE;
  }
  return TRUE;
}

static gboolean
part_check (const NgLayer *layer, GError **error)
{
  NgExpr *part = ng_layer_param (layer, PART)->expr;
  gboolean fits = count_levels (layer) > 0 && count_levels (layer) <= NG_MAX_RANK;
  g_autofree char *shown = NULL;

  for (int i = 0; fits && i < count_levels (layer); i++) {
    const NgExpr *selector = find_selector (layer, i);

    fits = selector == NULL || is_sound (selector);
  }
  if (fits)
    return TRUE;
  shown = ng_print_short (part, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (part),
                    "\"Part\" has to be a number, a span i;;j, or a list of these and of All, one "
                    "for each level, and %s is given.",
                    shown);
  return FALSE;
}

/* Place @index of @size, from 0; outside of 0 … size - 1 where there is none. */
static gint64
from_front (gint64 index, gint64 size)
{
  return index < 0 ? size + index : index - 1;
}

/* What is taken of @size elements; %FALSE where that is not there, or nothing. */
static gboolean
select_elements (const NgExpr *selector, gint64 size, Selection *selection)
{
  gint64 first, last;

  *selection = (Selection){ 0, 1, size };
  if (selector == NULL)
    return TRUE;
  if (is_index (selector)) {
    *selection = (Selection){ from_front (ng_expr_integer (selector), size), 1, 1 };
    return selection->first >= 0 && selection->first < size;
  }
  selection->step = ng_expr_n_args (selector) > 2 ? ng_expr_integer (ng_expr_arg (selector, 2)) : 1;
  first = from_front (ng_expr_integer (ng_expr_arg (selector, 0)), size);
  if (!ng_expr_is_symbol (ng_expr_arg (selector, 1), "All")) {
    last = from_front (ng_expr_integer (ng_expr_arg (selector, 1)), size);
  } else if (selection->step > 0) {
    last = size - 1;
  } else { /* ;;;;-1 is all of it backwards. */
    first = first == 0 ? size - 1 : first;
    last = 0;
  }
  selection->first = first;
  if (first < 0 || first >= size || last < 0 || last >= size ||
      (selection->step > 0 ? last < first : last > first))
    return FALSE;
  selection->count = (last - first) / selection->step + 1;
  return TRUE;
}

static void
part_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  int rank = ng_relation_input (relation, 0)->rank;
  int from[NG_MAX_RANK], levels[NG_MAX_RANK], n = 0, n_indices = 0;

  ng_relation_share_elements (relation, 0);
  for (int i = 0; i < count_levels (layer); i++)
    n_indices += is_index (find_selector (layer, i));
  if (rank < 0 && ng_relation_output (relation, 0)->rank >= 0)
    rank = ng_relation_output (relation, 0)->rank + n_indices;
  if (rank < count_levels (layer) || rank > NG_MAX_RANK)
    return;
  for (int i = 0; i < rank; i++) {
    const NgExpr *selector = find_selector (layer, i);

    if (is_index (selector))
      continue;
    levels[n] = i;
    from[n++] = selector == NULL ? i : -1;
  }
  if (!ng_relation_map_levels (relation, 0, rank, from, n))
    return;
  for (int i = 0; i < n; i++) {
    NgDim dim = ng_relation_input (relation, 0)->dims[levels[i]];
    Selection selection;

    if (from[i] < 0 && dim.state == NG_DIM_NUMBER &&
        select_elements (find_selector (layer, levels[i]), dim.value, &selection))
      ng_relation_refine_output_level (relation, 0, i, ng_dim_number (selection.count));
  }
}

static void
part_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  const NgType *input = ng_relation_input (relation, 0);

  if (input->rank >= 0 && input->rank < count_levels (layer)) {
    ng_relation_fail (relation,
                      "NetGraph::level",
                      "The input has %d levels, and parts of %d are taken.",
                      input->rank,
                      count_levels (layer));
    return;
  }
  for (int i = 0; i < input->rank; i++) {
    const NgExpr *selector = find_selector (layer, i);
    g_autofree char *shown = selector != NULL ? ng_print_short (selector, NG_MAX_SHOWN_NAME) : NULL;
    Selection selection;

    if (selector != NULL && !is_index (selector) && input->dims[i].state == NG_DIM_VARYING)
      ng_relation_fail (relation,
                        "NetGraph::varying",
                        "Level %d of the input varies, and only a single part, counted from either "
                        "end, can be taken of it.",
                        i + 1);
    else if (input->dims[i].state == NG_DIM_NUMBER &&
             !select_elements (selector, input->dims[i].value, &selection))
      ng_relation_fail (relation,
                        "NetGraph::part",
                        "There is no part %s of %" G_GINT64_FORMAT " elements, at level %d.",
                        shown,
                        input->dims[i].value,
                        i + 1);
  }
}

/* x: (batch, *s); every level is sliced, then those of which one part was taken go. */
static void
part_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK] = { 1 }, dims[NG_MAX_RANK];
  NgShape shape;
  int rank = 1;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, x);
  dims[0] = shape.dims[0];
  for (int i = 1; i < shape.rank; i++) {
    const NgExpr *selector = find_selector (ng_lowering_layer (to), i - 1);
    Selection selection;

    if (!select_elements (selector, shape.dims[i], &selection)) {
      g_autofree char *shown = ng_print_short (selector, NG_MAX_SHOWN_NAME);

      ng_lowering_fail (to,
                        "NetGraph::part",
                        "There is no part %s of %" G_GINT64_FORMAT " elements.",
                        shown,
                        shape.dims[i]);
      return;
    }
    start[i] = selection.first;
    step[i] = selection.step;
    shape.dims[i] = selection.count;
    if (!is_index (selector))
      dims[rank++] = selection.count;
  }
  x = ng_build_slice (b, x, start, step, shape.dims);
  ng_lowering_output (to, 0, ng_build_reshape (b, x, dims, rank));
}

static char *
part_label (const NgLayer *layer)
{
  return ng_param_label (ng_layer_param (layer, PART));
}

const NgLayerClass ng_layer_part = {
  .name = "PartLayer",
  .summary = "Takes parts of an array by their places",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M2 5h4v6h-4z M6 5h4v6h-4z M10 5h4v6h-4z M8 2v2 M7 3.2l1 1l1-1 M8 12v2",
  .law = "a level goes where one part is taken, and has the length of the span where that is",
  .params = { { "Part",
                NG_PARAM_EXPR,
                .position = 1,
                .flags = NG_PARAM_REQUIRED,
                .help = "A number, a span i;;j or i;;j;;k, or one of these or All for each level; "
                        "negative numbers count from the end." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .check = part_check,
  .infer = part_infer,
  .verify = part_verify,
  .lower = part_lower,
  .label = part_label,
  .examples = { "PartLayer[2, \"Input\" -> {3, 2}]",
                "PartLayer[2 ;; -1, \"Input\" -> {3, 2}]",
                "PartLayer[{All, -1}, \"Input\" -> {2, 3}]",
                "PartLayer[{-1 ;; 1 ;; -2, 1}, \"Input\" -> {5, 2}]",
                "PartLayer[-2, \"Input\" -> {\"Varying\", 2}]" },
};
