/* Products of matrices as layers, for operators and for idioms. */

#pragma once

#include "core/convert/conversion.h"

G_BEGIN_DECLS

/** ng_conversion_matrix: Returns: (transfer none): a matrix times @factor as float32, rows and
 *   columns exchanged where @is_turned */
NgTensor *
ng_conversion_matrix (NgConversion *self, NgTensor *tensor, gboolean is_turned, double factor);
/** ng_conversion_vector: Returns: (transfer none) (nullable): @factor times a tensor that lies
 * along its last axis, of length @n or one number; %NULL for another one */
NgTensor *
ng_conversion_vector (NgConversion *self, const NgTensor *tensor, gint64 n, double factor);
/** ng_conversion_put_linear: output 0 is a product over the last axis of input @index; @weights:
 *   (outputs, inputs); @biases: (nullable) */
gboolean
ng_conversion_put_linear (NgConversion *self, gsize index, NgTensor *weights, NgTensor *biases);

G_END_DECLS
