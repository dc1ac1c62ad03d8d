/* Convolution and pooling, and what they take from each other: windows. */

#include "core/operators/operation.h"
#include "core/operators/places.h"

#include <math.h>
#include <string.h>

/* A list of @n positive numbers, all @missing where the node has none. */
static gboolean
read_sizes (NgOperation *to, const char *name, int n, gint64 missing, gint64 *sizes)
{
  gsize count;
  const gint64 *list = ng_onnx_node_integers (to->node, name, &count);

  for (int i = 0; i < n; i++)
    sizes[i] = missing;
  if (list == NULL)
    return TRUE;
  if (count != (gsize) n) {
    ng_operation_fail (to, "has %" G_GSIZE_FORMAT " numbers in \"%s\" for %d axes", count, name, n);
    return FALSE;
  }
  for (int i = 0; i < n; i++) {
    if (list[i] < 1) {
      ng_operation_fail (
          to, "has %" G_GINT64_FORMAT " in \"%s\", and needs at least 1", list[i], name);
      return FALSE;
    }
    sizes[i] = list[i];
  }
  return TRUE;
}

/* Taps, from the first to the last, of the window along an axis. */
static gboolean
reach_of (NgOperation *to, const NgWindow *window, int axis, gint64 *reach)
{
  if (__builtin_mul_overflow (window->dilation[axis], window->size[axis] - 1, reach) ||
      *reach >= G_MAXINT64 / 4) {
    ng_operation_fail (to, "has a window that is too wide");
    return FALSE;
  }
  ++*reach;
  return TRUE;
}

static gboolean
read_pads (NgOperation *to, const gint64 *spatial, NgWindow *window)
{
  const char *auto_pad = ng_onnx_node_text (to->node, "auto_pad", "NOTSET");
  gsize count;
  const gint64 *pads = ng_onnx_node_integers (to->node, "pads", &count);
  gboolean is_upper = g_str_equal (auto_pad, "SAME_UPPER");

  if (is_upper || g_str_equal (auto_pad, "SAME_LOWER")) {
    for (int i = 0; i < window->rank; i++) {
      gint64 reach;
      if (!reach_of (to, window, i, &reach))
        return FALSE;
      gint64 steps = (spatial[i] + window->stride[i] - 1) / window->stride[i];
      gint64 total = MAX ((steps - 1) * window->stride[i] + reach - spatial[i], 0);
      window->before[i] = is_upper ? total / 2 : total - total / 2;
      window->after[i] = total - window->before[i];
    }
    return TRUE;
  }
  if (pads == NULL || g_str_equal (auto_pad, "VALID"))
    return TRUE;
  if (count != 2 * (gsize) window->rank) {
    ng_operation_fail (to,
                       "has %" G_GSIZE_FORMAT " pads for %d axes, and needs two for each",
                       count,
                       window->rank);
    return FALSE;
  }
  for (int i = 0; i < window->rank; i++) {
    window->before[i] = pads[i];
    window->after[i] = pads[i + window->rank];
    if (window->before[i] < 0 || window->after[i] < 0) {
      ng_operation_fail (to,
                         "has the negative padding %" G_GINT64_FORMAT,
                         MIN (window->before[i], window->after[i]));
      return FALSE;
    }
  }
  return TRUE;
}

/* Strides, dilations and size; @kernel is that of the weights, or NULL to go by "kernel_shape". */
static gboolean
read_window (NgOperation *to, const NgShape *x, const gint64 *kernel, NgWindow *window)
{
  int rank = x->rank - 2;
  gsize count;
  const gint64 *given = ng_onnx_node_integers (to->node, "kernel_shape", &count);

  memset (window, 0, sizeof *window);
  if (rank < 1 || rank > NG_MAX_WINDOW_RANK) {
    if (rank < 1)
      ng_operation_fail (to, "needs an array of at least three axes, and is given %d", x->rank);
    else
      ng_operation_lack (to, "over %d axes cannot be run", rank);
    return FALSE;
  }
  window->rank = rank;
  window->groups = 1;
  if (kernel == NULL && given == NULL) {
    ng_operation_fail (to, "lacks its \"kernel_shape\"");
    return FALSE;
  }
  if (!read_sizes (to, "kernel_shape", rank, 1, window->size) ||
      !read_sizes (to, "strides", rank, 1, window->stride) ||
      !read_sizes (to, "dilations", rank, 1, window->dilation))
    return FALSE;
  for (int i = 0; kernel != NULL && i < rank; i++) {
    if (given != NULL && given[i] != kernel[i]) {
      ng_operation_fail (to,
                         "says a kernel of %" G_GINT64_FORMAT
                         " and has weights of %" G_GINT64_FORMAT,
                         given[i],
                         kernel[i]);
      return FALSE;
    }
    window->size[i] = kernel[i];
    if (kernel[i] < 1) {
      ng_operation_fail (to, "has an empty kernel");
      return FALSE;
    }
  }
  return TRUE;
}

