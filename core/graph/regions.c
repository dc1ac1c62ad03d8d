/* Chains are found by dominators: w follows u where w is the nearest node that everything from u
 * passes and u the nearest that everything to w has passed. In a graph without cycles both trees
 * are made in one walk each, a node under the nearest common ancestor of those before it.
 *
 * What is aside is guessed and tried. Along a longest way through the net, a value that is not on
 * it but read at several places of it may be aside, as may be an input that is not on it, an output
 * that is not, and a few values on it that are read at the most distant places, if nothing else is
 * made of what they are made of, as of what an encoder gives. They are left aside where more nodes
 * follow one another without them. */

#include "core/graph/regions.h"

#include "core/graph/ancestry.h"
#include "core/graph/net-private.h"

#include <stdlib.h>
#include <string.h>

/* Values on the longest way that are tried, and how often all others are, by halves. */
#define MOST_TRIED  4
#define MOST_HALVES 5
/* Links that each value that goes aside has to bring; an input of the net that comes in further on
 * than this brings enough with one. */
#define LEAST_GAIN 2
#define FURTHER_ON 3

/* Edges from node to node, but those that are aside; the order, sources first. */
typedef struct {
  int *in_starts, *ins;
  int *out_starts, *outs;
  int *order;
} Graph;

/* A way to look at the net, while it is tried.
 *
 * @is_live: whether a node is in the graph that chains are found in: it depends on an input, and
 * leads on */
typedef struct {
  const NgNet *net;
  NgRegions *regions;
  Graph graph;
  gboolean *is_live;
  NgAncestry before, after;
  int *next;
  int n_links;
} Finding;

int
ng_regions_source (const NgRegions *self, NgSource source)
{
  switch (source.kind) {
  case NG_SOURCE_LAYER:
    return source.index;
  case NG_SOURCE_INPUT:
    return self->first_input + source.index;
  case NG_SOURCE_NONE:
    break;
  }
  return -1;
}

static gboolean
is_output (const NgRegions *self, int node)
{
  return node >= self->first_output && node < self->root;
}

gsize
ng_regions_n_inputs (const NgRegions *self, const NgNet *net, int node)
{
  if (node < self->n_layers)
    return net->first_input[node + 1] - net->first_input[node];
  return is_output (self, node) ? 1 : 0;
}

NgSource
ng_regions_input (const NgRegions *self, const NgNet *net, int node, gsize input)
{
  if (node < self->n_layers)
    return ng_net_source (net, (gsize) node, input);
  return ng_net_output_source (net, (gsize) (node - self->first_output));
}

gboolean
ng_regions_is_input (const NgRegions *self, int node)
{
  return node >= self->first_input && node < self->first_output;
}

/* ---- the graph ---- */

static void
list_nodes (Finding *f)
{
  const NgRegions *self = f->regions;
  int n = 0, *order = g_new (int, self->n_nodes);

  order[n++] = self->root;
  for (int i = self->first_input; i < self->first_output; i++)
    order[n++] = i;
  memcpy (order + n, ng_net_order (f->net), sizeof (int) * (gsize) self->n_layers);
  n += self->n_layers;
  for (int i = self->first_output; i < self->root; i++)
    order[n++] = i;
  order[n] = self->sink;
  f->graph.order = order;
}

/* Where a net has no inputs, what reads nothing comes first. */
static void
list_ins (Finding *f)
{
  const NgRegions *self = f->regions;
  Graph *graph = &f->graph;
  gboolean has_inputs = self->first_output > self->first_input;
  GArray *ins = g_array_new (FALSE, FALSE, sizeof (int));

  for (int node = 0; node < self->n_nodes; node++) {
    gsize n_inputs = ng_regions_n_inputs (self, f->net, node);
    int n_sources = 0;

    graph->in_starts[node] = (int) ins->len;
    for (gsize i = 0; i < n_inputs; i++) {
      int source = ng_regions_source (self, ng_regions_input (self, f->net, node, i));
      n_sources += source >= 0;
      if (source >= 0 && !self->is_aside[source] &&
          !(is_output (self, node) && self->is_aside[node]))
        g_array_append_val (ins, source);
    }
    if ((ng_regions_is_input (self, node) && !self->is_aside[node]) ||
        (node < self->n_layers && n_sources == 0 && !has_inputs))
      g_array_append_val (ins, self->root);
  }
  graph->in_starts[self->n_nodes] = (int) ins->len;
  f->regions->work += ins->len;
  graph->ins = (int *) (void *) g_array_free (ins, FALSE);
}

