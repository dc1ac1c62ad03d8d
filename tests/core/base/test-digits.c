#include "core/base/digits.h"

#include "tests/support/test.h"

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

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/base/digits", test_digits);
  return g_test_run ();
}
