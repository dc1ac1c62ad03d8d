/* Bytes read as a file of a picture, and encoded. */

#define _GNU_SOURCE

#include "core/graph/coder.h"
#include "core/media/image.h"
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAX_SIZE = 1 << 16 };

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A BMP says its size without a checksum, so that most changes there make millions of pixels; they
 * take long, and go the ways that few pixels go. */
static gboolean
is_slow (const guint8 *data, gsize size)
{
  gint32 width, height;

  if (size < 26 || memcmp (data, "BM", 2) != 0)
    return FALSE;
  memcpy (&width, data + 18, sizeof width);
  memcpy (&height, data + 22, sizeof height);
  double n = fabs ((double) GINT32_FROM_LE (width) * GINT32_FROM_LE (height));
  return n > 1 << 16 && n <= NG_MAX_PIXELS;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = NULL;
  g_autoptr (NgExpr) item = NULL;
  g_autoptr (NgCoder) coder = NULL;
  g_autoptr (NgTensor) array = NULL;
  NgCoding coding = { .seed = 1 };
  int fd;

  if (size > MAX_SIZE || is_slow (data, size))
    return 0;
  /* A file in memory does not wait for a disk. */
  fd = memfd_create ("picture", MFD_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  expr = ng_parse_one ("NetEncoder[{\"Image\", {5, 3}, Method -> \"Fit\", ColorSpace -> \"LAB\"}]",
                       -1,
                       NULL,
                       &error);
  coder = ng_coder_read (expr, NG_ENCODER, &error);
  g_assert_no_error (error);
  item = ng_expr_new_string (path, NULL);
  array = ng_coder_encode (coder, item, NULL, &coding, &error);
  if ((array == NULL) != (error != NULL))
    g_error ("neither an array nor an error");
  g_assert_true (array == NULL || ng_tensor_count (array) == 45);
  g_close (fd, NULL);
  return 0;
}
