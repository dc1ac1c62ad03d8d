/* Arrays in the format of the MNIST data (Y. LeCun, C. Cortes, C. Burges): two zero bytes, a code
 * for the element, the rank, each dimension as 32 bits, and the elements, all with the highest byte
 * first. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/** ng_idx_is: Returns: whether the bytes begin as such a file */
gboolean ng_idx_is (GBytes *bytes);
/** ng_idx_read: Fails with: "Sample::format", "Sample::limit". Returns: (transfer full) (nullable)
 */
NgTensor *ng_idx_read (GBytes *bytes, GError **error);

G_END_DECLS
