/* Valid programs at random, over every primitive. */

#pragma once

#include "core/program/builder.h"

G_BEGIN_DECLS

/**
 * ng_test_random_program:
 * @real: the floating-point element of most values
 * @n_steps: how many primitives are drawn; some need others in front of them
 *
 * A program whose inputs are meant to be drawn by ng_test_tensor(). All values stay small, and what
 * jumps (comparisons, rounding, places of extremes) is only applied to values without rounding
 * errors, so that two correct executions agree.
 *
 * Returns: (transfer full): the same program for the same arguments
 */
NgProgram *ng_test_random_program (guint64 seed, NgElement real, guint n_steps);

G_END_DECLS