static void
list_outs (Finding *f)
{
  Graph *graph = &f->graph;
  int n = f->regions->n_nodes;

  graph->outs = g_new (int, graph->in_starts[n] + 1);
  memset (graph->out_starts, 0, sizeof (int) * (gsize) (n + 1));
  for (int i = 0; i < graph->in_starts[n]; i++)
    graph->out_starts[graph->ins[i] + 1]++;
  for (int i = 0; i < n; i++)
    graph->out_starts[i + 1] += graph->out_starts[i];
  g_autofree int *at = g_memdup2 (graph->out_starts, sizeof (int) * (gsize) (n + 1));
  for (int node = 0; node < n; node++)
    for (int i = graph->in_starts[node]; i < graph->in_starts[node + 1]; i++)
      graph->outs[at[graph->ins[i]]++] = node;
}

/* ---- what is in the graph ---- */

/* Whether nothing at all reads a node, so that it leads to the end. */
static gboolean
is_end (const Finding *f, int node)
{
  const NgRegions *self = f->regions;
  gsize n = 0;

  if (node >= self->first_output)
    return node != self->root;
  if (node >= self->first_input) {
    NgSource source = { NG_SOURCE_INPUT, node - self->first_input, 0 };
    ng_net_targets (f->net, source, &n);
    return n == 0;
  }
  gsize n_outputs = f->net->first_output[node + 1] - f->net->first_output[node];
  for (gsize port = 0; port < n_outputs && n == 0; port++)
    ng_net_targets (f->net, (NgSource){ NG_SOURCE_LAYER, node, (int) port }, &n);
  return n == 0;
}

/* What depends on an input, then of that what leads on to an end. A tower of its own, from inputs
 * to a value that is aside, is there too. */
static void
find_live (Finding *f)
{
  const NgRegions *self = f->regions;
  const Graph *graph = &f->graph;
  int n = self->n_nodes;
  g_autofree gboolean *depends = g_new0 (gboolean, n), *leads = g_new0 (gboolean, n);
  g_autofree gboolean *is_tower = g_new0 (gboolean, n);

  depends[self->root] = TRUE;
  for (int k = 0; k < n; k++)
    for (int i = graph->in_starts[graph->order[k]]; i < graph->in_starts[graph->order[k] + 1]; i++)
      depends[graph->order[k]] = depends[graph->order[k]] || depends[graph->ins[i]];
  for (int k = n - 1; k >= 0; k--) {
    int node = graph->order[k];
    leads[node] = is_end (f, node);
    for (int i = graph->out_starts[node]; i < graph->out_starts[node + 1]; i++)
      leads[node] = leads[node] || leads[graph->outs[i]];
  }
  for (int k = 0; k < n; k++) {
    int node = graph->order[k];
    gboolean is_own = ng_regions_is_input (self, node) || !leads[node];
    for (int i = graph->in_starts[node]; i < graph->in_starts[node + 1]; i++) {
      int source = graph->ins[i];
      if (depends[source] && source != self->root)
        is_own = is_own && is_tower[source];
    }
    is_tower[node] = is_own && depends[node];
  }
  for (int node = 0; node < n; node++)
    f->is_live[node] = depends[node] && (leads[node] || is_tower[node]);
  f->is_live[self->root] = f->is_live[self->sink] = TRUE;
}

/* ---- chains ---- */

static void
find_before (Finding *f)
{
  const NgRegions *self = f->regions;
  const Graph *graph = &f->graph;
  int last = -1;

  ng_ancestry_add (&f->before, self->root, -1);
  for (int k = 1; k < self->n_nodes - 1; k++) {
    int node = graph->order[k], nearest = -1;
    gboolean is_read = FALSE;

    if (!f->is_live[node])
      continue;
    for (int i = graph->in_starts[node]; i < graph->in_starts[node + 1]; i++)
      if (f->is_live[graph->ins[i]])
        nearest =
            nearest < 0 ? graph->ins[i] : ng_ancestry_meet (&f->before, nearest, graph->ins[i]);
    ng_ancestry_add (&f->before, node, nearest);
    for (int i = graph->out_starts[node]; i < graph->out_starts[node + 1]; i++)
      is_read = is_read || f->is_live[graph->outs[i]];
    if (!is_read)
      last = last < 0 ? node : ng_ancestry_meet (&f->before, last, node);
  }
  ng_ancestry_add (&f->before, self->sink, last >= 0 ? last : self->root);
}

