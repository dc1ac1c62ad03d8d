/* NgBlock: the places of one block, a graph with one way in and one way out. A value; equal blocks
 * share one. */

#pragma once

#include "render/layout/flow.h"

G_BEGIN_DECLS

typedef enum {
  NG_BLOCK_FIRST = 1 << 0,   /* nothing comes before: its entry may stand in any rank */
  NG_BLOCK_LAST = 1 << 1,    /* nothing follows: its exit may stand in any rank */
  NG_BLOCK_CROWDED = 1 << 2, /* beside its entry there is no room for other sources */
  NG_BLOCK_BY_DOT = 1 << 3,  /* small ones may be ordered by Graphviz */
} NgBlockFlags;

/**
 * NgBlock:
 * @places: of each node: u of its start, v of its middle
 * @length: u from the end line of the first rank, which is 0, to the start line of the last
 * @first, @last: u that the first and the last rank take
 * @is_crowded: whether other nodes stand beside the exit
 * @starts: (array length=n_edges + 1): points of edge i are points[starts[i]] to points[starts[i +
 * 1] - 1]
 * @points: a start and triples of Bézier points
 */
typedef struct {
  gatomicrefcount references;
  int n_nodes, n_edges;
  NgPoint *places;
  float length, first, last;
  gboolean is_crowded;
  int *starts;
  NgPoint *points;
  guint64 work;
  gboolean is_by_dot;
} NgBlock;

/**
 * ng_block_new:
 * @flow: nodes in topological order, the entry first and the exit last
 *
 * Returns: (transfer full): its places; the main line through entry and exit has v 0
 */
NgBlock *ng_block_new (const NgFlow *flow, NgBlockFlags flags);
NgBlock *ng_block_ref (NgBlock *self);
void ng_block_unref (NgBlock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgBlock, ng_block_unref)

/**
 * ng_block_key:
 * @key: (element-type guint32): becomes numbers that are equal for equal blocks: how many follow
 *   the first two, a hash of these, and they
 */
void ng_block_key (const NgFlow *flow, NgBlockFlags flags, GArray *key);

G_END_DECLS
