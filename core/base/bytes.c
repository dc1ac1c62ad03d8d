#include "core/base/bytes.h"

guint64
ng_little (const guint8 *at, gsize width)
{
  guint64 value = 0;

  for (gsize i = width; i-- > 0;)
    value = value << 8 | at[i];
  return value;
}

NgVarint
ng_varint_read (const guint8 **at, const guint8 *end, guint64 *value)
{
  guint64 result = 0;

  for (guint shift = 0; shift < 7 * NG_VARINT_BYTES; shift += 7) {
    if (*at == end)
      return NG_VARINT_CUT;
    guint8 byte = *(*at)++;
    if (shift == 63 && byte > 1) /* there is room for one bit */
      break;
    result |= (guint64) (byte & 0x7F) << shift;
    if (byte < 0x80) {
      *value = result;
      return NG_VARINT_READ;
    }
  }
  return NG_VARINT_LONG;
}

gsize
ng_varint_write (guint64 value, guint8 bytes[NG_VARINT_BYTES])
{
  gsize n = 0;

  for (; value >= 0x80; value >>= 7)
    bytes[n++] = (guint8) (value | 0x80);
  bytes[n++] = (guint8) value;
  return n;
}