static void
find_after (Finding *f)
{
  const NgRegions *self = f->regions;
  const Graph *graph = &f->graph;

  ng_ancestry_add (&f->after, self->sink, -1);
  for (int k = self->n_nodes - 2; k >= 0; k--) {
    int node = graph->order[k], nearest = -1;

    if (!f->is_live[node])
      continue;
    for (int i = graph->out_starts[node]; i < graph->out_starts[node + 1]; i++)
      if (f->is_live[graph->outs[i]])
        nearest =
            nearest < 0 ? graph->outs[i] : ng_ancestry_meet (&f->after, nearest, graph->outs[i]);
    ng_ancestry_add (&f->after, node, nearest >= 0 ? nearest : self->sink);
  }
}

static void
finding_clear (Finding *f)
{
  g_free (f->graph.in_starts);
  g_free (f->graph.ins);
  g_free (f->graph.out_starts);
  g_free (f->graph.outs);
  g_free (f->graph.order);
  g_free (f->is_live);
  g_free (f->next);
  ng_ancestry_clear (&f->before);
  ng_ancestry_clear (&f->after);
}

/* Which nodes follow one another, as long as what is aside stays so. */
static Finding
find_links (NgRegions *regions, const NgNet *net)
{
  int n = regions->n_nodes;
  Finding f = { .net = net, .regions = regions };

  f.graph.in_starts = g_new0 (int, n + 1);
  f.graph.out_starts = g_new0 (int, n + 2);
  f.is_live = g_new0 (gboolean, n);
  f.next = g_new (int, n);
  ng_ancestry_init (&f.before, n);
  ng_ancestry_init (&f.after, n);
  list_nodes (&f);
  list_ins (&f);
  list_outs (&f);
  find_live (&f);
  find_before (&f);
  find_after (&f);
  for (int node = 0; node < n; node++) {
    int after = f.is_live[node] ? f.after.parent[node] : -1;
    f.next[node] = after >= 0 && f.before.parent[after] == node ? after : -1;
    f.n_links += f.next[node] >= 0;
  }
  regions->work += (guint64) n + f.before.work + f.after.work;
  return f;
}

/* ---- what is aside ---- */

/* Where along the longest way what a node gives comes to be needed, from the first place to the
 * last, over those that read it; G_MAXINT where nothing does. */
typedef struct {
  int node, first, last, n;
  gboolean is_on_way;
} Reach;

static Reach *
find_reaches (const Finding *f)
{
  const NgRegions *self = f->regions;
  const Graph *graph = &f->graph;
  int n = self->n_nodes, length = 0;
  g_autofree int *far = g_new0 (int, n), *from = g_new (int, n), *place = g_new (int, n);
  Reach *reaches = g_new (Reach, n);

  for (int k = 0; k < n; k++) {
    int node = graph->order[k];
    from[node] = place[node] = -1;
    for (int i = graph->in_starts[node]; i < graph->in_starts[node + 1]; i++) {
      int source = graph->ins[i];
      if (f->is_live[source] && (from[node] < 0 || far[source] + 1 > far[node])) {
        far[node] = far[source] + 1;
        from[node] = source;
      }
    }
  }
  int end = self->root;
  for (int node = 0; node < self->sink; node++)
    if (f->is_live[node] && far[node] > far[end])
      end = node;
  for (int node = end; node >= 0; node = from[node])
    place[node] = far[node];
  length = far[end];

  for (int k = n - 1; k >= 0; k--) {
    int node = graph->order[k];
    Reach reach = { node, G_MAXINT, -1, 0, place[node] >= 0 };
    for (int i = graph->out_starts[node]; i < graph->out_starts[node + 1]; i++) {
      int out = graph->outs[i];
      int at = place[out] >= 0 ? place[out] : MIN (reaches[out].first, length + 1);
      reach.first = MIN (reach.first, at);
      reach.last = MAX (reach.last, at);
      reach.n++;
    }
    reaches[node] = reach;
  }
  return reaches;
}

static int
compare_width (const Reach *a, const Reach *b)
{
  int wide = a->last - a->first, other = b->last - b->first;

  return (wide < other) - (wide > other);
}

/* The widest first. */
static int
compare_reaches (gconstpointer a, gconstpointer b)
{
  const Reach *x = a, *y = b;
  int order = compare_width (x, y);

  return order != 0 ? order : (x->node > y->node) - (x->node < y->node);
}

