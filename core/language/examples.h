/* Tensors of examples: in a column for each port, or example by example. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/** ng_examples_new_columns: Returns: (transfer full) (element-type GPtrArray): no columns yet */
GPtrArray *ng_examples_new_columns (void);

/** ng_examples_interleave: adds the tensors of @columns, each empty or of @n_examples, example by
 *   example, to @into; %NULL for an empty column */
void ng_examples_interleave (GPtrArray *columns, gsize n_examples, GPtrArray *into);

/** ng_examples_equalize: gives each @stride-th of @tensors, which may be %NULL, the same element,
 * so that they can be stacked: float64 where any is real */
void ng_examples_equalize (GPtrArray *tensors, gsize stride);

G_END_DECLS
