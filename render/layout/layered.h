/* NgRanks: items in ranks, joined from each rank to the next; ordered so that few lines cross, and
 * placed so that lines are straight. Every step is linear in items and links. */

#pragma once

#include "render/layout/flow.h"

G_BEGIN_DECLS

/**
 * NgRankItem:
 * @rank: where along the flow
 * @node: number of the node, or -1 for a place where a long line passes
 * @before, @after: how far it reaches from its middle to lower and to higher v, labels included
 * @v: middle
 * @is_pinned: whether v stays at @pin
 */
typedef struct {
  int rank;
  int node;
  float before, after;
  float v;
  gboolean is_pinned;
  float pin;
} NgRankItem;

/* A piece of a line, from an item to one of the next rank. */
typedef struct {
  int from, to;
  float from_offset, to_offset;
} NgRankLink;

/**
 * NgRanks:
 * @order: items, rank by rank; those of rank r are order[starts[r]] to order[starts[r + 1] - 1]
 * @place: of an item within its rank
 * @outs, @ins: links of an item
 * @work: steps taken
 * @cancellable: (nullable): once it is cancelled, items stay where they are
 */
typedef struct {
  NgRankItem *items;
  int n_items;
  NgRankLink *links;
  int n_links;
  int n_ranks;
  int *starts;
  int *order;
  int *place;
  NgLists outs, ins;
  guint64 work;
  GCancellable *cancellable;
} NgRanks;

/** ng_ranks_new: @items, @links: (transfer full); in each rank the items keep their order */
NgRanks *ng_ranks_new (NgRankItem *items, int n_items, NgRankLink *links, int n_links, int n_ranks);
void ng_ranks_free (NgRanks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgRanks, ng_ranks_free)

/** ng_ranks_set_order: @places: (array length=n_items): items of a rank are sorted by these */
void ng_ranks_set_order (NgRanks *self, const float *places);

/** ng_ranks_crossings: Returns: how many pairs of links cross; O(links log items) */
gint64 ng_ranks_crossings (NgRanks *self);

/** ng_ranks_sort: orders the items of every rank by the middle of what they are joined to, there
 * and back a few times */
void ng_ranks_sort (NgRanks *self);

/** ng_ranks_place: gives every item its v */
void ng_ranks_place (NgRanks *self, float node_gap);

/** ng_ranks_distance: Returns: the least distance between the middles of two neighbours of a rank
 */
float ng_ranks_distance (const NgRanks *self, int a, int b, float node_gap);
/** ng_ranks_run_link: Returns: the link by which an item's line or way goes on: a line that passes
 * goes on to where it passes next, and a node to the next one, if that is the only node it leads to
 * and the only one from which that is reached, lines that pass apart; -1 where it does not go on */
int ng_ranks_run_link (const NgRanks *self, int item);
/** ng_ranks_first_of_run: Returns: the item where the run of @item begins */
int ng_ranks_first_of_run (const NgRanks *self, int item);

G_END_DECLS
