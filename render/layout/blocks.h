/* A graph cut into blocks, each with one way in and one way out. */

#pragma once

#include "render/layout/flow.h"

G_BEGIN_DECLS

/**
 * NgBlocks:
 * @order: (array length=n_nodes): nodes, sources first, parts that are not joined one after another
 * @place: (array length=n_nodes): of a node in @order
 * @cuts: (array length=n_cuts): places of nodes that everything passes through; the first and the
 * last node of each part are among them
 * @part: (array length=n_cuts): which part each belongs to
 *
 * Between two cuts of one part lies a block. No edge leads past a cut.
 */
typedef struct {
  int *order, *place;
  int *cuts, *part;
  int n_cuts, n_parts;
} NgBlocks;

/** ng_blocks_new: @flow: nodes in topological order; @rank: of each node; linear */
NgBlocks *ng_blocks_new (const NgFlow *flow, const int *rank, int n_ranks);
void ng_blocks_free (NgBlocks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgBlocks, ng_blocks_free)

G_END_DECLS
