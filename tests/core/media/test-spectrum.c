/* Spectra of a fixed signal. The numbers were computed by NumPy in double from the formulas in
 * spectrum.h. */

#include "core/media/spectrum.h"

#include "tests/support/test.h"
#include <math.h>

enum { RATE = 8000, N = 500, WINDOW = 200, OFFSET = 67, HANN = 4 };

static NgTensor *
sample (void)
{
  float *x = g_new (float, N);
  gint64 n = N;

  for (int i = 0; i < N; i++)
    x[i] = (float) (0.5 * sin (2 * G_PI * 440 * i / RATE) +
                    0.25 * cos (2 * G_PI * 1234 * i / RATE) + 0.1 * (i * 37 % 101 / 50.0 - 1));
  return ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, x);
}

static void
assert_dims (const NgTensor *tensor, gint64 rows, gint64 columns)
{
  g_assert_cmpuint (ng_tensor_rank (tensor), ==, 2);
  g_assert_cmpint (ng_tensor_dims (tensor)[0], ==, rows);
  g_assert_cmpint (ng_tensor_dims (tensor)[1], ==, columns);
}

static double
at (const NgTensor *tensor, gint64 row, gint64 column)
{
  return ng_tensor_get_real (tensor, row * ng_tensor_dims (tensor)[1] + column);
}

static void
test_windows (void)
{
  /* 8 weights of each, from their definitions; those from i = 5 mirror 3, 2, 1. */
  static const double expected[][5] = {
    { 0, 0.25, 0.5, 0.75, 1 },
    { 0, 0.0664466094, 0.34, 0.7735533906, 1 },
    { 1, 1, 1, 1, 1 },
    { 0.0869565217, 0.2206686434, 0.5434782609, 0.8662878784, 1 },
    { 0, 0.1464466094, 0.5, 0.8535533906, 1 },
  };

  g_assert_cmpuint (g_strv_length ((char **) ng_window_names), ==, G_N_ELEMENTS (expected));
  g_assert_cmpstr (ng_window_names[HANN], ==, "HannWindow");
  for (guint w = 0; w < G_N_ELEMENTS (expected); w++) {
    g_autofree float *weights = ng_window_new (w, 8);
    for (int i = 0; i < 8; i++)
      ng_assert_near ((double) weights[i], expected[w][i <= 4 ? i : 8 - i], 1e-7);
  }
}

