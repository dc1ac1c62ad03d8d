/* Parts of pictures, each as an array of the same size: RoiAlign and MaxRoiPool. */

#include "core/operators/operation.h"

#include <math.h>

/* Regions along one axis of a picture: for each and each point where it is read. */
typedef struct {
  NgValue low, high;  /* int64 (k, p): the elements in front and behind */
  NgValue rest, part; /* what they count */
  NgValue counts;     /* bool (k, p): whether the point is one at all */
  NgValue n;          /* (k): points of a bin */
} Points;

typedef struct {
  gint64 bins, points; /* bins of a region, points of a bin */
  gint64 size;         /* of the picture */
  gboolean is_half;    /* whether elements have their middle at 1/2 */
} Align;

static NgValue
binary (NgOperation *to, NgPrimitive primitive, NgValue x, NgValue y)
{
  return ng_build_binary (to->builder, primitive, x, y);
}

static NgValue
with (NgOperation *to, NgPrimitive primitive, NgValue x, double number)
{
  return binary (to, primitive, x, ng_build_fill_like (to->builder, x, number));
}

/* Corner @index of each region, (k), scaled as the picture is. */
static NgValue
corner (NgOperation *to, gint64 index, gboolean is_half)
{
  double scale = ng_onnx_node_real (to->node, "spatial_scale", 1);
  NgValue x = ng_build_part (to->builder, to->inputs[1], 1, index);

  x = ng_build_scale (to->builder, x, scale);
  return is_half ? ng_build_offset (to->builder, x, -0.5) : x;
}

/* Each region's extent along an axis, (k). */
static NgValue
extent (NgOperation *to, gint64 axis, gboolean is_half)
{
  NgValue size =
      ng_build_subtract (to->builder, corner (to, axis + 2, is_half), corner (to, axis, is_half));

  return is_half ? size : with (to, NG_PRIMITIVE_MAX, size, 1);
}

/* start + (bin + (point + 1/2) / n) extent / bins */
static Points
place_points (NgOperation *to, gint64 axis, const Align *align, gint64 fixed)
{
  NgProgramBuilder *b = to->builder;
  NgValue start = corner (to, axis, align->is_half), size = extent (to, axis, align->is_half);
  NgShape shape = { .element = ng_operation_shape (to, start)->element,
                    .rank = 3,
                    .dims = {
                        ng_operation_shape (to, start)->dims[0], align->bins, align->points } };
  gint64 flat[2] = { shape.dims[0], align->bins * align->points };
  NgValue bin_size = ng_build_scale (b, size, 1 / (double) align->bins);
  Points points;

  if (fixed > 0)
    points.n = ng_build_fill_like (b, start, (double) fixed);
  else
    points.n = ng_build_unary (b, NG_PRIMITIVE_CEIL, bin_size);
  NgValue bin = ng_build_iota (b, &shape, 1), point = ng_build_iota (b, &shape, 2);
  NgValue n = ng_build_broadcast_at (b, points.n, bin, 0);
  points.counts = ng_build_reshape (b, binary (to, NG_PRIMITIVE_LESS, point, n), flat, 2);
  NgValue inner =
      ng_build_divide (b, ng_build_offset (b, point, 0.5), with (to, NG_PRIMITIVE_MAX, n, 1));
  NgValue x = ng_build_multiply (
      b, ng_build_add (b, bin, inner), ng_build_broadcast_at (b, bin_size, bin, 0));
  x = ng_build_reshape (b, ng_build_add (b, x, ng_build_broadcast_at (b, start, bin, 0)), flat, 2);

  double last = (double) (align->size - 1);
  NgValue is_near = binary (to,
                            NG_PRIMITIVE_AND,
                            binary (to, NG_PRIMITIVE_LESS_EQUAL, ng_build_fill_like (b, x, -1), x),
                            with (to, NG_PRIMITIVE_LESS_EQUAL, x, (double) align->size));
  x = with (to, NG_PRIMITIVE_MIN, with (to, NG_PRIMITIVE_MAX, x, 0), last);
  NgValue low = ng_build_unary (b, NG_PRIMITIVE_FLOOR, x);
  points.low = ng_build_convert (b, low, NG_ELEMENT_I64);
  points.high = ng_build_convert (
      b, with (to, NG_PRIMITIVE_MIN, ng_build_offset (b, low, 1), last), NG_ELEMENT_I64);
  points.part = ng_build_subtract (b, x, low);
  points.rest = ng_build_offset (b, ng_build_unary (b, NG_PRIMITIVE_NEGATE, points.part), 1);
  NgValue zero = ng_build_fill_like (b, x, 0);
  points.part = ng_build_select (b, is_near, points.part, zero);
  points.rest = ng_build_select (b, is_near, points.rest, zero);
  return points;
}

