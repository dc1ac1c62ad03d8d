/* What the files of the evaluator share. */

#pragma once

#include "core/engine/evaluator.h"

G_BEGIN_DECLS

/**
 * ng_evaluator_apply_groups:
 * @groups: (array length=n): they differ in their data and seeds only; the first one's random seed
 *   counts
 * @results: (out caller-allocates) (array) (transfer full): for each group a tensor for each want;
 *   what belongs to arrays stands with the first group and is %NULL with the others
 *
 * ng_evaluator_apply() for a batch of examples of several lengths, each group with a batch axis,
 * in one program.
 */
gboolean ng_evaluator_apply_groups (NgEvaluator *self,
                                    const NgApply *groups,
                                    gsize n,
                                    GCancellable *cancellable,
                                    NgTensor **results,
                                    GError **error);
/** ng_evaluator_memory: Returns: bytes of the arenas of its plans and of what they have packed */
guint64 ng_evaluator_memory (const NgEvaluator *self);
/** ng_evaluator_set_limit: how many bytes plans may take that do not run; at first
 *   %NG_MAX_PLANS_SHARE of the memory of the machine */
void ng_evaluator_set_limit (NgEvaluator *self, guint64 limit);
/** ng_evaluator_net: Returns: (transfer none): the net as it was given */
NgNet *ng_evaluator_net (const NgEvaluator *self);

/* ---- the data of one application ---- */

/** ng_apply_example_dims: Returns: the rank of one example of input @index, and its dimensions */
gsize
ng_apply_example_dims (const NgNet *net, const NgApply *apply, gsize index, const gint64 **dims);
/** ng_apply_find_batch: the number of examples, the same in all inputs; 0 for a raw net */
gboolean
ng_apply_find_batch (const NgNet *net, const NgApply *apply, gint64 *batch, GError **error);
/** ng_apply_check_input: compares the data of one input with its type, and completes the type from
 *   them; @lengths: those that are known from other inputs */
gboolean ng_apply_check_input (const NgNet *net,
                               const NgApply *apply,
                               gsize index,
                               GHashTable *lengths,
                               NgType *type,
                               GError **error);
/** ng_apply_check_integers: whether integers are integers, and in their range */
gboolean
ng_apply_check_integers (const NgNet *net, const NgApply *apply, gsize index, GError **error);
/**
 * ng_apply_encode_inputs:
 *
 * Fails with: "NetGraph::indata" where there are texts in place of numbers, or numbers in place of
 * texts.
 *
 * Returns: (transfer full) (nullable) (element-type NgTensor): the inputs, of which those that are
 *   texts are the numbers that stand for these; %NULL for one that is left out
 */
GPtrArray *
ng_apply_encode_inputs (const NgNet *net, const NgApply *apply, NgTexts *texts, GError **error);

G_END_DECLS
