/* Bytes read as a file of a picture, and encoded. */

#include "core/graph/coder.h"
#include <glib/gstdio.h>

enum { MAX_SIZE = 1 << 16 };

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

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

  if (size > MAX_SIZE)
    return 0;
  fd = g_file_open_tmp ("fuzz-XXXXXX.png", &path, &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents_full (
      path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
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
  g_unlink (path);
  return 0;
}
