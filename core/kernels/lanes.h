/* Vectors of sixteen floats, which become as many registers as the instruction set needs. As many
 * channels are a block of images whose channels lie in blocks, and panels of packed matrices are
 * multiples of them. */

#pragma once

#include <glib.h>

#define NG_LANES 16

/* On a boundary of its own size; anywhere; half of it; what comparing gives. */
typedef float NgLanes __attribute__ ((vector_size (64)));
typedef float NgFloats __attribute__ ((vector_size (64), aligned (4)));
typedef float NgHalf __attribute__ ((vector_size (32), aligned (4)));
typedef gint32 NgFloatMask __attribute__ ((vector_size (64), aligned (4)));
