/* A row that stands as a U: its first half goes down in lines that end together, the second one up
 * in lines that begin together, and what leads from one half to the other goes across. The lowest
 * line is in the middle. */

#include "render/figure/rail-work.h"

/* Where things are as near as that the halves are as near as lines between them allow. */
#define LEAST_GAP 12

/* Columns of one line in one half. */
typedef struct {
  int first, end;
  int level;
  gboolean rises;
  float length;
} Segment;

/* Whether there is one row, and all that leads from one line to another leads to the next thing. */
gboolean
ng_rail_can_be_u (const NgRailWork *work)
{
  if (work->rows->n_parts != 1 || work->options->direction != NG_DIRECTION_RIGHT)
    return FALSE;
  for (int v = 0; v < work->n_nodes; v++)
    if (work->rows->row[v] > 0)
      return FALSE;
  for (int e = 0; e < work->n_edges; e++)
    if (work->nodes[work->edges[e].from].level != work->nodes[work->edges[e].to].level &&
        work->rows->ways[e] != NG_RAIL_STRAIGHT)
      return FALSE;
  return TRUE;
}

static GArray *
find_segments (const NgRailWork *work)
{
  GArray *segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  g_autofree int *nodes = g_new0 (int, work->bases[1] + 1);

  for (int v = 0; v < work->n_nodes; v++)
    nodes[work->rows->column[v]] = v;
  for (int c = 0; c < work->bases[1]; c++) {
    const NgRailNode *node = &work->nodes[nodes[c]];
    const NgRailColumn *column = &work->columns[c];
    Segment *last =
        segments->len > 0 ? &g_array_index (segments, Segment, segments->len - 1) : NULL;

    if (last == NULL || last->level != node->level || last->rises != node->rises) {
      Segment segment = { c, c + 1, node->level, node->rises, column->lead + column->right };
      g_array_append_val (segments, segment);
    } else {
      last->length += column->distance + column->right - column[-1].right;
      last->end = c + 1;
    }
  }
  return segments;
}

static gboolean
is_lowest (const GArray *segments, guint index)
{
  const Segment *segment = &g_array_index (segments, Segment, index);

  return !segment->rises && index + 1 < segments->len && segment[1].rises;
}

void
ng_rail_place_u (NgRailWork *work)
{
  g_autoptr (GArray) segments = find_segments (work);
  float margin = ng_rail_margin (work, 1), longest = 0;
  int n_lines = 1; /* that lead away behind the first half */

  for (guint i = 0; i < segments->len; i++) {
    const Segment *segment = &g_array_index (segments, Segment, i);
    work->n_lines = MAX (work->n_lines, segment->level + 1);
    if (!segment->rises && !is_lowest (segments, i))
      longest = MAX (longest, segment->length + (segment->level > 0 ? margin : 0));
    if (!segment->rises)
      n_lines = MAX (n_lines, work->columns[segment->end - 1].n_splits + 1);
  }
  float middle = longest, room = MAX (work->options->gap - LEAST_GAP, 0);
  float other = middle + ((float) n_lines + 1.5F) * work->options->lane + room;
  for (guint i = 0; i < segments->len; i++) {
    const Segment *segment = &g_array_index (segments, Segment, i);
    float begin = segment->rises ? other : middle - segment->length;

    if (is_lowest (segments, i))
      begin = MAX ((middle + other - segment->length) / 2, margin);
    for (int c = segment->first; c < segment->end; c++) {
      NgRailColumn *column = &work->columns[c];
      column->line = segment->level;
      column->x = c == segment->first ? begin + column->lead : column[-1].x + column->distance;
    }
  }
  work->mosts[0] = 1;
}
