/* The option "Inputs" of layers with a many-input port: how many slots there are, what they are
 * called, or what types they have; and "Outputs", which says the same of outputs. */

#pragma once

#include "core/graph/layer.h"

G_BEGIN_DECLS

/** ng_slots_check, ng_slots_check_outputs: Fails with: "NetGraph::badarg" unless it is Automatic,
 * n, or a list of names or types. */
gboolean ng_slots_check (const NgParam *param, GError **error);
gboolean ng_slots_check_outputs (const NgParam *param, GError **error);

/** ng_slots_add, ng_slots_add_outputs: adds the ports that the option says; for NgLayerClass.ports.
 */
void ng_slots_add (NgLayer *layer, const NgParam *param);
void ng_slots_add_outputs (NgLayer *layer, const NgParam *param);

/** ng_slots_n_lengths: Returns: the greatest number of a varying length in the types of the layer's
 * ports: each "Varying" that is written is one of its own */
gint64 ng_slots_n_lengths (const NgLayer *layer);

G_END_DECLS
