/* Pictures in files, as arrays. */

#include "core/media/image.h"

#include "core/media/png.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* A bitmap says how long its header is and where its pixels begin, and its reader takes memory up
 * to there: both have to lie in the file. */
static gboolean
begins_within (const char *path)
{
  guint8 head[18] = { 0 };
  guint32 sizes[2];
  GStatBuf status;
  FILE *file = g_fopen (path, "rbe");
  gboolean is_read = file != NULL && fread (head, 1, sizeof head, file) == sizeof head;

  if (file != NULL)
    fclose (file);
  if (!is_read || memcmp (head, "BM", 2) != 0 || g_stat (path, &status) != 0)
    return TRUE;
  memcpy (sizes, head + 10, sizeof sizes);
  return GUINT32_FROM_LE (sizes[0]) <= (guint64) status.st_size &&
         GUINT32_FROM_LE (sizes[1]) <= (guint64) status.st_size;
}

/* Refuses sizes before a pixel is decoded. */
static gboolean
check (const char *path, GError **error)
{
  int width = 0, height = 0;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    ng_error_set_new (error, "File::missing", NULL, "There is no file \"%s\".", path);
    return FALSE;
  }
  if (!begins_within (path) || gdk_pixbuf_get_file_info (path, &width, &height) == NULL) {
    ng_error_set_new (
        error, "Sample::format", NULL, "\"%s\" is no picture that we can read.", path);
    return FALSE;
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
    return FALSE;
  }
  return TRUE;
}

static GdkPixbuf *
load (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
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

NgTensor *
ng_image_load (const char *path, NgColour *colour, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (NgTensor) deep = NULL;
  gint64 dims[3];
  gsize n, row;
  gboolean is_deep;
  float *data;

  if (!check (path, error))
    return NULL;
  deep = ng_png_load_deep (path, &is_deep, colour, error);
  if (is_deep)
    return g_steal_pointer (&deep);
  pixbuf = load (path, error);
  if (pixbuf == NULL)
    return NULL;
  *colour = gdk_pixbuf_get_has_alpha (pixbuf) ? NG_COLOUR_RGBA
            : is_grey (pixbuf)                ? NG_COLOUR_GREY
                                              : NG_COLOUR_RGB;
  dims[0] = (gint64) ng_colour_channels (*colour);
  dims[1] = gdk_pixbuf_get_height (pixbuf);
  dims[2] = gdk_pixbuf_get_width (pixbuf);
  row = (gsize) dims[2];
  n = row * (gsize) dims[1];
  data = g_try_new (float, n *(gsize) dims[0]);
  if (data == NULL) {
    fail_memory (dims[2], dims[1], error);
    return NULL;
  }
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  gsize step = (gsize) gdk_pixbuf_get_n_channels (pixbuf);
  for (gsize c = 0; c < (gsize) dims[0]; c++)
    for (gsize i = 0; i < n; i++)
      data[c * n + i] = pixels[i / row * stride + i % row * step + c] / 255.0F;
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, 3, data);
}

static guint8
byte_of (double value, double low, double high)
{
  double share = (value - low) / (high - low);

  return isnan (share) ? 0 : (guint8) lround (255 * CLAMP (share, 0, 1));
}

/* Channels as tiles: 1, 3 and 4 are one tile of as many colours, others a grid of grey ones. */
typedef struct {
  gint64 channels, height, width; /* of the array */
  gint64 columns, rows;
  int colours;
} Tiles;

/* Lines of pixels between two tiles. */
#define GAP 1

