/* Pictures brought to a size: stretched, fitted and padded, or filled and cropped. */

#pragma once

#include "core/media/colour.h"

G_BEGIN_DECLS

#define NG_MAX_PICTURE_AXES 3

typedef enum {
  NG_FIT_STRETCH, /* each axis by itself */
  NG_FIT_FIT,     /* as large as fits inside, the rest is padded */
  NG_FIT_FILL,    /* as small as covers all, the rest is cut off */
} NgFit;

/* Samples lie at the middles of pixels. Automatic is linear, but the mean of areas where an axis
 * shrinks to less than half. */
typedef enum {
  NG_RESAMPLE_AUTOMATIC,
  NG_RESAMPLE_NEAREST,
  NG_RESAMPLE_LINEAR,
  NG_RESAMPLE_CUBIC, /* Catmull and Rom's */
  NG_RESAMPLE_AREA,
} NgResample;

typedef enum {
  NG_BORDER_COLOUR,
  NG_BORDER_FIXED, /* the pixel at the edge, again and again */
  NG_BORDER_REFLECTED,
  NG_BORDER_PERIODIC,
} NgBorder;

/**
 * NgConform:
 * @n_axes: 2 or 3
 * @sizes: what the axes shall be, in the order of the array: height, width; height, depth, width
 * @alignment: by axis: how much of what is padded or cut off lies in front, 0 to 1
 * @colour: by channel, for %NG_BORDER_COLOUR
 */
typedef struct {
  int n_axes;
  gint64 sizes[NG_MAX_PICTURE_AXES];
  NgFit fit;
  NgResample resample;
  double alignment[NG_MAX_PICTURE_AXES];
  NgBorder border;
  double colour[NG_MAX_CHANNELS];
} NgConform;

/**
 * ng_image_conform:
 * @picture: float32, {channels, height, width} or {channels, height, depth, width}
 *
 * Cost: linear in the pixels of both. Equal sizes give the same numbers.
 *
 * Fails with: "Sample::limit" where the result is too large.
 *
 * Returns: (transfer full) (nullable): float32, {channels, sizes…}
 */
NgTensor *ng_image_conform (NgTensor *picture, const NgConform *how, GError **error);

G_END_DECLS
