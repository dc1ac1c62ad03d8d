/* Elements written where others say: ScatterElements, ScatterND and what is made of writing. */

#include "core/operators/inference.h"
#include "core/operators/places.h"

/* The places in ascending order, and the updates in that order. */
typedef struct {
  NgValue places, updates;
  gint64 n;
} Sorted;

static Sorted
sort_updates (NgOperation *to, NgValue places, NgValue updates)
{
  NgProgramBuilder *b = to->builder;
  NgValue order = ng_build_order (b, places, 0);

  return (Sorted){ .places = ng_build_gather (b, places, order, 0),
                   .updates = ng_build_gather (b, updates, order, 0),
                   .n = ng_operation_shape (to, places)->dims[0] };
}

/* @x moved by @distance rows towards the end, or the front if negative; @filling where none is. */
static NgValue
move_rows (NgOperation *to, NgValue x, gint64 distance, double filling)
{
  gint64 n = ng_operation_shape (to, x)->dims[0], size = ABS (distance);
  gint64 before[NG_MAX_RANK] = { MAX (distance, 0) }, after[NG_MAX_RANK] = { MAX (-distance, 0) };
  NgValue kept = ng_operation_part (to, x, 0, distance > 0 ? 0 : size, 1, n - size);

  return ng_build_pad (to->builder, kept, before, after, filling);
}

static NgValue
choose_rows (NgOperation *to, NgValue which, NgValue yes, NgValue no)
{
  return ng_build_select (to->builder, ng_build_broadcast_at (to->builder, which, yes, 0), yes, no);
}

/* Joins each run of updates for one place by @primitive, so that the last of the run has all. After
 * the step of distance d each has those of the 2d before it. */
static void
join_runs (NgOperation *to, Sorted *sorted, NgPrimitive primitive)
{
  NgProgramBuilder *b = to->builder;

  for (gint64 distance = 1; distance < sorted->n; distance *= 2) {
    NgValue places = move_rows (to, sorted->places, distance, -1);
    NgValue updates = move_rows (to, sorted->updates, distance, 0);
    NgValue same = ng_build_binary (b, NG_PRIMITIVE_EQUAL, places, sorted->places);
    NgValue joint = ng_build_binary (b, primitive, updates, sorted->updates);
    sorted->updates = choose_rows (to, same, joint, sorted->updates);
  }
}

/* The last of each run alone, zeros before it. */
static void
keep_last (NgOperation *to, Sorted *sorted)
{
  NgProgramBuilder *b = to->builder;
  NgValue next = move_rows (to, sorted->places, -1, -1);
  NgValue continues = ng_build_binary (b, NG_PRIMITIVE_EQUAL, next, sorted->places);
  NgValue zero = ng_build_fill_like (b, sorted->updates, 0);

  sorted->updates = choose_rows (to, continues, zero, sorted->updates);
}

/* Whether each of @size places is written to, in the dimensions of @like. */
static NgValue
is_written (NgOperation *to, NgValue places, NgValue like)
{
  NgProgramBuilder *b = to->builder;
  NgShape marks = *ng_operation_shape (to, places);

  marks.element = NG_ELEMENT_F32;
  NgValue counts = ng_build_scatter_add (
      b, ng_build_fill (b, &marks, 1), places, 0, ng_operation_shape (to, like)->dims[0]);
  NgValue written =
      ng_build_binary (b, NG_PRIMITIVE_LESS, ng_build_fill_like (b, counts, 0), counts);
  return ng_build_broadcast_at (b, written, like, 0);
}

