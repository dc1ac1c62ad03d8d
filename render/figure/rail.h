/* NgRail: places for things in a row, from left to right, as figures of feature maps show them. The
 * longest way through the net is the upper row; other ways are rows below it; what skips things of
 * its row goes over them. A long row is broken where one line alone joins its halves.
 *
 * Each thing has an anchor on the axis of its row and reaches from there to all sides. Above all
 * things of a row is a band for captions, below them one for texts; lines between rows run in the
 * gaps between columns, where they meet neither. */

#pragma once

#include "render/scene/scene.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * NgRailNode:
 * @left, @right, @up, @down: how far it reaches from its anchor, captions included
 * @in, @out: where lines along the axis end and begin, from the anchor
 * @caption, @text: heights in the bands above and below its row
 * @before: width of a text in the lower band between the thing before it and its anchor; 0 for none
 * @is_round: whether lines may meet it from above, at @enter, and likewise from below
 * @follows: whether no line of a broken row begins with it
 * @is_open_above: whether lines that skip things leave it at @leave and meet it at @enter, which
 * are seen from the anchor
 * @x, @y: (out): its anchor
 * @caption_y: (out): the lower end of the upper band
 * @text_x, @text_y: (out): the middle of the text before it, and the upper end of its band
 */
typedef struct {
  float left, right, up, down;
  float in, out;
  float caption, text, before;
  gboolean is_round, follows, is_open_above;
  NgPoint enter, leave;
  float x, y, caption_y, text_x, text_y;
} NgRailNode;

/**
 * NgRailEdge:
 * @from, @to: nodes, @from < @to
 * @is_straight: (out): whether it goes along the axis, with nothing between
 * @first, @n: (out): its points in NgRail.points, joined by straight lines
 */
typedef struct {
  int from, to;
  gboolean is_straight;
  guint first, n;
} NgRailEdge;

/**
 * NgRailOptions:
 * @gap: least points between things of a row
 * @lane: points between lines that run side by side
 * @row_gap: points between rows
 * @width: where rows are broken; 0 for never
 * @most_width: up to which they may be wider, where that spares breaking them where several lines
 *   lead on
 */
typedef struct {
  float gap, lane, row_gap, width, most_width;
} NgRailOptions;

/**
 * NgRail:
 * @points: (element-type NgPoint)
 * @width, @height: of all, from 0, 0
 */
typedef struct {
  GArray *points;
  float width, height;
} NgRail;

/**
 * ng_rail_place:
 * @nodes: (array length=n_nodes): their places are filled in
 * @edges: (array length=n_edges)
 *
 * Cost: linear in nodes and edges, and the lengths of lines that skip things.
 *
 * Returns: (transfer full): the points
 */
NgRail *ng_rail_place (NgRailNode *nodes,
                       gsize n_nodes,
                       NgRailEdge *edges,
                       gsize n_edges,
                       const NgRailOptions *options);
void ng_rail_free (NgRail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgRail, ng_rail_free)

G_END_DECLS
