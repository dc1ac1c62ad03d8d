#include "core/base/bytes.h"

#include "tests/support/test.h"
#include <string.h>

static void
test_little (void)
{
  static const guint8 bytes[] = { 1, 2, 3, 4, 5, 6, 7, 0xFF };

  g_assert_cmpuint (ng_little (bytes, 0), ==, 0);
  g_assert_cmpuint (ng_little (bytes, 1), ==, 1);
  g_assert_cmpuint (ng_little (bytes, 2), ==, 0x0201);
  g_assert_cmpuint (ng_little (bytes, 3), ==, 0x030201);
  g_assert_cmpuint (ng_little (bytes + 1, 4), ==, 0x05040302);
  g_assert_cmphex (ng_little (bytes, 8), ==, G_GUINT64_CONSTANT (0xFF07060504030201));
}

/* The examples of the Protocol Buffers documentation, and the ends of the range. */
static void
test_varint (void)
{
  static const struct {
    guint64 value;
    const char *bytes;
  } numbers[] = {
    { 0, "\x00" },
    { 1, "\x01" },
    { 127, "\x7F" },
    { 128, "\x80\x01" },
    { 150, "\x96\x01" },
    { G_GUINT64_CONSTANT (1) << 63, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01" },
    { G_MAXUINT64, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    const guint8 *start = (const guint8 *) numbers[i].bytes;
    gsize length = MAX (strlen (numbers[i].bytes), 1);
    guint8 bytes[NG_VARINT_BYTES];
    guint64 value = 0;
    const guint8 *at = start;

    g_assert_cmpuint (ng_varint_read (&at, start + length, &value), ==, NG_VARINT_READ);
    g_assert_cmphex (value, ==, numbers[i].value);
    g_assert_true (at == start + length);
    g_assert_cmpmem (bytes, ng_varint_write (value, bytes), start, length);
    for (gsize cut = 0; cut < length; cut++) {
      at = start;
      g_assert_cmpuint (ng_varint_read (&at, start + cut, &value), ==, NG_VARINT_CUT);
    }
  }
}

static void
test_long (void)
{
  static const char *const numbers[] = {
    "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02",
    "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x81\x01",
    "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    const guint8 *at = (const guint8 *) numbers[i];
    guint64 value;

    g_assert_cmpuint (ng_varint_read (&at, at + strlen (numbers[i]), &value), ==, NG_VARINT_LONG);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/base/bytes/little", test_little);
  g_test_add_func ("/base/bytes/varint", test_varint);
  g_test_add_func ("/base/bytes/long", test_long);
  return g_test_run ();
}
