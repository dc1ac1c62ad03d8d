#include "core/media/spectrum.h"

#include "core/tensor/fft.h"
#include <math.h>
#include <string.h>

/* ---- windows, as functions of x in −1/2 … 1/2 ---- */

static double
bartlett (double x)
{
  return 1 - 2 * fabs (x);
}

static double
blackman (double x)
{
  return 0.42 + 0.5 * cos (2 * G_PI * x) + 0.08 * cos (4 * G_PI * x);
}

static double
dirichlet (double x)
{
  return 1;
}

static double
hamming (double x)
{
  return 25.0 / 46 + 21.0 / 46 * cos (2 * G_PI * x);
}

static double
hann (double x)
{
  return 0.5 + 0.5 * cos (2 * G_PI * x);
}

static double (*const windows[]) (double) = { bartlett, blackman, dirichlet, hamming, hann };

const char *const ng_window_names[] = { "BartlettWindow", "BlackmanWindow", "DirichletWindow",
                                        "HammingWindow",  "HannWindow",     NULL };

float *
ng_window_new (guint index, gsize n)
{
  float *weights = g_new (float, n);

  g_return_val_if_fail (index < G_N_ELEMENTS (windows), weights);
  for (gsize i = 0; i < n; i++)
    weights[i] = (float) windows[index]((double) i / (double) n - 0.5);
  return weights;
}

/* ---- partitions ---- */

gint64
ng_partitions_count (const NgPartitions *self, gint64 n_samples)
{
  gint64 window = (gint64) self->window, offset = (gint64) self->offset;

  return n_samples <= window ? 1 : 1 + (n_samples - window + offset - 1) / offset;
}

gint64
ng_partitions_samples (const NgPartitions *self, gint64 count)
{
  return (gint64) self->window + (count - 1) * (gint64) self->offset;
}

static double
power_of (const float *bin)
{
  return (double) bin[0] * (double) bin[0] + (double) bin[1] * (double) bin[1];
}

static double
magnitude_of (const float *bin)
{
  return sqrt (power_of (bin));
}

/* Where frequency @bin was before it was warped, in bins; the last one stays. */
static double
unwarp (double bin, gsize last, double warp)
{
  double nyquist = (double) last;
  double knee = 0.8 * nyquist * MIN (1, 1 / warp);

  if (bin <= knee * warp)
    return bin / warp;
  return nyquist - (nyquist - bin) * (nyquist - knee) / (nyquist - knee * warp);
}

/* Magnitudes are interpolated; the phase is that of the nearer bin, since a window in the middle of
 * its partition turns it by half a circle from bin to bin. */
static void
warp_bins (const float *from, gsize n_bins, double warp, float *to)
{
  for (gsize k = 0; k < n_bins; k++) {
    double at = MAX (unwarp ((double) k, n_bins - 1, warp), 0);
    gsize below = MIN ((gsize) at, n_bins - 1), above = MIN (below + 1, n_bins - 1);
    double share = at - (double) below;
    double low = magnitude_of (from + 2 * below), high = magnitude_of (from + 2 * above);
    gsize near = share < 0.5 ? below : above;
    double size = magnitude_of (from + 2 * near);
    double scale = size > 0 ? (low + share * (high - low)) / size : 0;
    to[2 * k] = (float) (scale * (double) from[2 * near]);
    to[2 * k + 1] = (float) (scale * (double) from[2 * near + 1]);
  }
}

/* Writes a row of the result; @bins: real part, imaginary part, …. */
typedef void (*Finish) (const float *bins, gsize n_bins, float *row, gconstpointer how);

static NgTensor *
transform (NgTensor *samples,
           const NgPartitions *partitions,
           gsize width,
           Finish finish,
           gconstpointer how,
           GError **error)
{
  gint64 n = ng_tensor_count (samples);
  gint64 dims[2] = { ng_partitions_count (partitions, n), (gint64) width };
  gsize n_bins = partitions->window / 2 + 1;

  if (dims[0] > NG_MAX_SPECTRA / (gint64) (2 * MAX (n_bins, width))) {
    ng_error_set_new (error,
                      "Sample::limit",
                      NULL,
                      "%" G_GINT64_FORMAT " partitions of %" G_GSIZE_FORMAT
                      " samples are too many.",
                      dims[0],
                      partitions->window);
    return NULL;
  }
  g_autoptr (NgTensor) aligned = ng_tensor_convert (samples, NG_ELEMENT_F32);
  const float *x = ng_tensor_data (aligned);
  g_autoptr (NgFft) fft = ng_fft_new (partitions->window);
  g_autofree float *partition = g_new (float, partitions->window);
  g_autofree float *bins = g_new (float, 2 * n_bins);
  g_autofree float *warped = g_new (float, 2 * n_bins);
  float *rows = g_new (float, (gsize) dims[0] * width);

  for (gint64 t = 0; t < dims[0]; t++) {
    gint64 start = t * (gint64) partitions->offset;
    for (gsize i = 0; i < partitions->window; i++)
      partition[i] = start + (gint64) i < n ? x[start + (gint64) i] * partitions->weights[i] : 0;
    ng_fft_forward (fft, partition, bins);
    if (partitions->warp != 1)
      warp_bins (bins, n_bins, partitions->warp, warped);
    finish (partitions->warp != 1 ? warped : bins, n_bins, rows + (gsize) t * width, how);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, 2, rows);
}