NgValue
ng_operation_scatter (
    NgOperation *to, NgValue flat, NgValue places, NgValue updates, const char *reduction)
{
  static const struct {
    const char *name;
    NgPrimitive primitive;
  } joins[] = { { "mul", NG_PRIMITIVE_MULTIPLY },
                { "min", NG_PRIMITIVE_MIN },
                { "max", NG_PRIMITIVE_MAX } };
  NgProgramBuilder *b = to->builder;
  NgElement element = ng_operation_shape (to, flat)->element;
  gint64 size = ng_operation_shape (to, flat)->dims[0];
  int join = -1;

  for (int i = 0; i < (int) G_N_ELEMENTS (joins); i++)
    join = g_str_equal (reduction, joins[i].name) ? i : join;
  if (join < 0 && !g_str_equal (reduction, "none") && !g_str_equal (reduction, "add") &&
      !g_str_equal (reduction, "last")) {
    ng_operation_fail (to, "has the unknown reduction \"%s\"", reduction);
    return NG_NO_VALUE;
  }
  if ((join >= 0 || g_str_equal (reduction, "add")) &&
      ng_operation_element (to, 0) == NG_ELEMENT_STRING) {
    ng_operation_fail (to, "cannot join texts by \"%s\"", reduction);
    return NG_NO_VALUE;
  }
  if (element == NG_ELEMENT_BOOL) {
    flat = ng_build_convert (b, flat, NG_ELEMENT_U8);
    updates = ng_build_convert (b, updates, NG_ELEMENT_U8);
  }
  if (join >= 0 || g_str_equal (reduction, "last")) {
    Sorted sorted = sort_updates (to, places, updates);
    if (join >= 0)
      join_runs (to, &sorted, joins[join].primitive);
    keep_last (to, &sorted);
    places = sorted.places;
    updates = sorted.updates;
  }
  NgValue written = ng_build_scatter_add (b, updates, places, 0, size), y;
  if (g_str_equal (reduction, "add")) {
    y = ng_build_add (b, flat, written);
  } else {
    if (join >= 0)
      written = ng_build_binary (b, joins[join].primitive, flat, written);
    y = ng_build_select (b, is_written (to, places, flat), written, flat);
  }
  return ng_build_convert (b, y, element);
}

static void
lower_scatter_elements (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), indices = ng_operation_need (to, 1);
  NgValue updates = ng_operation_need (to, 2);
  gint64 strides[NG_MAX_RANK];

  if (x == NG_NO_VALUE || indices == NG_NO_VALUE || updates == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x), at = *ng_operation_shape (to, indices);
  gint64 count = ng_shape_count (&shape), n = ng_shape_count (&at);
  int axis = ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", 0), shape.rank);
  if (axis < 0)
    return;
  if (at.rank != shape.rank || ng_shape_count (ng_operation_shape (to, updates)) != n) {
    ng_operation_fail (to, "has indices that do not fit its data or its updates");
    return;
  }
  indices = ng_places_from_front (to, indices, shape.dims[axis]);
  if (indices == NG_NO_VALUE)
    return;
  ng_places_strides (&shape, strides);
  NgValue places = ng_places_flat (to, &at, strides, shape.rank, axis);
  places = ng_build_add (
      to->builder, places, ng_build_scale (to->builder, indices, (double) strides[axis]));
  NgValue y = ng_operation_scatter (to,
                                    ng_build_reshape (to->builder, x, &count, 1),
                                    ng_build_reshape (to->builder, places, &n, 1),
                                    ng_build_reshape (to->builder, updates, &n, 1),
                                    ng_onnx_node_text (to->node, "reduction", "none"));
  if (y != NG_NO_VALUE)
    ng_operation_output (to, 0, ng_build_reshape (to->builder, y, shape.dims, shape.rank));
}

static void
lower_scatter_nd (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), indices = ng_operation_need (to, 1);
  NgValue updates = ng_operation_need (to, 2);
  gint64 dims[2] = { 1, 1 }, rows[2] = { 1, 1 };

  if (x == NG_NO_VALUE || indices == NG_NO_VALUE || updates == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x), at = *ng_operation_shape (to, indices);
  gint64 n = at.rank > 0 ? at.dims[at.rank - 1] : 0;
  NgShape front = shape;
  if (n < 1 || n > shape.rank) {
    ng_operation_fail (to,
                       "has indices of %" G_GINT64_FORMAT " coordinates for an array of rank %d",
                       n,
                       shape.rank);
    return;
  }
  front.rank = (int) n;
  for (int i = 0; i < shape.rank; i++)
    dims[i >= n] *= shape.dims[i];
  for (int i = 0; i < at.rank - 1; i++)
    rows[0] *= at.dims[i];
  rows[1] = dims[1];
  if (ng_shape_count (ng_operation_shape (to, updates)) != rows[0] * rows[1]) {
    ng_operation_fail (to, "has updates that do not fit its indices");
    return;
  }
  NgValue places = ng_places_of (to, indices, &front, n, NG_NO_VALUE);
  if (places == NG_NO_VALUE)
    return;
  NgValue y = ng_operation_scatter (to,
                                    ng_build_reshape (to->builder, x, dims, 2),
                                    ng_build_reshape (to->builder, places, rows, 1),
                                    ng_build_reshape (to->builder, updates, rows, 2),
                                    ng_onnx_node_text (to->node, "reduction", "none"));
  if (y != NG_NO_VALUE)
    ng_operation_output (to, 0, ng_build_reshape (to->builder, y, shape.dims, shape.rank));
}