/* Puts the first @n aside if that brings enough links. @must_stand: whether what leads to them has
 * to be a tower of its own */
static gboolean
try_aside (NgRegions *self,
           const NgNet *net,
           const Reach *reaches,
           guint n,
           gboolean must_stand,
           int *n_links)
{
  for (guint i = 0; i < n; i++)
    self->is_aside[reaches[i].node] = TRUE;
  Finding f = find_links (self, net);
  int gain = f.n_links - *n_links, needed = 0;
  for (guint i = 0; i < n; i++)
    needed += ng_regions_is_input (self, reaches[i].node) && reaches[i].first > FURTHER_ON
                  ? 1
                  : LEAST_GAIN;
  gboolean is_better = gain >= needed;
  for (guint i = 0; i < n && must_stand; i++)
    is_better = is_better && f.is_live[reaches[i].node];
  if (is_better)
    *n_links = f.n_links;
  for (guint i = 0; i < n && !is_better; i++)
    self->is_aside[reaches[i].node] = FALSE;
  finding_clear (&f);
  return is_better;
}

/* The first half or less of them, so that those that reach as far stay together. */
static guint
halve (const Reach *reaches, guint n)
{
  guint half = n / 2, first = 1;

  while (half > 0 && compare_width (&reaches[half - 1], &reaches[half]) == 0)
    half--;
  while (first < n && compare_width (&reaches[0], &reaches[first]) == 0)
    first++;
  return half > 0 ? half : first < n ? first : 0;
}

typedef enum {
  OFF_THE_WAY, /* read at several places of it */
  INPUTS,
  OUTPUTS,
  ON_THE_WAY,
  N_SORTS,
} Sort;

static gboolean
may_be_aside (const NgRegions *self, const Reach *reach, Sort sort)
{
  gboolean is_wide = reach->first < reach->last;

  if ((sort == ON_THE_WAY) != reach->is_on_way)
    return FALSE;
  switch (sort) {
  case OFF_THE_WAY:
    return reach->node < self->first_output && reach->n >= 2 && is_wide;
  case INPUTS:
    return ng_regions_is_input (self, reach->node);
  case OUTPUTS:
    return is_output (self, reach->node);
  case ON_THE_WAY:
    return reach->node < self->first_output && reach->n >= 3 && is_wide;
  case N_SORTS:
    break;
  }
  return FALSE;
}

/* Leaves out values that are as wide as another that is used up before they are needed: each block
 * has one of its own, and the blocks are as good without it. */
static void
drop_local (GArray *reaches)
{
  guint n = 0;

  for (guint from = 0, to; from < reaches->len; from = to) {
    const Reach *all = (const Reach *) (void *) reaches->data;
    int begins = -1, ends = G_MAXINT;
    for (to = from; to < reaches->len && compare_width (&all[from], &all[to]) == 0; to++) {
      begins = MAX (begins, all[to].first);
      ends = MIN (ends, all[to].last);
    }
    for (guint i = from; i < to && begins < ends; i++)
      g_array_index (reaches, Reach, n++) = all[i];
  }
  g_array_set_size (reaches, n);
}

static void
find_aside (NgRegions *self, const NgNet *net)
{
  Finding f = find_links (self, net);
  g_autofree Reach *reaches = find_reaches (&f);
  int n_links = f.n_links;

  for (Sort sort = 0; sort < N_SORTS; sort++) {
    g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (Reach));
    for (int node = 0; node < self->root; node++)
      if (f.is_live[node] && !self->is_aside[node] && may_be_aside (self, &reaches[node], sort))
        g_array_append_val (some, reaches[node]);
    g_array_sort (some, compare_reaches);
    if (sort == OFF_THE_WAY)
      drop_local (some);
    const Reach *first = (const Reach *) (void *) some->data;
    if (sort == ON_THE_WAY) {
      for (guint i = 0; i < MIN (some->len, MOST_TRIED); i++)
        try_aside (self, net, &first[i], 1, TRUE, &n_links);
      continue;
    }
    guint n = some->len;
    for (int k = 0; k < MOST_HALVES && n > 0; k++, n = halve (first, n))
      if (try_aside (self, net, first, n, FALSE, &n_links))
        break;
  }
  finding_clear (&f);
}

/* ---- the result ---- */

