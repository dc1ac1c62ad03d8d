/* Resize and Upsample: each axis by itself, every new element a weighted sum of old ones, whose
 * places and weights are known before anything runs. */

#include "core/operators/operation.h"
#include "core/program/compose.h"

#include <math.h>
#include <string.h>

typedef enum { NEAREST, LINEAR, CUBIC } Mode;

typedef struct {
  Mode mode;
  const char *coordinates, *rounding;
  double cubic, extrapolation;
  gboolean excludes_outside, smooths, crops;
  double start[NG_MAX_RANK], end[NG_MAX_RANK]; /* of the part that is cropped, of 0 to 1 */
} Method;

/* Where element @i of the new axis lies in the old one. In single precision, as others compute it:
 * a place in the middle between two elements is to be just there. */
static double
source_of (const Method *method, int axis, gint64 i, double wide, gint64 size, gint64 result)
{
  const char *how = method->coordinates;
  float x = (float) i, last = (float) (size - 1), scale = (float) wide;

  if (method->crops) {
    float start = (float) method->start[axis], end = (float) method->end[axis];
    if (result <= 1)
      return 0.5F * (start + end) * last;
    return start * last + x * (end - start) * last / (float) (result - 1);
  }
  if (g_str_equal (how, "asymmetric"))
    return x / scale;
  if (g_str_equal (how, "align_corners"))
    return result > 1 ? (double) (x * last) / (wide * (double) size - 1) : 0;
  if (g_str_equal (how, "pytorch_half_pixel") && result <= 1)
    return 0;
  if (g_str_equal (how, "tf_half_pixel_for_nn"))
    return (x + 0.5F) / scale;
  float place = (x + 0.5F) / scale;
  if (g_str_equal (how, "half_pixel_symmetric")) {
    float adjustment = (float) result / (scale * (float) size);
    return (float) size / 2 * (1 - adjustment) + place - 0.5F;
  }
  return place - 0.5F;
}

static double
round_source (const char *rounding, double x)
{
  if (g_str_equal (rounding, "floor"))
    return floor (x);
  if (g_str_equal (rounding, "ceil"))
    return ceil (x);
  if (g_str_equal (rounding, "round_prefer_ceil"))
    return floor (x + 0.5);
  return ceil (x - 0.5);
}

