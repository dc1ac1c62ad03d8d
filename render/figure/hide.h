/* Layers that a figure leaves out. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_figure_hide:
 * @hidden: (nullable) (element-type utf8): a set of paths of layers; those of no layer do not count
 * @aliases: (nullable) (element-type utf8 utf8): words by path; a run whose last layer has some
 * keeps the name of that
 *
 * A net to be drawn, and for nothing else: in place of hidden layers stands one "…" for each run
 * of them, with what the run reads and gives, and its types. Other layers keep their vertices.
 *
 * Cost: linear in layers and edges.
 *
 * Returns: (transfer full) (nullable): the net
 */
NgNet *ng_figure_hide (NgNet *net, GHashTable *hidden, GHashTable *aliases, GError **error);

G_END_DECLS
