/* NgRailRows: in which column and row the things of a rail stand, and how lines go. */

#pragma once

#include "render/figure/rail.h"

G_BEGIN_DECLS

typedef enum {
  NG_RAIL_STRAIGHT, /* along the axis of one row */
  NG_RAIL_SPLIT,    /* to the row of its end behind its beginning, and along that */
  NG_RAIL_MERGE,    /* along the row of its beginning, and from that just before its end */
  NG_RAIL_OVER,     /* above the row of its beginning */
} NgRailWay;

/**
 * NgRailRows:
 * @part: of each node: what is joined with it, from 0
 * @column, @row: of each node, from 0 in each part
 * @before: of each node: the one that a straight line leads from, or -1
 * @ways: of each edge
 */
typedef struct {
  int n_parts;
  int *part, *column, *row, *before;
  guint8 *ways;
} NgRailRows;

/** ng_rail_rows_new: Returns: (transfer full): rows such that lines that go along one meet nothing
 *   on it; cost: linear, and what sorting takes */
NgRailRows *
ng_rail_rows_new (const NgRailNode *nodes, gsize n_nodes, const NgRailEdge *edges, gsize n_edges);
void ng_rail_rows_free (NgRailRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgRailRows, ng_rail_rows_free)

G_END_DECLS
