/* Where numbers stop being finite. */

#pragma once

#include "core/engine/evaluator.h"

G_BEGIN_DECLS

/**
 * NgBlame:
 * @input: of the net, whose data are not finite; -1 where a layer is to blame
 * @layer: (nullable): one that gives what is not finite although all that it is given is
 * @path: (nullable): of @layer, "outer/inner"
 * @array: (nullable): name of the first of its arrays that is not finite
 * @value: the numbers as the run has them, of a layer with the batch axis
 */
typedef struct {
  int input;
  NgLayer *layer;
  char *path;
  char *array;
  NgTensor *value;
} NgBlame;

/**
 * ng_blames:
 * @evaluator: one of @net
 * @apply: one example, without a batch axis; its wants are not looked at
 *
 * Runs the net again, and looks at what the layers give, those of nets that others hold included.
 *
 * Returns: (transfer full) (element-type NgBlame): inputs that are not finite, then layers in the
 * order in which they are run. None where inputs and outputs of all layers are finite, as they are
 * where only a gradient is not; no layers where it cannot be known: the run failed or was
 * cancelled.
 */
GPtrArray *ng_blames (const NgNet *net,
                      NgEvaluator *evaluator,
                      const NgApply *apply,
                      GCancellable *cancellable);

/** ng_blame: Returns: (transfer full) (nullable): a sentence that names the first of ng_blames() */
char *ng_blame (const NgNet *net,
                NgEvaluator *evaluator,
                const NgApply *apply,
                GCancellable *cancellable);

G_END_DECLS
