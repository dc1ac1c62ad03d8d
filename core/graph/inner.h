/* What layers share that hold nets with one input and one output each. */

#pragma once

#include "core/graph/lowering.h"
#include "core/graph/relation.h"

G_BEGIN_DECLS

/** ng_inner_add_ports: adds the input and the output of the first net as ports of the layer */
void ng_inner_add_ports (NgLayer *layer);

/** ng_inner_input_name: Returns: (transfer none): what an input of @net is called as an input of
 * the layer: the only slot of a layer with numbered ones, "Input" */
const char *ng_inner_input_name (const NgLayer *net, gsize index);

/** ng_inner_check: Fails with: "NetGraph::badarg", where a net has not one input and one output. */
gboolean ng_inner_check (const NgLayer *layer, GError **error);

/** ng_inner_lower_body: the layer is its body: what comes in goes through it */
void ng_inner_lower_body (NgLowering *to);

/** ng_inner_lower: Returns: what net @index makes of @x; its states are left to themselves */
NgValue ng_inner_lower (NgLowering *to, gsize index, NgValue x);

G_END_DECLS