/* The bias, one for each channel, added to (n, c, …). */
static NgValue
add_bias (NgOperation *to, NgValue y, gsize index)
{
  NgValue bias = ng_operation_input (to, index);

  if (bias == NG_NO_VALUE || ng_operation_has_failed (to))
    return y;
  const NgShape *shape = ng_operation_shape (to, bias);
  if (shape->rank != 1 || shape->dims[0] != ng_operation_shape (to, y)->dims[1]) {
    ng_operation_fail (to, "has a bias that does not fit its channels");
    return y;
  }
  return ng_build_add (to->builder, y, ng_build_broadcast_at (to->builder, bias, y, 1));
}

static gboolean
check_fit (NgOperation *to, const NgWindow *window, const gint64 *spatial)
{
  for (int i = 0; i < window->rank; i++) {
    if (ng_window_output (window, i, spatial[i]) < 1) {
      ng_operation_fail (to,
                         "has a window of %" G_GINT64_FORMAT " with dilation %" G_GINT64_FORMAT
                         ", which does not fit into %" G_GINT64_FORMAT,
                         window->size[i],
                         window->dilation[i],
                         spatial[i]);
      return FALSE;
    }
  }
  return TRUE;
}

/* x (n, c, *d), w (o, c/g, *k) */
gboolean
ng_operation_window (NgOperation *to, NgValue x, NgValue w, NgWindow *window)
{
  const NgShape shape = *ng_operation_shape (to, x), weights = *ng_operation_shape (to, w);

  if (weights.rank != shape.rank) {
    ng_operation_fail (
        to, "has weights of rank %d for an array of rank %d", weights.rank, shape.rank);
    return FALSE;
  }
  if (!read_window (to, &shape, weights.dims + 2, window) ||
      !read_pads (to, shape.dims + 2, window))
    return FALSE;
  window->groups = ng_onnx_node_integer (to->node, "group", 1);
  if (window->groups < 1 || shape.dims[1] % window->groups != 0 ||
      weights.dims[0] % window->groups != 0 || weights.dims[1] != shape.dims[1] / window->groups) {
    ng_operation_fail (to,
                       "has %" G_GINT64_FORMAT " groups for %" G_GINT64_FORMAT
                       " channels, and weights for %" G_GINT64_FORMAT " channels in a group",
                       window->groups,
                       shape.dims[1],
                       weights.dims[1]);
    return FALSE;
  }
  return check_fit (to, window, shape.dims + 2);
}

static void
lower_conv (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), w = ng_operation_need (to, 1);
  NgWindow window;

  if (x != NG_NO_VALUE && w != NG_NO_VALUE && ng_operation_window (to, x, w, &window))
    ng_operation_output (to, 0, add_bias (to, ng_build_convolve (to->builder, x, w, &window), 2));
}