/* (k, p) and (k, q) as (k, p, q) */
static NgValue
cross (NgOperation *to, NgPrimitive primitive, NgValue rows, NgValue columns)
{
  const NgShape left = *ng_operation_shape (to, rows), right = *ng_operation_shape (to, columns);
  gint64 dims[3] = { left.dims[0], left.dims[1], right.dims[1] };
  static const int of_rows[2] = { 0, 1 }, of_columns[2] = { 0, 2 };

  return binary (to,
                 primitive,
                 ng_build_broadcast (to->builder, rows, dims, 3, of_rows),
                 ng_build_broadcast (to->builder, columns, dims, 3, of_columns));
}

/* One of the four elements around each point times what it counts: (k, p, q, c). */
static NgValue
read_corner (NgOperation *to,
             NgValue rows,
             NgValue first,
             NgValue y,
             NgValue y_weight,
             NgValue x,
             NgValue x_weight,
             gint64 width)
{
  NgProgramBuilder *b = to->builder;
  NgValue place = cross (to, NG_PRIMITIVE_ADD, ng_build_scale (b, y, (double) width), x);
  place = ng_build_add (b, place, ng_build_broadcast_at (b, first, place, 0));
  NgValue weight = cross (to, NG_PRIMITIVE_MULTIPLY, y_weight, x_weight);
  NgValue read = ng_build_gather (b, rows, place, 0);

  return ng_build_multiply (b, read, ng_build_broadcast_at (b, weight, read, 0));
}

/* Points of a bin, where each region has as many as its size asks for: of the largest. */
static gint64
most_points (NgOperation *to, gint64 axis, gint64 bins, gboolean is_half)
{
  NgTensor *known = ng_operation_known (to, 1);
  double scale = ng_onnx_node_real (to->node, "spatial_scale", 1), most = 1;

  for (gint64 i = 0; known != NULL && i < ng_tensor_dims (known)[0]; i++) {
    double low = ng_tensor_get_real (known, i * 4 + axis) * scale;
    double high = ng_tensor_get_real (known, i * 4 + axis + 2) * scale;
    double size = is_half ? high - low : MAX (high - low, 1);
    /* One more, should this and the program round differently. */
    most = MAX (most, ceil (size / (double) bins) + 1);
  }
  if (most > 4096) {
    ng_operation_lack (to, "over regions so large cannot be run");
    return -1;
  }
  return known != NULL ? (gint64) most : -1;
}

static gboolean
check_regions (NgOperation *to, gint64 columns)
{
  NgValue x = ng_operation_need (to, 0), regions = ng_operation_need (to, 1);
  const NgShape *shape = ng_operation_shape (to, x), *given = ng_operation_shape (to, regions);

  if (x == NG_NO_VALUE || regions == NG_NO_VALUE)
    return FALSE;
  if (shape->rank == 4 && shape->dims[2] > 0 && shape->dims[3] > 0 && given->rank == 2 &&
      given->dims[1] == columns)
    return TRUE;
  ng_operation_fail (to, "has regions that do not fit its pictures");
  return FALSE;
}

/* (k, p, q, c), as many points of each bin as there are, -> (k, c, bins, bins) */
static NgValue
join_points (
    NgOperation *to, NgValue read, const Align *rows, const Align *columns, NgPrimitive how)
{
  static const int axes[4] = { 0, 3, 1, 2 };
  const NgShape shape = *ng_operation_shape (to, read);
  gint64 dims[6] = { shape.dims[0], rows->bins,      rows->points,
                     columns->bins, columns->points, shape.dims[3] };

  read = ng_build_reshape (to->builder, read, dims, 6);
  read = ng_build_reduce (to->builder, how, read, 1u << 2 | 1u << 4, FALSE);
  return ng_build_transpose (to->builder, read, axes);
}

/* Where each example begins in a list of all elements, for each region. */
static NgValue
first_places (NgOperation *to, NgValue examples, const NgShape *x)
{
  return ng_build_scale (to->builder,
                         ng_build_convert (to->builder, examples, NG_ELEMENT_I64),
                         (double) (x->dims[2] * x->dims[3]));
}

/* (n, c, h, w) -> (n h w, c) */
static NgValue
elements_of (NgOperation *to, NgValue x)
{
  static const int axes[4] = { 0, 2, 3, 1 };
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 dims[2] = { shape.dims[0] * shape.dims[2] * shape.dims[3], shape.dims[1] };

  return ng_build_reshape (to->builder, ng_build_transpose (to->builder, x, axes), dims, 2);
}

