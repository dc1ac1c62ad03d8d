/* NetUnfold: of a net that goes along a sequence the net of one step. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_one_step:
 * @net: with at least one state (see core/graph/states.h), whose sequences are of varying length
 *
 * The net of one step takes and gives the elements of the sequences, and has the states as inputs
 * and outputs of their own; applied step by step it gives what @net gives of the whole sequence.
 * Inputs and outputs that are no sequences of steps stay what they are; so do the layers, with
 * their arrays, but that the length of the sequences is 1.
 *
 * Fails with: "NetUnfold::states" where there are none, "NetUnfold::steps" where a layer does not
 * go along the sequence step by step (NgLayerClass.steps), the length is fixed, a state begins with
 * a value of the net, or a step needs what only the last one tells.
 *
 * Returns: (transfer full) (nullable): the net of one step
 */
NgNet *ng_net_one_step (NgNet *net, GError **error);

G_END_DECLS