/* The sizes that a transposed convolution makes, its padding settled. */
static gboolean
transposed_sizes (NgOperation *to, const gint64 *spatial, NgWindow *window, gint64 *sizes)
{
  const char *auto_pad = ng_onnx_node_text (to->node, "auto_pad", "NOTSET");
  gsize n, n_extra;
  const gint64 *wanted = ng_onnx_node_integers (to->node, "output_shape", &n);
  const gint64 *extra = ng_onnx_node_integers (to->node, "output_padding", &n_extra);
  gboolean is_upper = g_str_equal (auto_pad, "SAME_UPPER");
  gboolean is_same = is_upper || g_str_equal (auto_pad, "SAME_LOWER");

  if (wanted != NULL && n == (gsize) window->rank + 2)
    wanted += 2;
  else if (wanted != NULL && n != (gsize) window->rank) {
    ng_operation_fail (to, "has an \"output_shape\" for another number of axes");
    return FALSE;
  }
  if (extra != NULL && n_extra != (gsize) window->rank) {
    ng_operation_fail (to, "has an \"output_padding\" for another number of axes");
    return FALSE;
  }
  for (int i = 0; i < window->rank; i++) {
    gint64 reach, more = extra != NULL ? extra[i] : 0, full;
    if (!reach_of (to, window, i, &reach) || more < 0 || more > NG_MAX_ELEMENTS ||
        __builtin_mul_overflow (window->stride[i], spatial[i] - 1, &full) ||
        full > NG_MAX_ELEMENTS) {
      ng_operation_fail (to, "has a stride or padding that is too large");
      return FALSE;
    }
    full += reach + more;
    if (wanted != NULL || is_same) {
      gint64 size = wanted != NULL ? wanted[i] : spatial[i] * window->stride[i];
      gint64 total = full - size;
      if (total < 0) {
        more -= total;
        total = 0;
      }
      window->before[i] = is_upper ? total / 2 : total - total / 2;
      if (wanted != NULL && !is_same)
        window->before[i] = total / 2;
      window->after[i] = total - window->before[i];
      sizes[i] = size;
    } else {
      sizes[i] = full - window->before[i] - window->after[i];
    }
    if (sizes[i] < 1) {
      ng_operation_fail (to, "would make an axis of %" G_GINT64_FORMAT, sizes[i]);
      return FALSE;
    }
  }
  return TRUE;
}

/* The transpose of a convolution: x (n, c, *d), w (c, o/g, *k) -> (n, o, *e). Sizes that no
 * convolution has as its input are made by padding with zeros at the end. */
static void
lower_conv_transpose (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0), w = ng_operation_need (to, 1);
  NgWindow window;
  gint64 sizes[NG_MAX_WINDOW_RANK], natural[NG_MAX_WINDOW_RANK];
  gint64 before[NG_MAX_RANK] = { 0 }, after[NG_MAX_RANK] = { 0 };
  gboolean is_short = FALSE;

  if (x == NG_NO_VALUE || w == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x), weights = *ng_operation_shape (to, w);
  if (weights.rank != shape.rank) {
    ng_operation_fail (
        to, "has weights of rank %d for an array of rank %d", weights.rank, shape.rank);
    return;
  }
  if (!read_window (to, &shape, weights.dims + 2, &window))
    return;
  if (!g_str_has_prefix (ng_onnx_node_text (to->node, "auto_pad", "NOTSET"), "SAME") &&
      !read_pads (to, shape.dims + 2, &window))
    return;
  window.groups = ng_onnx_node_integer (to->node, "group", 1);
  if (window.groups < 1 || shape.dims[1] % window.groups != 0 || weights.dims[0] != shape.dims[1]) {
    ng_operation_fail (to,
                       "has weights for %" G_GINT64_FORMAT " channels, and %" G_GINT64_FORMAT
                       " in %" G_GINT64_FORMAT " groups",
                       weights.dims[0],
                       shape.dims[1],
                       window.groups);
    return;
  }
  if (!transposed_sizes (to, shape.dims + 2, &window, sizes))
    return;
  for (int i = 0; i < window.rank; i++) {
    gint64 reach = window.dilation[i] * (window.size[i] - 1) + 1;
    natural[i] = sizes[i];
    /* The greatest input from which a convolution makes just this many. */
    gint64 greatest = (shape.dims[2 + i] - 1) * window.stride[i] + reach + window.stride[i] - 1 -
                      window.before[i] - window.after[i];
    if (natural[i] > greatest) {
      after[2 + i] = natural[i] - greatest;
      natural[i] = greatest;
      is_short = TRUE;
    }
  }
  NgValue y = ng_build_convolve_data (to->builder, x, w, &window, natural);
  if (is_short)
    y = ng_build_pad (to->builder, y, before, after, 0);
  ng_operation_output (to, 0, add_bias (to, y, 2));
}

/* With ceil_mode the last window may begin inside and end behind the padding, but not begin behind
 * the input and its padding in front. */
