#include "tests/support/wlnet-file.h"

#include "tests/support/hdf5-file.h"

#include <gio/gio.h>
#include <string.h>

enum { TEXT_TYPE = 0x13, BYTE_TYPE = 0x10, REAL_TYPE = 0x11, GROUP = 16 + 24 + 48 + 32 + 1 + 8 };

/* The header of an array whose values stand at @at. */
static void
put_array (GByteArray *to, int type, gsize width, const gint64 *dims, gsize rank, guint64 at)
{
  int space = 8 + 8 * (int) rank;
  guint64 bytes = width;

  for (gsize i = 0; i < rank; i++)
    bytes *= (guint64) dims[i];
  ng_hdf5_put_header (to, 3, 3 * 8 + space + 24 + 24);
  ng_hdf5_put_message (to, NG_HDF5_MESSAGE_SPACE, space);
  ng_hdf5_put (to, 1, 1);
  ng_hdf5_put (to, rank, 1);
  ng_hdf5_put (to, 0, 6);
  for (gsize i = 0; i < rank; i++)
    ng_hdf5_put (to, (guint64) dims[i], 8);
  ng_hdf5_put_message (to, NG_HDF5_MESSAGE_TYPE, 24);
  ng_hdf5_put (to, (guint64) type, 4);
  ng_hdf5_put (to, width, 4);
  if (type == REAL_TYPE) {
    ng_hdf5_put (to, 32 << 16, 4);
    ng_hdf5_put (to, 23 << 16 | 8 << 8 | 23, 4);
    ng_hdf5_put (to, 127, 8);
  } else {
    ng_hdf5_put (to, 8 << 16, 8);
    ng_hdf5_put (to, 0, 8);
  }
  ng_hdf5_put_message (to, NG_HDF5_MESSAGE_LAYOUT, 24); /* in one piece */
  ng_hdf5_put (to, 3, 1);
  ng_hdf5_put (to, 1, 1);
  ng_hdf5_put (to, at, 8);
  ng_hdf5_put (to, bytes, 8);
  ng_hdf5_put (to, 0, 6);
}

/* The outermost group leads to the group "Arrays" and, one stride on, to "Network". Then come the
 * headers of the arrays, each of the size of one of rank 4, and all values. */
GBytes *
ng_wlnet_file (const char *network, gsize length, gboolean is_text, GPtrArray *arrays)
{
  enum { HEADER = 16 + 3 * 8 + 8 + 8 * 4 + 24 + 24 };
  GByteArray *file = ng_hdf5_begin ();
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = arrays->len;
  const gint64 size = (gint64) length;

  for (guint i = 1; i <= n; i++) {
    g_string_append_printf (names, "%u", i);
    g_string_set_size (names, 4 * i);
    for (gsize k = strlen (names->str + 4 * (i - 1)); k < 4; k++)
      names->str[4 * (i - 1) + k] = '\0';
  }
  guint64 first = 96 + GROUP + sizeof "Arrays\0Network" + 2 * 40;
  guint64 stride = GROUP + names->len + 40 * n + HEADER;
  guint64 headers = first + 2 * stride, at = headers + HEADER * n;
  ng_hdf5_put_group (file, "Arrays\0Network", sizeof "Arrays\0Network", 7, 2, first, stride);
  g_assert_cmpuint (file->len, ==, first);
  ng_hdf5_put_group (file, names->str, names->len, 4, n, headers, HEADER);
  ng_hdf5_put_filled (file, 0, (guint) (first + stride) - file->len);
  if (is_text)
    put_array (file, TEXT_TYPE, length, NULL, 0, at);
  else
    put_array (file, BYTE_TYPE, 1, &size, 1, at);
  ng_hdf5_put_filled (file, 0, (guint) headers - file->len);
  at += length;
  for (guint i = 0; i < n; i++) {
    const NgTensor *array = arrays->pdata[i];
    put_array (file, REAL_TYPE, 4, ng_tensor_dims (array), ng_tensor_rank (array), at);
    ng_hdf5_put_filled (file, 0, (guint) headers + HEADER * (i + 1) - file->len);
    at += ng_tensor_size (array);
  }
  g_byte_array_append (file, (const guint8 *) network, (guint) length);
  for (guint i = 0; i < n; i++)
    g_byte_array_append (
        file, ng_tensor_data (arrays->pdata[i]), (guint) ng_tensor_size (arrays->pdata[i]));
  return g_byte_array_free_to_bytes (file);
}

/* ---- Compress ---- */

static void
put_text (GByteArray *to, char letter, const char *text)
{
  g_byte_array_append (to, (const guint8 *) &letter, 1);
  ng_hdf5_put (to, strlen (text), 4);
  ng_hdf5_put_text (to, text);
}

static void
put_part (GByteArray *to, const NgExpr *expr)
{
  double number;

  switch (ng_expr_kind (expr)) {
  case NG_EXPR_SYMBOL:
    put_text (to, 's', ng_expr_text (expr));
    break;
  case NG_EXPR_STRING:
    put_text (to, 'S', ng_expr_text (expr));
    break;
  case NG_EXPR_INTEGER:
    ng_hdf5_put_text (to, "i");
    ng_hdf5_put (to, (guint64) ng_expr_integer (expr), 4);
    break;
  case NG_EXPR_REAL:
    number = ng_expr_number (expr);
    ng_hdf5_put_text (to, "r");
    g_byte_array_append (to, (const guint8 *) &number, sizeof number);
    break;
  case NG_EXPR_NORMAL:
    ng_hdf5_put_text (to, "f");
    ng_hdf5_put (to, ng_expr_n_args (expr), 4);
    put_part (to, ng_expr_head (expr));
    for (gsize i = 0; i < ng_expr_n_args (expr); i++)
      put_part (to, ng_expr_arg (expr, i));
    break;
  case NG_EXPR_OBJECT:
    g_assert_not_reached ();
  }
}

char *
ng_compress_bytes (const guint8 *data, gsize size)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 6);
  gsize room = size + size / 100 + 1024, n_read = 0, n_written = 0;
  g_autofree guint8 *packed = g_malloc (room);
  g_autofree char *digits = NULL;
  GConverterResult result = g_converter_convert (G_CONVERTER (zlib),
                                                 data,
                                                 size,
                                                 packed,
                                                 room,
                                                 G_CONVERTER_INPUT_AT_END,
                                                 &n_read,
                                                 &n_written,
                                                 NULL);

  g_assert_cmpint (result, ==, G_CONVERTER_FINISHED);
  digits = g_base64_encode (packed, n_written);
  return g_strconcat ("1:", digits, NULL);
}

char *
ng_compress (const NgExpr *expr)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  ng_hdf5_put_text (bytes, "!boR");
  put_part (bytes, expr);
  return ng_compress_bytes (bytes->data, bytes->len);
}
