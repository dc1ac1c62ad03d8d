/* Beam search held to the sum over all paths. */

#include "core/codec/beam-search.h"

#include "core/base/rng.h"
#include "tests/support/test.h"
#include <math.h>
#include <string.h>
#include <sys/resource.h>

enum { MAX_STEPS = 6, MAX_LABELS = 3 };

/* Whether a path becomes the labels: repeated ones are one, and blanks are dropped. */
static gboolean
becomes (const guint32 *path, gsize steps, guint32 blank, const GArray *labels)
{
  guint n = 0;

  for (gsize t = 0; t < steps; t++) {
    if (path[t] == blank || (t > 0 && path[t] == path[t - 1]))
      continue;
    if (n == labels->len || g_array_index (labels, guint32, n) != path[t])
      return FALSE;
    n++;
  }
  return n == labels->len;
}

static double
sum_paths (const double *p, gsize steps, gsize n_labels, const GArray *labels)
{
  guint32 path[MAX_STEPS] = { 0 };
  double sum = 0;

  for (;;) {
    double product = 1;
    gsize t = 0;
    for (gsize i = 0; i < steps; i++)
      product *= p[i * (n_labels + 1) + path[i]];
    if (becomes (path, steps, (guint32) n_labels, labels))
      sum += product;
    while (t < steps && ++path[t] > n_labels)
      path[t++] = 0;
    if (t == steps)
      return sum;
  }
}

static void
fill (double *p, gsize steps, gsize n_labels, guint64 seed)
{
  for (gsize t = 0; t < steps; t++) {
    double sum = 0;
    double *row = p + t * (n_labels + 1);
    for (gsize i = 0; i <= n_labels; i++)
      sum += row[i] = 0.05 + ng_rng_unit (seed, t, i);
    for (gsize i = 0; i <= n_labels; i++)
      row[i] /= sum;
  }
}

/* With a beam that holds every sequence, costs are those of the sums, in order, and all of them
 * together have the probability 1. */
static void
test_exhaustive (void)
{
  double p[MAX_STEPS * (MAX_LABELS + 1)];

  for (guint64 seed = 1; seed < 10; seed++) {
    gsize steps = 1 + seed % 5, n_labels = 1 + seed % 3;
    fill (p, steps, n_labels, seed);
    g_autoptr (GArray) decodings = ng_beam_search (p, steps, n_labels, 5000);
    double total = 0, last = 0;
    for (guint i = 0; i < decodings->len; i++) {
      const NgDecoding *decoding = &g_array_index (decodings, NgDecoding, i);
      double sum = sum_paths (p, steps, n_labels, decoding->labels);
      ng_assert_near (decoding->cost, -log (sum), 1e-9);
      g_assert_cmpfloat (decoding->cost, >=, last);
      last = decoding->cost;
      total += sum;
    }
    ng_assert_near (total, 1, 1e-9);
  }
}

/* The example of four steps and two labels, whose best path is not its best sequence. */
static void
test_best (void)
{
  static const double p[] = { 0.2, 0.5, 0.3, 0.4, 0.1, 0.5, 0.3, 0.3, 0.4, 0.25, 0.6, 0.15 };
  static const guint32 best[] = { 0, 1 }, path[] = { 1, 1 };
  g_autoptr (GArray) wide = ng_beam_search (p, 4, 2, 100);
  g_autoptr (GArray) greedy = ng_beam_search (p, 4, 2, 1);
  const NgDecoding *first = &g_array_index (wide, NgDecoding, 0);
  const NgDecoding *followed = &g_array_index (greedy, NgDecoding, 0);

  g_assert_cmpmem (first->labels->data, first->labels->len * 4, best, sizeof best);
  ng_assert_near (first->cost, 1.5692561228, 1e-9);
  g_assert_cmpuint (greedy->len, ==, 1);
  g_assert_cmpmem (followed->labels->data, followed->labels->len * 4, path, sizeof path);
  ng_assert_near (followed->cost, -log (0.5 * 0.5 * 0.4 * 0.6), 1e-12);
}

/* A beam is a lower bound of the sum, and keeps no sequence twice. */
static void
test_narrow (void)
{
  double p[MAX_STEPS * (MAX_LABELS + 1)];

  for (guint64 seed = 1; seed < 40; seed++) {
    fill (p, MAX_STEPS, MAX_LABELS, seed);
    g_autoptr (GArray) decodings = ng_beam_search (p, MAX_STEPS, MAX_LABELS, 4);
    g_assert_cmpuint (decodings->len, ==, 4);
    for (guint i = 0; i < decodings->len; i++) {
      const NgDecoding *a = &g_array_index (decodings, NgDecoding, i);
      double sum = sum_paths (p, MAX_STEPS, MAX_LABELS, a->labels);
      g_assert_cmpfloat (a->cost, >=, -log (sum) - 1e-9);
      for (guint k = 0; k < i; k++) {
        const NgDecoding *b = &g_array_index (decodings, NgDecoding, k);
        g_assert_false (a->labels->len == b->labels->len &&
                        memcmp (a->labels->data, b->labels->data, a->labels->len * 4) == 0);
      }
    }
  }
}

/* The most that the process has held, in bytes. */
static gint64
peak (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (gint64) usage.ru_maxrss * 1024;
}

/* Three steps of 2000 equal labels behind a beam of as many make 4 million prefixes, which would be
 * 160 MB at once; the beam itself is less than 1 MB. Of equals the first labels stay. */
static void
test_wide (void)
{
  enum { STEPS = 3, LABELS = 2000 };
  g_autofree double *p = g_new (double, STEPS *(LABELS + 1));
  gint64 before = peak ();

  for (gsize i = 0; i < STEPS * (LABELS + 1); i++)
    p[i] = 1.0 / (LABELS + 1);
  g_autoptr (GArray) decodings = ng_beam_search (p, STEPS, LABELS, LABELS);
  g_assert_cmpuint (decodings->len, ==, LABELS);
  g_assert_cmpint (peak () - before, <, 32 << 20);
}

static void
test_impossible (void)
{
  static const double zeros[] = { 0.5, 0.5, 0, 0 };
  static const double odd[] = { (double) NAN, 1, -1, (double) NAN, 1, 0 };
  g_autoptr (GArray) none = ng_beam_search (zeros, 2, 1, 10);
  g_autoptr (GArray) greedy = ng_beam_search (zeros, 2, 1, 1);
  g_autoptr (GArray) some = ng_beam_search (odd, 2, 2, 10);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (greedy->len, ==, 0);
  g_assert_cmpuint (some->len, ==, 1);
  g_assert_cmpuint (g_array_index (some, NgDecoding, 0).labels->len, ==, 1);
  ng_assert_near (g_array_index (some, NgDecoding, 0).cost, 0, 0);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/codec/beam-search/exhaustive", test_exhaustive);
  g_test_add_func ("/codec/beam-search/best", test_best);
  g_test_add_func ("/codec/beam-search/narrow", test_narrow);
  g_test_add_func ("/codec/beam-search/wide", test_wide);
  g_test_add_func ("/codec/beam-search/impossible", test_impossible);
  return g_test_run ();
}
