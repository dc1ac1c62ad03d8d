/* Runs of items that are joined one to one, made straight where lines have right angles. */

#pragma once

#include "render/layout/layered.h"

G_BEGIN_DECLS

/**
 * ng_ranks_align:
 * @self: placed by ng_ranks_place()
 *
 * Moves items across the flow, without changing their order, so that runs are straight. Pinned
 * items stay. Where runs cannot be straight, they are as they were.
 *
 * Cost: linear in items and links.
 */
void ng_ranks_align (NgRanks *self, float node_gap);

G_END_DECLS
