/* One operator of ONNX in a model of its own, run on arrays. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/**
 * NgNodeTrial:
 * @graph: the graph of the node, for initializers and nodes in front
 * @inputs: (element-type NgTensor): what the inputs "a", "b", … of the graph get
 */
typedef struct {
  GString *graph;
  GPtrArray *inputs;
} NgNodeTrial;

/** ng_node_trial: Returns: a trial of @node (transfer full), which ng_node_trial_run() or
 * ng_node_trial_end() ends */
NgNodeTrial ng_node_trial (GString *node);
/** ng_node_trial_give: the next input of the graph, and @input (transfer full) for it */
void ng_node_trial_give (NgNodeTrial *self, NgTensor *input);
/** ng_node_trial_end: Returns: (transfer full): the model with @outputs (array length=n) */
GBytes *ng_node_trial_end (NgNodeTrial *self, const char *const *outputs, gsize n, gint64 opset);
/**
 * ng_node_trial_run:
 * @outputs: (array length=n): names of results, at most four
 * @results: (out) (array length=n) (transfer full)
 *
 * Fails the test unless it runs, and what comes out has the sizes that inference found.
 */
void ng_node_trial_run (
    NgNodeTrial *self, const char *const *outputs, gsize n, gint64 opset, NgTensor **results);

/** ng_test_array: Returns: (transfer full): the numbers of an array as @element */
NgTensor *ng_test_array (NgElement element, const gint64 *dims, gsize rank, const double *values);

G_END_DECLS
