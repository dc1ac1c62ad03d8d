/* Recurrent layers of PyTorch keep one array for all gates. */

#pragma once

#include "core/formats/weights.h"

G_BEGIN_DECLS

/**
 * ng_weights_split_gates:
 *
 * "x.weight_ih_l0", "x.weight_hh_l0", "x.bias_ih_l0" and "x.bias_hh_l0" become arrays of gates as
 * ours are called, "x.InputGateInputWeights", …; with "…_reverse" beside them, those of the two
 * nets of a NetBidirectionalOperator, "x.ForwardNet.…" and "x.BackwardNet.…". The two biases are
 * added up; that of the new memory of a GRU, which is inside of a product there, has to be zero.
 * What does not go together so stays as it is. The numbers of weights are shared.
 *
 * Returns: (transfer full): the arrays
 */
NgWeights *ng_weights_split_gates (const NgWeights *self);

G_END_DECLS
