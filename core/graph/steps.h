/* What layers say of sequences that are given to them step by step: for NgLayerClass.steps. */

#pragma once

#include "core/graph/layer.h"

G_BEGIN_DECLS

/** ng_steps_all: each element of a sequence is treated alone, at every input */
gboolean ng_steps_all (const NgLayer *layer, gsize input, int rank);

/** ng_steps_sequences: the layer goes along all its inputs but those that are its states */
gboolean ng_steps_sequences (const NgLayer *layer, gsize input, int rank);

/** ng_steps_beside_level: elements are treated alone where the level that the layer works along,
 * its first parameter, is not the first one */
gboolean ng_steps_beside_level (const NgLayer *layer, gsize input, int rank);

G_END_DECLS
