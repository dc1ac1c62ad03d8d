/* The reference of convolutions and poolings.
 *
 *   y[n, g o', e] = sum over c', k of x[n, g c', e stride + k dilation - before] w[g o', c', k]
 *
 * with g a group, c' and o' channels within it. The gradients visit the same triples (x, w, y) and
 * add the product of two of them to the third. */

#include "core/program/reference.h"

#include "core/tensor/element.h"
#include <math.h>

/* A window over three spatial axes, those in front of a smaller rank being of size 1. */
typedef struct {
  gint64 in[3], out[3], size[3], stride[3], dilation[3], before[3];
} Geometry;

/* Spatial sizes from @outer (n, c, *d) and @inner (n, c, *e). */
static Geometry
geometry (const NgWindow *window, const gint64 *outer, const gint64 *inner)
{
  Geometry g = { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 0, 0, 0 } };
  int shift = 3 - window->rank;

  for (int i = 0; i < window->rank; i++) {
    g.in[shift + i] = outer[2 + i];
    g.out[shift + i] = inner[2 + i];
    g.size[shift + i] = window->size[i];
    g.stride[shift + i] = window->stride[i];
    g.dilation[shift + i] = window->dilation[i];
    g.before[shift + i] = window->before[i];
  }
  return g;
}

/* The taps first ≤ k < end of output @e along @axis that fall inside the input. */
static void
taps (const Geometry *g, int axis, gint64 e, gint64 *first, gint64 *end)
{
  gint64 origin = e * g->stride[axis] - g->before[axis];
  gint64 dilation = g->dilation[axis];

  *first = origin < 0 ? (-origin + dilation - 1) / dilation : 0;
  *end = g->in[axis] > origin ? (g->in[axis] - origin - 1) / dilation + 1 : 0;
  *end = MIN (*end, g->size[axis]);
}

static gint64
volume (const gint64 *sizes)
{
  return sizes[0] * sizes[1] * sizes[2];
}

typedef void (*Visit) (gpointer data, gint64 in, gint64 out, gint64 tap);

/* Calls @visit for every input under every window, windows in order and taps in order, with the
 * indices of input, output and tap within their channels. */
static void
visit_windows (const Geometry *g, Visit visit, gpointer data)
{
  gint64 first[3], end[3], e[3], k[3];
  gint64 out = 0;

  for (e[0] = 0; e[0] < g->out[0]; e[0]++)
    for (e[1] = 0; e[1] < g->out[1]; e[1]++)
      for (e[2] = 0; e[2] < g->out[2]; e[2]++, out++) {
        gint64 in = 0;

        for (int i = 0; i < 3; i++)
          taps (g, i, e[i], &first[i], &end[i]);
        for (k[0] = first[0]; k[0] < end[0]; k[0]++)
          for (k[1] = first[1]; k[1] < end[1]; k[1]++)
            for (k[2] = first[2]; k[2] < end[2]; k[2]++) {
              in = 0;
              for (int i = 0; i < 3; i++)
                in = in * g->in[i] + e[i] * g->stride[i] + k[i] * g->dilation[i] - g->before[i];
              visit (data, in, out, (k[0] * g->size[1] + k[1]) * g->size[2] + k[2]);
            }
      }
}

/* One pair of an input and an output channel of one example. */
typedef struct {
  NgPrimitive primitive;
  double *x, *w, *y;
} Channels;

static void
convolve_cb (gpointer data, gint64 in, gint64 out, gint64 tap)
{
  Channels *c = data;

  switch (c->primitive) {
  case NG_PRIMITIVE_CONVOLVE:
    c->y[out] += c->x[in] * c->w[tap];
    break;
  case NG_PRIMITIVE_CONVOLVE_DATA:
    c->x[in] += c->y[out] * c->w[tap];
    break;
  default:
    c->w[tap] += c->x[in] * c->y[out];
  }
}

static void
convolve (NgPrimitive primitive,
          const NgWindow *window,
          const gint64 *x_dims,
          const gint64 *w_dims,
          const gint64 *y_dims,
          double *x,
          double *w,
          double *y)
{
  Geometry g = geometry (window, x_dims, y_dims);
  gint64 in_channels = w_dims[1];
  gint64 out_channels = w_dims[0] / window->groups;

  for (gint64 n = 0; n < x_dims[0]; n++)
    for (gint64 o = 0; o < w_dims[0]; o++)
      for (gint64 c = 0; c < in_channels; c++) {
        gint64 group = o / out_channels;
        Channels channels = {
          primitive,
          x + (n * x_dims[1] + group * in_channels + c) * volume (g.in),
          w + (o * in_channels + c) * volume (g.size),
          y + (n * w_dims[0] + o) * volume (g.out),
        };

        visit_windows (&g, convolve_cb, &channels);
      }
}

