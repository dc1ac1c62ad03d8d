/* Pictures read at places between their elements: GridSample, AffineGrid and DeformConv. */

#include "core/operators/operation.h"
#include "core/program/compose.h"

#include <math.h>

typedef enum { NEAREST, LINEAR, CUBIC } Mode;
typedef enum { ZEROS, BORDER, REFLECTION } Padding;

/* How pictures of @rank axes are read; what is reflected turns round at @low and @high. */
typedef struct {
  int rank;
  gint64 sizes[NG_MAX_WINDOW_RANK];
  double low[NG_MAX_WINDOW_RANK], high[NG_MAX_WINDOW_RANK];
  Mode mode;
  Padding padding;
} Sampler;

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

static NgValue
hold (NgOperation *to, NgValue x, double low, double high)
{
  return with (to, NG_PRIMITIVE_MIN, with (to, NG_PRIMITIVE_MAX, x, low), high);
}

static NgValue
is_inside (NgOperation *to, NgValue x, double low, double high)
{
  return binary (to,
                 NG_PRIMITIVE_AND,
                 binary (to, NG_PRIMITIVE_LESS_EQUAL, ng_build_fill_like (to->builder, x, low), x),
                 with (to, NG_PRIMITIVE_LESS_EQUAL, x, high));
}

/* Turned back at both borders as often as it takes; what is inside stays as it is. */
static NgValue
reflect (NgOperation *to, NgValue x, double low, double high)
{
  double range = high - low;

  if (range <= 0)
    return ng_build_fill_like (to->builder, x, low);
  NgValue along = with (to, NG_PRIMITIVE_MOD, ng_build_offset (to->builder, x, -low), 2 * range);
  NgValue back = with (to, NG_PRIMITIVE_SUBTRACT, along, 2 * range);
  NgValue folded =
      binary (to, NG_PRIMITIVE_MIN, along, ng_build_unary (to->builder, NG_PRIMITIVE_NEGATE, back));
  return ng_build_select (
      to->builder, is_inside (to, x, low, high), x, ng_build_offset (to->builder, folded, low));
}

static NgValue
pad_coordinate (NgOperation *to, const Sampler *self, int axis, NgValue x)
{
  switch (self->padding) {
  case BORDER:
    return hold (to, x, 0, (double) (self->sizes[axis] - 1));
  case REFLECTION:
    return reflect (to, x, self->low[axis], self->high[axis]);
  case ZEROS:
    break;
  }
  return x;
}

/* Keys's cubic kernel with a = -0.75 at a distance of 0 to 2. */
static NgValue
cubic_weight (NgOperation *to, NgValue distance, gboolean is_far)
{
  static const double near[4] = { 1.25, -2.25, 0, 1 }, far[4] = { -0.75, 3.75, -6, 3 };
  const double *a = is_far ? far : near;
  NgValue result = ng_build_fill_like (to->builder, distance, a[0]);

  for (int i = 1; i < 4; i++)
    result = ng_build_offset (to->builder, ng_build_multiply (to->builder, result, distance), a[i]);
  return result;
}

/* What tap @tap of an axis counts; @fraction is how far behind the tap in front one is. */
static NgValue
tap_weight (NgOperation *to, Mode mode, NgValue fraction, int tap)
{
  NgValue rest =
      ng_build_offset (to->builder, ng_build_unary (to->builder, NG_PRIMITIVE_NEGATE, fraction), 1);

  if (mode == LINEAR)
    return tap == 0 ? rest : fraction;
  switch (tap) {
  case 0:
    return cubic_weight (to, ng_build_offset (to->builder, fraction, 1), TRUE);
  case 1:
    return cubic_weight (to, fraction, FALSE);
  case 2:
    return cubic_weight (to, rest, FALSE);
  default:
    return cubic_weight (to, ng_build_offset (to->builder, rest, 1), TRUE);
  }
}

/* For each tap of an axis the place (int64) and what it counts, 0 outside. */
typedef struct {
  NgValue places[4], weights[4];
  int n;
} Taps;

