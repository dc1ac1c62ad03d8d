/* Even lengths without prime factors above 5 are kissfft's own. Others become a convolution
 * (Bluestein, 1970): with w_j = e^(−πi j²/n),
 *
 *   bins[k] = w_k Σ_j (x[j] w_j) conj (w_{k−j}),
 *
 * taken by transforms of a power of two that holds n + n − 1 numbers. */

#include "core/tensor/fft.h"

#include <kiss_fftr.h>
#include <math.h>
#include <string.h>

struct _NgFft {
  gsize n;
  kiss_fftr_cfg direct; /* NULL where there is a convolution */

  gsize padded;
  kiss_fft_cfg forward, backward;
  kiss_fft_cpx *chirp;    /* w_j, j < n */
  kiss_fft_cpx *response; /* transform of conj (w_j), −n < j < n, over padded */
  kiss_fft_cpx *signal, *spectrum;
};

static gboolean
is_smooth (gsize n)
{
  static const gsize primes[] = { 2, 3, 5 };

  for (gsize i = 0; i < G_N_ELEMENTS (primes); i++) {
    while (n % primes[i] == 0)
      n /= primes[i];
  }
  return n == 1;
}

static kiss_fft_cpx
multiply (kiss_fft_cpx a, kiss_fft_cpx b)
{
  return (kiss_fft_cpx){ a.r * b.r - a.i * b.i, a.r * b.i + a.i * b.r };
}

static kiss_fft_cpx
conjugate (kiss_fft_cpx a)
{
  return (kiss_fft_cpx){ a.r, -a.i };
}

static void
prepare_convolution (NgFft *self)
{
  gsize n = self->n;

  for (self->padded = 1; self->padded < 2 * n - 1;)
    self->padded *= 2;
  self->forward = kiss_fft_alloc ((int) self->padded, 0, NULL, NULL);
  self->backward = kiss_fft_alloc ((int) self->padded, 1, NULL, NULL);
  self->chirp = g_new (kiss_fft_cpx, n);
  self->response = g_new (kiss_fft_cpx, self->padded);
  self->signal = g_new0 (kiss_fft_cpx, self->padded);
  self->spectrum = g_new (kiss_fft_cpx, self->padded);
  for (gsize j = 0; j < n; j++) {
    /* j² modulo the period keeps the angle small, and so exact. */
    double angle = G_PI * (double) ((guint64) j * j % (2 * n)) / (double) n;
    self->chirp[j] = (kiss_fft_cpx){ (float) cos (angle), (float) -sin (angle) };
  }
  for (gsize j = 0; j < n; j++) {
    self->signal[j] = conjugate (self->chirp[j]);
    self->signal[(self->padded - j) % self->padded] = self->signal[j];
  }
  kiss_fft (self->forward, self->signal, self->response);
}

NgFft *
ng_fft_new (gsize n)
{
  NgFft *self = g_new0 (NgFft, 1);

  g_return_val_if_fail (n > 0 && n <= NG_MAX_FFT, NULL);
  self->n = n;
  if (n % 2 == 0 && is_smooth (n))
    self->direct = kiss_fftr_alloc ((int) n, 0, NULL, NULL);
  else
    prepare_convolution (self);
  return self;
}

void
ng_fft_free (NgFft *self)
{
  kiss_fftr_free (self->direct);
  kiss_fft_free (self->forward);
  kiss_fft_free (self->backward);
  g_free (self->chirp);
  g_free (self->response);
  g_free (self->signal);
  g_free (self->spectrum);
  g_free (self);
}

gsize
ng_fft_n_bins (const NgFft *self)
{
  return self->n / 2 + 1;
}

static void
convolve (NgFft *self, const float *x, kiss_fft_cpx *bins)
{
  float scale = 1 / (float) self->padded;

  memset (self->signal, 0, self->padded * sizeof *self->signal);
  for (gsize j = 0; j < self->n; j++)
    self->signal[j] = (kiss_fft_cpx){ x[j] * self->chirp[j].r, x[j] * self->chirp[j].i };
  kiss_fft (self->forward, self->signal, self->spectrum);
  for (gsize j = 0; j < self->padded; j++)
    self->spectrum[j] = multiply (self->spectrum[j], self->response[j]);
  kiss_fft (self->backward, self->spectrum, self->signal);
  for (gsize k = 0; k < ng_fft_n_bins (self); k++) {
    kiss_fft_cpx bin = multiply (self->signal[k], self->chirp[k]);
    bins[k] = (kiss_fft_cpx){ bin.r * scale, bin.i * scale };
  }
}

void
ng_fft_forward (NgFft *self, const float *x, float *bins)
{
  G_STATIC_ASSERT (sizeof (kiss_fft_cpx) == 2 * sizeof (float));

  if (self->direct != NULL)
    kiss_fftr (self->direct, x, (kiss_fft_cpx *) bins);
  else
    convolve (self, x, (kiss_fft_cpx *) bins);
}

/* A transform of bins is one of real numbers: with h[k] = Re bins[k] + Im bins[k], whose bins are
 * H[j], n x[j] = Re H[j] + Im H[j] (Hartley, 1942). */
void
ng_fft_backward (NgFft *self, const float *bins, float *x)
{
  gsize n = self->n;
  g_autofree float *sums = g_new (float, n);
  g_autofree float *turned = g_new (float, 2 * ng_fft_n_bins (self));

  for (gsize k = 0; k < n; k++) {
    gsize bin = MIN (k, n - k);
    sums[k] = bins[2 * bin] + (k == bin ? bins[2 * bin + 1] : -bins[2 * bin + 1]);
  }
  ng_fft_forward (self, sums, turned);
  for (gsize j = 0; j < n; j++) {
    gsize bin = MIN (j, n - j);
    float imaginary = j == bin ? turned[2 * bin + 1] : -turned[2 * bin + 1];
    x[j] = (turned[2 * bin] + imaginary) / (float) n;
  }
}
