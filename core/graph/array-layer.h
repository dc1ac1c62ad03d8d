/* Layers that give an array of their own. */

#pragma once

#include "core/graph/lowering.h"

G_BEGIN_DECLS

/** ng_array_layer_lower: as NgLayerClass.lower: array 0, the same for each example */
void ng_array_layer_lower (NgLowering *to);

G_END_DECLS
