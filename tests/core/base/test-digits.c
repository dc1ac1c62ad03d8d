#include "core/base/digits.h"

#include "tests/support/test.h"
#include <math.h>

/* As printf() writes them. */
static void
test_digits (void)
{
  static const gint64 numbers[] = { 0, 7, 10, -1, 1234567890, G_MAXINT64, G_MININT64 };
  g_autoptr (GString) all = g_string_new ("="), expected = g_string_new ("=");

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    char buffer[NG_DIGITS_SIZE];
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, numbers[i]);

    g_assert_cmpstr (ng_digits (numbers[i], buffer), ==, text);
    ng_digits_append (all, numbers[i]);
    g_string_append (expected, text);
  }
  g_assert_cmpstr (all->str, ==, expected->str);
}

/* As few as tell the number, counted by hand. */
static void
test_real (void)
{
  static const struct {
    double value;
    gboolean is_single;
    const char *text;
  } numbers[] = {
    { 0.1, FALSE, "0.1" },
    { (double) 0.1f, TRUE, "0.1" },
    { (double) 0.1f, FALSE, "0.10000000149011612" },
    { 0.1234567891, FALSE, "0.1234567891" },
    { 0.30000000000000004, FALSE, "0.30000000000000004" },
    { 2.0 / 3, FALSE, "0.6666666666666666" },
    { 16777217, FALSE, "16777217" },
    { 1e-7, FALSE, "1e-07" },
    { 1e300, FALSE, "1e+300" },
    { 0x1p-1074, FALSE, "5e-324" },
    { 0x1p-149, TRUE, "1e-45" },
    { -0.0, FALSE, "-0" },
    { (double) NAN, TRUE, "nan" },
    { -HUGE_VAL, FALSE, "-inf" },
  };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpstr (
        ng_digits_real (numbers[i].value, numbers[i].is_single, buffer), ==, numbers[i].text);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/base/digits", test_digits);
  g_test_add_func ("/base/digits/real", test_real);
  return g_test_run ();
}
