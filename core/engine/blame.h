/* Where numbers stop being finite. */

#pragma once

#include "core/engine/evaluator.h"

G_BEGIN_DECLS

/**
 * ng_blame:
 * @evaluator: one of @net
 * @apply: one example, without a batch axis; its wants are not looked at
 *
 * Runs the net again, and looks at what the layers give, those of nets that others hold included.
 *
 * Returns: (transfer full) (nullable): a sentence that names the input that is not finite, or the
 * first layer whose output is not while its inputs are, with the array that is not. %NULL where
 * inputs and outputs of all layers are finite, as they are where only a gradient is not, and where
 * it cannot be known: the run failed or was cancelled.
 */
char *ng_blame (const NgNet *net,
                NgEvaluator *evaluator,
                const NgApply *apply,
                GCancellable *cancellable);

G_END_DECLS