static void
extend_by_ceiling (const NgWindow *window, const gint64 *spatial, gint64 *extra)
{
  for (int i = 0; i < window->rank; i++) {
    gint64 reach = window->dilation[i] * (window->size[i] - 1) + 1;
    gint64 span = spatial[i] + window->before[i] + window->after[i] - reach;
    gint64 steps = (span + window->stride[i] - 1) / window->stride[i] + 1;
    if ((steps - 1) * window->stride[i] >= spatial[i] + window->before[i])
      steps--;
    extra[i] = MAX ((steps - 1) * window->stride[i] - span, 0);
  }
}

/* For each place of the result how many elements its window covers, (1, 1, *e); elements of the
 * padding count where the node says so, what lies behind it never. */
static NgValue
window_counts (NgOperation *to, const NgShape *x, const NgWindow *window, const gint64 *extra)
{
  gboolean with_padding = ng_onnx_node_integer (to->node, "count_include_pad", 0) != 0;
  NgShape ones = { .element = x->element, .rank = x->rank, .dims = { 1, 1 } };
  NgWindow counting = *window;

  for (int i = 0; i < window->rank; i++) {
    ones.dims[2 + i] = x->dims[2 + i];
    if (with_padding) {
      ones.dims[2 + i] += window->before[i] + window->after[i] - extra[i];
      counting.before[i] = 0;
      counting.after[i] = extra[i];
    }
  }
  return ng_build_pool (
      to->builder, NG_PRIMITIVE_POOL_SUM, ng_build_fill (to->builder, &ones, 1), &counting);
}

/* Elements of a window whose places are compared one by one. */
#define MAX_TAPS 4096

enum { MAXIMUM, AVERAGE, LP };

static NgValue
pool (NgOperation *to, NgValue x, const NgWindow *window, const gint64 *extra, int which)
{
  const NgShape shape = *ng_operation_shape (to, x);
  NgProgramBuilder *b = to->builder;

  if (which == MAXIMUM)
    return ng_build_pool (b, NG_PRIMITIVE_POOL_MAX, x, window);
  if (which == AVERAGE) {
    NgValue sum = ng_build_pool (b, NG_PRIMITIVE_POOL_SUM, x, window);
    NgValue counts = window_counts (to, &shape, window, extra);
    const NgShape *result = ng_operation_shape (to, sum);
    if (ng_operation_has_failed (to))
      return NG_NO_VALUE;
    return ng_build_divide (
        b, sum, ng_build_broadcast_numpy (b, counts, result->dims, result->rank));
  }
  double p = (double) ng_onnx_node_integer (to->node, "p", 2);
  NgValue powers = ng_build_binary (
      b, NG_PRIMITIVE_POWER, ng_build_unary (b, NG_PRIMITIVE_ABS, x), ng_build_fill_like (b, x, p));
  NgValue sum = ng_build_pool (b, NG_PRIMITIVE_POOL_SUM, powers, window);
  return ng_build_binary (b, NG_PRIMITIVE_POWER, sum, ng_build_fill_like (b, sum, 1 / p));
}

/* What the window's element @tap lies on, at each place of the result. */
static NgValue
tap_of (NgOperation *to, NgValue padded, const NgWindow *window, gint64 tap, const NgShape *result)
{
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK] = { 1, 1 };

  for (int i = window->rank; i-- > 0;) {
    start[2 + i] = tap % window->size[i] * window->dilation[i];
    step[2 + i] = window->stride[i];
    tap /= window->size[i];
  }
  return ng_build_slice (to->builder, padded, start, step, result->dims);
}

/* The place in the whole array of each element, by rows, or by columns where the node says so. */
static NgValue
own_places (NgOperation *to, const NgShape *x)
{
  gboolean by_columns = ng_onnx_node_integer (to->node, "storage_order", 0) != 0;
  gint64 strides[NG_MAX_RANK], stride = 1;

  ng_places_strides (x, strides);
  for (int i = 2; by_columns && i < x->rank; i++) {
    strides[i] = stride;
    stride *= x->dims[i];
  }
  return ng_places_flat (to, x, strides, x->rank, -1);
}

