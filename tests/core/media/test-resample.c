/* Sinusoids resampled are sinusoids sampled. */

#include "core/media/resample.h"

#include "core/media/audio.h"
#include "tests/support/test.h"
#include <math.h>

static NgTensor *
sine (gint64 n, double hertz, gint64 rate)
{
  float *x = g_new (float, n);

  for (gint64 i = 0; i < n; i++)
    x[i] = (float) sin (2 * G_PI * hertz * (double) i / (double) rate + 0.3);
  return ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, x);
}

/* The kernel reaches 64 zeros of the lower rate, and its cutoff makes them 1/0.95 longer: away from
 * both ends by that, results are held to 1e-4; the design leaves 1e-5. */
static void
check (double hertz, gint64 from, gint64 to, double amplitude)
{
  gint64 n = from / 5;
  g_autoptr (NgTensor) x = sine (n, hertz, from);
  g_autoptr (NgTensor) y = ng_audio_resample (x, from, to, NULL);
  gint64 count = ng_tensor_count (y);
  gint64 margin = (gint64) ceil (64 / 0.95 * (double) to / (double) MIN (from, to));

  g_assert_cmpint (count, ==, (n * to + from - 1) / from);
  g_assert_cmpint (count, >, 2 * margin + 100);
  for (gint64 i = margin; i < count - margin; i++)
    ng_assert_near (ng_tensor_get_real (y, i),
                    amplitude * sin (2 * G_PI * hertz * (double) i / (double) to + 0.3),
                    1e-4);
}

static void
test_down (void)
{
  check (1000, 44100, 16000, 1);
  check (7000, 44100, 16000, 1);
  check (9000, 44100, 16000, 0);
  check (15000, 44100, 16000, 0);
  check (440, 48000, 16000, 1);
  check (440, 44101, 7919, 1);
}

static void
test_up (void)
{
  check (1000, 8000, 16000, 1);
  check (3500, 8000, 44100, 1);
  check (0, 11025, 16000, 1);
}

static void
test_same (void)
{
  g_autoptr (NgTensor) x = sine (10, 100, 1000);
  g_autoptr (NgTensor) y = ng_audio_resample (x, 1000, 1000, NULL);

  g_assert_true (ng_tensor_equal (x, y));
}

static void
test_short (void)
{
  g_autoptr (NgTensor) x = ng_tensor_fill (1, 0.5);
  g_autoptr (NgTensor) y = ng_audio_resample (x, 8000, 16000, NULL);

  g_assert_cmpint (ng_tensor_count (y), ==, 2);
  ng_assert_near (ng_tensor_get_real (y, 0), 0.5 * 0.95, 1e-6);
}

/* Silence behind a sound, however short that is, changes nothing before it. */
static void
test_silence (void)
{
  static const struct {
    gint64 n, from, to;
  } rows[] = { { 1, 8000, 8001 }, { 3, 44100, 8000 }, { 60, 8000, 11025 }, { 70, 8000, 11025 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    gint64 longer = rows[i].n + 1000;
    float *data = g_new0 (float, longer);
    for (gint64 k = 0; k < rows[i].n; k++)
      data[k] = (float) (k % 5) - 1;
    g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, &rows[i].n, 1, data);
    g_autoptr (NgTensor) padded = ng_tensor_new_take (NG_ELEMENT_F32, &longer, 1, data);
    g_autoptr (NgTensor) y = ng_audio_resample (x, rows[i].from, rows[i].to, NULL);
    g_autoptr (NgTensor) expected = ng_audio_resample (padded, rows[i].from, rows[i].to, NULL);

    for (gint64 k = 0; k < ng_tensor_count (y); k++)
      g_assert_cmpfloat (ng_tensor_get_real (y, k), ==, ng_tensor_get_real (expected, k));
  }
}

static void
test_limit (void)
{
  g_autoptr (NgTensor) x = ng_tensor_fill (1000, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_audio_resample (x, 1, NG_MAX_SAMPLE_RATE, &error));
  ng_assert_tag (&error, "Sample::limit");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/media/resample/down", test_down);
  g_test_add_func ("/media/resample/up", test_up);
  g_test_add_func ("/media/resample/same", test_same);
  g_test_add_func ("/media/resample/short", test_short);
  g_test_add_func ("/media/resample/silence", test_silence);
  g_test_add_func ("/media/resample/limit", test_limit);
  return g_test_run ();
}
