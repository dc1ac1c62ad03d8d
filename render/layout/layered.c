/* The layered layout: K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of
 * hierarchical system structures", IEEE Trans. SMC 11 (1981). Order by barycentres; places by
 * isotonic regression, which finds the exact least squares under the least distances of a rank
 * (R. E. Barlow et al., "Statistical inference under order restrictions", 1972: pool adjacent
 * violators); at last, runs of items that are joined one to one are made straight. */

#include "render/layout/layered.h"

#include "render/layout/sorted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sweeps there and back. */
#define SORT_SWEEPS  6
#define PLACE_SWEEPS 5
/* Larger than this, crossings are not counted and neighbours not exchanged. */
#define SMALL 600
/* How much a pinned item weighs against one that is not. */
#define PINNED 1e6F
/* Distances of lines, in units of the gap between nodes. */
#define LINE_GAP 0.65F

NgRanks *
ng_ranks_new (NgRankItem *items, int n_items, NgRankLink *links, int n_links, int n_ranks)
{
  NgRanks *self = g_new0 (NgRanks, 1);
  int *keys = g_new (int, MAX (n_items, n_links) + 1);

  self->items = items;
  self->n_items = n_items;
  self->links = links;
  self->n_links = n_links;
  self->n_ranks = n_ranks;
  self->place = g_new (int, n_items + 1);

  for (int i = 0; i < n_items; i++)
    keys[i] = items[i].rank;
  NgLists ranks = ng_lists_new (n_ranks, keys, n_items);
  self->starts = ranks.starts;
  self->order = ranks.members;
  for (int rank = 0; rank < n_ranks; rank++)
    for (int i = self->starts[rank]; i < self->starts[rank + 1]; i++)
      self->place[self->order[i]] = i - self->starts[rank];

  for (int i = 0; i < n_links; i++)
    keys[i] = links[i].from;
  self->outs = ng_lists_new (n_items, keys, n_links);
  for (int i = 0; i < n_links; i++)
    keys[i] = links[i].to;
  self->ins = ng_lists_new (n_items, keys, n_links);
  g_free (keys);
  return self;
}

static gboolean
is_cancelled (const NgRanks *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

void
ng_ranks_free (NgRanks *self)
{
  if (self == NULL)
    return;
  g_free (self->items);
  g_free (self->links);
  g_free (self->starts);
  g_free (self->order);
  g_free (self->place);
  ng_lists_clear (&self->outs);
  ng_lists_clear (&self->ins);
  g_free (self);
}

static void
sort_rank (NgRanks *self, int rank, const float *keys, NgSorted *scratch)
{
  int *order = self->order + self->starts[rank];
  int n = self->starts[rank + 1] - self->starts[rank];
  gboolean is_sorted = TRUE;

  self->work += (guint64) n;
  for (int i = 0; i < n; i++) {
    scratch[i] = (NgSorted){ keys[order[i]], i, order[i] };
    is_sorted = is_sorted && (i == 0 || scratch[i - 1].key <= scratch[i].key);
  }
  if (is_sorted)
    return;
  qsort (scratch, (gsize) n, sizeof *scratch, ng_sorted_compare);
  for (int i = 0; i < n; i++) {
    order[i] = scratch[i].item;
    self->place[order[i]] = i;
  }
}

void
ng_ranks_set_order (NgRanks *self, const float *places)
{
  NgSorted *scratch = g_new (NgSorted, self->n_items + 1);

  for (int rank = 0; rank < self->n_ranks; rank++)
    sort_rank (self, rank, places, scratch);
  g_free (scratch);
}

/* Where a link meets an item within the rank: its place, and a little for the port. */
static float
end_at (const NgRanks *self, const NgRankLink *link, gboolean is_from)
{
  int item = is_from ? link->from : link->to;
  float offset = is_from ? link->from_offset : link->to_offset;
  float reach = self->items[item].before + self->items[item].after + 1;

  return (float) self->place[item] + 0.8F * offset / reach;
}

typedef struct {
  float from, to;
} Ends;

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const Ends *x = a, *y = b;

  if (x->from != y->from)
    return x->from < y->from ? -1 : 1;
  return (x->to > y->to) - (x->to < y->to);
}