static void
put_parts (const float *bins, gsize n_bins, float *row, gconstpointer how)
{
  for (gsize k = 0; k < n_bins; k++) {
    row[k] = bins[2 * k];
    row[n_bins + k] = bins[2 * k + 1];
  }
}

static void
put_magnitudes (const float *bins, gsize n_bins, float *row, gconstpointer how)
{
  for (gsize k = 0; k < n_bins; k++)
    row[k] = (float) magnitude_of (bins + 2 * k);
}

NgTensor *
ng_spectrum_stft (NgTensor *samples, const NgPartitions *partitions, GError **error)
{
  return transform (samples, partitions, 2 * (partitions->window / 2 + 1), put_parts, NULL, error);
}

NgTensor *
ng_spectrum_magnitudes (NgTensor *samples, const NgPartitions *partitions, GError **error)
{
  return transform (samples, partitions, partitions->window / 2 + 1, put_magnitudes, NULL, error);
}

/* ---- mel ---- */

static double
mel_of (double hertz)
{
  return 2595 * log10 (1 + hertz / 700);
}

static double
hertz_of (double mel)
{
  return 700 * (pow (10, mel / 2595) - 1);
}

typedef struct {
  gsize n_filters, n_coefficients;
  double *edges;    /* of the triangles, n_filters + 2, in bins */
  double *energies; /* of one partition, n_filters */
  double *cosines;  /* {n_coefficients, n_filters} */
} Mel;

static void
clear_mel (Mel *self)
{
  g_free (self->edges);
  g_free (self->energies);
  g_free (self->cosines);
}

static void
prepare_mel (Mel *self, const NgMelFilters *filters, gsize window)
{
  double low = mel_of (filters->low), high = mel_of (filters->high);

  self->n_filters = filters->count;
  self->edges = g_new (double, filters->count + 2);
  self->energies = g_new (double, filters->count);
  for (gsize i = 0; i < filters->count + 2; i++) {
    double mel = low + (high - low) * (double) i / (double) (filters->count + 1);
    self->edges[i] = hertz_of (mel) * (double) window / filters->rate;
  }
}

static void
find_energies (const Mel *self, const float *bins, gsize n_bins)
{
  for (gsize m = 0; m < self->n_filters; m++) {
    double left = self->edges[m], centre = self->edges[m + 1], right = self->edges[m + 2];
    double sum = 0;
    for (gsize k = (gsize) ceil (left); k < n_bins && (double) k < right; k++) {
      double bin = (double) k;
      double weight =
          bin <= centre ? (bin - left) / (centre - left) : (right - bin) / (right - centre);
      sum += weight * power_of (bins + 2 * k);
    }
    self->energies[m] = sum;
  }
}

static void
put_energies (const float *bins, gsize n_bins, float *row, gconstpointer how)
{
  const Mel *mel = how;

  find_energies (mel, bins, n_bins);
  for (gsize m = 0; m < mel->n_filters; m++)
    row[m] = (float) mel->energies[m];
}

static void
put_coefficients (const float *bins, gsize n_bins, float *row, gconstpointer how)
{
  const Mel *mel = how;

  find_energies (mel, bins, n_bins);
  for (gsize m = 0; m < mel->n_filters; m++)
    mel->energies[m] = log (MAX (mel->energies[m], 1e-10));
  for (gsize r = 0; r < mel->n_coefficients; r++) {
    double sum = 0;
    for (gsize m = 0; m < mel->n_filters; m++)
      sum += mel->energies[m] * mel->cosines[r * mel->n_filters + m];
    row[r] = (float) sum;
  }
}

NgTensor *
ng_spectrum_mel (NgTensor *samples,
                 const NgPartitions *partitions,
                 const NgMelFilters *filters,
                 GError **error)
{
  Mel mel = { 0 };

  prepare_mel (&mel, filters, partitions->window);
  NgTensor *result = transform (samples, partitions, mel.n_filters, put_energies, &mel, error);
  clear_mel (&mel);
  return result;
}

NgTensor *
ng_spectrum_mfcc (NgTensor *samples,
                  const NgPartitions *partitions,
                  const NgMelFilters *filters,
                  gsize n_coefficients,
                  GError **error)
{
  gsize n = filters->count;
  Mel mel = { .n_coefficients = n_coefficients };

  g_return_val_if_fail (n_coefficients <= n, NULL);
  prepare_mel (&mel, filters, partitions->window);
  mel.cosines = g_new (double, n_coefficients *n);
  for (gsize r = 0; r < n_coefficients; r++) {
    for (gsize m = 0; m < n; m++)
      mel.cosines[r * n + m] =
          cos (G_PI * (double) r * ((double) m + 0.5) / (double) n) / sqrt ((double) n);
  }
  NgTensor *result = transform (samples, partitions, n_coefficients, put_coefficients, &mel, error);
  clear_mel (&mel);
  return result;
}
