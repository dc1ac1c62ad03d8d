/* NgEvaluator: data in, data out. Batches, varying lengths, a cache of plans by shapes. */

#pragma once

#include "core/engine/lower.h"
#include "core/engine/plan.h"

G_BEGIN_DECLS

typedef struct _NgEvaluator NgEvaluator;

/**
 * ng_evaluator_new:
 *
 * Fails with: the net's first error, "NetGraph::notinit".
 *
 * Returns: (transfer full) (nullable): an evaluator of @net; one thread at a time
 */
NgEvaluator *ng_evaluator_new (NgNet *net, GError **error);
/** ng_evaluator_free: frees it, its plans and its memory */
void ng_evaluator_free (NgEvaluator *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgEvaluator, ng_evaluator_free)

/**
 * NgApply:
 * @inputs: (array): for each input of the net its data: one example, or with a batch axis in front;
 *   %NULL for a state (ng_net_input_is_state()) that begins as it would unconnected
 * @is_batch: whether the data have a batch axis; all or none
 * @seeds: (array) (nullable): for each output of the net the imposed gradient, %NULL for ones
 * @element: F32 (also for 0) or F64
 * @random_seed: for layers that draw
 * @flags: for the plan
 * @probes: (nullable) (element-type NgProbe): of data of one shape, where to add what each layer
 *   gives, as NgRequest says
 */
typedef struct {
  NgTensor *const *inputs;
  gboolean is_batch;
  NgTensor *const *seeds;
  const NgWant *wants;
  gsize n_wants;
  NgMode mode;
  NgElement element;
  guint64 random_seed;
  NgPlanFlags flags;
  gboolean profile;
  GPtrArray *probes;
} NgApply;

/**
 * ng_evaluator_apply:
 * @results: (out caller-allocates) (array) (transfer full): for each want a tensor; in a batch with
 *   a batch axis in front, but for gradients of arrays, which are summed over it
 *
 * An unspecified net is completed from the data first.
 *
 * Fails with: "NetGraph::indata", "::missing", "::batch", "::lenmis", "::unspec",
 * "NetPortGradient::intgrad",
 * "::shape", "Plan::memory", %NG_ERROR_CANCELLED.
 */
gboolean ng_evaluator_apply (NgEvaluator *self,
                             const NgApply *apply,
                             GCancellable *cancellable,
                             NgTensor **results,
                             GError **error);

/**
 * ng_evaluator_apply_examples:
 * @apply: its inputs and seeds are those of one example after the other, without a batch axis
 * @n: number of examples
 * @results: (out caller-allocates) (array) (transfer full): for each example a tensor for each
 * want; gradients of arrays, summed over the examples, stand with the first one, %NULL with the
 * others
 *
 * Nothing is padded: examples of equal dimensions, of data and of seeds, run together as one batch,
 * others one batch after another; in training they are one program where a layer takes statistics
 * over the whole batch. An example without a seed that others have gets ones. Fails like
 * ng_evaluator_apply().
 */
gboolean ng_evaluator_apply_examples (NgEvaluator *self,
                                      const NgApply *apply,
                                      gsize n,
                                      GCancellable *cancellable,
                                      NgTensor **results,
                                      GError **error);

/** ng_evaluator_times: Returns: (transfer none): the profile of the last application */
const NgStepTime *ng_evaluator_times (const NgEvaluator *self, gsize *n);

G_END_DECLS
