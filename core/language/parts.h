/* What a net consists of: its layers as nets of their own, its arrays, and facts about it. */

#pragma once

#include "core/language/session.h"

G_BEGIN_DECLS

/** ng_layer_as_net: Returns: (transfer full) (nullable): layer @index of @net as a net of its own,
 *   with the types that its ports have there */
NgNet *ng_layer_as_net (const NgNet *net, gsize index, GError **error);

/** ng_parts_layers: Normal[net]: layers as they now are, in a list or, of a named net, an
 *   association */
NgExpr *ng_parts_layers (NgSession *session, NgNet *net, GError **error);

/** ng_parts_of_net: net[[a, b, …]]. Fails with: "NetGraph::nolayer", "Eval::part" */
NgExpr *ng_parts_of_net (NgSession *session, NgNet *net, const NgExpr *call, GError **error);

/** ng_parts_of_list: list[[i, …]]. Fails with: "Eval::part" */
NgExpr *ng_parts_of_list (const NgExpr *call, GError **error);

/** ng_parts_extract: NetExtract[net, spec]. Fails with: "NetGraph::nolayer", "Eval::part" */
NgExpr *ng_parts_extract (NgSession *session, NgNet *net, NgExpr *spec, GError **error);

/** ng_parts_information: @property: (nullable). Fails with: "Eval::part" */
NgExpr *ng_parts_information (const NgNet *net, const NgExpr *property, GError **error);

G_END_DECLS
