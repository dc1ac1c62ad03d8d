#include "core/media/png.h"

#include <glib/gstdio.h>
#include <png.h>
#include <setjmp.h>
#include <string.h>

/* What is left by the jump that an error of libpng is; nothing else may be. */
typedef struct {
  FILE *file;
  png_structp png;
  png_infop info;
  guint16 *pixels; /* of all rows, 3 or 4 to a pixel */
  png_bytepp rows;
  gsize width, height, n_channels;
  char *message; /* what libpng says is wrong */
  gboolean is_full;
} Reader;

static void
fail_cb (png_structp png, png_const_charp message)
{
  Reader *self = png_get_error_ptr (png);

  self->message = g_utf8_make_valid (message, -1);
  longjmp (png_jmpbuf (png), 1);
}

static void
ignore_cb (png_structp png, png_const_charp message)
{
}

/* The kind and the depth stand at fixed places: the length of the header, its name, two sizes, and
 * the depth. */
static gboolean
is_deep_png (FILE *file)
{
  guint8 head[25];

  return fread (head, 1, sizeof head, file) == sizeof head && png_sig_cmp (head, 0, 8) == 0 &&
         memcmp (head + 12, "IHDR", 4) == 0 && head[24] == 16;
}

/* Returns: whether the pixels are there; else the reader says what is wrong. */
static gboolean
read_pixels (Reader *self)
{
  if (setjmp (png_jmpbuf (self->png)) != 0)
    return FALSE;
  png_init_io (self->png, self->file);
  png_read_info (self->png, self->info);
  png_set_expand (self->png);
  png_set_gray_to_rgb (self->png);
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    png_set_swap (self->png);
  png_set_interlace_handling (self->png);
  png_read_update_info (self->png, self->info);
  self->width = png_get_image_width (self->png, self->info);
  self->height = png_get_image_height (self->png, self->info);
  self->n_channels = png_get_channels (self->png, self->info);
  self->rows = g_try_new (png_bytep, self->height);
  self->pixels = g_try_new (guint16, self->width * self->height * self->n_channels);
  self->is_full = self->rows == NULL || self->pixels == NULL;
  if (self->is_full)
    return FALSE;
  for (gsize y = 0; y < self->height; y++)
    self->rows[y] = (png_bytep) (self->pixels + y * self->width * self->n_channels);
  png_read_image (self->png, self->rows);
  png_read_end (self->png, NULL);
  return TRUE;
}

static NgTensor *
make_tensor (Reader *self, NgColour *colour)
{
  gsize n = self->width * self->height, step = self->n_channels;
  gboolean is_grey = step == 3;
  gint64 dims[3] = { 0, (gint64) self->height, (gint64) self->width };
  float *data;

  for (gsize i = 0; is_grey && i < n; i++)
    is_grey = self->pixels[i * step] == self->pixels[i * step + 1] &&
              self->pixels[i * step] == self->pixels[i * step + 2];
  *colour = is_grey ? NG_COLOUR_GREY : step == 3 ? NG_COLOUR_RGB : NG_COLOUR_RGBA;
  dims[0] = (gint64) ng_colour_channels (*colour);
  data = g_try_new (float, n *(gsize) dims[0]);
  self->is_full = data == NULL;
  if (data == NULL)
    return NULL;
  for (gsize c = 0; c < (gsize) dims[0]; c++)
    for (gsize i = 0; i < n; i++)
      data[c * n + i] = (float) self->pixels[i * step + c] / 65535.0F;
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, 3, data);
}

static void
clear (Reader *self)
{
  if (self->png != NULL)
    png_destroy_read_struct (&self->png, self->info != NULL ? &self->info : NULL, NULL);
  if (self->file != NULL)
    fclose (self->file);
  g_free (self->rows);
  g_free (self->pixels);
  g_free (self->message);
}

NgTensor *
ng_png_load_deep (const char *path, gboolean *is_deep, NgColour *colour, GError **error)
{
  Reader self = { .file = g_fopen (path, "rbe") };
  NgTensor *tensor = NULL;

  *is_deep = self.file != NULL && is_deep_png (self.file);
  if (*is_deep) {
    rewind (self.file);
    self.png = png_create_read_struct (PNG_LIBPNG_VER_STRING, &self, fail_cb, ignore_cb);
    self.info = self.png != NULL ? png_create_info_struct (self.png) : NULL;
    self.is_full = self.info == NULL;
    if (self.info != NULL && read_pixels (&self))
      tensor = make_tensor (&self, colour);
    if (tensor == NULL && self.is_full)
      ng_error_set_new (
          error, "Sample::limit", NULL, "There is no memory for the picture \"%s\".", path);
    else if (tensor == NULL)
      ng_error_set_new (error,
                        "Sample::format",
                        NULL,
                        "The picture \"%s\" cannot be read: %s.",
                        path,
                        self.message);
  }
  clear (&self);
  return tensor;
}
