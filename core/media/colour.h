/* Colour spaces of pictures: how many channels, and from one to the other. All channels are 0 … 1
 * for colours of a screen, but for a and b of LAB, which are -1 … 1. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

typedef enum {
  NG_COLOUR_GREY,
  NG_COLOUR_RGB,
  NG_COLOUR_CMYK,
  NG_COLOUR_HSB,
  NG_COLOUR_LAB,
  NG_COLOUR_RGBA, /* with opacity, which other spaces drop */
} NgColour;

#define NG_MAX_CHANNELS 4

/** ng_colour_names: Returns: (array zero-terminated=1): "Grayscale", "RGB", …, in the order of
 *   NgColour; "RGBA" is the last */
const char *const *ng_colour_names (void);
/** ng_colour_channels: Returns: how many channels it has */
gsize ng_colour_channels (NgColour self);

/**
 * ng_colour_convert_one:
 * @from, @to: (array): the channels of one pixel
 *
 * Grey is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). CMYK has K = 1 - max (R, G, B). HSB is the
 * hexagonal model, with the hue 0 … 1. LAB is CIE 1976 of sRGB under D65, divided by 100.
 */
void ng_colour_convert_one (NgColour from_space, const double *from, NgColour to_space, double *to);

/**
 * ng_colour_convert:
 * @picture: float32, {channels, …}
 *
 * Fails with: "Sample::limit" where there is no memory.
 *
 * Returns: (transfer full) (nullable): float32, {channels of @to, …}
 */
NgTensor *ng_colour_convert (NgTensor *picture, NgColour from, NgColour to, GError **error);

G_END_DECLS
