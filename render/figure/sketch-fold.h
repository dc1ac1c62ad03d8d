/* Sketches in which what repeats is drawn once. */

#pragma once

#include "core/graph/repeats.h"
#include "render/figure/sketch.h"

G_BEGIN_DECLS

/**
 * ng_sketch_fold:
 * @flat: (transfer full): of a whole net, no two copies in one node
 * @repeats: of that net
 *
 * Cost: linear in nodes, and in edges times how many repeats they lead through.
 *
 * Returns: (transfer full): the sketch with a frame round the first copy of each repeat
 */
NgSketch *ng_sketch_fold (NgSketchMaker *maker, NgSketch *flat, const NgRepeats *repeats);

G_END_DECLS
