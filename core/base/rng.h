/* Counter-based random numbers: (seed, stream, index) -> number. Nothing has a state, so any
 * element of any array can be drawn alone and in any order. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ng_rng_bits:
 *
 * Returns: 64 bits that depend on all three; two rounds of SplitMix64's finalizer over a mix of
 * them
 */
guint64 ng_rng_bits (guint64 seed, guint64 stream, guint64 index);

/**
 * ng_rng_unit:
 *
 * Returns: uniform in [0, 1), a multiple of 2^-24, so that it is exact in float too
 */
double ng_rng_unit (guint64 seed, guint64 stream, guint64 index);

/**
 * ng_rng_normal:
 *
 * Returns: standard normal, by Box and Muller's formula from draws 2 index and 2 index + 1
 */
double ng_rng_normal (guint64 seed, guint64 stream, guint64 index);

/**
 * ng_rng_stream:
 * @path: a name such as "3/Weights"
 *
 * Returns: a stream that depends on every byte of @path
 */
guint64 ng_rng_stream (const char *path);

G_END_DECLS
