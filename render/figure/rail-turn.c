/* A U in an upright flow: its first half goes down, the second one up beside it. What leads across
 * does so on one height, and halves make room for that; captions stand outside, texts inside. */

#include "render/figure/rail-work.h"

typedef struct {
  NgRailNode *nodes;
  const NgRailEdge *edges;
  int n_nodes, n_edges;
  const NgRailOptions *options;
  int middle;   /* the first that rises */
  int *targets; /* of nodes that fall: what they lead across to, -1 for none */
  float *y;
} Turn;

/* Whether each leads to the next, the second half follows the first, and all else leads across, in
 * such an order that no two of these lines cross. */
static gboolean
find_targets (Turn *turn)
{
  int n_next = 0, last = turn->n_nodes;

  while (turn->middle < turn->n_nodes && !turn->nodes[turn->middle].rises)
    turn->middle++;
  for (int v = 0; v < turn->n_nodes; v++) {
    turn->targets[v] = -1;
    if (turn->nodes[v].rises != (v >= turn->middle))
      return FALSE;
  }
  for (int e = 0; e < turn->n_edges; e++) {
    int from = turn->edges[e].from, to = turn->edges[e].to;

    n_next += to == from + 1;
    if (to == from + 1)
      continue;
    if (from >= turn->middle || to < turn->middle || turn->targets[from] >= 0)
      return FALSE;
    turn->targets[from] = to;
  }
  for (int v = 0; v < turn->middle; v++) {
    if (turn->targets[v] >= last)
      return FALSE;
    last = turn->targets[v] >= 0 ? turn->targets[v] : last;
  }
  return turn->middle > 0 && turn->middle < turn->n_nodes && n_next + 1 == turn->n_nodes;
}

/* Least distance between a thing and the next in the flow. */
static float
distance (const Turn *turn, int v)
{
  const NgRailNode *upper = &turn->nodes[turn->nodes[v + 1].rises ? v + 1 : v];
  const NgRailNode *lower = &turn->nodes[turn->nodes[v + 1].rises ? v : v + 1];
  float text = turn->nodes[v + 1].before;

  return MAX (upper->down + lower->up + turn->options->gap,
              text > 0 ? text + 2 * NG_RAIL_CLEAR : 0);
}

/* Puts things from @from on, at @y, to @to, step by step in the direction of @step, at least as far
 * from one another as they have to be, so that the last is at @end if it is not above that. */
static void
spread (Turn *turn, int from, int to, int step, float y, float end)
{
  float length = 0, share;

  for (int v = from; v != to; v += step)
    length += distance (turn, step > 0 ? v : v - 1);
  share = length > 0 ? MAX ((end - y) / length, 1) : 1;
  turn->y[from] = y;
  for (int v = from; v != to; v += step)
    turn->y[v + step] = turn->y[v] + share * distance (turn, step > 0 ? v : v - 1);
}

static float
length_of (const Turn *turn, int from, int to)
{
  float length = 0;

  for (int v = MIN (from, to); v < MAX (from, to); v++)
    length += distance (turn, v);
  return length;
}

static void
place_heights (Turn *turn)
{
  NgRailNode *nodes = turn->nodes;
  int a = 0, b = turn->n_nodes - 1, m = turn->middle;
  float left = nodes[a].up + (nodes[a].before > 0 ? nodes[a].before + 2 * NG_RAIL_CLEAR : 0);
  float right = nodes[b].up;
  gboolean is_first = TRUE;

  for (int v = 0; v < m; v++) {
    int to = turn->targets[v];
    if (to < 0)
      continue;
    float own = left + length_of (turn, a, v), other = right + length_of (turn, to, b);
    float y = MAX (own, other);

    /* Above the first line across there is nothing to keep in step with. */
    spread (turn, a, v, 1, is_first ? left + y - own : left, y);
    spread (turn, b, to, -1, is_first ? right + y - other : right, y);
    is_first = FALSE;
    a = v;
    b = to;
    left = right = y;
  }
  spread (turn, b, m, -1, right, 0);
  spread (turn,
          a,
          m - 1,
          1,
          left,
          turn->y[m] + nodes[m].down +
              MAX (turn->options->gap, nodes[m].before + 3 * NG_RAIL_CLEAR));
}