static gboolean
convolution (const NgInstruction *instruction,
             NgTensor *const *operands,
             gpointer result,
             GError **error)
{
  const NgShape *shape = &instruction->shape;
  const gint64 *first_dims = ng_tensor_dims (operands[0]);
  const gint64 *second_dims = ng_tensor_dims (operands[1]);
  const NgWindow *window = &instruction->attributes->window;
  gint64 count = ng_shape_count (shape);
  g_autofree double *first = ng_reference_reals (operands[0], error);
  g_autofree double *second = first != NULL ? ng_reference_reals (operands[1], error) : NULL;
  g_autofree double *sums = second != NULL ? ng_reference_zeros (count, error) : NULL;

  if (sums == NULL)
    return FALSE;
  switch (instruction->primitive) {
  case NG_PRIMITIVE_CONVOLVE:
    convolve (
        instruction->primitive, window, first_dims, second_dims, shape->dims, first, second, sums);
    break;
  case NG_PRIMITIVE_CONVOLVE_DATA:
    convolve (
        instruction->primitive, window, shape->dims, second_dims, first_dims, sums, second, first);
    break;
  default:
    convolve (
        instruction->primitive, window, first_dims, shape->dims, second_dims, first, sums, second);
  }
  ng_element_from_reals (shape->element, sums, (gsize) count, result);
  return TRUE;
}

/* One channel of one example. */
typedef struct {
  NgPrimitive primitive;
  double *x, *y;
  gint64 *places; /* for POOL_MAX: the input that wins each window, -1 before any */
} Pool;

static void
pool_cb (gpointer data, gint64 in, gint64 out, gint64 tap)
{
  Pool *p = data;

  switch (p->primitive) {
  case NG_PRIMITIVE_POOL_SUM:
    p->y[out] += p->x[in];
    break;
  case NG_PRIMITIVE_POOL_SUM_DATA:
    p->x[in] += p->y[out];
    break;
  default: {
    gint64 best = p->places[out];

    if (best < 0 || (!isnan (p->x[best]) && (isnan (p->x[in]) || p->x[in] > p->x[best])))
      p->places[out] = in;
  }
  }
}

static gboolean
pool_sum (const NgInstruction *instruction,
          const NgTensor *operand,
          gpointer result,
          GError **error)
{
  const NgShape *shape = &instruction->shape;
  gboolean is_forward = instruction->primitive == NG_PRIMITIVE_POOL_SUM;
  Geometry g = geometry (&instruction->attributes->window,
                         is_forward ? ng_tensor_dims (operand) : shape->dims,
                         is_forward ? shape->dims : ng_tensor_dims (operand));
  gint64 count = ng_shape_count (shape);
  g_autofree double *from = ng_reference_reals (operand, error);
  g_autofree double *to = from != NULL ? ng_reference_zeros (count, error) : NULL;

  if (to == NULL)
    return FALSE;
  for (gint64 i = 0; i < shape->dims[0] * shape->dims[1]; i++) {
    double *x = (is_forward ? from : to) + i * volume (g.in);
    double *y = (is_forward ? to : from) + i * volume (g.out);
    Pool pool = { instruction->primitive, x, y, NULL };

    visit_windows (&g, pool_cb, &pool);
  }
  ng_element_from_reals (shape->element, to, (gsize) count, result);
  return TRUE;
}

static gboolean
pool_max (const NgInstruction *instruction,
          NgTensor *const *operands,
          gpointer result,
          GError **error)
{
  const NgShape *shape = &instruction->shape;
  gboolean is_forward = instruction->primitive == NG_PRIMITIVE_POOL_MAX;
  Geometry g = geometry (&instruction->attributes->window,
                         ng_tensor_dims (operands[0]),
                         is_forward ? shape->dims : ng_tensor_dims (operands[1]));
  gint64 count = ng_shape_count (shape);
  g_autofree double *x = ng_reference_reals (operands[0], error);
  g_autofree double *y = x == NULL || is_forward ? NULL : ng_reference_reals (operands[1], error);
  g_autofree double *to = x == NULL ? NULL : ng_reference_zeros (count, error);
  g_autofree gint64 *places = to == NULL ? NULL : ng_reference_zeros (volume (g.out), error);

  if (places == NULL || (!is_forward && y == NULL))
    return FALSE;
  for (gint64 i = 0; i < shape->dims[0] * shape->dims[1]; i++) {
    double *channel = x + i * volume (g.in);
    Pool pool = { instruction->primitive, channel, NULL, places };

    for (gint64 e = 0; e < volume (g.out); e++)
      places[e] = -1;
    visit_windows (&g, pool_cb, &pool);
    for (gint64 e = 0; e < volume (g.out); e++) {
      if (is_forward)
        to[i * volume (g.out) + e] = places[e] < 0 ? (double) -INFINITY : channel[places[e]];
      else if (places[e] >= 0)
        to[i * volume (g.in) + places[e]] += y[i * volume (g.out) + e];
    }
  }
  ng_element_from_reals (shape->element, to, (gsize) count, result);
  return TRUE;
}

gboolean
ng_reference_window (const NgInstruction *instruction,
                     NgTensor *const *operands,
                     gpointer result,
                     GError **error)
{
  switch (instruction->primitive) {
  case NG_PRIMITIVE_CONVOLVE:
  case NG_PRIMITIVE_CONVOLVE_DATA:
  case NG_PRIMITIVE_CONVOLVE_WEIGHTS:
    return convolution (instruction, operands, result, error);
  case NG_PRIMITIVE_POOL_SUM:
  case NG_PRIMITIVE_POOL_SUM_DATA:
    return pool_sum (instruction, operands[0], result, error);
  default:
    return pool_max (instruction, operands, result, error);
  }
}
