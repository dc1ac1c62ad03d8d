/* What --in and --random give to the inputs of a net. */

#pragma once

#include "app/commands/feed.h"

G_BEGIN_DECLS

/**
 * NgInputs:
 * @tensors: (element-type NgTensor): by input one example, or a batch; %NULL where there is none
 * @is_batch: whether there is a batch axis in front
 * @rows: (nullable) (element-type NgTensor): of a batch whose examples differ in shape: what is
 *   given to the inputs, example by example
 * @n_examples: then
 */
typedef struct {
  GPtrArray *tensors;
  gboolean is_batch;
  GPtrArray *rows;
  gsize n_examples;
} NgInputs;

/** ng_inputs_find_twice: Returns: an input for which data are given twice, or -1 */
int ng_inputs_find_twice (const NgNet *net, char *const *in, char *const *random);

/**
 * ng_inputs_read:
 * @self: zeros; cleared with ng_inputs_clear()
 * @in: (nullable): "NAME=DATA", or "FILE.npz", each array of which goes to the input of its name;
 *   or "DATA" where there is but one input
 * @random: (nullable): "NAME=SHAPE", "SHAPE"
 *
 * Fails with: what ng_feed_read() says, "NetGraph::noiport", "NetGraph::missing",
 * "NetGraph::batch", "NetGraph::indata" where data are given twice.
 */
gboolean ng_inputs_read (NgInputs *self,
                         const NgNet *net,
                         const NgFeedOptions *how,
                         char *const *in,
                         char *const *random,
                         GError **error);
/** ng_inputs_clear: frees what it holds */
void ng_inputs_clear (NgInputs *self);

G_END_DECLS
