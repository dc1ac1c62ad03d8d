/* What a layer was made of: names of operators, an option of any layer. */

#pragma once

#include "core/graph/layer.h"

G_BEGIN_DECLS

/* {"name" -> "Gemm", …} */
#define NG_OPTION_SOURCES "Sources"

/** ng_layer_with_sources: Fails with: "NetGraph::badarg". Returns: (transfer full) (nullable): the
 *   same layer with these sources */
NgLayer *ng_layer_with_sources (NgLayer *self, NgExpr *sources, GError **error);

G_END_DECLS
