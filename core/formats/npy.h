/* Arrays of NumPy's .npy format, versions 1 to 3. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/** ng_npy_read: Fails with: "Sample::format", "Sample::limit". Returns: (transfer full) (nullable)
 */
NgTensor *ng_npy_read (GBytes *bytes, GError **error);
/** ng_npy_write: Returns: (transfer full) (nullable): a file of version 1 */
GBytes *ng_npy_write (const NgTensor *tensor, GError **error);

G_END_DECLS
