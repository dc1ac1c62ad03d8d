#include "render/layout/far.h"

#include <string.h>

/* An edge over more ranks than this is long. */
#define LONG 24
/* So many long edges of one output make it a matter for tags. */
#define MANY 3
/* Ranks that lines pass may be at most this many for each node and edge. */
#define PASSES 6

/* What is known of the edges of one output. */
typedef struct {
  int n_long, nearest, farthest;
} Reach;

static int *
number_ports (const NgFlow *flow, int *n_ports)
{
  int *first = g_new0 (int, flow->n_nodes + 1);
  int *port_of = g_new (int, flow->n_edges + 1);

  for (int i = 0; i < flow->n_edges; i++) {
    int *count = &first[flow->edges[i].source + 1];
    *count = MAX (*count, flow->edges[i].source_port + 1);
  }
  for (int i = 0; i < flow->n_nodes; i++)
    first[i + 1] += first[i];
  for (int i = 0; i < flow->n_edges; i++)
    port_of[i] = first[flow->edges[i].source] + flow->edges[i].source_port;
  *n_ports = first[flow->n_nodes];
  g_free (first);
  return port_of;
}

static int
span (const NgFlow *flow, const int *rank, int edge)
{
  return rank[flow->edges[edge].target] - rank[flow->edges[edge].source];
}

/* Cuts all edges longer than the greatest length at which the lines of the rest, one for each
 * output, pass no more ranks than they may. */
static void
cut_longest (const NgFlow *flow,
             const int *rank,
             const gboolean *may_cut,
             const int *port_of,
             int n_ports,
             gboolean *is_far)
{
  gint64 most = (gint64) PASSES * (flow->n_nodes + flow->n_edges), passed = 0;
  int longest = 0;
  g_autofree int *length = g_new0 (int, n_ports + 1);

  for (int i = 0; i < flow->n_edges; i++)
    if (!is_far[i])
      length[port_of[i]] = MAX (length[port_of[i]], span (flow, rank, i));
  for (int port = 0; port < n_ports; port++) {
    longest = MAX (longest, length[port]);
    passed += length[port];
  }
  if (passed <= most)
    return;

  /* reached[k]: outputs whose line is at least k ranks long. */
  g_autofree gint64 *reached = g_new0 (gint64, longest + 2);
  for (int port = 0; port < n_ports; port++)
    reached[length[port]]++;
  for (int k = longest - 1; k >= 0; k--)
    reached[k] += reached[k + 1];
  while (longest > LONG && passed > most)
    passed -= reached[longest--];
  for (int i = 0; i < flow->n_edges; i++)
    if (span (flow, rank, i) > longest && may_cut[flow->edges[i].source])
      is_far[i] = TRUE;
}

gboolean *
ng_flow_find_far (const NgFlow *flow, const int *rank, const gboolean *may_cut)
{
  int n_ports;
  g_autofree int *port_of = number_ports (flow, &n_ports);
  g_autofree Reach *reaches = g_new0 (Reach, n_ports + 1);
  gboolean *is_far = g_new0 (gboolean, flow->n_edges + 1);

  for (int port = 0; port < n_ports; port++)
    reaches[port].nearest = G_MAXINT;
  for (int i = 0; i < flow->n_edges; i++) {
    Reach *reach = &reaches[port_of[i]];
    int length = span (flow, rank, i);
    reach->n_long += length > LONG;
    reach->nearest = MIN (reach->nearest, length);
    reach->farthest = MAX (reach->farthest, length);
  }
  for (int i = 0; i < flow->n_edges; i++) {
    const Reach *reach = &reaches[port_of[i]];
    is_far[i] = span (flow, rank, i) > LONG && reach->n_long >= MANY &&
                reach->farthest - reach->nearest > LONG && may_cut[flow->edges[i].source];
  }
  cut_longest (flow, rank, may_cut, port_of, n_ports, is_far);
  return is_far;
}
