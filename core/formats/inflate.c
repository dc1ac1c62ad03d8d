#include "core/formats/inflate.h"

#include "core/base/error.h"
#include "core/base/limits.h"

/* Bytes that are asked for at once; how many fit into an array, which counts them in 32 bits. */
#define STEP    (1 << 16)
#define MAX_LEN (G_MAXUINT - 2 * STEP)

gsize
ng_inflate_most (gsize packed)
{
  if (packed > NG_MAX_INFLATED / NG_MAX_INFLATED_GROWTH)
    return NG_MAX_INFLATED;
  return MIN (NG_MAX_INFLATED_FREE + packed * NG_MAX_INFLATED_GROWTH, NG_MAX_INFLATED);
}

GBytes *
ng_inflate (
    const guint8 *data, gsize size, GZlibCompressorFormat format, gsize limit, GError **error)
{
  g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (format);
  g_autoptr (GByteArray) result = g_byte_array_new ();
  GConverterResult state = G_CONVERTER_CONVERTED;

  while (state != G_CONVERTER_FINISHED) {
    guint filled = result->len;
    gsize n_read = 0, n_written = 0;

    if (filled > MIN (limit, MAX_LEN)) {
      ng_error_set_new (error, "File::limit", NULL, "What is compressed becomes too many bytes.");
      return NULL;
    }
    g_byte_array_set_size (result, filled + STEP);
    state = g_converter_convert (G_CONVERTER (zlib),
                                 data,
                                 size,
                                 result->data + filled,
                                 STEP,
                                 G_CONVERTER_INPUT_AT_END,
                                 &n_read,
                                 &n_written,
                                 NULL);
    if (state == G_CONVERTER_ERROR) {
      ng_error_set_new (error, "Sample::format", NULL, "The compressed bytes are broken.");
      return NULL;
    }
    g_byte_array_set_size (result, filled + (guint) n_written);
    data += n_read;
    size -= n_read;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&result));
}

GBytes *
ng_gunzip (GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size < 2 || data[0] != 0x1f || data[1] != 0x8b)
    return g_bytes_ref (bytes);
  return ng_inflate (data, size, G_ZLIB_COMPRESSOR_FORMAT_GZIP, ng_inflate_most (size), error);
}
