/* Results that have to be finite. */

#pragma once

#include "core/engine/evaluator.h"
#include "core/expr/expr.h"

G_BEGIN_DECLS

/** ng_find_infinite: Returns: the first of the numbers that is not finite, or -1 */
gint64 ng_find_infinite (const NgTensor *tensor);

/**
 * ng_fail_infinite:
 * @evaluator: (nullable): one of @net, that finds where it begins; %NULL where the example by
 *   itself may go wrong elsewhere
 * @apply: what one example gave, without a batch axis
 * @key: what is not finite
 * @number: of the example in its batch, from 1; 0 where it is of all of them, or there is no batch
 * @place: (nullable): of the call
 *
 * Fails with: "NetGraph::nan", always. A sequence may be too short for its target, so it says what
 * shapes the inputs have.
 */
void ng_fail_infinite (const NgNet *net,
                       NgEvaluator *evaluator,
                       const NgApply *apply,
                       const NgExpr *key,
                       gsize number,
                       const NgPlace *place,
                       GCancellable *cancellable,
                       GError **error);

G_END_DECLS