/* The mean of the points of each bin, or the greatest of all that is weighed for them. */
static void
align_regions (NgOperation *to, const Align *rows, const Align *columns, gint64 fixed)
{
  NgProgramBuilder *b = to->builder;
  gboolean is_mean = g_str_equal (ng_onnx_node_text (to->node, "mode", "avg"), "avg");
  const NgShape shape = *ng_operation_shape (to, to->inputs[0]);
  Points y = place_points (to, 1, rows, fixed), x = place_points (to, 0, columns, fixed);
  NgValue elements = elements_of (to, to->inputs[0]);
  NgValue first = first_places (to, to->inputs[2], &shape), all = NG_NO_VALUE;
  const NgValue places[4] = { y.low, x.low, y.high, x.high };
  const NgValue weights[4] = { y.rest, x.rest, y.part, x.part };

  for (int i = 0; i < 4 && !ng_operation_has_failed (to); i++) {
    int at_y = i / 2 * 2, at_x = i % 2 * 2 + 1;
    NgValue read = read_corner (to,
                                elements,
                                first,
                                places[at_y],
                                weights[at_y],
                                places[at_x],
                                weights[at_x],
                                shape.dims[3]);
    all = i == 0 ? read : binary (to, is_mean ? NG_PRIMITIVE_ADD : NG_PRIMITIVE_MAX, all, read);
  }
  NgValue counts = cross (to, NG_PRIMITIVE_AND, y.counts, x.counts);
  if (ng_operation_has_failed (to))
    return;
  all = ng_build_select (b,
                         ng_build_broadcast_at (b, counts, all, 0),
                         all,
                         ng_build_fill_like (b, all, is_mean ? 0 : -HUGE_VAL));
  NgValue result =
      join_points (to, all, rows, columns, is_mean ? NG_PRIMITIVE_SUM : NG_PRIMITIVE_REDUCE_MAX);
  if (is_mean) {
    NgValue n = with (to, NG_PRIMITIVE_MAX, ng_build_multiply (b, y.n, x.n), 1);
    result = ng_build_divide (b, result, ng_build_broadcast_at (b, n, result, 0));
  } else {
    /* A region without points gives 0. */
    NgValue is_empty = with (to, NG_PRIMITIVE_EQUAL, result, -HUGE_VAL);
    result = ng_build_select (b, is_empty, ng_build_fill_like (b, result, 0), result);
  }
  ng_operation_output (to, 0, result);
}

/* Before version 16 elements have their middle where they are counted. */
static void
lower_roi_align (NgOperation *to)
{
  const char *mode = ng_onnx_node_text (to->node, "mode", "avg");
  const char *how =
      ng_onnx_node_text (to->node,
                         "coordinate_transformation_mode",
                         to->node->version >= 16 ? "half_pixel" : "output_half_pixel");
  gint64 fixed = ng_onnx_node_integer (to->node, "sampling_ratio", 0);
  gboolean is_half = g_str_equal (how, "half_pixel");

  if (!check_regions (to, 4) || ng_operation_need (to, 2) == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, to->inputs[0]);
  Align rows = { .bins = ng_onnx_node_integer (to->node, "output_height", 1),
                 .size = shape.dims[2],
                 .is_half = is_half };
  Align columns = { .bins = ng_onnx_node_integer (to->node, "output_width", 1),
                    .size = shape.dims[3],
                    .is_half = is_half };
  const NgShape *examples = ng_operation_shape (to, to->inputs[2]);
  if ((!g_str_equal (mode, "avg") && !g_str_equal (mode, "max")) || rows.bins < 1 ||
      columns.bins < 1 || fixed > 4096 || examples->rank != 1 ||
      examples->dims[0] != ng_operation_shape (to, to->inputs[1])->dims[0]) {
    ng_operation_fail (to, "has a mode, sizes or examples that cannot be");
    return;
  }
  rows.points = fixed > 0 ? fixed : most_points (to, 1, rows.bins, is_half);
  columns.points =
      fixed > 0 || rows.points < 0 ? fixed : most_points (to, 0, columns.bins, is_half);
  if (rows.points > 0 && columns.points > 0)
    align_regions (to, &rows, &columns, fixed);
}

/* Whether element @e of an axis belongs to bin @bin of each region, (k, size). */
static NgValue
bin_mask (NgOperation *to, NgValue start, NgValue bin_size, gint64 bin, gint64 size)
{
  NgProgramBuilder *b = to->builder;
  NgShape shape = { .element = ng_operation_shape (to, start)->element,
                    .rank = 2,
                    .dims = { ng_operation_shape (to, start)->dims[0], size } };
  NgValue low = ng_build_unary (b, NG_PRIMITIVE_FLOOR, ng_build_scale (b, bin_size, (double) bin));
  NgValue high =
      ng_build_unary (b, NG_PRIMITIVE_CEIL, ng_build_scale (b, bin_size, (double) (bin + 1)));
  NgValue place = ng_build_iota (b, &shape, 1);

  low = ng_build_broadcast_at (b, ng_build_add (b, low, start), place, 0);
  high = ng_build_broadcast_at (b, ng_build_add (b, high, start), place, 0);
  return binary (to,
                 NG_PRIMITIVE_AND,
                 binary (to, NG_PRIMITIVE_LESS_EQUAL, low, place),
                 binary (to, NG_PRIMITIVE_LESS, place, high));
}

