#include "core/program/special.h"

#include <math.h>

double
ng_sigmoid (double x)
{
  double e = exp (-fabs (x));

  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/* A first estimate by Winitzki's formula (2008), good to 4e-3 relative, and Halley's iteration on
 * erf, or on erfc near 1, where erf loses digits. */
double
ng_erf_inverse (double y)
{
  const double a = 0.147;
  double magnitude = fabs (y);
  double complement, t, x;

  if (isnan (y) || magnitude > 1)
    return (double) NAN;
  if (magnitude == 1)
    return copysign ((double) INFINITY, y);
  if (magnitude < 1e-9)
    return y * sqrt (G_PI) / 2;

  complement = 1 - magnitude;
  t = log (complement * (1 + magnitude));
  x = 2 / (G_PI * a) + t / 2;
  x = sqrt (sqrt (x * x - t / a) - x);
  for (int i = 0; i < 3; i++) {
    double error = magnitude < 0.5 ? erf (x) - magnitude : complement - erfc (x);
    double step = error * sqrt (G_PI) / 2 * exp (x * x);

    x -= step / (1 + x * step);
  }
  return copysign (x, y);
}

double
ng_log_gamma (double x)
{
  int sign;

  return lgamma_r (x, &sign);
}

/* Reflection for x < 1/2, recurrence up to 10, then the asymptotic series (Abramowitz and Stegun,
 * 6.3.7, 6.3.5 and 6.3.18), whose next term is below 1e-16 there. */
double
ng_digamma (double x)
{
  double result = 0;
  double r;

  if (isnan (x) || x == (double) INFINITY)
    return x;
  if (x <= 0 && x == floor (x))
    return (double) NAN;
  if (x < 0.5)
    return ng_digamma (1 - x) - G_PI / tan (G_PI * (x - rint (x)));
  for (; x < 10; x++)
    result -= 1 / x;
  r = 1 / (x * x);
  return result + log (x) - 0.5 / x -
         r * (1.0 / 12 -
              r * (1.0 / 120 -
                   r * (1.0 / 252 -
                        r * (1.0 / 240 - r * (1.0 / 132 - r * (691.0 / 32760 - r / 12))))));
}

double
ng_modulo (double x, double y)
{
  double remainder = fmod (x, y);

  return remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder;
}
