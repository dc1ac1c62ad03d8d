/* Float functions without branches or calls, so that loops over them are vectorized. Errors are
 * those measured over all floats of the range, in units in the last place; the test sweeps them. */

#pragma once

#include "core/kernels/vector.h"

#include <math.h>
#include <string.h>

NG_VECTOR_INLINE float
ng_float_from_bits (unsigned bits)
{
  float x;

  memcpy (&x, &bits, sizeof x);
  return x;
}

NG_VECTOR_INLINE unsigned
ng_float_bits (float x)
{
  unsigned bits;

  memcpy (&bits, &x, sizeof bits);
  return bits;
}

/* exp: x = n log 2 + r with |r| <= log 2 / 2; the polynomial is that of Cephes' expf (S. Moshier).
 * 2^n is multiplied in two steps, so that results may be subnormal. */
NG_VECTOR_INLINE float
ng_fast_exp (float x)
{
  const float magic = 0x1.8p23f;
  float c = x > 89.0f ? 89.0f : x;
  c = c < -104.0f ? -104.0f : c;
  float t = c * 1.44269504088896341f + magic;
  float n = t - magic;
  float r = c - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  int k = (int) (ng_float_bits (t) - 0x4b400000u);
  int half = k >> 1;
  float y = p * ng_float_from_bits ((unsigned) (half + 127) << 23);
  y = y * ng_float_from_bits ((unsigned) (k - half + 127) << 23);
  return x == x ? y : x;
}

/* 1 / (1 + exp (-x)), by the exponential of -|x|, which cannot overflow. */
NG_VECTOR_INLINE float
ng_fast_sigmoid (float x)
{
  float e = ng_fast_exp (-fabsf (x));
  float y = 1.0f / (1.0f + e);

  return x < 0 ? e * y : y;
}

/* tanh: Cephes' tanhf; an odd polynomial up to 0.625, the exponential beyond. */
NG_VECTOR_INLINE float
ng_fast_tanh (float x)
{
  float a = fabsf (x);
  float z = x * x;
  float p = -5.70498872745e-3f;
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  float small = p * z * x + x;
  float e = ng_fast_exp (a + a);
  float large = copysignf (1.0f - 2.0f / (e + 1.0f), x);

  return a < 0.625f ? small : large;
}

/* erf after N. Juffa: an odd polynomial up to 475/512, 1 - exp (polynomial) beyond. */
NG_VECTOR_INLINE float
ng_fast_erf (float x)
{
  float t = fabsf (x);
  t = t > 4.5f ? 4.5f : t;
  float s = t * t;
  float r = -1.72853470e-5f * t + 3.83197126e-4f;
  float u = -3.88396438e-3f * t + 2.42546219e-2f;
  r = r * s + u;
  r = r * t - 1.06777877e-1f;
  r = r * t - 6.34846687e-1f;
  r = r * t - 1.28717512e-1f;
  r = r * t - t;
  float large = copysignf (1.0f - ng_fast_exp (r), x);
  float q = -5.96761703e-4f;
  q = q * s + 4.99119423e-3f;
  q = q * s - 2.67681349e-2f;
  q = q * s + 1.12819925e-1f;
  q = q * s - 3.76125336e-1f;
  q = q * s + 1.28379166e-1f;
  float small = q * x + x;

  large = x == x ? large : x;
  return t > 0.927734375f ? large : small;
}

/* log: x = 2^k m with sqrt (1/2) <= m < sqrt (2); the polynomial is that of Cephes' logf. */
NG_VECTOR_INLINE float
ng_fast_log (float x)
{
  float scaled = x < 0x1p-126f ? x * 0x1p23f : x;
  float extra = x < 0x1p-126f ? -23.0f : 0.0f;
  unsigned bits = ng_float_bits (scaled) - 0x3f3504f3u;
  float k = (float) ((int) bits >> 23) + extra;
  float m = ng_float_from_bits ((bits & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
  float z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  float y = p * m * z;
  y = y + k * -2.12194440e-4f;
  y = y - 0.5f * z;
  y = m + y + k * 0.693359375f;
  y = x == INFINITY ? x : y;
  y = x == 0 ? -INFINITY : y;
  return x < 0 || x != x ? NAN : y;
}

/* exp of numbers that are not positive, or NaN: as ng_fast_exp(), but that what is below the least
 * normal number is 0. */
NG_VECTOR_INLINE float
ng_fast_exp_falling (float x)
{
  const float magic = 0x1.8p23f;
  float c = x < -87.0f ? -87.0f : x;
  float t = c * 1.44269504088896341f + magic;
  float n = t - magic;
  float r = c - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  unsigned k = ng_float_bits (t) - 0x4b400000u;
  float y = p * ng_float_from_bits ((k + 127u) << 23);
  return x < -87.0f ? 0.0f : y;
}

/* x Phi (x), Phi being the normal distribution: Phi (-z) = 2^polynomial (z) up to z = 6, and 0
 * beyond, where it is less than 1e-9. The polynomial, fitted by least squares that were weighted
 * anew until the worst errors were equal, errs by 2.3e-8 Phi (0) at most. */
NG_VECTOR_INLINE float
ng_fast_gelu (float x)
{
  const float magic = 0x1.8p23f;
  float a = fabsf (x);
  float z = a > 6.0f ? 6.0f : a;
  float e = 1.524622068e-7f;
  e = e * z - 3.834931307e-6f;
  e = e * z + 3.800672092e-5f;
  e = e * z - 1.595517772e-4f;
  e = e * z - 2.216144448e-4f;
  e = e * z + 7.183798710e-3f;
  e = e * z - 5.257960303e-2f;
  e = e * z - 4.591817974e-1f;
  e = e * z - 1.151108254f;
  e = e * z - 0.999999936f;
  float t = e + magic;
  float r = e - (t - magic);
  float p = 1.5345810378e-4f;
  p = p * r + 1.3399931206e-3f;
  p = p * r + 9.6184889632e-3f;
  p = p * r + 5.5503287770e-2f;
  p = p * r + 2.4022646891e-1f;
  p = p * r + 6.9314720574e-1f;
  p = p * r + 1.0f;
  float q = p * ng_float_from_bits ((ng_float_bits (t) - 0x4b400000u + 127u) << 23);
  q = a > 6.0f ? 0.0f : q;
  return x * (x > 0 ? 1.0f - q : q);
}
