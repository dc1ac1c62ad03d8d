/* Computations that layers and operators share, written in primitives as the functions of builder.h
 * are. */

#pragma once

#include "core/program/builder.h"

G_BEGIN_DECLS

/**
 * ng_build_log_probability:
 * @p: real, in [0, 1]
 *
 * Where @p is made of exponentials (a softmax, a sigmoid, 1 less a sigmoid, elements of these), the
 * logarithm is written in terms of the exponents: it is finite where @p underflows, and so is its
 * gradient. Elsewhere it is that of the least normal float where @p is less than that.
 *
 * Returns: log @p
 */
NgValue ng_build_log_probability (NgProgramBuilder *self, NgValue p);

/**
 * ng_build_gather_rows:
 * @x: (r, n, *q)
 * @indices: (r, m), int64, in 0 … n - 1; another fails the run with "Program::index"
 *
 * Returns: (r, m, *q): of each row the elements that it names itself
 */
NgValue ng_build_gather_rows (NgProgramBuilder *self, NgValue x, NgValue indices);

G_END_DECLS
