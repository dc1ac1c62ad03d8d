/* What is known of a rail while it is made, for the files rail*.c. */

#pragma once

#include "render/figure/rail-rows.h"

G_BEGIN_DECLS

/* Points between a text and what is beside it. */
#define NG_RAIL_CLEAR 3.0F

/**
 * NgRailColumn:
 * @n_splits: lines in the gap behind it that begin at it
 * @n_merges: lines in the gap before it that end at it
 * @distance: from the column before it
 * @lead: least room before it where a line begins with it
 * @follows: whether no line begins with it
 * @n_crossing: things before it that lines lead from to this and later ones
 *
 * One of all columns of all parts.
 */
typedef struct {
  float left, right;
  int n_splits, n_merges;
  float distance, lead;
  gboolean follows;
  int n_crossing;
  int line;
  float x;
} NgRailColumn;

/** NgRailSlot: what of a row stands in a line; @y: its axis */
typedef struct {
  int line, row;
  float up, down, caption, text;
  int n_lanes;
  float y;
} NgRailSlot;

/**
 * NgRailArc:
 * @edge: or -1 for all that lead from @node to the end of its line
 * @first, @last: quarters of columns
 *
 * A line above a row.
 */
typedef struct {
  int edge, node, slot;
  int first, last;
  int lane;
} NgRailArc;

/**
 * NgRailWork:
 * @bases: first column of each part, and one more
 * @split_lanes, @merge_lanes: of nodes, -1 for none
 * @arc_of, @exit_of: the arcs of edges, and of nodes; -1 for none
 * @trunks: of nodes: which of the lines that go on side by side
 * @mosts, @line_mosts: of parts and of lines: how many there are of them
 * @gutters: of lines: the upper end of the room between it and the one before
 * @widest: of what goes on
 * @is_u: whether the row stands as a U
 */
typedef struct {
  NgRailNode *nodes;
  NgRailEdge *edges;
  int n_nodes, n_edges;
  const NgRailOptions *options;
  const NgRailRows *rows;
  NgRail *rail;
  int *bases;
  NgRailColumn *columns;
  int *split_lanes, *merge_lanes;
  int *slots_of;
  GArray *slots, *arcs;
  int *arc_of, *exit_of;
  int *trunks, *mosts;
  int n_lines;
  int *line_mosts;
  float *line_widths, *gutters;
  float widest;
  gboolean is_u;
} NgRailWork;

/* In rail-columns.c. */
int ng_rail_column_of (const NgRailWork *work, int v);
NgRailColumn *ng_rail_column_at (const NgRailWork *work, int v);
/** ng_rail_is_upright: Returns: whether the line comes from the row below to a round thing */
gboolean ng_rail_is_upright (const NgRailWork *work, int e);
/** ng_rail_leaves_above, ng_rail_enters_above: Returns: whether a line over its row begins, or
 * ends, at the top of a thing */
gboolean ng_rail_leaves_above (const NgRailWork *work, int e);
gboolean ng_rail_enters_above (const NgRailWork *work, int e);
/** ng_rail_goes_on: Returns: whether it leads from one line of a broken row to another */
gboolean ng_rail_goes_on (const NgRailWork *work, int e);
/** ng_rail_text_begin, ng_rail_text_end: Returns: how far behind the middle of the column before,
 *   and before that of its own, the text before a thing has its room */
float ng_rail_text_begin (const NgRailWork *work, int v);
float ng_rail_text_end (const NgRailWork *work, int v);
/** ng_rail_margin: Returns: room beside a broken row, and between its lines, for @n lines that go
 * on
 */
float ng_rail_margin (const NgRailWork *work, int n);
void ng_rail_place_columns (NgRailWork *work);

/* In rail-u.c. */
gboolean ng_rail_can_be_u (const NgRailWork *work);
void ng_rail_place_u (NgRailWork *work);

/* In rail-turn.c. */
/** ng_rail_place_turned: Returns: (transfer full) (nullable): places of a U whose flow goes down
 * and up again; %NULL where things are none */
NgRail *ng_rail_place_turned (NgRailNode *nodes,
                              gsize n_nodes,
                              NgRailEdge *edges,
                              gsize n_edges,
                              const NgRailOptions *options);

/* In rail.c. */
NgRailSlot *ng_rail_slot_at (const NgRailWork *work, int index);

/* In rail-routes.c. */
/** ng_rail_stack: finds the lines over rows */
void ng_rail_stack (NgRailWork *work);
void ng_rail_route (NgRailWork *work);

G_END_DECLS
