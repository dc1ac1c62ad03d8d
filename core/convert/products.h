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

/**
 * ng_conversion_put_sums:
 * @a, @b: (nullable b): a letter for each axis of inputs 0 and 1
 * @y: those of output 0
 * @factor: what the sums are multiplied with
 *
 * Output 0 is the sum of products over all letters that are not in @y, as Einstein wrote them. Axes
 * of size 1 go along with others of their letter.
 */
gboolean ng_conversion_put_sums (
    NgConversion *self, const char *a, const char *b, const char *y, double factor);

G_END_DECLS
