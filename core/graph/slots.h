/* The option "Inputs" of layers with a many-input port: how many slots there are, what they are
 * called, or what types they have. */

#pragma once

#include "core/graph/layer.h"

G_BEGIN_DECLS

/** ng_slots_check: Fails with: "NetGraph::badarg" unless it is Automatic, n, or a list of names or
 *   types. */
gboolean ng_slots_check (const NgParam *param, GError **error);

/** ng_slots_add: adds the inputs that the option says; for NgLayerClass.ports. */
void ng_slots_add (NgLayer *layer, const NgParam *param);

G_END_DECLS