static void
test_partitions (void)
{
  NgPartitions self = { .window = 400, .offset = 133 };
  static const struct {
    gint64 samples, count;
  } cases[] = { { 1, 1 }, { 400, 1 }, { 401, 2 }, { 533, 2 }, { 534, 3 }, { 16000, 119 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (ng_partitions_count (&self, cases[i].samples), ==, cases[i].count);
  for (gint64 count = 1; count < 5; count++) {
    gint64 samples = ng_partitions_samples (&self, count);
    g_assert_cmpint (ng_partitions_count (&self, samples), ==, count);
    g_assert_cmpint (ng_partitions_count (&self, samples + 1), ==, count + 1);
  }
}

static void
test_stft (void)
{
  g_autofree float *hann = ng_window_new (HANN, WINDOW);
  NgPartitions partitions = { WINDOW, OFFSET, hann, 1 };
  g_autoptr (NgTensor) x = sample ();
  g_autoptr (NgTensor) stft = ng_spectrum_stft (x, &partitions, NULL);
  g_autoptr (NgTensor) magnitudes = ng_spectrum_magnitudes (x, &partitions, NULL);
  static const struct {
    gint64 t, k;
    double real, imaginary;
  } expected[] = {
    { 0, 0, -0.0008616820, 0 },
    { 0, 11, 0.0686513092, -25.1014944162 },
    { 2, 31, -10.1014651039, -6.9519548367 },
    { 5, 7, 0.3185678575, 0.5170641395 },
    { 5, 100, -0.0439915459, 0 },
  };

  assert_dims (stft, 6, 202);
  assert_dims (magnitudes, 6, 101);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    double real = expected[i].real, imaginary = expected[i].imaginary;
    ng_assert_near (at (stft, expected[i].t, expected[i].k), real, 1e-5);
    ng_assert_near (at (stft, expected[i].t, 101 + expected[i].k), imaginary, 1e-5);
    ng_assert_near (at (magnitudes, expected[i].t, expected[i].k), hypot (real, imaginary), 1e-5);
  }
}

static void
test_mel (void)
{
  g_autofree float *hann = ng_window_new (HANN, WINDOW);
  NgPartitions partitions = { WINDOW, OFFSET, hann, 1 };
  NgMelFilters filters = { 20, RATE, 0, RATE / 2 };
  g_autoptr (NgTensor) x = sample ();
  g_autoptr (NgTensor) mel = ng_spectrum_mel (x, &partitions, &filters, NULL);
  g_autoptr (NgTensor) mfcc = ng_spectrum_mfcc (x, &partitions, &filters, 13, NULL);

  assert_dims (mel, 6, 20);
  ng_assert_near (at (mel, 0, 0), 0.0178545648, 1e-6);
  ng_assert_near (at (mel, 0, 5), 351.7625877998, 1e-3);
  ng_assert_near (at (mel, 3, 10), 186.2532019350, 1e-3);
  ng_assert_near (at (mel, 5, 19), 1.0144376450, 1e-5);
  assert_dims (mfcc, 6, 13);
  ng_assert_near (at (mfcc, 0, 0), 2.0574676081, 1e-4);
  ng_assert_near (at (mfcc, 0, 1), -1.0038259173, 1e-4);
  ng_assert_near (at (mfcc, 2, 5), -4.2101656695, 1e-4);
  ng_assert_near (at (mfcc, 5, 12), -2.4474173509, 1e-4);
}

/* Silence: ln 1e-10 times √20 in front, and nothing behind. */
static void
test_silence (void)
{
  g_autofree float *hann = ng_window_new (HANN, WINDOW);
  NgPartitions partitions = { WINDOW, OFFSET, hann, 1 };
  NgMelFilters filters = { 20, RATE, 100, 3000 };
  g_autoptr (NgTensor) x = ng_tensor_fill (1, 0);
  g_autoptr (NgTensor) mfcc = ng_spectrum_mfcc (x, &partitions, &filters, 3, NULL);

  assert_dims (mfcc, 1, 3);
  ng_assert_near (at (mfcc, 0, 0), -10 * log (10) * sqrt (20), 1e-4);
  ng_assert_near (at (mfcc, 0, 1), 0, 1e-4);
}

static gint64
loudest (double hertz, double warp)
{
  g_autofree float *hann = ng_window_new (HANN, WINDOW);
  NgPartitions partitions = { WINDOW, OFFSET, hann, warp };
  float *x = g_new (float, WINDOW);
  gint64 n = WINDOW, best = 0;

  for (int i = 0; i < WINDOW; i++)
    x[i] = (float) sin (2 * G_PI * hertz * i / RATE);
  g_autoptr (NgTensor) samples = ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, x);
  g_autoptr (NgTensor) magnitudes = ng_spectrum_magnitudes (samples, &partitions, NULL);
  for (gint64 k = 1; k <= WINDOW / 2; k++) {
    if (at (magnitudes, 0, k) > at (magnitudes, 0, best))
      best = k;
  }
  return best;
}

/* Bins are 40 Hz apart. Above 0.8 of 4000 Hz warps run to the Nyquist frequency: with 1.1 the knee
 * is at 3200/1.1 Hz and moves to 3200; 3600 Hz moves to 4000 − 400 · 800/(4000 − 3200/1.1) = 3707
 * Hz. With 0.9 the knee is at 3200 and moves to 2880: 3600 moves to 4000 − 400 · 1120/800 = 3440.
 */
static void
test_warp (void)
{
  g_assert_cmpint (loudest (2000, 1), ==, 50);
  g_assert_cmpint (loudest (2000, 1.1), ==, 55);
  g_assert_cmpint (loudest (2000, 0.9), ==, 45);
  g_assert_cmpint (loudest (3600, 1.1), ==, 93);
  g_assert_cmpint (loudest (3600, 0.9), ==, 86);
}

static void
test_limit (void)
{
  const gsize window = 1 << 16;
  g_autofree float *weights = ng_window_new (HANN, window);
  NgPartitions partitions = { window, 1, weights, 1 };
  g_autoptr (NgTensor) x = ng_tensor_fill (1 << 20, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_spectrum_stft (x, &partitions, &error));
  ng_assert_tag (&error, "Sample::limit");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/media/spectrum/windows", test_windows);
  g_test_add_func ("/media/spectrum/partitions", test_partitions);
  g_test_add_func ("/media/spectrum/stft", test_stft);
  g_test_add_func ("/media/spectrum/mel", test_mel);
  g_test_add_func ("/media/spectrum/silence", test_silence);
  g_test_add_func ("/media/spectrum/warp", test_warp);
  g_test_add_func ("/media/spectrum/limit", test_limit);
  return g_test_run ();
}
