/* Few products are summed one by one. Else the sound is taken block by block: a block as long as
 * the response, or longer, and its convolution fit into one transform of twice the length, in which
 * their spectra are multiplied; what reaches beyond the block is added to the next. */

#include "core/media/convolve.h"

#include "core/tensor/fft.h"
#include <string.h>

/* Shorter responses cost more by transforms. */
#define MIN_RESPONSE 64
#define MIN_BLOCK    1024

static void
sum_products (float *x, gint64 n, const float *response, gint64 m)
{
  for (gint64 i = n - 1; i >= 0; i--) {
    float sum = 0;
    for (gint64 k = 0; k < MIN (m, i + 1); k++)
      sum += response[k] * x[i - k];
    x[i] = sum;
  }
}

/* a b, in place of a. */
static void
multiply (float *a, const float *b, gsize n_bins)
{
  for (gsize k = 0; k < n_bins; k++) {
    float real = a[2 * k], imaginary = a[2 * k + 1];
    a[2 * k] = real * b[2 * k] - imaginary * b[2 * k + 1];
    a[2 * k + 1] = real * b[2 * k + 1] + imaginary * b[2 * k];
  }
}

void
ng_convolve (float *x, gint64 n, const float *response, gint64 m)
{
  gint64 block = MIN_BLOCK;

  g_return_if_fail (m > 0 && m <= NG_MAX_RESPONSE);
  if (m < MIN_RESPONSE || n < MIN_BLOCK) {
    sum_products (x, n, response, m);
    return;
  }
  while (block < m)
    block *= 2;

  g_autoptr (NgFft) fft = ng_fft_new ((gsize) (2 * block));
  gsize n_bins = ng_fft_n_bins (fft);
  g_autofree float *room = g_new0 (float, 2 * block);
  g_autofree float *tail = g_new0 (float, block);
  g_autofree float *filter = g_new (float, 2 * n_bins);
  g_autofree float *bins = g_new (float, 2 * n_bins);

  memcpy (room, response, (gsize) m * sizeof *room);
  ng_fft_forward (fft, room, filter);
  for (gint64 first = 0; first < n; first += block) {
    gint64 count = MIN (block, n - first);
    memset (room, 0, (gsize) (2 * block) * sizeof *room);
    memcpy (room, x + first, (gsize) count * sizeof *room);
    ng_fft_forward (fft, room, bins);
    multiply (bins, filter, n_bins);
    ng_fft_backward (fft, bins, room);
    for (gint64 i = 0; i < count; i++)
      x[first + i] = room[i] + tail[i];
    memcpy (tail, room + block, (gsize) block * sizeof *tail);
  }
}
