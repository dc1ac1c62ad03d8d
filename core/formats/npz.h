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
 * Fails with: "Sample::format", "Sample::limit", "File::limit".
 */
gboolean ng_npz_read (GBytes *bytes, GPtrArray *names, GPtrArray *tensors, GError **error);

/** ng_npz_load: ng_npz_read() of a file; its errors name the file. Fails with: "File::missing" too
 */
gboolean ng_npz_load (const char *path, GPtrArray *names, GPtrArray *tensors, GError **error);

/**
 * ng_npz_write:
 * @names: (element-type utf8)
 * @tensors: (element-type NgTensor)
 *
 * Fails with: "Sample::format" where an element has no name in NumPy, "Sample::limit" beyond 2 GiB.
 *
 * Returns: (transfer full) (nullable): a file of these arrays, stored as they are
 */
GBytes *ng_npz_write (const GPtrArray *names, const GPtrArray *tensors, GError **error);

G_END_DECLS
