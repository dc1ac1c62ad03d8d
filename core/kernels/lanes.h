/* Vectors of sixteen floats, which become as many registers as the instruction set needs, and what
 * the kernels of blocked images do with them at the end. For functions that are built for several
 * instruction sets. */

#pragma once

#include "core/kernels/vector.h"

#include <glib.h>
#include <math.h>

#define NG_LANES 16

typedef float NgFloats __attribute__ ((vector_size (64), aligned (4)));
typedef gint32 NgFloatMask __attribute__ ((vector_size (64), aligned (4)));

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

NG_VECTOR_INLINE void
ng_lanes_raise (const NgFloats *low, NgFloats *x)
{
  NgFloatMask beyond = *x < *low;

  *x = (NgFloats) (((NgFloatMask) *low & beyond) | ((NgFloatMask) *x & ~beyond));
}

NG_VECTOR_INLINE void
ng_lanes_lower (const NgFloats *high, NgFloats *x)
{
  NgFloatMask beyond = *x > *high;

  *x = (NgFloats) (((NgFloatMask) *high & beyond) | ((NgFloatMask) *x & ~beyond));
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
