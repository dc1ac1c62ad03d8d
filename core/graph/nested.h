/* Nets inside nets, taken out and put back changed. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_find_on_path:
 * @path: names of layers from the outside inwards, "decoder/3", as diagnostics have them
 * @rest: (out): what follows the name
 *
 * Names may hold slashes, so the longest one wins.
 *
 * Returns: index of the layer whose name begins @path, or -1
 */
int ng_net_find_on_path (const NgNet *self, const char *path, const char **rest);

/**
 * ng_net_nested:
 * @path: (array length=n): index of the layer that holds the net, level by level; none for @self
 *
 * Returns: (transfer none) (nullable): the net there as it was written, without what inference
 *   found from outside; %NULL where a layer on the way is no net
 */
NgNet *ng_net_nested (NgNet *self, const guint *path, gsize n);

/** ng_net_written_layer: Returns: (transfer none): layer @index as it was written; one that is a
 * net without what inference found from outside */
NgLayer *ng_net_written_layer (const NgNet *self, gsize index);

/**
 * ng_net_with_nested:
 * @net: what takes the place of ng_net_nested()
 *
 * Makes the nets around it anew, from the inside outwards. A port of @net takes the connections of
 * the port that it was: the one of its name, else the output of the same layer, else the one at its
 * place. A port that is gone disconnects what was connected to it, a new one becomes a port of the
 * net around, as ng_net_builder_end_open() says.
 *
 * Fails with: "NetGraph::fixed" (the net is made of a function), "NetGraph::badarg" (a layer cannot
 * hold such a net), and what ng_net_builder_end_open() fails with.
 *
 * Returns: (transfer full) (nullable): the outermost net
 */
NgNet *ng_net_with_nested (NgNet *self, const guint *path, gsize n, NgNet *net, GError **error);

/** ng_net_is_held: Returns: whether what is at @path are the nets that a layer holds beside each
 *   other, ng_layer_holds() */
gboolean ng_net_is_held (NgNet *self, const guint *path, gsize n);
/** ng_net_with_held: ng_net_with_nested() of such nets, with @layer in the place of net @index */
NgNet *ng_net_with_held (
    NgNet *self, const guint *path, gsize n, gsize index, NgLayer *layer, GError **error);

/** ng_net_check_nested: fails with "NetGraph::fixed" where connections, names or the number of
 *   layers at @path are not free to be changed */
gboolean ng_net_check_nested (NgNet *self, const guint *path, gsize n, GError **error);

G_END_DECLS
