/* Formulas of lengths, found from sizes and read from text. */

#include "core/graph/lengths.h"

#include "tests/support/test.h"
#include <math.h>

enum { BATCH, SEQ, WIDTH, N_BASES };

static NgNamedLength bases[N_BASES] = { { "batch", { { 0 } } },
                                        { "seq", { { 0 } } },
                                        { "width", { { 0 } } } };

static double
first (double b, double s, double w)
{
  return 2 * s + 1;
}

static double
second (double b, double s, double w)
{
  return b * s;
}

static double
third (double b, double s, double w)
{
  return b * (s + 3);
}

static double
fourth (double b, double s, double w)
{
  return floor ((w + 1) / 2);
}

static double
fifth (double b, double s, double w)
{
  return floor (w / 4);
}

static double
sixth (double b, double s, double w)
{
  return s + w;
}

static double
seventh (double b, double s, double w)
{
  return 12 * b;
}

static const struct {
  double (*compute) (double b, double s, double w);
  const char *text;
} cases[] = {
  { first, "2*seq+1" },        { second, "batch*seq" },     { third, "batch*(seq+3)" },
  { fourth, "ceil(width/2)" }, { fifth, "floor(width/4)" }, { sixth, "seq+width" },
  { seventh, "12*batch" },
};

static void
fill_bases (void)
{
  for (guint i = 0; i < N_BASES; i++)
    bases[i].sizes = ng_length_sizes (i);
}

/* What is computed in each trial is written as the formula that computes it, and that text gives
 * the same numbers again. */
static void
test_formulas (void)
{
  fill_bases ();
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++) {
    NgLengthSizes sizes, again;

    for (int t = 0; t < NG_N_TRIALS; t++)
      sizes.size[t] = cases[c].compute (
          bases[BATCH].sizes.size[t], bases[SEQ].sizes.size[t], bases[WIDTH].sizes.size[t]);
    g_autofree char *text = ng_length_formula (&sizes, bases, N_BASES);
    g_assert_cmpstr (text, ==, cases[c].text);
    g_assert_true (ng_length_evaluate (text, bases, N_BASES, &again));
    for (int t = 0; t < NG_N_TRIALS; t++)
      g_assert_cmpfloat (again.size[t], ==, sizes.size[t]);
  }
}

/* Names alone, names that nobody knows and broken formulas are no formulas. */
static void
test_refused (void)
{
  static const char *const texts[] = {
    "seq",   "",        "2*",  "(seq+1",    "seq+1)", "other+1",
    "seq/0", "seq seq", "3*4", "floor(seq", "2**seq", "seq + + 1"
  };
  NgLengthSizes sizes;

  fill_bases ();
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (ng_length_evaluate (texts[i], bases, N_BASES, &sizes));
  g_autofree char *deep = g_strnfill (100000, '(');
  g_assert_false (ng_length_evaluate (deep, bases, N_BASES, &sizes));
}

/* No two lengths have the same sizes, and none gives the same size in two trials. */
static void
test_distinct (void)
{
  enum { N = 300 };
  NgLengthSizes sizes[N];

  for (guint i = 0; i < N; i++) {
    sizes[i] = ng_length_sizes (i);
    g_assert_cmpfloat (sizes[i].size[0], !=, sizes[i].size[1]);
    for (guint k = 0; k < i; k++)
      g_assert_false (sizes[i].size[0] == sizes[k].size[0] &&
                      sizes[i].size[1] == sizes[k].size[1] && sizes[i].size[2] == sizes[k].size[2]);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/lengths/formulas", test_formulas);
  g_test_add_func ("/graph/lengths/refused", test_refused);
  g_test_add_func ("/graph/lengths/distinct", test_distinct);
  return g_test_run ();
}