/* Where the first greatest element of each window lies; @y are these elements. */
static NgValue
greatest_places (NgOperation *to, NgValue x, NgValue y, const NgWindow *window)
{
  NgProgramBuilder *b = to->builder;
  const NgShape shape = *ng_operation_shape (to, x), result = *ng_operation_shape (to, y);
  gint64 before[NG_MAX_RANK] = { 0 }, after[NG_MAX_RANK] = { 0 }, n_taps = 1;

  for (int i = 0; i < window->rank; i++) {
    before[2 + i] = window->before[i];
    after[2 + i] = window->after[i];
    n_taps *= window->size[i];
    if (n_taps > MAX_TAPS) {
      ng_operation_lack (to, "with its second output is run over windows of up to %d", MAX_TAPS);
      return NG_NO_VALUE;
    }
  }
  NgValue padded = ng_build_pad (b, x, before, after, -HUGE_VAL);
  NgValue places = ng_build_pad (b, own_places (to, &shape), before, after, -1);
  NgValue found = NG_NO_VALUE;
  for (gint64 tap = n_taps; tap-- > 0;) {
    NgValue here = tap_of (to, padded, window, tap, &result);
    NgValue place = tap_of (to, places, window, tap, &result);
    NgValue is_it = ng_build_binary (b, NG_PRIMITIVE_EQUAL, here, y);
    /* Padding is no element, however small the others are. */
    is_it = ng_build_binary (
        b,
        NG_PRIMITIVE_AND,
        is_it,
        ng_build_binary (b, NG_PRIMITIVE_LESS_EQUAL, ng_build_fill_like (b, place, 0), place));
    if (found == NG_NO_VALUE)
      found = ng_build_fill_like (b, place, 0);
    found = ng_build_select (b, is_it, place, found);
  }
  return found;
}