/* Inversions by merging. */
static gint64
inversions (float *values, float *scratch, int n)
{
  if (n < 2)
    return 0;

  int half = n / 2, i = 0, j = half, k = 0;
  gint64 count = inversions (values, scratch, half) + inversions (values + half, scratch, n - half);

  while (i < half && j < n) {
    if (values[i] <= values[j]) {
      scratch[k++] = values[i++];
    } else {
      count += half - i;
      scratch[k++] = values[j++];
    }
  }
  while (i < half)
    scratch[k++] = values[i++];
  memcpy (values, scratch, (gsize) k * sizeof *values);
  return count;
}

gint64
ng_ranks_crossings (NgRanks *self)
{
  Ends *ends = g_new (Ends, self->n_links + 1);
  float *values = g_new (float, self->n_links + 1), *scratch = g_new (float, self->n_links + 1);
  gint64 count = 0;

  for (int rank = 0; rank < self->n_ranks; rank++) {
    int n = 0;
    for (int i = self->starts[rank]; i < self->starts[rank + 1]; i++) {
      int item = self->order[i];
      for (int l = self->outs.starts[item]; l < self->outs.starts[item + 1]; l++) {
        const NgRankLink *link = &self->links[self->outs.members[l]];
        ends[n++] = (Ends){ end_at (self, link, TRUE), end_at (self, link, FALSE) };
      }
    }
    qsort (ends, (gsize) n, sizeof *ends, compare_ends);
    for (int i = 0; i < n; i++)
      values[i] = ends[i].to;
    count += inversions (values, scratch, n);
    self->work += (guint64) n;
  }
  g_free (ends);
  g_free (values);
  g_free (scratch);
  return count;
}

/* The mean of where an item's links end, in the rank before or behind; FALSE where it has none. */
static gboolean
barycentre (const NgRanks *self, int item, gboolean is_back, float *key)
{
  const NgLists *lists = is_back ? &self->ins : &self->outs;
  int n = lists->starts[item + 1] - lists->starts[item];
  float sum = 0;

  if (n == 0)
    return FALSE;
  for (int l = lists->starts[item]; l < lists->starts[item + 1]; l++)
    sum += end_at (self, &self->links[lists->members[l]], is_back);
  *key = sum / (float) n;
  return TRUE;
}

static void
sort_by_barycentres (NgRanks *self, int rank, gboolean is_back, float *keys, NgSorted *scratch)
{
  float key = -1;

  /* An item that is joined to nothing there stays beside its neighbour. */
  for (int i = self->starts[rank]; i < self->starts[rank + 1]; i++) {
    int item = self->order[i];
    barycentre (self, item, is_back, &key);
    keys[item] = key;
    self->work++;
  }
  sort_rank (self, rank, keys, scratch);
}

/* Crossings of the links of two neighbours of a rank, in the order that they have. */
static gint64
pair_crossings (NgRanks *self, int left, int right)
{
  gint64 count = 0;

  for (int side = 0; side < 2; side++) {
    const NgLists *lists = side == 0 ? &self->ins : &self->outs;
    for (int l = lists->starts[left]; l < lists->starts[left + 1]; l++) {
      float a = end_at (self, &self->links[lists->members[l]], side == 0);
      for (int m = lists->starts[right]; m < lists->starts[right + 1]; m++) {
        count += a > end_at (self, &self->links[lists->members[m]], side == 0);
        self->work++;
      }
    }
  }
  return count;
}

