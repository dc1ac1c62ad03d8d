/* The bytes inside a string of Compress. */

#include "core/formats/compressed.h"

#include <gio/gio.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 1);
  gsize room = size + size / 100 + 1024, n_read = 0, n_written = 0;
  g_autofree guint8 *packed = g_malloc (room);
  g_autoptr (GError) error = NULL;

  g_converter_convert (G_CONVERTER (zlib),
                       data,
                       size,
                       packed,
                       room,
                       G_CONVERTER_INPUT_AT_END,
                       &n_read,
                       &n_written,
                       NULL);
  g_autofree char *digits = g_base64_encode (packed, n_written);
  g_autofree char *text = g_strconcat ("1:", digits, NULL);
  g_autoptr (NgExpr) expr = ng_compressed_read (text, strlen (text), &error);
  g_assert_true ((expr == NULL) == (error != NULL));
  return 0;
}
