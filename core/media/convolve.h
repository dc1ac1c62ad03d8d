/* The convolution of two sounds. */

#pragma once

#include "core/base/limits.h"
#include <glib.h>

G_BEGIN_DECLS

/**
 * ng_convolve:
 * @x: (array length=n): the sound; becomes Σ_k response[k] x[i − k], silence being in front of it
 * @response: (array length=m): 1 to %NG_MAX_RESPONSE numbers
 *
 * In single precision, relative to the greatest of the results; takes time in n log m.
 */
void ng_convolve (float *x, gint64 n, const float *response, gint64 m);

G_END_DECLS
