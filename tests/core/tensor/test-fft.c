/* Transforms held to their definition, summed in double. */

#include "core/tensor/fft.h"

#include "core/base/rng.h"
#include "tests/support/test.h"
#include <math.h>

/* A transform in single precision errs by about 1e-7 log2 n of the norm of the numbers; three
 * transforms in a row, by thrice that. */
static void
check (gsize n)
{
  g_autoptr (NgFft) fft = ng_fft_new (n);
  g_autofree float *x = g_new (float, n);
  gsize n_bins = ng_fft_n_bins (fft);
  g_autofree float *bins = g_new (float, 2 * n_bins);
  g_autofree float *back = g_new (float, n);
  double norm = 0;

  for (gsize i = 0; i < n; i++) {
    x[i] = (float) (2 * ng_rng_unit (n, 1, i) - 1);
    norm += (double) x[i] * (double) x[i];
  }
  g_assert_cmpuint (n_bins, ==, n / 2 + 1);
  for (int repeat = 0; repeat < 2; repeat++) {
    ng_fft_forward (fft, x, bins);
    for (gsize k = 0; k < n_bins; k++) {
      double real = 0, imaginary = 0;
      for (gsize j = 0; j < n; j++) {
        double angle = 2 * G_PI * (double) (j * k % n) / (double) n;
        real += (double) x[j] * cos (angle);
        imaginary -= (double) x[j] * sin (angle);
      }
      double tolerance = 3e-7 * log2 ((double) n + 2) * sqrt (norm);
      ng_assert_near ((double) bins[2 * k], real, tolerance);
      ng_assert_near ((double) bins[2 * k + 1], imaginary, tolerance);
    }
    ng_fft_backward (fft, bins, back);
    for (gsize j = 0; j < n; j++)
      ng_assert_near ((double) back[j], (double) x[j], 1e-6 * log2 ((double) n + 2));
  }
}

static void
test_lengths (void)
{
  static const gsize lengths[] = { 27, 31, 100, 101, 400, 1009, 1102 };

  for (gsize n = 1; n <= 20; n++)
    check (n);
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    check (lengths[i]);
}

/* A cosine at bin 3 of a long prime length: a peak of n/2 there, nothing elsewhere. A sum of n²
 * terms would take minutes. */
static void
test_long_prime (void)
{
  const gsize n = 1000003;
  g_autoptr (NgFft) fft = ng_fft_new (n);
  g_autofree float *x = g_new (float, n);
  g_autofree float *bins = g_new (float, 2 * ng_fft_n_bins (fft));

  for (gsize i = 0; i < n; i++)
    x[i] = (float) cos (2 * G_PI * 3 * (double) i / (double) n);
  ng_fft_forward (fft, x, bins);
  for (gsize k = 0; k < ng_fft_n_bins (fft); k++)
    ng_assert_near ((double) bins[2 * k] / (double) n, k == 3 ? 0.5 : 0, 1e-4);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/tensor/fft/lengths", test_lengths);
  g_test_add_func ("/tensor/fft/long-prime", test_long_prime);
  return g_test_run ();
}
