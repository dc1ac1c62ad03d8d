/* Models of MXNet, which Wolfram's programs wrote as well. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** ng_mxnet_is: Returns: whether the text is a graph of MXNet */
gboolean ng_mxnet_is (GBytes *bytes);

/**
 * ng_mxnet_read:
 * @bytes: the graph, JSON
 * @params: (nullable): its arrays; without them the net has none
 *
 * The first axis of all values is that of the batch. An operator that we have no counterpart of
 * becomes a PlaceholderLayer of its name and a warning.
 *
 * Fails with: "Mxnet::model", "Mxnet::params", "Json::…", and what the net's notation says.
 *
 * Returns: (transfer full) (nullable): the net
 */
NgNet *ng_mxnet_read (GBytes *bytes, GBytes *params, GPtrArray *diagnostics, GError **error);

/** ng_mxnet_load: ng_mxnet_read() of the file @path that @bytes are, with the .params file beside
 * it: "x-0000.params" of "x-symbol.json", "x.params" or "x-0000.params" of "x.json" */
NgNet *ng_mxnet_load (const char *path, GBytes *bytes, GPtrArray *diagnostics, GError **error);

G_END_DECLS
