/* NgNetBuilder: a net being written; the one mutable net. It knows layers, connections and ports,
 * not notation: `core/notation/read.c` turns endpoints, chains and lists into these calls. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

typedef struct _NgNetBuilder NgNetBuilder;

/**
 * ng_net_builder_new:
 * @is_named: whether layers have names
 * @is_chain: whether it prints as NetChain
 */
NgNetBuilder *ng_net_builder_new (gboolean is_named, gboolean is_chain);
/** ng_net_builder_new_from: Returns: (transfer full): a builder that holds all of @net, to edit it
 */
NgNetBuilder *ng_net_builder_new_from (NgNet *net);
/** ng_net_builder_new_explicit: ng_net_builder_new_from() with all ports of @net explicit, so that
 *   they keep their order whatever is added */
NgNetBuilder *ng_net_builder_new_explicit (NgNet *net);
/** ng_net_builder_free: frees a builder that was not ended */
void ng_net_builder_free (NgNetBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgNetBuilder, ng_net_builder_free)

/**
 * ng_net_builder_add_layer:
 * @name: (nullable): its name in a named net
 *
 * Fails with: "NetGraph::dupname", "NetGraph::badname".
 *
 * Returns: its index, or -1
 */
int ng_net_builder_add_layer (
    NgNetBuilder *self, const char *name, NgLayer *layer, const NgPlace *place, GError **error);
/** ng_net_builder_n_layers: Returns: number of layers so far */
gsize ng_net_builder_n_layers (const NgNetBuilder *self);
/** ng_net_builder_layer: Returns: (transfer none): layer @index */
NgLayer *ng_net_builder_layer (const NgNetBuilder *self, gsize index);
/** ng_net_builder_find: Returns: index of the layer of that name, or -1 */
int ng_net_builder_find (const NgNetBuilder *self, const char *name);
/** ng_net_builder_set_layer: puts another layer in the place of layer @index */
void ng_net_builder_set_layer (NgNetBuilder *self, gsize index, NgLayer *layer);

/**
 * ng_net_builder_input:
 *
 * Returns: index of the explicit net input of that name, which is added if it is new
 */
int ng_net_builder_input (NgNetBuilder *self, const char *name, const NgPlace *place);

/**
 * ng_net_builder_connect:
 * @source: a layer's output or a net's input
 * @layer: the layer that reads it
 * @input: its input, by index; for a layer with open slots, the slot; -1: the next free slot
 * @place: of the connection, for messages
 *
 * Fails with: "NetGraph::multin".
 */
gboolean ng_net_builder_connect (NgNetBuilder *self,
                                 NgSource source,
                                 int layer,
                                 int input,
                                 const NgPlace *place,
                                 GError **error);

/**
 * ng_net_builder_output:
 *
 * Makes @source the net's explicit output of that name.
 *
 * Fails with: "NetGraph::multout", "NetGraph::thru".
 */
gboolean ng_net_builder_output (
    NgNetBuilder *self, const char *name, NgSource source, const NgPlace *place, GError **error);

/** ng_net_builder_mute: the layer's output is not promoted to an output of the net. */
void ng_net_builder_mute (NgNetBuilder *self, int layer, int output);

/**
 * ng_net_builder_set_port_type:
 * @name: a port of the net to be
 * @type: what was written for it
 * @option: (nullable): the expression, kept for printing
 * @place: of the option's left side
 */
void ng_net_builder_set_port_type (
    NgNetBuilder *self, const char *name, const NgType *type, NgExpr *option, const NgPlace *place);

/**
 * ng_net_builder_set_port_coder:
 * @option: the type as it was written, of which ng_coder_is_written()
 *
 * The same with a coder, which is read when it is known on which side the port is.
 */
void ng_net_builder_set_port_coder (NgNetBuilder *self,
                                    const char *name,
                                    NgExpr *option,
                                    const NgPlace *place);

/** ng_net_builder_fresh_length: Returns: a new varying length; @name (nullable) as it is shown */
NgDim ng_net_builder_fresh_length (NgNetBuilder *self, const char *name);

/** ng_net_builder_add_diagnostic: (transfer full): what the reader of a file already found */
void ng_net_builder_add_diagnostic (NgNetBuilder *self, NgDiagnostic *diagnostic);

/** ng_net_builder_set_chain: whether it prints as NetChain */
void ng_net_builder_set_chain (NgNetBuilder *self, gboolean is_chain);

/** ng_net_builder_set_place: where the whole expression stood */
void ng_net_builder_set_place (NgNetBuilder *self, const NgPlace *place);

/** ng_net_builder_set_closed: free inputs and outputs are not promoted to ports (ONNX files, whose
 *   ports are all explicit; a free input is an absent one) */
void ng_net_builder_set_closed (NgNetBuilder *self);

/**
 * ng_net_builder_end:
 * @self: (transfer full): a builder
 *
 * Promotes free ports by the rules of names, checks for holes and cycles, and infers all types.
 * Shape conflicts are diagnostics of the net, not failures.
 *
 * Cost: linear in layers and edges. After ng_net_builder_new_from(), inference redoes only what the
 * edit touches.
 *
 * Fails with: "NetGraph::empty", "::cycle", "::gap", "::novar", "::iodup", "::noout", "::noport",
 * "::dupname", and what ng_coder_read() says.
 *
 * Returns: (transfer full) (nullable): the net
 */
NgNet *ng_net_builder_end (NgNetBuilder *self, GError **error);

G_END_DECLS
