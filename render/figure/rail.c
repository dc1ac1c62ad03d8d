/* Rows get their distances from the highest of their things and the lines above. */

#include "render/figure/rail.h"

#include "render/figure/rail-work.h"

NgRailSlot *
ng_rail_slot_at (const NgRailWork *work, int index)
{
  return &g_array_index (work->slots, NgRailSlot, index);
}

static int
compare_slots (gconstpointer a, gconstpointer b, gpointer data)
{
  const NgRailWork *work = data;
  int v = *(const int *) a, w = *(const int *) b;
  int x = ng_rail_column_at (work, v)->line, y = ng_rail_column_at (work, w)->line;

  if (x != y)
    return x - y;
  if (work->rows->row[v] != work->rows->row[w])
    return work->rows->row[v] - work->rows->row[w];
  return v - w;
}

static void
find_slots (NgRailWork *work)
{
  g_autofree int *order = g_new (int, work->n_nodes + 1);

  for (int v = 0; v < work->n_nodes; v++)
    order[v] = v;
  g_qsort_with_data (order, work->n_nodes, sizeof *order, compare_slots, work);
  for (int k = 0; k < work->n_nodes; k++) {
    int v = order[k], line = ng_rail_column_at (work, v)->line, row = work->rows->row[v];
    const NgRailNode *node = &work->nodes[v];
    NgRailSlot *slot =
        work->slots->len > 0 ? ng_rail_slot_at (work, (int) work->slots->len - 1) : NULL;

    if (slot == NULL || slot->line != line || slot->row != row) {
      g_array_append_val (work->slots, ((NgRailSlot){ .line = line, .row = row }));
      slot = ng_rail_slot_at (work, (int) work->slots->len - 1);
    }
    slot->up = MAX (slot->up, node->up);
    slot->down = MAX (slot->down, node->down);
    slot->caption = MAX (slot->caption, node->caption);
    slot->text = MAX (slot->text, node->text);
    work->slots_of[v] = (int) work->slots->len - 1;
  }
}

static void
place_rows (NgRailWork *work)
{
  float y = 0, lane = work->options->lane;

  for (guint i = 0; i < work->slots->len; i++) {
    NgRailSlot *slot = ng_rail_slot_at (work, (int) i);

    if (i > 0)
      y += work->options->row_gap;
    if (i > 0 && slot->line != slot[-1].line) {
      work->gutters[slot->line] = y;
      y += ng_rail_margin (work, work->line_mosts[slot->line]);
    }
    y += (float) slot->n_lanes * lane + slot->caption + slot->up;
    slot->y = y;
    y += slot->down + slot->text;
  }
  work->rail->height = y;
  for (int v = 0; v < work->n_nodes; v++) {
    const NgRailSlot *slot = ng_rail_slot_at (work, work->slots_of[v]);
    const NgRailColumn *column = ng_rail_column_at (work, v);
    NgRailNode *node = &work->nodes[v];
    gboolean begins = work->rows->column[v] == 0 || column[-1].line != column->line;
    float end = column->x - ng_rail_text_end (work, v);

    node->x = column->x;
    node->y = slot->y;
    node->caption_at = (NgPoint){ node->x, slot->y - slot->up };
    node->text_at.x = begins ? end - NG_RAIL_CLEAR - node->before / 2
                             : (column[-1].x + ng_rail_text_begin (work, v) + end) / 2;
    node->text_at.y = slot->y + slot->down;
    work->line_widths[column->line] =
        MAX (work->line_widths[column->line], column->x + column->right);
  }
  for (int l = 0; l < work->n_lines; l++)
    work->rail->width = MAX (work->rail->width, work->line_widths[l]);
  /* Lines that go on side by side go down beside all that they pass. */
  for (int v = 0; v < work->n_nodes; v++)
    if (work->mosts[work->rows->part[v]] > 1)
      work->line_widths[ng_rail_column_at (work, v)->line] = work->rail->width;
}