static Taps
find_taps (NgOperation *to, const Sampler *self, int axis, NgValue x)
{
  NgProgramBuilder *b = to->builder;
  gint64 size = self->sizes[axis];
  Taps taps = { .n = self->mode == NEAREST ? 1 : self->mode == LINEAR ? 2 : 4 };
  NgValue first;

  if (self->mode == NEAREST)
    x = ng_build_unary (b, NG_PRIMITIVE_ROUND, x);
  /* A cubic curve goes on behind the border, where each tap is the element there. */
  if (self->mode != CUBIC || self->padding != BORDER)
    x = pad_coordinate (to, self, axis, x);
  first = ng_build_unary (b, self->mode == NEAREST ? NG_PRIMITIVE_TRUNC : NG_PRIMITIVE_FLOOR, x);
  NgValue fraction = ng_build_subtract (b, x, first);
  if (self->mode == CUBIC)
    first = ng_build_offset (b, first, -1);
  for (int tap = 0; tap < taps.n; tap++) {
    NgValue place = ng_build_offset (b, first, tap);
    NgValue weight = self->mode == NEAREST ? ng_build_fill_like (b, place, 1)
                                           : tap_weight (to, self->mode, fraction, tap);
    NgValue zero = ng_build_fill_like (b, weight, 0);
    if (self->padding == ZEROS)
      weight = ng_build_select (b, is_inside (to, place, 0, (double) (size - 1)), weight, zero);
    else
      place = ng_build_unary (b, NG_PRIMITIVE_TRUNC, pad_coordinate (to, self, axis, place));
    taps.places[tap] =
        ng_build_convert (b, hold (to, place, 0, (double) MAX (size - 1, 0)), NG_ELEMENT_I64);
    taps.weights[tap] = weight;
  }
  return taps;
}

/* Pictures (p, *sizes as one, c) at coordinates (p, m), one for each axis -> (p, m, c). */
static NgValue
sample (NgOperation *to, const Sampler *self, NgValue pictures, const NgValue *coordinates)
{
  NgProgramBuilder *b = to->builder;
  Taps taps[NG_MAX_WINDOW_RANK];
  NgValue sum = NG_NO_VALUE;
  int n = 1;

  for (int i = 0; i < self->rank; i++) {
    taps[i] = find_taps (to, self, i, coordinates[i]);
    n *= taps[i].n;
  }
  for (int k = 0; k < n && !ng_operation_has_failed (to); k++) {
    NgValue place = NG_NO_VALUE, weight = NG_NO_VALUE;
    for (int i = 0, rest = k; i < self->rank; rest /= taps[i].n, i++) {
      NgValue at = taps[i].places[rest % taps[i].n], counts = taps[i].weights[rest % taps[i].n];
      place =
          i == 0 ? at : ng_build_add (b, ng_build_scale (b, place, (double) self->sizes[i]), at);
      weight = i == 0 ? counts : ng_build_multiply (b, weight, counts);
    }
    NgValue part = ng_build_gather_rows (b, pictures, place);
    part = ng_build_multiply (b, part, ng_build_broadcast_at (b, weight, part, 0));
    sum = k == 0 ? part : ng_build_add (b, sum, part);
  }
  return sum;
}

/* (n, c, *d) -> (n, *d as one, c) */
static NgValue
channels_last (NgOperation *to, NgValue x)
{
  static const int axes[3] = { 0, 2, 1 };
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 dims[3] = { shape.dims[0], shape.dims[1], 1 };

  for (int i = 2; i < shape.rank; i++)
    dims[2] *= shape.dims[i];
  return ng_build_transpose (to->builder, ng_build_reshape (to->builder, x, dims, 3), axes);
}

/* (n, m, c) -> (n, c, m) */
static NgValue
channels_first (NgOperation *to, NgValue x)
{
  static const int axes[3] = { 0, 2, 1 };

  return ng_build_transpose (to->builder, x, axes);
}

