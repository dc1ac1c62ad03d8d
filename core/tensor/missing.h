/* Tensors whose numbers are not there, as of a model without the file that they lie in. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/**
 * ng_tensor_new_missing:
 * @reason: why the numbers are not there
 *
 * A tensor of which only the element and the dimensions are known. Its numbers read as zeros, which
 * take no memory; who needs them asks ng_tensor_missing() before.
 *
 * Fails with: "Tensor::size" when there is no room for them.
 *
 * Returns: (transfer full) (nullable): a new tensor
 */
NgTensor *ng_tensor_new_missing (
    NgElement element, const gint64 *dims, gsize rank, NgDiagnostic *reason, GError **error);

/** ng_tensor_missing: Returns: (transfer none) (nullable): why the numbers are not there; %NULL
 * where they are */
const NgDiagnostic *ng_tensor_missing (const NgTensor *self);

G_END_DECLS
