/* Colours by way of RGB. */

#include "core/media/colour.h"

#include <math.h>
#include <string.h>

static const char *const names[] = { "Grayscale", "RGB", "CMYK", "HSB", "LAB", "RGBA", NULL };
static const gsize channels[] = { 1, 3, 4, 3, 3, 4 };

const char *const *
ng_colour_names (void)
{
  return names;
}

gsize
ng_colour_channels (NgColour self)
{
  g_return_val_if_fail ((guint) self < G_N_ELEMENTS (channels), 0);
  return channels[self];
}

/* ---- LAB ---- */

/* Linear light of sRGB -> X, Y, Z of IEC 61966-2-1, and the white of D65. */
static const double to_xyz[3][3] = { { 0.4124, 0.3576, 0.1805 },
                                     { 0.2126, 0.7152, 0.0722 },
                                     { 0.0193, 0.1192, 0.9505 } };
static const double from_xyz[3][3] = { { 3.2406254773, -1.5372079722, -0.4986285987 },
                                       { -0.9689307147, 1.8757560609, 0.0415175238 },
                                       { 0.0557101204, -0.2040210506, 1.0569959423 } };
static const double white[3] = { 0.9505, 1, 1.089 };

static double
linear (double x)
{
  return x <= 0.04045 ? x / 12.92 : pow ((x + 0.055) / 1.055, 2.4);
}

static double
companded (double x)
{
  return x <= 0.0031308 ? 12.92 * x : 1.055 * pow (x, 1 / 2.4) - 0.055;
}

/* The cube root, with a straight line near 0. */
static double
lightness (double t)
{
  const double d = 6.0 / 29;

  return t > d * d * d ? cbrt (t) : t / (3 * d * d) + 4.0 / 29;
}

static double
light (double f)
{
  const double d = 6.0 / 29;

  return f > d ? f * f * f : 3 * d * d * (f - 4.0 / 29);
}

static void
lab_from_rgb (const double *rgb, double *lab)
{
  double f[3];

  for (int i = 0; i < 3; i++) {
    double sum = 0;

    for (int k = 0; k < 3; k++)
      sum += to_xyz[i][k] * linear (rgb[k]);
    f[i] = lightness (sum / white[i]);
  }
  lab[0] = (116 * f[1] - 16) / 100;
  lab[1] = 5 * (f[0] - f[1]);
  lab[2] = 2 * (f[1] - f[2]);
}

static void
rgb_from_lab (const double *lab, double *rgb)
{
  double y = (100 * lab[0] + 16) / 116;
  double f[3] = { y + lab[1] / 5, y, y - lab[2] / 2 };

  for (int i = 0; i < 3; i++) {
    double sum = 0;

    for (int k = 0; k < 3; k++)
      sum += from_xyz[i][k] * white[k] * light (f[k]);
    rgb[i] = companded (sum);
  }
}

/* ---- HSB and CMYK ---- */

static void
hsb_from_rgb (const double *rgb, double *hsb)
{
  double most = MAX (rgb[0], MAX (rgb[1], rgb[2]));
  double range = most - MIN (rgb[0], MIN (rgb[1], rgb[2]));
  double hue = 0;

  if (range > 0 && most == rgb[0])
    hue = (rgb[1] - rgb[2]) / range;
  else if (range > 0 && most == rgb[1])
    hue = (rgb[2] - rgb[0]) / range + 2;
  else if (range > 0)
    hue = (rgb[0] - rgb[1]) / range + 4;
  hsb[0] = (hue < 0 ? hue + 6 : hue) / 6;
  hsb[1] = most > 0 ? range / most : 0;
  hsb[2] = most;
}

static void
rgb_from_hsb (const double *hsb, double *rgb)
{
  for (int i = 0; i < 3; i++) {
    /* 5, 3, 1 sixths on for red, green, blue */
    double turn = fmod (6 * (hsb[0] - floor (hsb[0])) + 5 - 2 * i, 6);

    rgb[i] = hsb[2] * (1 - hsb[1] * CLAMP (MIN (turn, 4 - turn), 0, 1));
  }
}

static void
cmyk_from_rgb (const double *rgb, double *cmyk)
{
  double most = MAX (rgb[0], MAX (rgb[1], rgb[2]));

  for (int i = 0; i < 3; i++)
    cmyk[i] = most > 0 ? 1 - rgb[i] / most : 0;
  cmyk[3] = 1 - most;
}

static void
to_rgb (NgColour space, const double *from, double *rgb)
{
  switch (space) {
  case NG_COLOUR_GREY:
    rgb[0] = rgb[1] = rgb[2] = from[0];
    return;
  case NG_COLOUR_CMYK:
    for (int i = 0; i < 3; i++)
      rgb[i] = (1 - from[i]) * (1 - from[3]);
    return;
  case NG_COLOUR_HSB:
    rgb_from_hsb (from, rgb);
    return;
  case NG_COLOUR_LAB:
    rgb_from_lab (from, rgb);
    return;
  case NG_COLOUR_RGBA:
  case NG_COLOUR_RGB:
    memcpy (rgb, from, 3 * sizeof *rgb);
    return;
  }
}

void
ng_colour_convert_one (NgColour from_space, const double *from, NgColour to_space, double *to)
{
  double rgb[3];

  if (from_space == to_space) {
    memcpy (to, from, channels[from_space] * sizeof *to);
    return;
  }
  to_rgb (from_space, from, rgb);
  switch (to_space) {
  case NG_COLOUR_GREY:
    to[0] = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
    return;
  case NG_COLOUR_CMYK:
    cmyk_from_rgb (rgb, to);
    return;
  case NG_COLOUR_HSB:
    hsb_from_rgb (rgb, to);
    return;
  case NG_COLOUR_LAB:
    lab_from_rgb (rgb, to);
    return;
  case NG_COLOUR_RGBA:
    to[3] = 1;
    memcpy (to, rgb, sizeof rgb);
    return;
  case NG_COLOUR_RGB:
    memcpy (to, rgb, sizeof rgb);
    return;
  }
}

NgTensor *
ng_colour_convert (NgTensor *picture, NgColour from, NgColour to, GError **error)
{
  gsize n_from = channels[from], n_to = channels[to];
  gsize rank = ng_tensor_rank (picture);
  gsize n = (gsize) ng_tensor_count (picture) / n_from;
  const float *data = ng_tensor_data (picture);
  gint64 dims[NG_MAX_RANK];
  float *result;

  g_return_val_if_fail (rank > 0 && (gsize) ng_tensor_dims (picture)[0] == n_from, NULL);
  if (from == to)
    return ng_tensor_ref (picture);
  result = g_try_new (float, n *n_to);
  if (result == NULL) {
    ng_error_set_new (error, "Sample::limit", NULL, "There is no memory for the picture.");
    return NULL;
  }
  for (gsize i = 0; i < n; i++) {
    double one[NG_MAX_CHANNELS], other[NG_MAX_CHANNELS];

    for (gsize c = 0; c < n_from; c++)
      one[c] = (double) data[c * n + i];
    ng_colour_convert_one (from, one, to, other);
    for (gsize c = 0; c < n_to; c++)
      result[c * n + i] = (float) other[c];
  }
  memcpy (dims, ng_tensor_dims (picture), rank * sizeof *dims);
  dims[0] = (gint64) n_to;
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, result);
}