static gboolean
exchange_neighbours (NgRanks *self)
{
  gboolean is_better = FALSE;

  for (int rank = 0; rank < self->n_ranks; rank++) {
    for (int i = self->starts[rank]; i + 1 < self->starts[rank + 1]; i++) {
      int left = self->order[i], right = self->order[i + 1];
      if (pair_crossings (self, left, right) <= pair_crossings (self, right, left))
        continue;
      self->order[i] = right;
      self->order[i + 1] = left;
      self->place[right]--;
      self->place[left]++;
      is_better = TRUE;
    }
  }
  return is_better;
}

static void
restore (NgRanks *self, const int *order)
{
  memcpy (self->order, order, (gsize) self->n_items * sizeof *order);
  for (int rank = 0; rank < self->n_ranks; rank++)
    for (int i = self->starts[rank]; i < self->starts[rank + 1]; i++)
      self->place[self->order[i]] = i - self->starts[rank];
}

void
ng_ranks_sort (NgRanks *self)
{
  gboolean is_small = self->n_items + self->n_links <= SMALL;
  float *keys = g_new (float, self->n_items + 1);
  NgSorted *scratch = g_new (NgSorted, self->n_items + 1);
  int *best = g_memdup2 (self->order, (gsize) self->n_items * sizeof *best);
  gint64 least = is_small ? ng_ranks_crossings (self) : G_MAXINT64;

  for (int sweep = 0; sweep < SORT_SWEEPS && least > 0 && !is_cancelled (self); sweep++) {
    for (int rank = 1; rank < self->n_ranks; rank++)
      sort_by_barycentres (self, rank, TRUE, keys, scratch);
    for (int rank = self->n_ranks - 2; rank >= 0; rank--)
      sort_by_barycentres (self, rank, FALSE, keys, scratch);
    if (!is_small)
      continue;
    for (int round = 0; round < 4 && !is_cancelled (self) && exchange_neighbours (self); round++)
      ;
    gint64 count = ng_ranks_crossings (self);
    if (count < least) {
      least = count;
      memcpy (best, self->order, (gsize) self->n_items * sizeof *best);
    }
  }
  if (is_small)
    restore (self, best);
  g_free (keys);
  g_free (scratch);
  g_free (best);
}

float
ng_ranks_distance (const NgRanks *self, int a, int b, float node_gap)
{
  gboolean are_nodes = self->items[a].node >= 0 && self->items[b].node >= 0;

  return self->items[a].after + self->items[b].before +
         (are_nodes ? node_gap : LINE_GAP * node_gap);
}

/* Items of a rank that touch move as one. */
typedef struct {
  double sum, weight;
  int n;
} Pool;

static double
pool_mean (const Pool *pool)
{
  return pool->sum / pool->weight;
}

/* Least squares of distances to where each item wants to be, at least the due distance apart. */
static void
fit_rank (
    NgRanks *self, int rank, const float *wanted, const float *weights, float node_gap, Pool *pools)
{
  const int *order = self->order + self->starts[rank];
  int n = self->starts[rank + 1] - self->starts[rank], n_pools = 0;
  double shift = 0;

  for (int i = 0; i < n; i++) {
    if (i > 0)
      shift += (double) ng_ranks_distance (self, order[i - 1], order[i], node_gap);
    double weight = (double) weights[order[i]];
    pools[n_pools++] = (Pool){ weight * ((double) wanted[order[i]] - shift), weight, 1 };
    while (n_pools > 1 && pool_mean (&pools[n_pools - 2]) > pool_mean (&pools[n_pools - 1])) {
      pools[n_pools - 2].sum += pools[n_pools - 1].sum;
      pools[n_pools - 2].weight += pools[n_pools - 1].weight;
      pools[n_pools - 2].n += pools[n_pools - 1].n;
      n_pools--;
    }
  }

  int at = 0;
  shift = 0;
  for (int i = 0; i < n_pools; i++) {
    for (int j = 0; j < pools[i].n; j++, at++) {
      if (at > 0)
        shift += (double) ng_ranks_distance (self, order[at - 1], order[at], node_gap);
      self->items[order[at]].v = (float) (pool_mean (&pools[i]) + shift);
    }
  }
  self->work += (guint64) n;
}

