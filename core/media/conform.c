/* One axis after the other: each pixel of the result is a sum of weighted pixels of the axis, or
 * the colour of the padding. */

#include "core/media/conform.h"

#include "core/media/image.h"
#include <math.h>
#include <string.h>

/* What pixel `i` of a result is made of: `weights[i * taps + k]` of pixel `first[i] + k`, those
 * beyond the ends being the pixels at the ends; padding where `is_padding[i]`. */
typedef struct {
  gint64 n;
  gsize taps;
  gint64 *first;
  double *weights;
  gboolean *is_padding;
} Filter;

static void
filter_clear (Filter *self)
{
  g_free (self->first);
  g_free (self->weights);
  g_free (self->is_padding);
}

static gsize
count_taps (NgResample how, double ratio)
{
  switch (how) {
  case NG_RESAMPLE_AREA:
    return (gsize) ceil (ratio) + 1;
  case NG_RESAMPLE_CUBIC:
    return 4;
  case NG_RESAMPLE_NEAREST:
    return 1;
  default:
    return 2;
  }
}

/* Pixel @i of an axis of which each pixel is @ratio of the pixels there are. */
static void
weigh (NgResample how, gint64 i, double ratio, gsize taps, gint64 *first, double *weights)
{
  double middle = ((double) i + 0.5) * ratio - 0.5;
  double t;

  switch (how) {
  case NG_RESAMPLE_NEAREST:
    *first = (gint64) floor (((double) i + 0.5) * ratio);
    weights[0] = 1;
    return;
  case NG_RESAMPLE_AREA: {
    double low = (double) i * ratio, high = low + ratio;

    *first = (gint64) floor (low);
    for (gsize k = 0; k < taps; k++) {
      double from = (double) *first + (double) k;
      double share = MIN (high, from + 1) - MAX (low, from);

      weights[k] = MAX (share, 0) / ratio;
    }
    return;
  }
  case NG_RESAMPLE_CUBIC:
    *first = (gint64) floor (middle) - 1;
    t = middle - floor (middle);
    weights[0] = ((-0.5 * t + 1) * t - 0.5) * t;
    weights[1] = (1.5 * t - 2.5) * t * t + 1;
    weights[2] = ((-1.5 * t + 2) * t + 0.5) * t;
    weights[3] = (0.5 * t - 0.5) * t * t;
    return;
  default:
    *first = (gint64) floor (middle);
    weights[1] = middle - floor (middle);
    weights[0] = 1 - weights[1];
    return;
  }
}

static gint64
modulo (gint64 i, gint64 n)
{
  return (i % n + n) % n;
}

/* Where pixel @i of an axis of @n comes from when it lies outside; -1 for padding. */
static gint64
beyond (gint64 i, gint64 n, NgBorder border)
{
  if (i >= 0 && i < n)
    return i;
  switch (border) {
  case NG_BORDER_FIXED:
    return CLAMP (i, 0, n - 1);
  case NG_BORDER_PERIODIC:
    return modulo (i, n);
  case NG_BORDER_REFLECTED:
    i = n > 1 ? modulo (i, 2 * n - 2) : 0;
    return i < n ? i : 2 * n - 2 - i;
  case NG_BORDER_COLOUR:
    break;
  }
  return -1;
}

/* From @n pixels to @m of which @size are kept or padded to. */
static gboolean
filter_init (Filter *self, const NgConform *how, int axis, gint64 n, gint64 m, GError **error)
{
  gint64 size = how->sizes[axis];
  double ratio = (double) n / (double) m;
  NgResample resample = how->resample;
  gint64 before = (gint64) floor (how->alignment[axis] * (double) (size - m));

  if (resample == NG_RESAMPLE_AUTOMATIC)
    resample = ratio > 2 ? NG_RESAMPLE_AREA : NG_RESAMPLE_LINEAR;
  self->n = size;
  self->taps = count_taps (resample, ratio);
  self->first = g_try_new0 (gint64, (gsize) size);
  self->is_padding = g_try_new0 (gboolean, (gsize) size);
  self->weights = (gsize) size <= G_MAXSIZE / sizeof (double) / self->taps
                      ? g_try_new0 (double, (gsize) size * self->taps)
                      : NULL;
  if (self->first == NULL || self->is_padding == NULL || self->weights == NULL) {
    ng_error_set_new (error, "Sample::limit", NULL, "There is no memory for the picture.");
    return FALSE;
  }
  for (gint64 i = 0; i < size; i++) {
    gint64 from = beyond (i - before, m, how->border);

    self->is_padding[i] = from < 0;
    if (from >= 0)
      weigh (resample,
             from,
             ratio,
             self->taps,
             &self->first[i],
             self->weights + (gsize) i * self->taps);
  }
  return TRUE;
}

