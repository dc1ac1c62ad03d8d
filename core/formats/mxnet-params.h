/* Arrays of MXNet: .params files. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/** NgMxnetTake: @name: "conv0_weight", without what is in front of a colon */
typedef void (*NgMxnetTake) (const char *name, NgTensor *tensor, gpointer user_data);

/**
 * ng_mxnet_params_read:
 * @bytes: the file; shared by its arrays
 *
 * Gives all arrays to @take. Sparse ones are refused.
 *
 * Fails with: "Mxnet::params" with the offset.
 */
gboolean ng_mxnet_params_read (GBytes *bytes, NgMxnetTake take, gpointer user_data, GError **error);

G_END_DECLS