/* Lines that pass should be straighter than lines from node to node, and these straighter than
 * lines that come from aside. */
static float
link_weight (const NgRanks *self, const NgRankLink *link)
{
  gboolean from = self->items[link->from].node < 0, to = self->items[link->to].node < 0;

  return from && to ? 8 : from || to ? 1 : 4;
}

static void
fit_all (NgRanks *self,
         int rank,
         gboolean look_back,
         gboolean look_forward,
         float node_gap,
         float *wanted,
         float *weights,
         Pool *pools)
{
  for (int i = self->starts[rank]; i < self->starts[rank + 1]; i++) {
    int item = self->order[i];
    float sum = 0.01F * self->items[item].v, weight = 0.01F;

    for (int l = self->ins.starts[item]; look_back && l < self->ins.starts[item + 1]; l++) {
      const NgRankLink *link = &self->links[self->ins.members[l]];
      float w = link_weight (self, link);
      sum += w * (self->items[link->from].v + link->from_offset - link->to_offset);
      weight += w;
    }
    for (int l = self->outs.starts[item]; look_forward && l < self->outs.starts[item + 1]; l++) {
      const NgRankLink *link = &self->links[self->outs.members[l]];
      float w = link_weight (self, link);
      sum += w * (self->items[link->to].v + link->to_offset - link->from_offset);
      weight += w;
    }
    wanted[item] = self->items[item].is_pinned ? self->items[item].pin : sum / weight;
    weights[item] = self->items[item].is_pinned ? PINNED : weight;
    self->work += 1 + (guint64) (self->ins.starts[item + 1] - self->ins.starts[item]);
  }
  fit_rank (self, rank, wanted, weights, node_gap, pools);
}

/* How far an item may move without coming too near to its neighbours. */
static void
room_of (const NgRanks *self, int item, float node_gap, float *low, float *high)
{
  int rank = self->items[item].rank, at = self->starts[rank] + self->place[item];

  *low = -G_MAXFLOAT;
  *high = G_MAXFLOAT;
  if (self->items[item].is_pinned)
    *low = *high = self->items[item].v;
  if (at > self->starts[rank]) {
    int before = self->order[at - 1];
    *low = MAX (*low, self->items[before].v + ng_ranks_distance (self, before, item, node_gap));
  }
  if (at + 1 < self->starts[rank + 1]) {
    int after = self->order[at + 1];
    *high = MIN (*high, self->items[after].v - ng_ranks_distance (self, item, after, node_gap));
  }
}

/* The only link of a list that joins two nodes; -1 if there is none or more than one. */
static int
only_node_link (const NgRanks *self, const NgLists *lists, int item, gboolean is_out)
{
  int found = -1;

  for (int l = lists->starts[item]; l < lists->starts[item + 1]; l++) {
    const NgRankLink *link = &self->links[lists->members[l]];
    if (self->items[is_out ? link->to : link->from].node < 0)
      continue;
    if (found >= 0)
      return -1;
    found = lists->members[l];
  }
  return found;
}

int
ng_ranks_run_link (const NgRanks *self, int item)
{
  int n_outs = self->outs.starts[item + 1] - self->outs.starts[item];

  if (self->items[item].node < 0) {
    for (int l = self->outs.starts[item]; l < self->outs.starts[item + 1]; l++)
      if (self->items[self->links[self->outs.members[l]].to].node < 0)
        return self->outs.members[l];
    if (n_outs != 1)
      return -1;
    int link = self->outs.members[self->outs.starts[item]], to = self->links[link].to;
    return self->ins.starts[to + 1] - self->ins.starts[to] == 1 ? link : -1;
  }

  int link = only_node_link (self, &self->outs, item, TRUE);
  if (link >= 0 && only_node_link (self, &self->ins, self->links[link].to, FALSE) == link)
    return link;
  if (n_outs == 1 && link < 0)
    return self->outs.members[self->outs.starts[item]];
  return -1;
}