/* To the nearest whole number, half away from 0. */
static NgValue
round_away (NgOperation *to, NgValue x)
{
  NgProgramBuilder *b = to->builder;
  NgValue size = ng_build_offset (b, ng_build_unary (b, NG_PRIMITIVE_ABS, x), 0.5);

  return ng_build_multiply (
      b, ng_build_unary (b, NG_PRIMITIVE_SIGN, x), ng_build_unary (b, NG_PRIMITIVE_FLOOR, size));
}

/* The corners of regions are whole numbers, both inside; a bin without elements gives 0. */
static void
lower_max_roi_pool (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  double scale = ng_onnx_node_real (to->node, "spatial_scale", 1);
  gsize n = 0;
  const gint64 *bins = ng_onnx_node_integers (to->node, "pooled_shape", &n);
  NgValue start[2], bin_size[2];

  if (!check_regions (to, 5))
    return;
  if (bins == NULL || n != 2 || bins[0] < 1 || bins[1] < 1 || bins[0] > 64 || bins[1] > 64) {
    ng_operation_fail (to, "needs a pooled_shape of two numbers of 1 to 64");
    return;
  }
  const NgShape shape = *ng_operation_shape (to, to->inputs[0]);
  gint64 k = ng_operation_shape (to, to->inputs[1])->dims[0];
  for (int i = 0; i < 2; i++) {
    NgValue corners[2];
    for (int j = 0; j < 2; j++)
      corners[j] = round_away (
          to, ng_build_scale (b, ng_build_part (b, to->inputs[1], 1, 2 - i + 2 * j), scale));
    start[i] = corners[0];
    NgValue size = ng_build_offset (b, ng_build_subtract (b, corners[1], corners[0]), 1);
    bin_size[i] =
        with (to, NG_PRIMITIVE_DIVIDE, with (to, NG_PRIMITIVE_MAX, size, 1), (double) bins[i]);
  }
  NgValue examples = ng_build_convert (b, ng_build_part (b, to->inputs[1], 1, 0), NG_ELEMENT_I64);
  NgValue pictures = ng_build_gather (b, to->inputs[0], examples, 0);
  gint64 one[4] = { k, shape.dims[1], 1, 1 };
  g_autofree NgValue *rows = g_new (NgValue, (gsize) bins[0]);
  g_autofree NgValue *parts = g_new (NgValue, (gsize) bins[1]);
  NgValue least = ng_build_fill_like (b, pictures, -HUGE_VAL);
  static const int of_rows[2] = { 0, 2 }, of_columns[2] = { 0, 3 };
  for (gint64 i = 0; i < bins[0] && !ng_operation_has_failed (to); i++) {
    NgValue row = bin_mask (to, start[0], bin_size[0], i, shape.dims[2]);
    const NgShape wide = *ng_operation_shape (to, pictures);
    row = ng_build_select (b, ng_build_broadcast (b, row, wide.dims, 4, of_rows), pictures, least);
    for (gint64 j = 0; j < bins[1]; j++) {
      NgValue column = bin_mask (to, start[1], bin_size[1], j, shape.dims[3]);
      NgValue kept =
          ng_build_select (b, ng_build_broadcast (b, column, wide.dims, 4, of_columns), row, least);
      kept = ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, kept, 1u << 2 | 1u << 3, FALSE);
      parts[j] = ng_build_reshape (b, kept, one, 4);
    }
    rows[i] = ng_build_concat (b, parts, (gsize) bins[1], 3);
  }
  if (ng_operation_has_failed (to))
    return;
  NgValue y = ng_build_concat (b, rows, (gsize) bins[0], 2);
  NgValue is_empty = with (to, NG_PRIMITIVE_EQUAL, y, -HUGE_VAL);
  ng_operation_output (to, 0, ng_build_select (b, is_empty, ng_build_fill_like (b, y, 0), y));
}

const NgOperatorClass ng_operators_region[] = {
  { .name = "RoiAlign",
    .summary = "Regions of pictures, read between their elements",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X", "rois", "batch_indices" },
    .outputs = { "Y" },
    .lower = lower_roi_align },
  { .name = "MaxRoiPool",
    .summary = "The greatest elements of regions of pictures",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X", "rois" },
    .outputs = { "Y" },
    .lower = lower_max_roi_pool },
  { .name = NULL },
};
