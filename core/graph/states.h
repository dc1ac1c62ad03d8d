/* States of a net: what its recurrent layers, nested ones too, would begin with and end with. They
 * are optional ports of these layers and no ports of the net; here they become ports of it. */

#pragma once

#include "core/base/limits.h"
#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * NgNetState:
 * @layers: (array length=n_layers): indices that lead to the layer, from the outermost net inwards
 * @port: the layer's input; its output of the same name is what the state becomes
 * @input, @output: ports of the net of ng_net_with_states()
 */
typedef struct {
  int layers[NG_MAX_NET_DEPTH];
  int n_layers;
  int port;
  int input, output;
} NgNetState;

/**
 * ng_net_with_states:
 * @states: (nullable) (element-type NgNetState): where to add the states, in order of the layers
 *
 * States that something in the net feeds, or that stand in nets that a layer holds as its own, stay
 * as they are. The state "State" of layer "a/2" becomes the input "a/2/State" and the output
 * "a/2/OutState"; a net of one layer without a name does not add to the path. The other ports stay,
 * in their order, in front.
 *
 * Returns: (transfer full) (nullable): the net; @net itself where there are no states
 */
NgNet *ng_net_with_states (NgNet *net, GArray *states, GError **error);

/**
 * ng_layer_next_state:
 * @input: an input of the layer
 *
 * Returns: if the input is a state, an optional input with an optional output of the same name, the
 *   index of that output; else -1
 */
int ng_layer_next_state (const NgLayer *layer, gsize input);

/** ng_net_only_input: Returns: the input that data alone are for, the one that may not be left out;
 *   -1 where there are several of them, or none */
int ng_net_only_input (const NgNet *self);

/** ng_net_input_is_state: Returns: whether input @index of the net is read as the state of a layer
 *   and as nothing else, so that it may be left out: then the state is that of the beginning */
gboolean ng_net_input_is_state (const NgNet *self, gsize index);

G_END_DECLS