static gboolean
set_sizes (NgOperation *to, Sampler *self, const NgShape *x)
{
  self->rank = x->rank - 2;
  if (self->rank < 1 || self->rank > NG_MAX_WINDOW_RANK) {
    ng_operation_lack (to, "of an array of rank %d cannot be run", x->rank);
    return FALSE;
  }
  for (int i = 0; i < self->rank; i++) {
    self->sizes[i] = x->dims[2 + i];
    if (self->sizes[i] < 1) {
      ng_operation_fail (to, "has nothing to read from");
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_sampler (NgOperation *to, Sampler *self)
{
  const char *mode = ng_onnx_node_text (to->node, "mode", "linear");
  const char *padding = ng_onnx_node_text (to->node, "padding_mode", "zeros");

  if (g_str_equal (mode, "nearest"))
    self->mode = NEAREST;
  else if (g_str_equal (mode, "linear") || g_str_equal (mode, "bilinear"))
    self->mode = LINEAR;
  else if (g_str_equal (mode, "cubic") || g_str_equal (mode, "bicubic"))
    self->mode = CUBIC;
  else
    ng_operation_fail (to, "has the unknown mode \"%s\"", mode);
  if (g_str_equal (padding, "zeros"))
    self->padding = ZEROS;
  else if (g_str_equal (padding, "border"))
    self->padding = BORDER;
  else if (g_str_equal (padding, "reflection"))
    self->padding = REFLECTION;
  else
    ng_operation_fail (to, "has the unknown padding_mode \"%s\"", padding);
  return !ng_operation_has_failed (to);
}

/* The grid (n, *e, r) says for each element where it is read, the innermost axis first, from -1 to
 * 1: these are the middles of the elements at the ends, or with align_corners 0 their far sides. */
static void
lower_grid_sample (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0), grid = ng_operation_need (to, 1);
  gboolean aligns = ng_onnx_node_integer (to->node, "align_corners", 0) != 0;
  Sampler self = { 0 };
  NgValue coordinates[NG_MAX_WINDOW_RANK];

  if (x == NG_NO_VALUE || grid == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x), at = *ng_operation_shape (to, grid);
  if (!read_sampler (to, &self) || !set_sizes (to, &self, &shape))
    return;
  if (at.rank != shape.rank || at.dims[0] != shape.dims[0] || at.dims[at.rank - 1] != self.rank) {
    ng_operation_fail (to, "has a grid that does not fit its input");
    return;
  }
  gint64 flat[3] = { at.dims[0], 1, self.rank }, dims[NG_MAX_RANK] = { at.dims[0], shape.dims[1] };
  for (int i = 1; i < at.rank - 1; i++) {
    flat[1] *= at.dims[i];
    dims[1 + i] = at.dims[i];
  }
  NgElement element = shape.element;
  if (!ng_element_is_real (element))
    x = ng_build_convert (b, x, ng_operation_real (to));
  grid = ng_build_reshape (b, grid, flat, 3);
  for (int i = 0; i < self.rank; i++) {
    double size = (double) self.sizes[i];
    NgValue place = ng_build_offset (b, ng_build_part (b, grid, 2, self.rank - 1 - i), 1);
    place = ng_build_scale (b, place, (aligns ? size - 1 : size) / 2);
    coordinates[i] = aligns ? place : ng_build_offset (b, place, -0.5);
    self.low[i] = aligns ? 0 : -0.5;
    self.high[i] = aligns ? size - 1 : size - 0.5;
  }
  NgValue y = sample (to, &self, channels_last (to, x), coordinates);
  if (ng_operation_has_failed (to) || y == NG_NO_VALUE)
    return;
  y = ng_build_reshape (b, channels_first (to, y), dims, shape.rank);
  ng_operation_output (to, 0, ng_build_convert (b, y, element));
}

/* The places of a picture's elements, (m, r + 1) with ones at the end, the innermost axis first. */
static NgValue
plain_grid (NgOperation *to, const gint64 *sizes, int rank, gint64 count)
{
  gboolean aligns = ng_onnx_node_integer (to->node, "align_corners", 0) != 0;
  gint64 dims[2] = { count, rank + 1 };
  double *values = g_new (double, (gsize) (count * (rank + 1)));

  for (gint64 i = 0; i < count; i++) {
    gint64 rest = i;
    for (int axis = rank; axis-- > 0;) {
      double size = (double) sizes[axis], place = (double) (rest % sizes[axis]);
      values[i * (rank + 1) + rank - 1 - axis] =
          aligns ? (size > 1 ? 2 * place / (size - 1) - 1 : -1) : (2 * place + 1) / size - 1;
      rest /= sizes[axis];
    }
    values[i * (rank + 1) + rank] = 1;
  }
  g_autoptr (NgTensor) wide = ng_tensor_new_take (NG_ELEMENT_F64, dims, 2, values);
  g_autoptr (NgTensor) grid = ng_tensor_convert (wide, ng_operation_real (to));
  return ng_build_constant (to->builder, grid);
}

/* theta (n, r, r + 1), size (n, c, *d) -> (n, *d, r) */
static void
lower_affine_grid (NgOperation *to)
{
  NgValue theta = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, theta);
  gint64 sizes[NG_MAX_RANK], dims[NG_MAX_RANK], wide[3], count;
  int n = theta != NG_NO_VALUE ? ng_operation_integers (to, 1, sizes, NG_MAX_RANK - 1) : -1;
  int rank = n - 2;
  gboolean fits = n == 4 || n == 5;

  if (n < 0)
    return;
  for (int i = 0; i < n; i++)
    fits = fits && sizes[i] >= 1;
  fits = fits && shape.rank == 3 && shape.dims[0] == sizes[0] && shape.dims[1] == rank &&
         shape.dims[2] == rank + 1 && ng_dims_count (sizes + 2, (gsize) rank, &count);
  if (!fits) {
    ng_operation_fail (to, "has a size that does not fit its matrices");
    return;
  }
  if (!ng_operation_has_room (to, (double) count * (rank + 1)))
    return;
  wide[0] = sizes[0];
  wide[1] = count;
  wide[2] = rank + 1;
  NgValue grid = plain_grid (to, sizes + 2, rank, count);
  grid = ng_build_broadcast_numpy (to->builder, grid, wide, 3);
  NgValue y = ng_build_matmul (to->builder, grid, theta, FALSE, TRUE);
  dims[0] = sizes[0];
  for (int i = 0; i < rank; i++)
    dims[1 + i] = sizes[2 + i];
  dims[1 + rank] = rank;
  ng_operation_output (to, 0, ng_build_reshape (to->builder, y, dims, rank + 2));
}

/* ---- deformable convolution ---- */

/* Of the coordinate along @axis of all taps, (n g, k, m), what there is without offsets. */
static NgValue
plain_taps (NgOperation *to, const NgWindow *window, const gint64 *result, int axis)
{
  gint64 dims[2] = { 1, 1 }, after_taps = 1, after_places = 1;

  for (int i = 0; i < window->rank; i++) {
    dims[0] *= window->size[i];
    dims[1] *= result[i];
    if (i > axis) {
      after_taps *= window->size[i];
      after_places *= result[i];
    }
  }
  double *values = g_new (double, (gsize) (dims[0] * dims[1]));
  for (gint64 k = 0; k < dims[0]; k++)
    for (gint64 m = 0; m < dims[1]; m++) {
      gint64 tap = k / after_taps % window->size[axis], place = m / after_places % result[axis];
      values[k * dims[1] + m] = (double) (place * window->stride[axis] +
                                          tap * window->dilation[axis] - window->before[axis]);
    }
  g_autoptr (NgTensor) wide = ng_tensor_new_take (NG_ELEMENT_F64, dims, 2, values);
  g_autoptr (NgTensor) tensor = ng_tensor_convert (wide, ng_operation_real (to));
  return ng_build_constant (to->builder, tensor);
}

/* Where each tap reads: offsets (n, g k r, *e) -> r coordinates (n g, k m). */
static void
deform (NgOperation *to,
        const NgWindow *window,
        const NgShape *offsets,
        gint64 pictures,
        gint64 taps,
        NgValue *coordinates)
{
  NgProgramBuilder *b = to->builder;
  gint64 places = 1;

  for (int i = 0; i < window->rank; i++)
    places *= offsets->dims[2 + i];
  gint64 dims[4] = { pictures, taps, window->rank, places }, flat[2] = { pictures, taps * places };
  NgValue all = ng_build_reshape (b, to->inputs[2], dims, 4);
  for (int i = 0; i < window->rank; i++) {
    NgValue offset = ng_build_part (b, all, 2, i);
    NgValue plain = plain_taps (to, window, offsets->dims + 2, i);
    plain = ng_build_broadcast_at (b, plain, offset, 1);
    coordinates[i] = ng_build_reshape (b, ng_build_add (b, offset, plain), flat, 2);
  }
}

/* What the taps read, (n, g, c / g k, m) times the weights (o, c / g k), then the bias. */
static NgValue
weigh (NgOperation *to, NgValue columns, NgValue w, const NgWindow *window)
{
  NgProgramBuilder *b = to->builder;
  const NgShape of_w = *ng_operation_shape (to, w), shape = *ng_operation_shape (to, columns);
  gint64 rows = of_w.dims[0] / window->groups, inner = shape.dims[2];
  gint64 dims[3] = { window->groups, rows, inner };
  gint64 wide[4] = { shape.dims[0], window->groups, rows, inner };
  static const int axes[3] = { 1, 2, 3 };
  gint64 result[3] = { shape.dims[0], of_w.dims[0], shape.dims[3] };

  w = ng_build_broadcast (b, ng_build_reshape (b, w, dims, 3), wide, 4, axes);
  NgValue y = ng_build_reshape (b, ng_build_matmul (b, w, columns, FALSE, FALSE), result, 3);
  NgValue bias = ng_operation_input (to, 3);
  if (bias == NG_NO_VALUE || ng_operation_has_failed (to))
    return y;
  if (ng_operation_shape (to, bias)->rank != 1 ||
      ng_operation_shape (to, bias)->dims[0] != of_w.dims[0]) {
    ng_operation_fail (to, "has a bias that does not fit its channels");
    return NG_NO_VALUE;
  }
  return ng_build_add (b, y, ng_build_broadcast_at (b, bias, y, 1));
}

static void
lower_deform_conv (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0), w = ng_operation_need (to, 1);
  NgValue offset = ng_operation_need (to, 2), mask = ng_operation_input (to, 4);
  gint64 groups = ng_onnx_node_integer (to->node, "offset_group", 1), taps = 1, places = 1;
  Sampler self = { .mode = LINEAR, .padding = ZEROS };
  NgValue coordinates[NG_MAX_WINDOW_RANK];
  NgWindow window;

  if (x == NG_NO_VALUE || w == NG_NO_VALUE || offset == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x), at = *ng_operation_shape (to, offset);
  if (!ng_operation_window (to, x, w, &window) || !set_sizes (to, &self, &shape))
    return;
  gboolean fits = groups >= 1 && shape.dims[1] % groups == 0 && at.rank == shape.rank &&
                  at.dims[0] == shape.dims[0];
  for (int i = 0; fits && i < window.rank; i++) {
    taps *= window.size[i];
    places *= at.dims[2 + i];
    fits = at.dims[2 + i] == ng_window_output (&window, i, shape.dims[2 + i]);
  }
  fits = fits && at.dims[1] % groups == 0 && at.dims[1] / groups == taps * window.rank;
  if (fits && mask != NG_NO_VALUE)
    fits = ng_shape_count (ng_operation_shape (to, mask)) * window.rank == ng_shape_count (&at);
  if (!fits) {
    ng_operation_fail (to, "has offsets or a mask that do not fit its input");
    return;
  }
  if (!ng_operation_has_room (to, (double) taps * (double) places))
    return;
  gint64 n = shape.dims[0], pictures = n * groups, channels = shape.dims[1] / groups;
  gint64 split[3] = { pictures, channels, 1 };
  for (int i = 0; i < window.rank; i++)
    split[2] *= shape.dims[2 + i];
  deform (to, &window, &at, pictures, taps, coordinates);
  NgValue read =
      sample (to, &self, channels_last (to, ng_build_reshape (b, x, split, 3)), coordinates);
  if (ng_operation_has_failed (to))
    return;
  if (mask != NG_NO_VALUE) {
    gint64 flat[2] = { pictures, taps * places };
    NgValue counts = ng_build_reshape (b, mask, flat, 2);
    read = ng_build_multiply (b, read, ng_build_broadcast_at (b, counts, read, 0));
  }
  gint64 columns[4] = { n, window.groups, shape.dims[1] / window.groups * taps, places };
  NgValue y = weigh (to, ng_build_reshape (b, channels_first (to, read), columns, 4), w, &window);
  NgShape result = at;
  result.dims[1] = ng_operation_shape (to, w)->dims[0];
  if (!ng_operation_has_failed (to))
    ng_operation_output (to, 0, ng_build_reshape (b, y, result.dims, result.rank));
}

#define SAMPLING(NAME, SUMMARY, LOWER, ...)                                                        \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_STRUCTURE,                           \
    .inputs = { __VA_ARGS__ }, .outputs = { "Y" }, .lower = LOWER                                  \
  }

const NgOperatorClass ng_operators_sampling[] = {
  SAMPLING ("GridSample", "A picture read along a grid", lower_grid_sample, "X", "grid"),
  SAMPLING ("AffineGrid",
            "Where a picture is read that is turned, scaled or moved",
            lower_affine_grid,
            "theta",
            "size"),
  { .name = "DeformConv",
    .summary = "Convolution whose taps are moved",
    .category = NG_CATEGORY_CONVOLUTION,
    .inputs = { "X", "W", "offset", "B", "mask" },
    .outputs = { "Y" },
    .lower = lower_deform_conv },
  { .name = NULL },
};
