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
/**
 * ng_net_builder_new_fixed:
 *
 * ng_net_builder_new_from() for surgery: the ports of the net are all in the builder, in order, and
 * stay as they are until they are removed or renamed, whatever the rules of names would say of the
 * edited net. ng_net_builder_set_port_type() replaces the type of a port.
 *
 * Returns: (transfer full): the builder
 */
NgNetBuilder *ng_net_builder_new_fixed (NgNet *net);
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

/* ---- edits ---- */

/** ng_net_builder_source: Returns: what feeds an input of a layer */
NgSource ng_net_builder_source (const NgNetBuilder *self, int layer, gsize input);
/** ng_net_builder_n_connections: Returns: how many inputs the layer has, connected or not */
gsize ng_net_builder_n_connections (const NgNetBuilder *self, int layer);
/** ng_net_builder_set_source: whatever fed that input of the layer before; a source of kind
 *   %NG_SOURCE_NONE disconnects it */
void ng_net_builder_set_source (NgNetBuilder *self, int layer, gsize input, NgSource source);

/* Ports of the net, as far as the builder has them: all after ng_net_builder_new_fixed(). */

/** ng_net_builder_n_inputs: Returns: how many inputs the net has so far */
gsize ng_net_builder_n_inputs (const NgNetBuilder *self);
/** ng_net_builder_n_outputs: Returns: how many outputs the net has so far */
gsize ng_net_builder_n_outputs (const NgNetBuilder *self);
/** ng_net_builder_input_name: Returns: the name of input @index of the net */
const char *ng_net_builder_input_name (const NgNetBuilder *self, gsize index);
/** ng_net_builder_output_name: Returns: the name of output @index of the net */
const char *ng_net_builder_output_name (const NgNetBuilder *self, gsize index);
/** ng_net_builder_output_source: Returns: what feeds output @index of the net */
NgSource ng_net_builder_output_source (const NgNetBuilder *self, gsize index);
/** ng_net_builder_set_output_source: whatever fed that output of the net before */
void ng_net_builder_set_output_source (NgNetBuilder *self, gsize index, NgSource source);
/** ng_net_builder_port_has_coder: Returns: whether a port of the net has an encoder or a decoder */
gboolean ng_net_builder_port_has_coder (const NgNetBuilder *self, const char *name);

/** ng_net_builder_port_names: Returns: (transfer full) (element-type utf8): names of its ports,
 * which own them */
GHashTable *ng_net_builder_port_names (const NgNetBuilder *self);

/**
 * ng_net_builder_add_input, ng_net_builder_add_output:
 * @name: not yet that of a port
 *
 * A port that surgery opens. In the net it is explicit only where the rules of names would not give
 * it by themselves.
 */
int ng_net_builder_add_input (NgNetBuilder *self, const char *name);
void ng_net_builder_add_output (NgNetBuilder *self, const char *name, NgSource source);
/** ng_net_builder_promote_outputs: what no layer and no output reads becomes an output; these and
 *   the outputs that are not explicit are named by the rules of names, explicit ones stay */
void ng_net_builder_promote_outputs (NgNetBuilder *self);

/**
 * ng_net_builder_remove_layers:
 * @is_removed: by layer
 *
 * Removes layers with the connections and outputs that they feed; the others close up, under their
 * names. Ports of the net that nothing reads any more stay: ng_net_builder_remove_unused().
 */
void ng_net_builder_remove_layers (NgNetBuilder *self, const gboolean *is_removed);
/** ng_net_builder_order_layers: @places: (array): by layer its new index, each once */
void ng_net_builder_order_layers (NgNetBuilder *self, const int *places);
/** ng_net_builder_insert_layer: ng_net_builder_add_layer() in front of layer @position */
int ng_net_builder_insert_layer (NgNetBuilder *self,
                                 gsize position,
                                 const char *name,
                                 NgLayer *layer,
                                 const NgPlace *place,
                                 GError **error);
/** ng_net_builder_remove_outputs: @is_removed: by output of the net */
void ng_net_builder_remove_outputs (NgNetBuilder *self, const gboolean *is_removed);
/** ng_net_builder_remove_unused: inputs of the net that nothing reads; @was_used: (nullable): by
 *   input, those to look at */
void ng_net_builder_remove_unused (NgNetBuilder *self, const gboolean *was_used);
/** ng_net_builder_find_used: Returns: (transfer full): by input of the net, whether anything reads
 * it */
gboolean *ng_net_builder_find_used (const NgNetBuilder *self);
/** ng_net_builder_mute_rest: outputs of layers that nothing reads are muted */
void ng_net_builder_mute_rest (NgNetBuilder *self);

/**
 * ng_net_builder_rename_layers:
 * @names: (nullable) (array): the new name of each layer; %NULL for a net built from a list
 *
 * Fails with: "NetGraph::badname", "NetGraph::dupname".
 */
gboolean
ng_net_builder_rename_layers (NgNetBuilder *self, const char *const *names, GError **error);
/**
 * ng_net_builder_rename_ports:
 * @inputs: (array): the new name of each input, or %NULL to leave it
 * @outputs: (array): the same of each output
 *
 * Fails with: "NetGraph::badname", "NetGraph::dupname".
 */
gboolean ng_net_builder_rename_ports (NgNetBuilder *self,
                                      const char *const *inputs,
                                      const char *const *outputs,
                                      GError **error);

/**
 * ng_net_builder_replace_layer:
 *
 * Puts a layer in the place of another one. Connections go to its ports of the same names, else to
 * its only port, else to those at the same places.
 *
 * Fails with: "NetGraph::noinport", "NetGraph::nooutport".
 */
gboolean
ng_net_builder_replace_layer (NgNetBuilder *self, gsize index, NgLayer *layer, GError **error);
/** ng_net_builder_clear_layers: no layers; ports of the net stay, and wait for new sources */
void ng_net_builder_clear_layers (NgNetBuilder *self);

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
