/* The flow broken into rows, as a text is broken into lines. Rows are as long as somebody says, and
 * end right behind the labels of a rank, whatever lines pass there: these are still straight, bend
 * further on, and turn side by side. Lines along the axes have their bends on tracks in that very
 * gap, and those of one output share them; they are cut by pieces.h, where nothing else passes,
 * into as many pieces as somebody says. */

#pragma once

#include "render/layout/layout.h"

G_BEGIN_DECLS

/**
 * ng_layout_wrap:
 * @self: a layout of these nodes and edges in which every line goes forward
 * @length: points that a row may be long, unless there is no gap between two ranks where it could
 * end; or %NG_WRAP_AUTOMATIC
 * @gap: least points between two rows
 * @cancellable: (nullable): once it is cancelled, there is one row still
 *
 * A row ends in a gap that few lines pass. These lines turn there, run back between the two rows
 * side by side, without crossing, and go on at the beginning of the next row. Rows follow one
 * another downwards, or to the right where the flow goes down or up. No row holds one rank alone,
 * be it too long with two, unless one of these is thicker than half a row; ranks of ports do not
 * count.
 *
 * Cost: linear in nodes and edges, but for sorting nodes along the flow; and for each line in the
 * rows that it passes.
 */
void ng_layout_wrap (NgLayout *self,
                     const NgLayoutNode *nodes,
                     const NgLayoutEdge *edges,
                     NgDirection direction,
                     float length,
                     float gap,
                     GCancellable *cancellable);

G_END_DECLS
