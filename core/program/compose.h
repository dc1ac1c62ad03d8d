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
/** ng_build_is_sigmoid: Returns: whether the elements of @x are what a sigmoid gave */
gboolean ng_build_is_sigmoid (const NgProgramBuilder *self, NgValue x);

/** ng_build_gather_numbers: Returns: what ng_build_gather() gives for @numbers, int64, counted from
 *   1; a message about one that is outside has it as it is here */
NgValue ng_build_gather_numbers (NgProgramBuilder *self, NgValue x, NgValue numbers, int axis);

/**
 * ng_build_gather_rows:
 * @x: (r, n, *q)
 * @indices: (r, m), int64, in 0 … n - 1; another fails the run with "Program::index"
 *
 * Returns: (r, m, *q): of each row the elements that it names itself
 */
NgValue ng_build_gather_rows (NgProgramBuilder *self, NgValue x, NgValue indices);

/** ng_build_root: Returns: √x, whose slope at 0 is taken as 0 */
NgValue ng_build_root (NgProgramBuilder *self, NgValue x);

/** ng_build_inverse_root: Returns: 1/√(x + epsilon) */
NgValue ng_build_inverse_root (NgProgramBuilder *self, NgValue x, double epsilon);

/**
 * ng_build_standardize:
 * @mask: bit a set for the axes that mean and variance are taken over
 * @n_lost: the variance is the sum of squares by n - @n_lost, where n elements are taken together:
 * 0, or 1 for the unbiased estimate
 * @mean: (out) (optional): with axes of size 1 where it was taken
 * @scale: (out) (optional): 1/√(variance + epsilon), of the same shape
 *
 * Returns: (x - mean)/√(variance + epsilon)
 */
NgValue ng_build_standardize (NgProgramBuilder *self,
                              NgValue x,
                              guint mask,
                              int n_lost,
                              double epsilon,
                              NgValue *mean,
                              NgValue *scale);

/** ng_build_divide_by_rms: Returns: x/√(mean x² + epsilon), the mean over the axes of @mask */
NgValue ng_build_divide_by_rms (NgProgramBuilder *self, NgValue x, guint mask, double epsilon);

/**
 * NgLocalResponse:
 * @size: channels that are summed over, @before of them in front of the one divided
 */
typedef struct {
  gint64 size, before;
  double alpha, beta, bias;
} NgLocalResponse;

/** ng_build_local_response: Returns: x/(bias + alpha/size Σ x²)^beta, x (n, c, *d), the sum over
 * near channels, as many of them as there are (Krizhevsky et al. 2012) */
NgValue
ng_build_local_response (NgProgramBuilder *self, NgValue x, const NgLocalResponse *response);

/**
 * ng_build_resample:
 * @n: new size of axis @axis
 * @n_taps: old elements that a new one is made of
 * @places: (array length=n_taps * n): where they stand, tap by tap
 * @weights: (nullable) (array length=n_taps * n): what each counts; %NULL for one tap that is taken
 *   as it is
 *
 * Returns: along the axis, each new element Σ weight x[place]
 */
NgValue ng_build_resample (NgProgramBuilder *self,
                           NgValue x,
                           int axis,
                           gint64 n,
                           int n_taps,
                           const gint64 *places,
                           const double *weights);

G_END_DECLS