static void
lower_pool (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  gint64 extra[NG_MAX_WINDOW_RANK] = { 0 };
  NgWindow window;

  if (x == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  if (!read_window (to, &shape, NULL, &window) || !read_pads (to, shape.dims + 2, &window) ||
      !check_fit (to, &window, shape.dims + 2))
    return;
  for (int i = 0; i < window.rank; i++) {
    gint64 reach;
    if (!reach_of (to, &window, i, &reach))
      return;
  }
  if (ng_onnx_node_integer (to->node, "ceil_mode", 0) != 0)
    extend_by_ceiling (&window, shape.dims + 2, extra);
  for (int i = 0; i < window.rank; i++)
    window.after[i] += extra[i];
  /* Whole numbers of 8 bits are floats too. */
  gboolean is_narrow = !ng_element_is_real (shape.element) && ng_element_bits (shape.element) == 8;
  if (is_narrow)
    x = ng_build_convert (to->builder, x, NG_ELEMENT_F32);
  NgValue y = pool (to, x, &window, extra, to->node->operator->variant);
  if (to->n_outputs > 1 && to->node->results[1] >= 0 && !ng_operation_has_failed (to))
    ng_operation_output (to, 1, greatest_places (to, x, y, &window));
  ng_operation_output (to, 0, is_narrow ? ng_build_convert (to->builder, y, shape.element) : y);
}

static void
lower_global_pool (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  guint mask = 0;

  if (x == NG_NO_VALUE)
    return;
  if (shape.rank < 3) {
    ng_operation_fail (to, "needs an array of at least three axes, and is given %d", shape.rank);
    return;
  }
  for (int i = 2; i < shape.rank; i++)
    mask |= 1u << i;
  NgValue y;
  if (to->node->operator->variant == MAXIMUM) {
    y = ng_build_reduce (to->builder, NG_PRIMITIVE_REDUCE_MAX, x, mask, TRUE);
  } else if (to->node->operator->variant == AVERAGE) {
    y = ng_build_mean (to->builder, x, mask, TRUE);
  } else {
    double p = (double) ng_onnx_node_integer (to->node, "p", 2);
    NgValue powers = ng_build_binary (to->builder,
                                      NG_PRIMITIVE_POWER,
                                      ng_build_unary (to->builder, NG_PRIMITIVE_ABS, x),
                                      ng_build_fill_like (to->builder, x, p));
    y = ng_build_reduce (to->builder, NG_PRIMITIVE_SUM, powers, mask, TRUE);
    y = ng_build_binary (
        to->builder, NG_PRIMITIVE_POWER, y, ng_build_fill_like (to->builder, y, 1 / p));
  }
  ng_operation_output (to, 0, y);
}

/* Each element at the place that a MaxPool had it from, zeros elsewhere; what is larger than that
 * pooling's input is filled up with zeros behind. */
static void
lower_max_unpool (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0), places = ng_operation_need (to, 1);
  gint64 sizes[NG_MAX_RANK], before[NG_MAX_RANK] = { 0 }, after[NG_MAX_RANK] = { 0 }, count;
  NgWindow window;

  if (x == NG_NO_VALUE || places == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  if (!read_window (to, &shape, NULL, &window) || !read_pads (to, shape.dims + 2, &window))
    return;
  NgShape whole = shape;
  for (int i = 0; i < window.rank; i++) {
    double size = (double) (shape.dims[2 + i] - 1) * (double) window.stride[i] +
                  (double) window.size[i] - (double) window.before[i] - (double) window.after[i];
    if (!(size >= 0 && size <= (double) NG_MAX_ELEMENTS)) {
      ng_operation_fail (to, "would make an axis of %g", size);
      return;
    }
    whole.dims[2 + i] = (gint64) size;
  }
  int n = ng_operation_input (to, 2) != NG_NO_VALUE
              ? ng_operation_integers (to, 2, sizes, NG_MAX_RANK)
              : 0;
  gboolean fits = n == 0 || n == shape.rank;
  for (int i = 0; i < shape.rank && fits; i++) {
    after[i] = n > 0 ? sizes[i] - whole.dims[i] : 0;
    fits = whole.dims[i] >= 0 && after[i] >= 0;
  }
  if (n >= 0 && (!fits || !ng_dims_count (whole.dims, (gsize) whole.rank, &count) ||
                 ng_shape_count (ng_operation_shape (to, places)) != ng_shape_count (&shape)))
    ng_operation_fail (to, "has places or sizes that do not fit its input");
  if (ng_operation_has_failed (to))
    return;
  gint64 n_elements = ng_shape_count (&shape);
  NgShape flat = { .element = shape.element, .rank = 1, .dims = { count } };
  NgValue y = ng_operation_scatter (to,
                                    ng_build_fill (b, &flat, 0),
                                    ng_build_reshape (b, places, &n_elements, 1),
                                    ng_build_reshape (b, x, &n_elements, 1),
                                    "last");
  if (y == NG_NO_VALUE)
    return;
  y = ng_build_reshape (b, y, whole.dims, whole.rank);
  ng_operation_output (to, 0, ng_build_pad (b, y, before, after, 0));
}

/* Where, in a picture with its padding, each element of each block lies: (k, m). */
static NgValue
block_places (NgOperation *to, const NgWindow *window, const gint64 *padded, const gint64 *steps)
{
  gint64 dims[2] = { 1, 1 };

  for (int i = 0; i < window->rank; i++) {
    dims[0] *= window->size[i];
    dims[1] *= steps[i];
  }
  gint64 *places = g_new (gint64, (gsize) MAX (dims[0] * dims[1], 1));
  for (gint64 at = 0; at < dims[0] * dims[1]; at++) {
    gint64 tap = at / dims[1], block = at % dims[1], stride = 1;
    places[at] = 0;
    for (int i = window->rank; i-- > 0;) {
      gint64 place =
          block % steps[i] * window->stride[i] + tap % window->size[i] * window->dilation[i];
      places[at] += place * stride;
      stride *= padded[i];
      tap /= window->size[i];
      block /= steps[i];
    }
  }
  g_autoptr (NgTensor) table = ng_tensor_new_take (NG_ELEMENT_I64, dims, 2, places);
  return ng_build_constant (to->builder, table);
}

/* Blocks (n, c k, m) added up where they lie in pictures (n, c, *d). */
static void
lower_col2im (NgOperation *to)
{
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gint64 sizes[NG_MAX_RANK], block[NG_MAX_RANK], padded[NG_MAX_WINDOW_RANK];
  gint64 steps[NG_MAX_WINDOW_RANK], taps, blocks, count;
  NgWindow window = { .groups = 1 };

  if (x == NG_NO_VALUE)
    return;
  int n = ng_operation_integers (to, 1, sizes, NG_MAX_RANK);
  int n_block = n < 0 ? -1 : ng_operation_integers (to, 2, block, NG_MAX_RANK);
  if (n_block < 0)
    return;
  if (n < 1 || n > NG_MAX_WINDOW_RANK || n_block != n || shape.rank != 3) {
    ng_operation_fail (to, "has blocks or pictures of a rank that cannot be");
    return;
  }
  window.rank = n;
  if (!read_sizes (to, "strides", n, 1, window.stride) ||
      !read_sizes (to, "dilations", n, 1, window.dilation))
    return;
  memcpy (window.size, block, (gsize) n * sizeof *block);
  if (!read_pads (to, sizes, &window))
    return;
  for (int i = 0; i < n; i++) {
    gint64 reach;
    if (sizes[i] < 1 || sizes[i] > NG_MAX_ELEMENTS || block[i] < 1 ||
        window.before[i] > NG_MAX_ELEMENTS || window.after[i] > NG_MAX_ELEMENTS ||
        !reach_of (to, &window, i, &reach) || ng_window_output (&window, i, sizes[i]) < 1) {
      ng_operation_fail (to, "has blocks that do not fit its pictures");
      return;
    }
    steps[i] = ng_window_output (&window, i, sizes[i]);
    padded[i] = sizes[i] + window.before[i] + window.after[i];
  }
  if (!ng_dims_count (block, (gsize) n, &taps) || !ng_dims_count (steps, (gsize) n, &blocks) ||
      !ng_dims_count (padded, (gsize) n, &count)) {
    ng_operation_fail (to, "has pictures that are too large");
    return;
  }
  if (shape.dims[2] != blocks || shape.dims[1] % taps != 0) {
    ng_operation_fail (to,
                       "takes %" G_GINT64_FORMAT " blocks of a multiple of %" G_GINT64_FORMAT
                       " elements for its pictures, and gets %" G_GINT64_FORMAT
                       " of %" G_GINT64_FORMAT,
                       blocks,
                       taps,
                       shape.dims[2],
                       shape.dims[1]);
    return;
  }
  if (!ng_operation_has_room (to, (double) taps * (double) blocks))
    return;
  NgShape result = { .rank = 2 + n, .dims = { shape.dims[0], shape.dims[1] / taps } };
  gint64 split[4] = { shape.dims[0], result.dims[1], taps, blocks };
  NgValue y = ng_build_scatter_add (
      b, ng_build_reshape (b, x, split, 4), block_places (to, &window, padded, steps), 2, count);
  for (int i = 0; i < n; i++)
    result.dims[2 + i] = padded[i];
  y = ng_build_reshape (b, y, result.dims, result.rank);
  for (int i = 0; i < n && !ng_operation_has_failed (to); i++)
    y = ng_operation_part (to, y, 2 + i, window.before[i], 1, sizes[i]);
  ng_operation_output (to, 0, y);
}

#define POOL(NAME, SUMMARY, LOWER, VARIANT)                                                        \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_CONVOLUTION, .inputs = { "X" },      \
    .outputs = { "Y", "Indices" }, .lower = LOWER, .variant = VARIANT                              \
  }

