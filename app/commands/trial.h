/* NgTrial: a net put to the test of an example: arrays and inputs drawn, outputs computed. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * NgTrial:
 * @net: with arrays, and with the types of the inputs
 * @inputs: (element-type NgTensor): one for each input of the net
 * @outputs: (element-type NgTensor): what it gives
 */
typedef struct {
  NgNet *net;
  GPtrArray *inputs;
  GPtrArray *outputs;
} NgTrial;

/**
 * ng_trial_run:
 * @self: (out caller-allocates): cleared with ng_trial_clear(), also after a failure
 *
 * Real inputs are normal, of two digits; the others those of ng_feed_random(). Lengths that vary
 * are 3, dimensions that are not known 2, and inputs of which nothing is known vectors of 3. The
 * same net gives the same trial.
 *
 * Fails with: what initializing and applying the net fail with.
 */
gboolean ng_trial_run (NgTrial *self, NgNet *net, GError **error);
void ng_trial_clear (NgTrial *self);

G_END_DECLS
