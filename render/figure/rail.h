/* NgRail: places for things in a row, as figures of feature maps show them. The longest way through
 * the net is the first row; other ways are rows beside it; what skips things of its row goes past
 * them on the other side. A long row is broken where one line alone joins its halves, or stands as
 * a U.
 *
 * Words here are those of a flow to the right: rows lie below one another, and what skips goes over
 * its row. Of one that goes down or up the rows are columns, each on the right of the one before.
 *
 * Each thing has an anchor on the axis of its row and reaches from there to all sides. Above all
 * things of a row is a band for captions, below them one for texts; lines between rows run in the
 * gaps between columns, where they meet neither. */

#pragma once

#include "render/layout/layout.h"
#include "render/scene/scene.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * NgRailNode:
 * @left, @right, @up, @down: how far it reaches from its anchor on the page, captions included
 * @in, @out: where lines along the axis end and begin, from the anchor along the flow
 * @caption, @text: reaches across the flow in the bands above and below its row
 * @before: reach along the flow of a text in the lower band between the thing before it and its
 *   anchor; 0 for none
 * @is_round: whether lines may meet it from above, at @enter, and likewise from below
 * @follows: whether no line of a broken row begins with it
 * @is_open_above: whether lines that skip things leave it at @leave and meet it at @enter, which
 * are seen from the anchor, on the page
 * @level: in a U the line that it stands in
 * @rises: whether it stands in the second half of that
 * @x, @y: (out): its anchor on the page
 * @caption_at: (out): the inner end of the upper band, beside the anchor
 * @text_at: (out): of the text before it the middle along the flow, and the inner end of its band
 */
typedef struct {
  float left, right, up, down;
  float in, out;
  float caption, text, before;
  gboolean is_round, follows, is_open_above;
  NgPoint enter, leave;
  int level;
  gboolean rises;
  float x, y;
  NgPoint caption_at, text_at;
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
 * @direction: of the flow
 * @is_u: whether things, which are one row then, stand in the lines that their levels say: those of
 *   the first half in lines that end together, those of the second beside them. Where the flow goes
 *   down those of the second half, which rise, are a column in which it goes up, with captions on
 *   the right and texts on the left, and lines across leave and enter things at these points
 * @is_joined: whether parts that nothing joins follow one another in the same rows, which are not
 *   broken then
 * @gap: least points between things of a row
 * @lane: points between lines that run side by side
 * @row_gap: points between rows
 * @width: how long along the flow rows may be before they are broken; 0: they never are
 * @most_width: up to which they may be wider, where that spares breaking them where several lines
 *   lead on
 */
typedef struct {
  NgDirection direction;
  gboolean is_u, is_joined;
  float gap, lane, row_gap, width, most_width;
} NgRailOptions;

/**
 * NgRail:
 * @points: (element-type NgPoint): on the page
 * @width, @height: of all, from 0, 0, on the page
 */
typedef struct {
  GArray *points;
  float width, height;
} NgRail;

/** ng_rail_turn: Returns: the point of the page, seen from a thing's anchor, that lies at (@u, @v)
 *   along the flow and across it */
NgPoint ng_rail_turn (NgDirection direction, float u, float v);

/**
 * ng_rail_place:
 * @nodes: (array length=n_nodes): their places are filled in
 * @edges: (array length=n_edges)
 *
 * Cost: linear in nodes and edges, and the lengths of lines that skip things.
 *
 * Returns: (transfer full) (nullable): the points; %NULL where a flow that goes down should turn,
 * and things are no U of two columns
 */
NgRail *ng_rail_place (NgRailNode *nodes,
                       gsize n_nodes,
                       NgRailEdge *edges,
                       gsize n_edges,
                       const NgRailOptions *options);
void ng_rail_free (NgRail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgRail, ng_rail_free)

G_END_DECLS