const NgOperatorClass ng_operators_convolution[] = {
  { .name = "Conv",
    .summary = "Convolution",
    .category = NG_CATEGORY_CONVOLUTION,
    .inputs = { "X", "W", "B" },
    .outputs = { "Y" },
    .lower = lower_conv },
  { .name = "ConvTranspose",
    .summary = "Transposed convolution",
    .category = NG_CATEGORY_CONVOLUTION,
    .inputs = { "X", "W", "B" },
    .outputs = { "Y" },
    .lower = lower_conv_transpose },
  POOL ("MaxPool", "Greatest element in each window", lower_pool, MAXIMUM),
  POOL ("AveragePool", "Mean of each window", lower_pool, AVERAGE),
  POOL ("LpPool", "Norm of each window", lower_pool, LP),
  POOL ("GlobalMaxPool", "Greatest element of each channel", lower_global_pool, MAXIMUM),
  POOL ("GlobalAveragePool", "Mean of each channel", lower_global_pool, AVERAGE),
  POOL ("GlobalLpPool", "Norm of each channel", lower_global_pool, LP),
  { .name = "Col2Im",
    .summary = "Blocks added up to pictures",
    .category = NG_CATEGORY_CONVOLUTION,
    .inputs = { "input", "image_shape", "block_shape" },
    .outputs = { "output" },
    .lower = lower_col2im },
  { .name = "MaxUnpool",
    .summary = "Elements at the places that a pooling had them from",
    .category = NG_CATEGORY_CONVOLUTION,
    .inputs = { "X", "I", "output_shape" },
    .outputs = { "output" },
    .lower = lower_max_unpool },
  { .name = NULL },
};
