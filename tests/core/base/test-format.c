#include "core/base/format.h"

#include "tests/support/test.h"
#include <math.h>

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_counts (void)
{
  assert_text (ng_format_count (0), "0");
  assert_text (ng_format_count (999), "999");
  assert_text (ng_format_count (61706), "61,706");
  assert_text (ng_format_count (-1000), "-1,000");
  assert_text (ng_format_count (G_MININT64), "-9,223,372,036,854,775,808");
}

static void
test_bytes (void)
{
  assert_text (ng_format_bytes (0), "0 B");
  assert_text (ng_format_bytes (999), "999 B");
  assert_text (ng_format_bytes (1000), "1.0 kB");
  assert_text (ng_format_bytes (1234567), "1.2 MB");
  assert_text (ng_format_bytes (34400000), "34 MB");
  assert_text (ng_format_bytes (999400), "999 kB");
  assert_text (ng_format_bytes (999600), "1.0 MB");
  assert_text (ng_format_bytes (G_MAXUINT64), "18 EB");
}

static void
test_reals (void)
{
  assert_text (ng_format_real (0.1, 0), "0.1");
  assert_text (ng_format_real (1.0 / 3, 0), "0.3333333333333333");
  assert_text (ng_format_real (1.0 / 3, 6), "0.333333");
  assert_text (ng_format_real (2, 6), "2");
  assert_text (ng_format_real (0.1f, 0), "0.10000000149011612");
  assert_text (ng_format_real (NAN, 6), "nan");
}

static void
test_dims (void)
{
  const gint64 dims[] = { 3, 28, 28 };

  assert_text (ng_format_dims (dims, 3), "3×28×28");
  assert_text (ng_format_dims (dims, 0), "");
}

static void
test_times (void)
{
  assert_text (ng_format_nanoseconds (850), "850 ns");
  assert_text (ng_format_nanoseconds (12345), "12.3 µs");
  assert_text (ng_format_nanoseconds (4560000), "4.56 ms");
  assert_text (ng_format_nanoseconds (G_GINT64_CONSTANT (123000000000)), "123 s");
}

/* Nothing of a name reaches a terminal but its characters. */
static void
test_line (void)
{
  g_autofree char *red = ng_format_line ("a\n\x1b[31mr\u00e9d\x7f");
  g_autofree char *broken = ng_format_line ("a\xff");

  g_assert_cmpstr (red, ==, "a\uFFFD\uFFFD[31mr\u00e9d\uFFFD");
  g_assert_cmpstr (broken, ==, "a\uFFFD");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/base/format/counts", test_counts);
  g_test_add_func ("/base/format/bytes", test_bytes);
  g_test_add_func ("/base/format/reals", test_reals);
  g_test_add_func ("/base/format/dims", test_dims);
  g_test_add_func ("/base/format/times", test_times);
  g_test_add_func ("/base/format/line", test_line);
  return g_test_run ();
}
