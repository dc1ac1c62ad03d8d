/* PNG, 3rd edition, 11.3.4.3: the chunk pHYs, which may stand behind the header. */

#include "render/export/resolution.h"

#include <math.h>
#include <string.h>

/* Bytes of the signature and the header chunk, and of the new one: length, name, data, sum. */
#define HEAD  33
#define CHUNK 21
#define INCH  0.0254

static void
put_number (guint8 *at, guint32 number)
{
  for (int i = 0; i < 4; i++)
    at[i] = (guint8) (number >> (24 - 8 * i));
}

/* The sum of ISO 3309, bit by bit. */
static guint32
sum (const guint8 *data, gsize n)
{
  guint32 all = 0xffffffff;

  for (gsize i = 0; i < n; i++) {
    all ^= data[i];
    for (int bit = 0; bit < 8; bit++)
      all = all >> 1 ^ (all & 1 ? 0xedb88320 : 0);
  }
  return ~all;
}

GBytes *
ng_png_with_resolution (GBytes *png, double dpi)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (png, &size);
  GByteArray *all;
  guint8 chunk[CHUNK] = { 0, 0, 0, 9, 'p', 'H', 'Y', 's' };
  guint32 per_meter = (guint32) MAX (floor (dpi / INCH + 0.5), 1);

  g_return_val_if_fail (size > HEAD, png);
  put_number (chunk + 8, per_meter);
  put_number (chunk + 12, per_meter);
  chunk[16] = 1; /* the unit is the metre */
  put_number (chunk + 17, sum (chunk + 4, 13));
  all = g_byte_array_sized_new ((guint) size + CHUNK);
  g_byte_array_append (all, data, HEAD);
  g_byte_array_append (all, chunk, CHUNK);
  g_byte_array_append (all, data + HEAD, (guint) (size - HEAD));
  g_bytes_unref (png);
  return g_byte_array_free_to_bytes (all);
}
