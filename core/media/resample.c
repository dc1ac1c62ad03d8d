#include "core/media/resample.h"

#include "core/media/audio.h"
#include <math.h>

#define N_ZEROS 64
/* Entries of the table between two zeros; linear interpolation between them errs by 3e-6. */
#define N_STEPS 512
#define CUTOFF  0.95
#define BETA    10.0

/* Modified Bessel function of the first kind, order 0, by its power series. */
static double
bessel_i0 (double x)
{
  double term = 1, sum = 1;

  for (int k = 1; term > 1e-17 * sum; k++) {
    term *= x * x / (4.0 * k * k);
    sum += term;
  }
  return sum;
}

/* sinc (t) times the window, at t = i / N_STEPS up to @n_zeros, the first of which samples come to
 * lie under; one entry more ends the last step. */
static double *
tabulate (int n_zeros)
{
  double *table = g_new0 (double, n_zeros *N_STEPS + 2);
  double peak = bessel_i0 (BETA);

  table[0] = 1;
  for (int i = 1; i < MIN (n_zeros * N_STEPS + 2, N_ZEROS * N_STEPS); i++) {
    double t = (double) i / N_STEPS, share = t / N_ZEROS;
    table[i] = sin (G_PI * t) / (G_PI * t) * bessel_i0 (BETA * sqrt (1 - share * share)) / peak;
  }
  return table;
}

/* The sum over samples around the time first + share, in samples; @scale: zeros in a sample. */
static double
interpolate (
    const float *x, gint64 n, gint64 first, double share, double scale, const double *table)
{
  double reach = N_ZEROS / scale, sum = 0;
  gint64 low = first - (gint64) floor (reach - share);
  gint64 high = first + (gint64) floor (reach + share);

  for (gint64 i = MAX (low, 0); i <= MIN (high, n - 1); i++) {
    double at = MIN (fabs ((double) (i - first) - share) * scale, N_ZEROS) * N_STEPS;
    int entry = (int) at;
    double part = at - entry;
    sum += (double) x[i] * (table[entry] + part * (table[entry + 1] - table[entry]));
  }
  return sum * scale;
}

NgTensor *
ng_audio_resample (NgTensor *samples, gint64 from, gint64 to, GError **error)
{
  gint64 n = ng_tensor_count (samples);
  double scale = CUTOFF * MIN (1.0, (double) to / (double) from);

  g_return_val_if_fail (from > 0 && from <= NG_MAX_SAMPLE_RATE, NULL);
  g_return_val_if_fail (to > 0 && to <= NG_MAX_SAMPLE_RATE, NULL);
  g_return_val_if_fail (n <= NG_MAX_SAMPLES, NULL);
  if (from == to)
    return ng_tensor_ref (samples);
  gint64 count = (n * to + from - 1) / from;
  if (count > NG_MAX_SAMPLES) {
    ng_error_set_new (error,
                      "Sample::limit",
                      NULL,
                      "%" G_GINT64_FORMAT " samples at %" G_GINT64_FORMAT
                      " in a second would be %" G_GINT64_FORMAT " at %" G_GINT64_FORMAT
                      "; at most %d are made.",
                      n,
                      from,
                      count,
                      to,
                      NG_MAX_SAMPLES);
    return NULL;
  }
  g_autoptr (NgTensor) aligned = ng_tensor_convert (samples, NG_ELEMENT_F32);
  const float *x = ng_tensor_data (aligned);
  g_autofree double *table = tabulate ((int) ceil (MIN (N_ZEROS, (double) n * scale)));
  float *y = g_new (float, count);

  for (gint64 k = 0; k < count; k++) {
    gint64 first = k * from / to;
    double share = (double) (k * from % to) / (double) to;
    y[k] = (float) interpolate (x, n, first, share, scale, table);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, &count, 1, y);
}
