/* Nets as JSON: layers, connections and types, without the numbers in arrays. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_graph_json:
 *
 * The form is that of data/schemas/net.schema.json, which is installed; a change of it that readers
 * have to know is a new version. Nets inside stand in their layers. A net with errors is written
 * too.
 *
 * Returns: (transfer full): the text, which ends in a newline
 */
char *ng_graph_json (const NgNet *net);

G_END_DECLS