static NgRail *
place (NgRailNode *nodes,
       gsize n_nodes,
       NgRailEdge *edges,
       gsize n_edges,
       const NgRailOptions *options)
{
  g_autoptr (NgRailRows) rows = ng_rail_rows_new (nodes, n_nodes, edges, n_edges);
  NgRail *self = g_new0 (NgRail, 1);
  NgRailWork work = { .nodes = nodes,
                      .edges = edges,
                      .n_nodes = (int) n_nodes,
                      .n_edges = (int) n_edges,
                      .options = options,
                      .rows = rows,
                      .rail = self };

  self->points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  work.bases = g_new0 (int, rows->n_parts + 1);
  work.split_lanes = g_new (int, n_nodes + 1);
  work.merge_lanes = g_new (int, n_nodes + 1);
  work.slots_of = g_new0 (int, n_nodes + 1);
  work.arc_of = g_new0 (int, n_edges + 1);
  work.exit_of = g_new (int, n_nodes + 1);
  work.trunks = g_new0 (int, n_nodes + 1);
  work.mosts = g_new0 (int, rows->n_parts + 1);
  work.slots = g_array_new (FALSE, FALSE, sizeof (NgRailSlot));
  work.arcs = g_array_new (FALSE, FALSE, sizeof (NgRailArc));
  for (gsize v = 0; v < n_nodes; v++)
    work.split_lanes[v] = work.merge_lanes[v] = work.exit_of[v] = -1;

  ng_rail_place_columns (&work);
  work.line_mosts = g_new0 (int, work.n_lines + 1);
  for (gsize v = 0; v < n_nodes; v++)
    work.line_mosts[ng_rail_column_at (&work, (int) v)->line] = work.mosts[rows->part[v]];
  work.line_widths = g_new0 (float, work.n_lines + 1);
  work.gutters = g_new0 (float, work.n_lines + 1);
  find_slots (&work);
  ng_rail_stack (&work);
  place_rows (&work);
  ng_rail_route (&work);

  g_free (work.bases);
  g_free (work.columns);
  g_free (work.split_lanes);
  g_free (work.merge_lanes);
  g_free (work.slots_of);
  g_free (work.arc_of);
  g_free (work.exit_of);
  g_free (work.trunks);
  g_free (work.mosts);
  g_free (work.line_mosts);
  g_free (work.line_widths);
  g_free (work.gutters);
  g_array_unref (work.slots);
  g_array_unref (work.arcs);
  return self;
}

NgPoint
ng_rail_turn (NgDirection direction, float u, float v)
{
  return direction == NG_DIRECTION_RIGHT  ? (NgPoint){ u, v }
         : direction == NG_DIRECTION_DOWN ? (NgPoint){ v, u }
                                          : (NgPoint){ v, -u };
}

/* How far a thing reaches before its anchor along the flow and behind it, and across it. */
static void
turn_reaches (NgRailNode *node, NgDirection direction)
{
  NgRailNode page = *node;

  if (direction == NG_DIRECTION_RIGHT)
    return;
  node->left = direction == NG_DIRECTION_DOWN ? page.up : page.down;
  node->right = direction == NG_DIRECTION_DOWN ? page.down : page.up;
  node->up = page.left;
  node->down = page.right;
  for (int k = 0; k < 2; k++) {
    NgPoint *at = k == 0 ? &node->enter : &node->leave;
    *at = (NgPoint){ direction == NG_DIRECTION_DOWN ? at->y : -at->y, at->x };
  }
}

/* To the page. */
static void
turn_place (NgPoint *at, NgDirection direction, float length)
{
  *at = ng_rail_turn (direction, at->x, at->y);
  at->y += direction == NG_DIRECTION_UP ? length : 0;
}

NgRail *
ng_rail_place (NgRailNode *nodes,
               gsize n_nodes,
               NgRailEdge *edges,
               gsize n_edges,
               const NgRailOptions *options)
{
  NgDirection direction = options->direction;
  g_autofree NgRailNode *turned = NULL;

  if (options->is_u && direction == NG_DIRECTION_DOWN)
    return ng_rail_place_turned (nodes, n_nodes, edges, n_edges, options);
  turned = g_memdup2 (nodes, n_nodes * sizeof *nodes);

  for (gsize v = 0; v < n_nodes; v++)
    turn_reaches (&turned[v], direction);
  NgRail *self = place (turned, n_nodes, edges, n_edges, options);
  for (gsize v = 0; v < n_nodes; v++) {
    NgPoint at = { turned[v].x, turned[v].y };

    nodes[v].caption_at = turned[v].caption_at;
    nodes[v].text_at = turned[v].text_at;
    turn_place (&at, direction, self->width);
    turn_place (&nodes[v].caption_at, direction, self->width);
    turn_place (&nodes[v].text_at, direction, self->width);
    nodes[v].x = at.x;
    nodes[v].y = at.y;
  }
  for (guint i = 0; i < self->points->len; i++)
    turn_place (&g_array_index (self->points, NgPoint, i), direction, self->width);
  if (direction != NG_DIRECTION_RIGHT) {
    float length = self->width;
    self->width = self->height;
    self->height = length;
  }
  return self;
}

void
ng_rail_free (NgRail *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->points);
  g_free (self);
}