static gboolean
find_tiles (const NgTensor *tensor, Tiles *tiles)
{
  gsize rank = ng_tensor_rank (tensor);
  const gint64 *dims = ng_tensor_dims (tensor);

  for (; rank > 2 && *dims == 1; rank--)
    dims++;
  if (rank < 2 || rank > 3 || ng_tensor_count (tensor) == 0)
    return FALSE;
  *tiles = (Tiles){ .channels = rank == 3 ? dims[0] : 1,
                    .height = dims[rank - 2],
                    .width = dims[rank - 1],
                    .columns = 1,
                    .rows = 1,
                    .colours = 1 };
  if (tiles->channels == 3 || tiles->channels == 4) {
    tiles->colours = (int) tiles->channels;
  } else {
    tiles->columns = (gint64) ceil (sqrt ((double) tiles->channels));
    tiles->rows = (tiles->channels + tiles->columns - 1) / tiles->columns;
  }
  return TRUE;
}

static void
paint (GdkPixbuf *pixbuf, const NgTensor *tensor, const Tiles *tiles, double low, double high)
{
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  int step = gdk_pixbuf_get_n_channels (pixbuf);

  for (gint64 tile = 0; tile < tiles->channels / tiles->colours; tile++) {
    gint64 left = tile % tiles->columns * (tiles->width + GAP);
    gint64 top = tile / tiles->columns * (tiles->height + GAP);
    for (gint64 y = 0; y < tiles->height; y++) {
      guint8 *pixel = pixels + (gsize) (top + y) * stride + (gsize) left * (gsize) step;
      for (gint64 x = 0; x < tiles->width; x++, pixel += step) {
        for (int c = 0; c < step; c++) {
          gint64 channel = tiles->colours == 1 ? tile : c;
          double value =
              ng_tensor_get_real (tensor, (channel * tiles->height + y) * tiles->width + x);
          pixel[c] = byte_of (value, low, high);
        }
      }
    }
  }
}

GBytes *
ng_image_write (const NgTensor *tensor, double low, double high, GError **error)
{
  g_autoptr (GError) reason = NULL;
  char *buffer = NULL;
  gsize size = 0;
  Tiles tiles;

  if (!find_tiles (tensor, &tiles)) {
    GString *shape = g_string_new (NULL);
    for (gsize i = 0; i < ng_tensor_rank (tensor); i++)
      g_string_append_printf (
          shape, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", ng_tensor_dims (tensor)[i]);
    NgDiagnostic *diagnostic = ng_diagnostic_new (
        "Sample::shape", NULL, "An array of {%s} cannot be drawn as a picture.", shape->str);
    g_string_free (shape, TRUE);
    ng_error_set (error,
                  ng_diagnostic_with_hint (diagnostic,
                                           "A picture is {height, width} or {channels, height, "
                                           "width}; write others as .npy or .csv."));
    return NULL;
  }
  if (tiles.height + GAP > NG_MAX_PIXELS || tiles.width + GAP > NG_MAX_PIXELS ||
      tiles.rows > NG_MAX_PIXELS / (tiles.height + GAP) ||
      tiles.columns > NG_MAX_PIXELS / (tiles.width + GAP) ||
      tiles.rows * (tiles.height + GAP) > NG_MAX_PIXELS / (tiles.columns * (tiles.width + GAP))) {
    ng_error_set_new (error,
                      "Sample::limit",
                      NULL,
                      "A picture of %" G_GINT64_FORMAT " channels of %" G_GINT64_FORMAT
                      " by %" G_GINT64_FORMAT " pixels is too large.",
                      tiles.channels,
                      tiles.width,
                      tiles.height);
    return NULL;
  }
  gint64 width = tiles.columns * (tiles.width + GAP) - GAP;
  gint64 height = tiles.rows * (tiles.height + GAP) - GAP;
  g_autoptr (GdkPixbuf) pixbuf =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, tiles.colours == 4, 8, (int) width, (int) height);
  if (pixbuf == NULL) {
    fail_memory (width, height, error);
    return NULL;
  }
  gdk_pixbuf_fill (pixbuf, 0xFFFFFFFF);
  paint (pixbuf, tensor, &tiles, low, high);
  if (!gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, "png", &reason, NULL)) {
    ng_error_set_new (
        error, "File::write", NULL, "The picture cannot be written: %s.", reason->message);
    return NULL;
  }
  return g_bytes_new_take (buffer, size);
}
