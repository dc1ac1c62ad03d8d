/* Arrays of NumPy's .npz format: a ZIP file of .npy files, stored or deflated. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/** ng_npz_is: Returns: whether the bytes begin as a ZIP file */
gboolean ng_npz_is (GBytes *bytes);

/**
 * ng_npz_read:
 * @names: (element-type utf8): those of the arrays are added, without ".npy"
 * @tensors: (element-type NgTensor): the arrays are added
 *
 * Fails with: "Sample::format", "Sample::limit".
 */
gboolean ng_npz_read (GBytes *bytes, GPtrArray *names, GPtrArray *tensors, GError **error);

G_END_DECLS
