/* Pictures as arrays. Grey is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); what is transparent
 * stands on white. */

#include "core/media/image.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>

/* Refuses sizes before a pixel is decoded. */
static GdkPixbuf *
load (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  int width = 0, height = 0;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    ng_error_set_new (error, "File::missing", NULL, "There is no file \"%s\".", path);
    return NULL;
  }
  if (gdk_pixbuf_get_file_info (path, &width, &height) == NULL) {
    ng_error_set_new (
        error, "Sample::format", NULL, "\"%s\" is no picture that we can read.", path);
    return NULL;
  }
  if (width < 1 || height < 1 || (gint64) width * height > NG_MAX_PIXELS) {
    ng_error_set_new (error,
                      "Sample::limit",
                      NULL,
                      "The picture \"%s\" has %d by %d pixels; at most %d are read.",
                      path,
                      width,
                      height,
                      NG_MAX_PIXELS);
    return NULL;
  }
  g_autoptr (GdkPixbuf) raw = gdk_pixbuf_new_from_file (path, &reason);
  if (raw == NULL) {
    ng_error_set_new (error,
                      "Sample::format",
                      NULL,
                      "The picture \"%s\" cannot be read: %s.",
                      path,
                      reason->message);
    return NULL;
  }
  return gdk_pixbuf_apply_embedded_orientation (raw);
}

static void
fail_memory (gint64 width, gint64 height, GError **error)
{
  ng_error_set_new (error,
                    "Sample::limit",
                    NULL,
                    "There is no memory for a picture of %" G_GINT64_FORMAT " by %" G_GINT64_FORMAT
                    " pixels.",
                    width,
                    height);
}

static gboolean
is_grey (const GdkPixbuf *pixbuf)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf), step = gdk_pixbuf_get_n_channels (pixbuf);

  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++) {
    for (int x = 0; x < gdk_pixbuf_get_width (pixbuf); x++) {
      const guint8 *p = pixels + (gsize) y * stride + (gsize) x * step;
      if (p[0] != p[1] || p[0] != p[2])
        return FALSE;
    }
  }
  return TRUE;
}

/* One channel of a pixel, 0 to 1; @opacity is that of the pixel where it stands on white. */
static double
channel_of (const guint8 *pixel, gint64 channels, gint64 channel, double opacity)
{
  if (channel == 3)
    return opacity;
  double value = channels == 1 ? (0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]) / 255
                               : pixel[channel] / 255.0;

  return channels == 4 ? value : value * opacity + 1 - opacity;
}

NgTensor *
ng_image_read (const char *path,
               gint64 channels,
               gint64 height,
               gint64 width,
               double low,
               double high,
               GError **error)
{
  g_autoptr (GdkPixbuf) original = load (path, error);

  if (original == NULL)
    return NULL;
  if (height <= 0)
    height = gdk_pixbuf_get_height (original);
  if (width <= 0)
    width = gdk_pixbuf_get_width (original);
  if (channels < 0 || channels > 4 || channels == 2 || height > NG_MAX_PIXELS / width) {
    ng_error_set_new (error,
                      "Sample::shape",
                      NULL,
                      "A picture cannot fill %" G_GINT64_FORMAT " channels of %" G_GINT64_FORMAT
                      " by %" G_GINT64_FORMAT ".",
                      channels,
                      height,
                      width);
    return NULL;
  }
  gboolean has_alpha = gdk_pixbuf_get_has_alpha (original);
  if (channels == 0)
    channels = has_alpha ? 4 : is_grey (original) ? 1 : 3;
  g_autoptr (GdkPixbuf) pixbuf =
      gdk_pixbuf_get_width (original) == width && gdk_pixbuf_get_height (original) == height
          ? g_object_ref (original)
          : gdk_pixbuf_scale_simple (original, (int) width, (int) height, GDK_INTERP_BILINEAR);
  float *data = pixbuf != NULL ? g_try_new (float, (gsize) (channels * height * width)) : NULL;
  if (data == NULL) {
    fail_memory (width, height, error);
    return NULL;
  }
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf), step = gdk_pixbuf_get_n_channels (pixbuf);
  float *to = data;
  for (gint64 c = 0; c < channels; c++) {
    for (gint64 y = 0; y < height; y++) {
      for (gint64 x = 0; x < width; x++) {
        const guint8 *pixel = pixels + y * stride + x * step;
        double opacity = has_alpha ? pixel[3] / 255.0 : 1;
        *to++ = (float) (low + (high - low) * channel_of (pixel, channels, c, opacity));
      }
    }
  }
  gint64 dims[3] = { channels, height, width };

  return ng_tensor_new_take (NG_ELEMENT_F32, dims, 3, data);
}

static guint8
byte_of (double value, double low, double high)
{
  double share = (value - low) / (high - low);

  return isnan (share) ? 0 : (guint8) lround (255 * CLAMP (share, 0, 1));
}

GBytes *
ng_image_write (const NgTensor *tensor, double low, double high, GError **error)
{
  gsize rank = ng_tensor_rank (tensor);
  const gint64 *dims = ng_tensor_dims (tensor);
  gint64 channels = rank == 3 ? dims[0] : 1;
  g_autoptr (GError) reason = NULL;
  char *buffer = NULL;
  gsize size = 0;

  if (rank < 2 || rank > 3 || channels < 1 || channels == 2 || channels > 4 ||
      ng_tensor_count (tensor) == 0) {
    ng_error_set_new (error,
                      "Sample::shape",
                      NULL,
                      "Only an array of 1, 3 or 4 channels, height and width is a picture.");
    return NULL;
  }
  gint64 height = dims[rank - 2], width = dims[rank - 1];
  if (height > NG_MAX_PIXELS / width) {
    ng_error_set_new (error,
                      "Sample::limit",
                      NULL,
                      "A picture of %" G_GINT64_FORMAT " by %" G_GINT64_FORMAT
                      " pixels is too large.",
                      width,
                      height);
    return NULL;
  }
  g_autoptr (GdkPixbuf) pixbuf =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, channels == 4, 8, (int) width, (int) height);
  if (pixbuf == NULL) {
    fail_memory (width, height, error);
    return NULL;
  }
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf), step = gdk_pixbuf_get_n_channels (pixbuf);
  for (gint64 y = 0; y < height; y++) {
    for (gint64 x = 0; x < width; x++) {
      for (int c = 0; c < step; c++) {
        gint64 channel = channels == 1 ? 0 : c;
        double value = ng_tensor_get_real (tensor, (channel * height + y) * width + x);
        pixels[y * stride + x * step + c] = byte_of (value, low, high);
      }
    }
  }
  if (!gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, "png", &reason, NULL)) {
    ng_error_set_new (
        error, "File::write", NULL, "The picture cannot be written: %s.", reason->message);
    return NULL;
  }
  return g_bytes_new_take (buffer, size);
}
