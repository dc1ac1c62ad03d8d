/* Groups of arrays that are made again and again in a row: only the first stays, with its count. */

#pragma once

#include "render/figure/tensors.h"

G_BEGIN_DECLS

/**
 * ng_tensor_groups_fold:
 *
 * Leaves of each run of equal groups the first, and tells of it in @self's groups. A group has one
 * array that comes in, which is what the one before it ends with, and ends with one that goes on;
 * what else its arrays are made of comes from before all of them.
 *
 * Cost: linear in nodes and edges, times how long groups may be.
 */
void ng_tensor_groups_fold (NgTensors *self);

G_END_DECLS