/* Keys's cubic kernel. */
static double
cubic_weight (double a, double distance)
{
  double d = fabs (distance);

  if (d <= 1)
    return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

/* How far to each side a new element reaches in the old axis: where elements are lost, the kernel
 * is as much wider, if that is asked for. */
static double
reach_of (const Method *method, double scale)
{
  double width = method->mode == NEAREST ? 0 : method->mode == LINEAR ? 1 : 2;

  return method->smooths && scale < 1 ? width / scale : width;
}

static double
weight_of (const Method *method, double distance, double narrow)
{
  if (method->mode == NEAREST)
    return 1;
  distance *= narrow;
  return method->mode == LINEAR ? MAX (1 - fabs (distance), 0)
                                : cubic_weight (method->cubic, distance);
}

/* The @n taps of one new element, @stride apart. */
static void
find_taps (const Method *method,
           double x,
           double reach,
           gint64 size,
           int n,
           gint64 stride,
           gint64 *places,
           double *weights)
{
  gboolean is_wide = method->smooths && method->mode != NEAREST;
  double first =
      method->mode == NEAREST ? round_source (method->rounding, x) : floor (x) - ceil (reach) + 1;
  double narrow = method->mode == NEAREST ? 1 : (method->mode == LINEAR ? 1 : 2) / reach;
  double sum = 0;

  for (int i = 0; i < n; i++) {
    double place = first + i, weight = weight_of (method, x - place, narrow);
    if (method->excludes_outside && (place < 0 || place > (double) (size - 1)))
      weight = 0;
    places[i * stride] = (gint64) CLAMP (place, 0, (double) (size - 1));
    weights[i * stride] = weight;
    sum += weight;
  }
  for (int i = 0; (method->excludes_outside || is_wide) && sum != 0 && i < n; i++)
    weights[i * stride] /= sum;
}

static NgValue
resample (NgOperation *to, NgValue x, int axis, gint64 result, double scale, const Method *method)
{
  gint64 size = ng_operation_shape (to, x)->dims[axis];
  double reach = reach_of (method, scale);
  double n_taps = method->mode == NEAREST ? 1 : 2 * ceil (reach);

  if (!ng_operation_has_room (to, n_taps * (double) result))
    return NG_NO_VALUE;
  if (size < 1) {
    ng_operation_fail (
        to, "cannot make %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " elements", result, size);
    return NG_NO_VALUE;
  }
  int n = (int) n_taps;
  g_autofree gint64 *places = g_new (gint64, (gsize) (result * n));
  g_autofree double *weights = g_new (double, (gsize) (result * n));
  for (gint64 i = 0; i < result; i++)
    find_taps (method,
               source_of (method, axis, i, scale, size, result),
               reach,
               size,
               n,
               result,
               places + i,
               weights + i);
  return ng_build_resample (
      to->builder, x, axis, result, n, places, method->mode == NEAREST ? NULL : weights);
}

/* Where a crop reaches out of the old axis stands a number. */
static NgValue
extrapolate (NgOperation *to, NgValue y, int axis, gint64 size, double scale, const Method *method)
{
  const NgShape shape = *ng_operation_shape (to, y);
  gint64 n = shape.dims[axis];
  gboolean is_whole = TRUE;

  guint8 *inside = g_new (guint8, (gsize) MAX (n, 1));
  for (gint64 i = 0; i < n; i++) {
    double x = source_of (method, axis, i, scale, size, n);
    inside[i] = x >= 0 && x <= (double) (size - 1);
    is_whole = is_whole && inside[i];
  }
  g_autoptr (NgTensor) mask = ng_tensor_new_take (NG_ELEMENT_BOOL, &n, 1, inside);
  if (is_whole)
    return y;
  NgValue kept =
      ng_build_broadcast_at (to->builder, ng_build_constant (to->builder, mask), y, axis);
  return ng_build_select (
      to->builder, kept, y, ng_build_fill_like (to->builder, y, method->extrapolation));
}

/* The part of each axis that is cropped: all starts, then all ends, of the axes that are resized.
 */
static gboolean
read_crop (NgOperation *to, int rank, Method *method)
{
  gsize n_axes = 0;
  const gint64 *axes = ng_onnx_node_integers (to->node, "axes", &n_axes);
  NgTensor *known = ng_operation_known (to, 1);

  if (known == NULL)
    return FALSE;
  if (axes == NULL)
    n_axes = (gsize) rank;
  if (ng_tensor_count (known) != 2 * (gint64) n_axes) {
    ng_operation_fail (to,
                       "has %" G_GINT64_FORMAT " bounds of what it crops, and needs two for each"
                       " axis",
                       ng_tensor_count (known));
    return FALSE;
  }
  for (gsize i = 0; i < n_axes; i++) {
    int axis = ng_operation_axis (to, axes != NULL ? axes[i] : (gint64) i, rank);
    if (axis < 0)
      return FALSE;
    method->start[axis] = ng_tensor_get_real (known, (gint64) i);
    method->end[axis] = ng_tensor_get_real (known, (gint64) (i + n_axes));
  }
  return TRUE;
}

static gboolean
read_method (NgOperation *to, int rank, Method *method)
{
  gboolean is_upsample = g_str_equal (to->node->op, "Upsample") || to->node->version < 11;
  const char *mode = ng_onnx_node_text (to->node, "mode", "nearest");

  method->coordinates =
      is_upsample ? "asymmetric"
                  : ng_onnx_node_text (to->node, "coordinate_transformation_mode", "half_pixel");
  method->rounding =
      is_upsample ? "floor" : ng_onnx_node_text (to->node, "nearest_mode", "round_prefer_floor");
  method->cubic = ng_onnx_node_real (to->node, "cubic_coeff_a", -0.75);
  method->excludes_outside = ng_onnx_node_integer (to->node, "exclude_outside", 0) != 0;
  if (g_str_equal (mode, "nearest"))
    method->mode = NEAREST;
  else if (g_str_equal (mode, "linear") || g_str_equal (mode, "bilinear"))
    method->mode = LINEAR;
  else if (g_str_equal (mode, "cubic"))
    method->mode = CUBIC;
  else {
    ng_operation_fail (to, "has the unknown mode \"%s\"", mode);
    return FALSE;
  }
  method->smooths = ng_onnx_node_integer (to->node, "antialias", 0) != 0;
  method->crops = g_str_equal (method->coordinates, "tf_crop_and_resize");
  method->extrapolation = ng_onnx_node_real (to->node, "extrapolation_value", 0);
  for (int i = 0; i < rank; i++) {
    method->start[i] = 0;
    method->end[i] = 1;
  }
  return !method->crops || read_crop (to, rank, method);
}

/* Scales by attribute or input, which moved with the versions. Returns how many, or -1. */
static int
read_scales (NgOperation *to, double *scales)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (to->node, "scales");
  gsize index = g_str_equal (to->node->op, "Upsample") || to->node->version < 11 ? 1 : 2;
  NgValue given = ng_operation_input (to, index);

  if (attribute != NULL && attribute->kind == NG_ATTRIBUTE_REALS) {
    for (guint i = 0; i < attribute->numbers->len && i < NG_MAX_RANK; i++)
      scales[i] = g_array_index (attribute->numbers, double, i);
    return (int) MIN (attribute->numbers->len, NG_MAX_RANK);
  }
  if (given == NG_NO_VALUE)
    return 0;
  NgTensor *known = ng_operation_known (to, index);
  if (known == NULL)
    return -1;
  int n = (int) MIN (ng_tensor_count (known), NG_MAX_RANK);
  for (int i = 0; i < n; i++)
    scales[i] = ng_tensor_get_real (known, i);
  return n;
}

typedef struct {
  double scales[NG_MAX_RANK];
  gint64 sizes[NG_MAX_RANK];
} Target;

/* One scale for all axes, so that the picture is not stretched. */
static void
keep_ratio (NgOperation *to, const NgShape *shape, const int *axes, int n, Target *target)
{
  const char *policy = ng_onnx_node_text (to->node, "keep_aspect_ratio_policy", "stretch");
  gboolean is_larger = g_str_equal (policy, "not_smaller");

  if (g_str_equal (policy, "stretch") || n == 0)
    return;
  double scale = target->scales[axes[0]];
  for (int i = 1; i < n; i++)
    scale = is_larger ? MAX (scale, target->scales[axes[i]]) : MIN (scale, target->scales[axes[i]]);
  for (int i = 0; i < n; i++) {
    target->scales[axes[i]] = scale;
    target->sizes[axes[i]] = (gint64) floor (scale * (double) shape->dims[axes[i]] + 0.5);
  }
}

static gboolean
read_target (NgOperation *to, const NgShape *shape, Target *target)
{
  double scales[NG_MAX_RANK];
  gint64 sizes[NG_MAX_RANK], given_axes[NG_MAX_RANK];
  int axes[NG_MAX_RANK];
  gsize n_axes = 0;
  const gint64 *list = ng_onnx_node_integers (to->node, "axes", &n_axes);
  int n_scales = read_scales (to, scales), n_sizes = 0;

  if (n_scales < 0)
    return FALSE;
  if (n_scales == 0)
    n_sizes = ng_operation_integers (to, 3, sizes, NG_MAX_RANK);
  if (n_sizes < 0)
    return FALSE;
  if (list == NULL || n_axes > NG_MAX_RANK) {
    n_axes = (gsize) shape->rank;
    for (int i = 0; i < shape->rank; i++)
      given_axes[i] = i;
  } else {
    memcpy (given_axes, list, n_axes * sizeof *list);
  }
  if ((gsize) (n_scales + n_sizes) != n_axes) {
    ng_operation_fail (
        to, "has %d scales or sizes for %" G_GSIZE_FORMAT " axes", n_scales + n_sizes, n_axes);
    return FALSE;
  }
  for (gsize i = 0; i < n_axes; i++) {
    axes[i] = ng_operation_axis (to, given_axes[i], shape->rank);
    if (axes[i] < 0)
      return FALSE;
    double size = (double) shape->dims[axes[i]];
    if (n_scales > 0) {
      if (!(scales[i] > 0) || size * scales[i] > (double) NG_MAX_ELEMENTS) {
        ng_operation_fail (to, "has the scale %g", scales[i]);
        return FALSE;
      }
      target->scales[axes[i]] = scales[i];
      target->sizes[axes[i]] = (gint64) floor (size * scales[i]);
    } else {
      gboolean is_empty = size < 1 && sizes[i] == 0;
      if (!is_empty && (sizes[i] < 1 || sizes[i] > NG_MAX_ELEMENTS || size < 1)) {
        ng_operation_fail (to, "has the size %" G_GINT64_FORMAT, sizes[i]);
        return FALSE;
      }
      target->scales[axes[i]] = is_empty ? 1 : (double) sizes[i] / size;
      target->sizes[axes[i]] = sizes[i];
    }
  }
  if (n_sizes > 0)
    keep_ratio (to, shape, axes, (int) n_axes, target);
  return TRUE;
}

static void
lower_resize (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  Target target;
  Method method;

  if (x == NG_NO_VALUE || !read_method (to, shape.rank, &method))
    return;
  for (int i = 0; i < shape.rank; i++) {
    target.scales[i] = 1;
    target.sizes[i] = shape.dims[i];
  }
  if (!read_target (to, &shape, &target))
    return;
  /* Of whole numbers the results are cut off. */
  if (method.mode != NEAREST && !ng_element_is_real (shape.element))
    x = ng_build_convert (to->builder, x, ng_operation_real (to));
  for (int i = 0; i < shape.rank && x != NG_NO_VALUE; i++) {
    if (target.sizes[i] == shape.dims[i] && target.scales[i] == 1 &&
        !(method.crops && (method.start[i] != 0 || method.end[i] != 1)))
      continue;
    x = resample (to, x, i, target.sizes[i], target.scales[i], &method);
  }
  for (int i = 0; i < shape.rank && x != NG_NO_VALUE && method.crops; i++)
    x = extrapolate (to, x, i, shape.dims[i], target.scales[i], &method);
  if (x != NG_NO_VALUE)
    ng_operation_output (to, 0, ng_build_convert (to->builder, x, shape.element));
}

const NgOperatorClass ng_operators_resize[] = {
  { .name = "Resize",
    .summary = "The same array with more or fewer elements",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X", "roi", "scales", "sizes" },
    .outputs = { "Y" },
    .lower = lower_resize },
  { .name = "Upsample",
    .summary = "The same array with more elements",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X", "scales" },
    .outputs = { "Y" },
    .lower = lower_resize },
  { .name = NULL },
};