static void
put (NgRail *rail, float x, float y)
{
  g_array_append_val (rail->points, ((NgPoint){ x, y }));
}

static void
route (const Turn *turn, NgRailEdge *edge, NgRail *rail)
{
  const NgRailNode *from = &turn->nodes[edge->from], *to = &turn->nodes[edge->to];

  edge->first = rail->points->len;
  edge->is_straight = edge->to == edge->from + 1 && from->rises == to->rises;
  if (edge->is_straight) {
    put (rail, from->x, from->y + (from->rises ? -from->out : from->out));
    put (rail, to->x, to->y - (from->rises ? to->in : -to->in));
  } else {
    put (rail, from->x + from->leave.x, from->y + from->leave.y);
    if (edge->to == edge->from + 1) {
      put (rail, to->x, from->y + from->leave.y);
      put (rail, to->x, to->y - to->in);
    } else {
      put (rail, to->x + to->enter.x, to->y + to->enter.y);
    }
  }
  edge->n = rail->points->len - edge->first;
}

/* How far all things of a half reach to one side: outwards with captions, inwards with texts. */
static void
measure (const Turn *turn, gboolean rises, float *outer, float *caption, float *inner, float *text)
{
  *outer = *caption = *inner = *text = 0;
  for (int v = 0; v < turn->n_nodes; v++) {
    const NgRailNode *node = &turn->nodes[v];

    if (node->rises != rises)
      continue;
    *outer = MAX (*outer, rises ? node->right : node->left);
    *inner = MAX (*inner, rises ? node->left : node->right);
    *caption = MAX (*caption, node->caption);
    *text = MAX (*text, node->text);
  }
}

NgRail *
ng_rail_place_turned (NgRailNode *nodes,
                      gsize n_nodes,
                      NgRailEdge *edges,
                      gsize n_edges,
                      const NgRailOptions *options)
{
  g_autofree int *targets = g_new (int, n_nodes + 1);
  g_autofree float *y = g_new0 (float, n_nodes + 1);
  Turn turn = { nodes, edges, (int) n_nodes, (int) n_edges, options, 0, targets, y };
  float outer[2], caption[2], inner[2], text[2], x[2];

  if (!find_targets (&turn))
    return NULL;
  place_heights (&turn);
  for (int k = 0; k < 2; k++)
    measure (&turn, k == 1, &outer[k], &caption[k], &inner[k], &text[k]);
  x[0] = caption[0] + outer[0];
  x[1] = x[0] + inner[0] + text[0] + options->lane + text[1] + inner[1];

  NgRail *self = g_new0 (NgRail, 1);
  self->points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  self->width = x[1] + outer[1] + caption[1];
  for (int v = 0; v < turn.n_nodes; v++) {
    NgRailNode *node = &nodes[v];
    int k = node->rises, out = k == 0 ? -1 : 1;
    float beside = v == turn.middle ? y[v] + node->down + NG_RAIL_CLEAR + node->before / 2
                   : v > 0          ? (y[v - 1] + y[v]) / 2
                                    : y[v] - node->up - NG_RAIL_CLEAR - node->before / 2;

    node->x = x[k];
    node->y = y[v];
    node->caption_at = (NgPoint){ x[k] + (float) out * outer[k], y[v] };
    node->text_at = (NgPoint){ x[k] - (float) out * inner[k], beside };
    self->height = MAX (self->height, y[v] + node->down);
  }
  for (gsize e = 0; e < n_edges; e++)
    route (&turn, &edges[e], self);
  return self;
}
