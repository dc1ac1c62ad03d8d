/* Convolutions held to their definition, summed in double. */

#include "core/media/convolve.h"

#include "core/base/rng.h"
#include "tests/support/test.h"
#include <math.h>
#include <string.h>

/* Three transforms in single precision err by about 1e-7 log2 (2 block) each, relative to the norms
 * of what is multiplied, and the norms are about √(n/3) and √(m/3) for numbers from -1 to 1. */
static void
check (gint64 n, gint64 m)
{
  g_autofree float *x = g_new (float, n);
  g_autofree float *y = g_new (float, n);
  g_autofree float *response = g_new (float, m);
  gint64 block = MIN (n, MAX (m, 1024));
  double tolerance = 4e-6 * sqrt ((double) block / 3) * sqrt ((double) m / 3);

  for (gint64 i = 0; i < n; i++)
    x[i] = (float) (2 * ng_rng_unit (1, 1, (guint64) i) - 1);
  for (gint64 i = 0; i < m; i++)
    response[i] = (float) (2 * ng_rng_unit (1, 2, (guint64) i) - 1);
  memcpy (y, x, (gsize) n * sizeof *y);
  ng_convolve (y, n, response, m);
  for (gint64 i = 0; i < n; i++) {
    double sum = 0;
    for (gint64 k = 0; k <= MIN (m - 1, i); k++)
      sum += (double) response[k] * (double) x[i - k];
    ng_assert_near ((double) y[i], sum, tolerance);
  }
}

static void
test_sums (void)
{
  static const gint64 sizes[][2] = {
    { 1, 1 },       { 5, 3 },       { 1023, 1023 }, { 1024, 63 },   { 1024, 64 },   { 1025, 64 },
    { 2048, 1024 }, { 3000, 1024 }, { 3001, 1025 }, { 2049, 2049 }, { 10007, 301 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    check (sizes[i][0], sizes[i][1]);
}

/* What comes @m - 1 numbers later, over all of a long sound; sums would take hours. */
static void
test_delay (void)
{
  const gint64 n = 1 << 20, m = NG_MAX_RESPONSE;
  g_autofree float *x = g_new (float, n);
  g_autofree float *response = g_new0 (float, m);

  for (gint64 i = 0; i < n; i++)
    x[i] = (float) (i % 1000) / 1000;
  response[m - 1] = 1;
  ng_convolve (x, n, response, m);
  for (gint64 i = 0; i < n; i++)
    ng_assert_near ((double) x[i], i < m - 1 ? 0 : (double) ((i - m + 1) % 1000) / 1000, 1e-3);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/media/convolve/sums", test_sums);
  g_test_add_func ("/media/convolve/delay", test_delay);
  return g_test_run ();
}
