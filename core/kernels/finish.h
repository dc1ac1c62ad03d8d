/* What the kernels of blocked images do with vectors of sums at the end. For functions that are
 * built for several instruction sets. */

#pragma once

#include "core/kernels/lanes.h"
#include "core/kernels/vector.h"

#include <math.h>

/**
 * NgFinish:
 * @low: at least this in the end; -INFINITY for no bound
 * @high: at most this; NaN passes
 * @has_low: whether there is a bound
 * @mask: all ones where a lane of the last block is a channel, 0 where it only fills the block
 *
 * What is done to vectors of sums.
 */
typedef struct {
  NgFloats low, high;
  gboolean has_low, has_high;
  NgFloatMask mask;
} NgFinish;

/** ng_lanes_bound: bounds the first @n of @x; for wide vectors, since compilers take comparisons of
 * what is wider than registers apart */
NG_VECTOR_INLINE void
ng_lanes_bound (const NgFinish *self, gboolean has_low, gboolean has_high, int n, NgFloats *x)
{
  if (has_low) {
    NG_VECTOR_UNROLL
    for (int i = 0; i < n; i++) {
      NgFloatMask beyond = x[i] < self->low;

      x[i] = (NgFloats) (((NgFloatMask) self->low & beyond) | ((NgFloatMask) x[i] & ~beyond));
    }
  }
  if (has_high) {
    NG_VECTOR_UNROLL
    for (int i = 0; i < n; i++) {
      NgFloatMask beyond = x[i] > self->high;

      x[i] = (NgFloats) (((NgFloatMask) self->high & beyond) | ((NgFloatMask) x[i] & ~beyond));
    }
  }
}

/** ng_floats_bound: bounds the @n floats at @y, for vectors of any width */
NG_VECTOR_INLINE void
ng_floats_bound (const NgFinish *self, int n, float *y)
{
  float low = self->low[0], high = self->high[0];

  NG_VECTOR_LOOP
  for (int i = 0; i < n; i++) {
    float x = y[i] < low ? low : y[i];
    y[i] = x > high ? high : x;
  }
}

/** ng_floats_mask: masks the vector at @y */
NG_VECTOR_INLINE void
ng_floats_mask (const NgFinish *self, float *y)
{
  for (int lane = 0; lane < NG_LANES; lane++)
    y[lane] = self->mask[lane] != 0 ? y[lane] : 0;
}

/** ng_finish_init: @channels lie in blocks of sixteen */
static inline void
ng_finish_init (NgFinish *self, double low, double high, gint64 channels)
{
  gint64 used = (channels - 1) % NG_LANES + 1;

  self->has_low = !isinf (low);
  self->has_high = !isinf (high);
  for (int lane = 0; lane < NG_LANES; lane++) {
    self->low[lane] = (float) low;
    self->high[lane] = (float) high;
    self->mask[lane] = lane < used ? -1 : 0;
  }
}
