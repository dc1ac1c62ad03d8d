/* Single connections and layers of a net changed, as by hand. What comes out is open to further
 * changes: inputs of layers that nothing feeds become inputs of the net, each its own, and outputs
 * that nothing reads become outputs by the rules of names. An input of the net that nothing reads
 * any more is gone; an output for which something was written stays. In a closed net (an ONNX file)
 * ports stay as they are, and inputs of layers may be left without a source.
 *
 * Layers that stay keep their vertices, arrays and what was written for them. */

#pragma once

#include "core/graph/builder.h"

G_BEGIN_DECLS

/** ng_net_builder_end_open: (transfer full): ng_net_builder_end() of a new builder, or of one of
 *   ng_net_builder_new_fixed(), with ports opened and closed as is said above */
NgNet *ng_net_builder_end_open (NgNetBuilder *self, GError **error);

/** ng_net_free_name: @self: (nullable): a net, or %NULL for a named one without layers. Returns:
 *   (transfer full) (nullable): @wanted (nullable), or a name made of the layer's kind, with a
 *   number where a layer of that name is there; %NULL in a net without names */
char *ng_net_free_name (const NgNet *self, const char *wanted, const NgLayer *layer);

/** ng_net_make_name: @taken: (element-type utf8): keys are names of layers. Returns: (transfer
 *   full): as ng_net_free_name() */
char *ng_net_make_name (GHashTable *taken, const char *wanted, const NgLayer *layer);

/**
 * ng_net_put:
 * @name: (nullable): as ng_net_free_name() takes it
 * @source: what the layer shall read; none for nothing
 * @target: (nullable): what shall read the layer; %NULL for all that read @source now
 * @index: (out) (optional): of the layer in the new net
 *
 * Puts a layer into a connection, behind an output, in front of an input, or beside the others. Of
 * several inputs it reads by the first that is not optional. A chain stays one where that is
 * possible.
 *
 * Fails with: "NetGraph::noport".
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_put (NgNet *self,
                   const char *name,
                   NgLayer *layer,
                   NgSource source,
                   const NgTarget *target,
                   gsize *index,
                   GError **error);

/**
 * ng_net_exchange_layer:
 * @layer: what shall stand at @index, with the connections of the layer there, see
 *   ng_net_builder_replace_layer()
 *
 * Fails with: "NetGraph::noinport", "NetGraph::nooutport".
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_exchange_layer (NgNet *self, gsize index, NgLayer *layer, GError **error);

/** ng_net_can_add_slot: Returns: whether the layer takes any number of inputs, so that connecting
 *   the one after its last adds it */
gboolean ng_net_can_add_slot (const NgNet *self, gsize layer);

/**
 * ng_net_connect:
 * @target: what shall read @source, and nothing else from now on
 *
 * Fails with: "NetGraph::cycle", "NetGraph::thru", "NetGraph::noport".
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_connect (NgNet *self, NgSource source, NgTarget target, GError **error);

/**
 * ng_net_move_input:
 * @layer: with slots
 *
 * What feeds slot @from feeds slot @to, and what lies between them moves up by one.
 *
 * Fails with: "NetGraph::noport".
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_move_input (NgNet *self, gsize layer, gsize from, gsize to, GError **error);

/**
 * ng_net_cut:
 * @is_deleted: (nullable) (array): by layer
 * @targets: (array length=n): inputs of layers, and outputs of the net
 *
 * The net without these layers, the connections at them, and the connections to these targets. An
 * input that nothing but an input of the net feeds stays as it is, but that one of any number of
 * slots goes with that input. An output of the net goes, and does not come back by the rules of
 * names. Where nothing changes, it is @self that is returned.
 *
 * Fails with: "VertexDelete::empty", "NetGraph::noport", "NetGraph::noout".
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_cut (
    NgNet *self, const gboolean *is_deleted, const NgTarget *targets, gsize n, GError **error);

/** ng_net_check_needed: fails with "NetGraph::needed", naming a layer that cannot do without input
 *   @input of the net, if there is one */
gboolean ng_net_check_needed (const NgNet *self, gsize input, GError **error);

G_END_DECLS
