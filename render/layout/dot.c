/* The only file that includes Graphviz. All lines go from a rank to the next, so dot finds our
 * ranks again, and stops after ordering them: "phase" is 2. Graphviz is not safe in two threads
 * even for reading, so a lock is held from the first call to the last. */

#include "render/layout/dot.h"

#include <graphviz/gvc.h>

/* Items and links of the largest graph that is given to dot. */
#define MOST_ITEMS 160
#define MOST_LINKS 240

static GMutex lock;

/* Graphviz' context reads the list of its plugins when it is made and gives back not all of it when
 * it is freed, so there is one for the whole program. */
static gpointer
make_context (gpointer data)
{
  return gvContext ();
}

gboolean
ng_dot_suits (const NgRanks *ranks)
{
  return ranks->n_items <= MOST_ITEMS && ranks->n_links <= MOST_LINKS;
}

static char *
literal (const char *text)
{
  return (char *) text;
}

static Agraph_t *
write_graph (const NgRanks *ranks, Agnode_t **nodes)
{
  Agraph_t *graph = agopen (literal ("ranks"), Agdirected, NULL);

  agattr (graph, AGRAPH, literal ("phase"), "2");
  agattr (graph, AGNODE, literal ("shape"), "box");
  agattr (graph, AGNODE, literal ("label"), "");
  agattr (graph, AGEDGE, literal ("weight"), "1");
  for (int i = 0; i < ranks->n_items; i++) {
    int item = ranks->order[i];
    char name[16];
    g_snprintf (name, sizeof name, "%d", item);
    nodes[item] = agnode (graph, name, TRUE);
  }
  for (int i = 0; i < ranks->n_items; i++) {
    int item = ranks->order[i];
    for (int l = ranks->outs.starts[item]; l < ranks->outs.starts[item + 1]; l++) {
      const NgRankLink *link = &ranks->links[ranks->outs.members[l]];
      agedge (graph, nodes[link->from], nodes[link->to], NULL, TRUE);
    }
  }
  return graph;
}

static gboolean
read_places (const NgRanks *ranks, Agnode_t **nodes, float *places)
{
  /* Items that dot holds in other ranks than ours, relative to their rank, cannot be used. */
  int shift = ranks->n_items > 0 ? ND_rank (nodes[0]) - ranks->items[0].rank : 0;

  for (int i = 0; i < ranks->n_items; i++) {
    if (ND_rank (nodes[i]) - ranks->items[i].rank != shift)
      return FALSE;
    places[i] = (float) ND_order (nodes[i]);
  }
  return TRUE;
}

gboolean
ng_dot_sort (NgRanks *ranks)
{
  static GOnce once = G_ONCE_INIT;
  Agnode_t **nodes = g_new0 (Agnode_t *, ranks->n_items + 1);
  float *places = g_new (float, ranks->n_items + 1);
  gboolean is_done = FALSE;

  g_mutex_lock (&lock);
  GVC_t *context = g_once (&once, make_context, NULL);
  Agraph_t *graph = write_graph (ranks, nodes);
  if (gvLayout (context, graph, "dot") == 0) {
    is_done = read_places (ranks, nodes, places);
    gvFreeLayout (context, graph);
  }
  agclose (graph);
  g_mutex_unlock (&lock);

  if (is_done)
    ng_ranks_set_order (ranks, places);
  g_free (nodes);
  g_free (places);
  return is_done;
}