int
ng_ranks_first_of_run (const NgRanks *self, int item)
{
  for (;;) {
    int before = -1;
    for (int l = self->ins.starts[item]; before < 0 && l < self->ins.starts[item + 1]; l++) {
      int link = self->ins.members[l];
      if (ng_ranks_run_link (self, self->links[link].from) == link)
        before = self->links[link].from;
    }
    if (before < 0)
      return item;
    item = before;
  }
}

/* Moves items run[0 … n - 1], each @offsets[i] beyond the line, on to one line if there is room,
 * else breaks the run where the room ends. */
static void
straighten (NgRanks *self, const int *run, const float *offsets, int n, float node_gap)
{
  for (int first = 0; first < n;) {
    float low = -G_MAXFLOAT, high = G_MAXFLOAT, sum = 0;
    int end = first;

    for (; end < n; end++) {
      float a, b;
      room_of (self, run[end], node_gap, &a, &b);
      a -= offsets[end];
      b -= offsets[end];
      if (MAX (low, a) > MIN (high, b) + 1e-3F)
        break;
      low = MAX (low, a);
      high = MIN (high, b);
      sum += self->items[run[end]].v - offsets[end];
    }
    if (end == first)
      end++;
    float line = end - first > 0 ? sum / (float) (end - first) : 0;
    line = MIN (MAX (line, low), MAX (low, high));
    if (end - first > 1)
      for (int i = first; i < end; i++)
        self->items[run[i]].v = line + offsets[i];
    first = end;
  }
  self->work += (guint64) n;
}

/* All runs, those of lower places first, or of higher. */
static void
straighten_runs (NgRanks *self, float node_gap, gboolean is_upward)
{
  gboolean *is_done = g_new0 (gboolean, self->n_items + 1);
  int *run = g_new (int, self->n_items + 1);
  float *offsets = g_new (float, self->n_items + 1);

  for (int i = 0; i < self->n_items; i++) {
    int at = self->order[is_upward ? self->n_items - 1 - i : i], n = 0;
    float offset = 0;
    if (is_done[at])
      continue;
    for (int item = ng_ranks_first_of_run (self, at);;) {
      is_done[item] = TRUE;
      run[n] = item;
      offsets[n++] = offset;
      int link = ng_ranks_run_link (self, item);
      if (link < 0 || is_done[self->links[link].to])
        break;
      offset += self->links[link].from_offset - self->links[link].to_offset;
      item = self->links[link].to;
    }
    straighten (self, run, offsets, n, node_gap);
  }
  g_free (is_done);
  g_free (run);
  g_free (offsets);
}

void
ng_ranks_place (NgRanks *self, float node_gap)
{
  float *wanted = g_new (float, self->n_items + 1), *weights = g_new (float, self->n_items + 1);
  Pool *pools = g_new (Pool, self->n_items + 1);

  for (int i = 0; i < self->n_items; i++)
    self->items[i].v = 0;
  for (int sweep = 0; sweep < PLACE_SWEEPS && !is_cancelled (self); sweep++) {
    gboolean both = sweep >= PLACE_SWEEPS - 2;
    for (int rank = 0; rank < self->n_ranks; rank++)
      fit_all (self, rank, TRUE, both, node_gap, wanted, weights, pools);
    for (int rank = self->n_ranks - 1; rank >= 0; rank--)
      fit_all (self, rank, both, TRUE, node_gap, wanted, weights, pools);
  }
  for (int i = 0; i < self->n_items; i++)
    if (self->items[i].is_pinned)
      self->items[i].v = self->items[i].pin;
  /* What is made straight makes room for its neighbour, on one side or the other. */
  straighten_runs (self, node_gap, FALSE);
  straighten_runs (self, node_gap, TRUE);
  straighten_runs (self, node_gap, FALSE);
  g_free (wanted);
  g_free (weights);
  g_free (pools);
}