static void
list_chains (NgRegions *self, const Finding *f)
{
  const int *order = f->graph.order;
  int n = 0;

  for (int node = 0; node < self->n_nodes; node++)
    self->chain[node] = self->member[node] = -1;
  for (int k = 0; k < self->n_nodes; k++) {
    int head = order[k], before = f->is_live[head] ? f->before.parent[head] : -1;
    if (!f->is_live[head] || (before >= 0 && f->next[before] == head))
      continue;
    int chain = self->n_chains++;
    self->starts[chain] = n;
    for (int node = head; node >= 0; node = f->next[node]) {
      self->chain[node] = chain;
      self->member[node] = n - self->starts[chain];
      self->members[n++] = node;
    }
    /* What lies behind a node is inside the link behind it, or where that node itself is. */
    self->parent[chain] = before < 0             ? -1
                          : f->next[before] >= 0 ? f->next[before]
                                                 : self->parent[self->chain[before]];
  }
  self->starts[self->n_chains] = n;
}

/* What a node that is aside serves is the innermost link with all that reads it. */
static void
find_homes (NgRegions *self, const Finding *f)
{
  NgAncestry around;
  const int *order = f->graph.order;
  g_autofree gboolean *is_trailing = g_new0 (gboolean, self->n_nodes);

  ng_ancestry_init (&around, self->n_nodes);
  for (int chain = 0; chain < self->n_chains; chain++)
    for (int i = self->starts[chain]; i < self->starts[chain + 1]; i++)
      ng_ancestry_add (&around, self->members[i], self->parent[chain]);
  for (int k = self->n_nodes - 1; k >= 0; k--) {
    int node = order[k], home = -1;
    gboolean is_first = TRUE;

    self->home[node] = -1;
    is_trailing[node] = TRUE;
    if (self->chain[node] >= 0 || node >= self->first_input)
      continue;
    gsize n_outputs = f->net->first_output[node + 1] - f->net->first_output[node];
    for (gsize port = 0; port < n_outputs; port++) {
      gsize n;
      NgSource source = { NG_SOURCE_LAYER, node, (int) port };
      const NgTarget *targets = ng_net_targets (f->net, source, &n);
      for (gsize t = 0; t < n; t++) {
        int reader =
            targets[t].index >= 0 ? targets[t].index : self->first_output + targets[t].port;
        int serves = self->chain[reader] >= 0 ? reader : self->home[reader];
        is_trailing[node] = is_trailing[node] && self->chain[reader] < 0 && is_trailing[reader];
        home = is_first ? serves : ng_ancestry_meet (&around, home, serves);
        is_first = FALSE;
      }
    }
    self->home[node] = home;
  }
  /* What only outputs read that are aside goes with what it is made of. */
  for (int k = 0; k < self->n_nodes; k++) {
    int node = order[k];
    if (self->chain[node] >= 0 || node >= self->first_input || !is_trailing[node])
      continue;
    for (gsize i = 0; i < ng_regions_n_inputs (self, f->net, node); i++) {
      int source = ng_regions_source (self, ng_regions_input (self, f->net, node, i));
      int serves = source < 0 ? -1 : self->chain[source] >= 0 ? source : self->home[source];
      if (serves >= 0)
        self->home[node] =
            self->home[node] < 0 ? serves : ng_ancestry_meet (&around, self->home[node], serves);
    }
  }
  self->work += around.work;
  ng_ancestry_clear (&around);
}

NgRegions *
ng_regions_new (const NgNet *net)
{
  NgRegions *self = g_new0 (NgRegions, 1);

  self->n_layers = self->first_input = (int) ng_net_n_layers (net);
  self->first_output = self->first_input + (int) ng_net_n_inputs (net);
  self->root = self->first_output + (int) ng_net_n_outputs (net);
  self->sink = self->root + 1;
  self->n_nodes = self->sink + 1;
  self->is_aside = g_new0 (gboolean, self->n_nodes);
  self->chain = g_new (int, self->n_nodes);
  self->member = g_new (int, self->n_nodes);
  self->members = g_new (int, self->n_nodes);
  self->starts = g_new0 (int, self->n_nodes + 1);
  self->parent = g_new (int, self->n_nodes);
  self->home = g_new (int, self->n_nodes);
  find_aside (self, net);
  Finding f = find_links (self, net);
  list_chains (self, &f);
  find_homes (self, &f);
  finding_clear (&f);
  return self;
}

void
ng_regions_free (NgRegions *self)
{
  if (self == NULL)
    return;
  g_free (self->chain);
  g_free (self->member);
  g_free (self->starts);
  g_free (self->members);
  g_free (self->parent);
  g_free (self->is_aside);
  g_free (self->home);
  g_free (self);
}