/* data: (outer, n, inner); result: (outer, filter->n, inner). */
static void
filter_apply (const Filter *self,
              const float *data,
              gint64 n,
              gsize outer,
              gsize inner,
              gsize channels,
              const double *colour,
              float *result)
{
  for (gsize o = 0; o < outer; o++) {
    float fill = (float) colour[o / (outer / channels)];

    for (gint64 i = 0; i < self->n; i++) {
      float *to = result + (o * (gsize) self->n + (gsize) i) * inner;

      for (gsize j = 0; j < inner; j++)
        to[j] = self->is_padding[i] ? fill : 0;
      for (gsize k = 0; k < self->taps && !self->is_padding[i]; k++) {
        float weight = (float) self->weights[(gsize) i * self->taps + k];
        gint64 from = CLAMP (self->first[i] + (gint64) k, 0, n - 1);
        const float *row = data + (o * (gsize) n + (gsize) from) * inner;

        for (gsize j = 0; weight != 0 && j < inner; j++)
          to[j] += weight * row[j];
      }
    }
  }
}

static NgTensor *
conform_axis (NgTensor *picture, const NgConform *how, int axis, gint64 m, GError **error)
{
  gint64 dims[NG_MAX_RANK];
  gsize rank = ng_tensor_rank (picture);
  gint64 n = ng_tensor_dims (picture)[axis + 1];
  Filter filter = { 0 };
  gsize outer = 1, inner = 1;
  float *result = NULL;

  if (n == m && m == how->sizes[axis])
    return ng_tensor_ref (picture);
  memcpy (dims, ng_tensor_dims (picture), rank * sizeof *dims);
  for (int i = 0; i <= axis; i++)
    outer *= (gsize) dims[i];
  for (gsize i = (gsize) axis + 2; i < rank; i++)
    inner *= (gsize) dims[i];
  dims[axis + 1] = how->sizes[axis];
  if (filter_init (&filter, how, axis, n, m, error)) {
    result = g_try_new (float, outer *inner *(gsize) filter.n);
    if (result == NULL)
      ng_error_set_new (error, "Sample::limit", NULL, "There is no memory for the picture.");
  }
  if (result != NULL)
    filter_apply (
        &filter, ng_tensor_data (picture), n, outer, inner, (gsize) dims[0], how->colour, result);
  filter_clear (&filter);
  return result != NULL ? ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, result) : NULL;
}

/* How large the picture becomes before what is outside is cut off, or padded. */
static gint64
scaled (const NgTensor *picture, const NgConform *how, int axis)
{
  const gint64 *dims = ng_tensor_dims (picture) + 1;
  double scale = (double) how->sizes[0] / (double) dims[0];
  int tightest = 0;

  if (how->fit == NG_FIT_STRETCH)
    return how->sizes[axis];
  for (int i = 1; i < how->n_axes; i++) {
    double its = (double) how->sizes[i] / (double) dims[i];

    if (how->fit == NG_FIT_FIT ? its < scale : its > scale) {
      scale = its;
      tightest = i;
    }
  }
  if (axis == tightest)
    return how->sizes[axis];
  return MAX ((gint64) MIN (round (scale * (double) dims[axis]), (double) NG_MAX_ELEMENTS), 1);
}

NgTensor *
ng_image_conform (NgTensor *picture, const NgConform *how, GError **error)
{
  g_autoptr (NgTensor) result = ng_tensor_ref (picture);
  gint64 pixels = ng_tensor_dims (picture)[0];

  g_return_val_if_fail (ng_tensor_rank (picture) == (gsize) how->n_axes + 1, NULL);
  for (int i = 0; i < how->n_axes; i++) {
    if (how->sizes[i] < 1 || how->sizes[i] > NG_MAX_CHANNELS * (gint64) NG_MAX_PIXELS / pixels) {
      ng_error_set_new (
          error, "Sample::limit", NULL, "A picture of that size would have too many pixels.");
      return NULL;
    }
    pixels *= how->sizes[i];
  }
  /* Axes that shrink go first, so that nothing on the way is larger than the picture or the result.
   */
  for (int i = 2 * how->n_axes - 1; i >= 0; i--) {
    int axis = i % how->n_axes;
    gboolean shrinks = how->sizes[axis] <= ng_tensor_dims (picture)[axis + 1];
    NgTensor *next;

    if (shrinks != (i >= how->n_axes))
      continue;
    next = conform_axis (result, how, axis, scaled (picture, how, axis), error);
    if (next == NULL)
      return NULL;
    ng_tensor_unref (result);
    result = next;
  }
  return g_steal_pointer (&result);
}
