/* The derivatives of primitive.c's table. Private to this room. */

#pragma once

#include "core/program/finite.h"

G_BEGIN_DECLS

/**
 * NgDerivation:
 * @to: where the gradient is written
 * @instruction: what is differentiated
 * @value: its value
 * @gradient: what arrives at it
 * @needed: for each value whether anybody asked for its gradient or for one behind it
 * @gradients: for each value the sum so far, or %NG_NO_VALUE
 * @wild: for each value what is known of it, NgWildness
 * @masked: for each value whether zeros in what arrives there may say that it has no influence,
 *   whatever its slopes are: a branch that was not taken
 * @is_masked: whether that is so of @gradient
 */
struct _NgDerivation {
  NgProgramBuilder *to;
  const NgInstruction *instruction;
  NgValue value;
  NgValue gradient;
  const guint8 *needed;
  NgValue *gradients;
  const guint8 *wild;
  guint8 *masked;
  gboolean is_masked;
};

/** ng_derivation_needs: Returns: whether the gradient of operand @index is of use */
gboolean ng_derivation_needs (const NgDerivation *self, guint index);
/** ng_derivation_pass: adds @gradient to what arrives at operand @index */
void ng_derivation_pass (NgDerivation *self, guint index, NgValue gradient);

/**
 * ng_derivation_apply:
 * @product: the gradient that arrives times a slope
 * @is_wild: whether the slope may be infinite or NaN
 *
 * Where the gradient is 0 since the value has no influence, as in a branch that was not taken, 0
 * times an infinite slope would be NaN.
 *
 * Returns: @product, and 0 where that is so
 */
NgValue ng_derivation_apply (const NgDerivation *self, NgValue product, gboolean is_wild);

void ng_derive_convert (NgDerivation *self);
void ng_derive_unary (NgDerivation *self);
void ng_derive_add (NgDerivation *self);
void ng_derive_subtract (NgDerivation *self);
void ng_derive_multiply (NgDerivation *self);
void ng_derive_divide (NgDerivation *self);
void ng_derive_power (NgDerivation *self);
void ng_derive_mod (NgDerivation *self);
void ng_derive_min_max (NgDerivation *self);
void ng_derive_atan2 (NgDerivation *self);
void ng_derive_select (NgDerivation *self);

void ng_derive_reshape (NgDerivation *self);
void ng_derive_transpose (NgDerivation *self);
void ng_derive_broadcast (NgDerivation *self);
void ng_derive_slice (NgDerivation *self);
void ng_derive_pad (NgDerivation *self);
void ng_derive_concat (NgDerivation *self);
void ng_derive_gather (NgDerivation *self);
void ng_derive_scatter_add (NgDerivation *self);

void ng_derive_sum (NgDerivation *self);
void ng_derive_product (NgDerivation *self);
void ng_derive_reduce_max_min (NgDerivation *self);
void ng_derive_cumulate (NgDerivation *self);
void ng_derive_matmul (NgDerivation *self);
void ng_derive_convolve (NgDerivation *self);
void ng_derive_convolve_data (NgDerivation *self);
void ng_derive_convolve_weights (NgDerivation *self);
void ng_derive_pool_max (NgDerivation *self);
void ng_derive_pool_max_data (NgDerivation *self);
void ng_derive_pool_sum (NgDerivation *self);
void ng_derive_pool_sum_data (NgDerivation *self);

G_END_DECLS
