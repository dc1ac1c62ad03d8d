/* Resize and Upsample: each axis by itself, every new element a weighted sum of old ones, whose
 * places and weights are known before anything runs. */

#include "core/operators/operation.h"
#include "core/program/compose.h"

#include <math.h>
#include <string.h>

#define MAX_TAPS 4

typedef enum { NEAREST, LINEAR, CUBIC } Mode;

typedef struct {
  Mode mode;
  const char *coordinates, *rounding;
  double cubic;
  gboolean excludes_outside;
} Method;

/* Where element @i of the new axis lies in the old one. */
static double
source_of (const Method *method, gint64 i, double scale, gint64 size, gint64 result)
{
  const char *how = method->coordinates;
  double x = (double) i;

  if (g_str_equal (how, "asymmetric"))
    return x / scale;
  if (g_str_equal (how, "align_corners"))
    return result > 1 ? x * (double) (size - 1) / (scale * (double) size - 1) : 0;
  if (g_str_equal (how, "pytorch_half_pixel") && result <= 1)
    return 0;
  if (g_str_equal (how, "tf_half_pixel_for_nn"))
    return (x + 0.5) / scale;
  if (g_str_equal (how, "half_pixel_symmetric")) {
    double adjustment = (double) result / (scale * (double) size);
    double centre = (double) size / 2;
    return centre * (1 - adjustment) + (x + 0.5) / scale - 0.5;
  }
  return (x + 0.5) / scale - 0.5;
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

/* The taps of one new element. Returns how many. */
static int
find_taps (const Method *method, double x, gint64 size, gint64 *places, double *weights)
{
  int n = method->mode == NEAREST ? 1 : method->mode == LINEAR ? 2 : 4;
  double first = method->mode == NEAREST  ? round_source (method->rounding, x)
                 : method->mode == LINEAR ? floor (x)
                                          : floor (x) - 1;
  double sum = 0;

  for (int i = 0; i < n; i++) {
    double place = first + i;
    double distance = x - place;
    weights[i] = method->mode == NEAREST  ? 1
                 : method->mode == LINEAR ? 1 - fabs (distance)
                                          : cubic_weight (method->cubic, distance);
    if (method->excludes_outside && (place < 0 || place > (double) (size - 1)))
      weights[i] = 0;
    places[i] = (gint64) CLAMP (place, 0, (double) (size - 1));
    sum += weights[i];
  }
  for (int i = 0; method->excludes_outside && sum != 0 && i < n; i++)
    weights[i] /= sum;
  return n;
}

static NgValue
resample (NgOperation *to, NgValue x, int axis, gint64 result, double scale, const Method *method)
{
  gint64 size = ng_operation_shape (to, x)->dims[axis];
  int n_taps = 0;

  if (size < 1 || result > (1 << 24)) {
    ng_operation_fail (
        to, "cannot make %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " elements", result, size);
    return NG_NO_VALUE;
  }
  g_autofree gint64 *places = g_new (gint64, (gsize) (result * MAX_TAPS));
  g_autofree double *weights = g_new (double, (gsize) (result * MAX_TAPS));
  for (gint64 i = 0; i < result; i++) {
    gint64 at[MAX_TAPS];
    double of[MAX_TAPS];
    n_taps = find_taps (method, source_of (method, i, scale, size, result), size, at, of);
    for (int tap = 0; tap < n_taps; tap++) {
      places[tap * result + i] = at[tap];
      weights[tap * result + i] = of[tap];
    }
  }
  return ng_build_resample (
      to->builder, x, axis, result, n_taps, places, method->mode == NEAREST ? NULL : weights);
}

static gboolean
read_method (NgOperation *to, Method *method)
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
  if (ng_onnx_node_integer (to->node, "antialias", 0) != 0 ||
      g_str_equal (method->coordinates, "tf_crop_and_resize")) {
    ng_operation_lack (to, "with antialias or cropping cannot be run");
    return FALSE;
  }
  return TRUE;
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
  NgTensor *known = ng_build_known (to->builder, given);
  if (known == NULL) {
    ng_operation_lack_constant (to, index);
    return -1;
  }
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
      if (sizes[i] < 1 || sizes[i] > NG_MAX_ELEMENTS || size < 1) {
        ng_operation_fail (to, "has the size %" G_GINT64_FORMAT, sizes[i]);
        return FALSE;
      }
      target->scales[axes[i]] = (double) sizes[i] / size;
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

  if (x == NG_NO_VALUE || !read_method (to, &method))
    return;
  for (int i = 0; i < shape.rank; i++) {
    target.scales[i] = 1;
    target.sizes[i] = shape.dims[i];
  }
  if (!read_target (to, &shape, &target))
    return;
  if (method.mode != NEAREST && !ng_element_is_real (shape.element)) {
    ng_operation_lack (to, "of whole numbers cannot be run in this mode");
    return;
  }
  for (int i = 0; i < shape.rank && x != NG_NO_VALUE; i++) {
    if (target.sizes[i] != shape.dims[i] || target.scales[i] != 1)
      x = resample (to, x, i, target.sizes[i], target.scales[i], &method);
  }
  ng_operation_output (to, 0, x);
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