/* Updates (n, …, m, …) written over a cache (n, …, s, …) from a place of each example on. */
static void
lower_tensor_scatter (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue cache = ng_operation_need (to, 0), updates = ng_operation_need (to, 1);
  NgValue first = ng_operation_input (to, 2);
  const char *mode = ng_onnx_node_text (to->node, "mode", "linear");
  gint64 strides[NG_MAX_RANK];
  int example = 0;

  if (cache == NG_NO_VALUE || updates == NG_NO_VALUE)
    return;
  NgShape shape = *ng_operation_shape (to, cache), at = *ng_operation_shape (to, updates);
  int axis = ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", -2), shape.rank);
  gboolean fits = axis > 0 && at.rank == shape.rank, is_circular = g_str_equal (mode, "circular");
  for (int i = 0; fits && i < at.rank; i++)
    fits = i == axis ? at.dims[i] <= shape.dims[i] : at.dims[i] == shape.dims[i];
  if (fits && first != NG_NO_VALUE)
    fits = ng_operation_shape (to, first)->rank == 1 &&
           ng_operation_shape (to, first)->dims[0] == shape.dims[0];
  if (!fits || (!is_circular && !g_str_equal (mode, "linear"))) {
    if (axis >= 0)
      ng_operation_fail (to, "has updates that do not fit its cache");
    return;
  }
  gint64 count = ng_shape_count (&shape), n = ng_shape_count (&at);
  at.element = NG_ELEMENT_I64;
  NgValue along = ng_build_iota (b, &at, axis);
  if (first != NG_NO_VALUE)
    along = ng_build_add (
        b,
        along,
        ng_build_broadcast (
            b, ng_build_convert (b, first, NG_ELEMENT_I64), at.dims, at.rank, &example));
  if (is_circular)
    along = ng_build_binary (
        b, NG_PRIMITIVE_MOD, along, ng_build_fill_like (b, along, (double) shape.dims[axis]));
  ng_places_strides (&shape, strides);
  NgValue places = ng_places_flat (to, &at, strides, shape.rank, axis);
  places = ng_build_add (b, places, ng_build_scale (b, along, (double) strides[axis]));
  NgValue y = ng_operation_scatter (to,
                                    ng_build_reshape (b, cache, &count, 1),
                                    ng_build_reshape (b, places, &n, 1),
                                    ng_build_reshape (b, updates, &n, 1),
                                    "none");
  if (y != NG_NO_VALUE)
    ng_operation_output (to, 0, ng_build_reshape (b, y, shape.dims, shape.rank));
}

#define SCATTER(NAME, SUMMARY, INFER, LOWER, ...)                                                  \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_STRUCTURE,                           \
    .inputs = { __VA_ARGS__ }, .outputs = { "output" }, .takes_texts = TRUE, .infer = INFER,       \
    .lower = LOWER                                                                                 \
  }

const NgOperatorClass ng_operators_scatter[] = {
  SCATTER ("ScatterElements",
           "Writes elements by their place along an axis",
           ng_operator_infer_fitting,
           lower_scatter_elements,
           "data",
           "indices",
           "updates"),
  SCATTER ("Scatter",
           "Writes elements by their place along an axis",
           ng_operator_infer_fitting,
           lower_scatter_elements,
           "data",
           "indices",
           "updates"),
  SCATTER ("ScatterND",
           "Writes parts of an array by their coordinates",
           ng_operator_infer_fitting,
           lower_scatter_nd,
           "data",
           "indices",
           "updates"),
  SCATTER ("TensorScatter",
           "Writes into a cache of each example",
           ng_operator_infer_fitting,
           lower_tensor_scatter,
           "past_cache",
           "update",
           "write_indices"),
  { .name = NULL },
};
