#include "core/base/rng.h"

#include <math.h>

/* The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
static guint64
mix (guint64 x)
{
  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return x ^ (x >> 31);
}

guint64
ng_rng_bits (guint64 seed, guint64 stream, guint64 index)
{
  const guint64 golden = G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

  return mix (mix (seed + golden * (stream + 1)) + golden * (index + 1));
}

double
ng_rng_unit (guint64 seed, guint64 stream, guint64 index)
{
  return (double) (ng_rng_bits (seed, stream, index) >> 40) * 0x1p-24;
}

double
ng_rng_normal (guint64 seed, guint64 stream, guint64 index)
{
  /* 1 - u is in (0, 1], so that the logarithm is finite. */
  double u = 1 - (double) (ng_rng_bits (seed, stream, 2 * index) >> 11) * 0x1p-53;
  double v = (double) (ng_rng_bits (seed, stream, 2 * index + 1) >> 11) * 0x1p-53;

  return sqrt (-2 * log (u)) * cos (2 * G_PI * v);
}

guint64
ng_rng_stream (const char *path)
{
  /* FNV-1a over 64 bits. */
  guint64 hash = G_GUINT64_CONSTANT (0xCBF29CE484222325);

  for (const char *p = path; *p != '\0'; p++)
    hash = (hash ^ (guchar) *p) * G_GUINT64_CONSTANT (0x100000001B3);
  return mix (hash);
}
