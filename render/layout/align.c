/* Runs of a ranked layout made straight throughout. Every run gets one place; what stands before
 * another thing in a rank keeps its distance from it, so runs are ordered, and the places that the
 * order allows lie between two extremes: where all that overlaps moves on, and where it moves back.
 * Half-way between them everything has the room it needs. Runs that cross one another, or that
 * cannot be straight beside what is pinned, are taken apart. */

#include "render/layout/align.h"

#include <math.h>

/* Attempts, each with some runs taken apart, before everything stays as it is. */
#define ATTEMPTS 8
/* Rounds in which runs move to the middle of what they are joined to. */
#define ROUNDS 4
/* Points that a run moves to make a line straight. */
#define SNAP 10.0F
#define SAME 1e-3F

typedef struct {
  int first, n; /* items, in Work.members */
  float target;
  gboolean is_pinned;
  float low, high; /* where what is pinned lets it stand */
  float onward, backward;
  float at;
} Run;

/* From one run to another that stands at least @gap further. */
typedef struct {
  int from, to;
  float gap;
} Order;

typedef struct {
  NgRanks *ranks;
  float node_gap;
  int *run_of;   /* of an item */
  float *offset; /* of an item, from its run */
  int *members;
  GArray *runs;
  Order *orders;
  int n_orders;
  NgLists outs, ins; /* orders of a run */
  int *sorted;       /* runs */
} Work;

static Run *
run_at (const Work *work, int index)
{
  return &g_array_index (work->runs, Run, index);
}

static void
add_run (Work *work, const int *items, const float *offsets, int n, int first)
{
  Run run = { .first = first, .n = n };
  float sum = 0;

  for (int i = 0; i < n; i++) {
    const NgRankItem *item = &work->ranks->items[items[i]];
    work->members[first + i] = items[i];
    work->run_of[items[i]] = (int) work->runs->len;
    work->offset[items[i]] = offsets[i];
    if (item->is_pinned) {
      run.is_pinned = TRUE;
      run.target = item->v - offsets[i];
    }
    sum += item->v - offsets[i];
  }
  if (!run.is_pinned)
    run.target = sum / (float) n;
  g_array_append_val (work->runs, run);
}

static void
find_runs (Work *work)
{
  NgRanks *ranks = work->ranks;
  g_autofree int *run = g_new (int, ranks->n_items + 1);
  g_autofree float *offsets = g_new (float, ranks->n_items + 1);
  int n_members = 0;

  for (int i = 0; i < ranks->n_items; i++)
    work->run_of[i] = -1;
  for (int i = 0; i < ranks->n_items; i++) {
    int n = 0;
    float offset = 0, pin = NAN;
    if (work->run_of[ranks->order[i]] >= 0)
      continue;
    for (int item = ng_ranks_first_of_run (ranks, ranks->order[i]);;) {
      /* What is pinned elsewhere begins a run of its own. */
      float line = ranks->items[item].v - offset;
      if (ranks->items[item].is_pinned && fabsf (line - pin) > SAME) {
        add_run (work, run, offsets, n, n_members);
        n_members += n;
        n = 0;
      }
      if (ranks->items[item].is_pinned)
        pin = line;
      run[n] = item;
      offsets[n++] = offset;
      work->run_of[item] = 0;
      int link = ng_ranks_run_link (ranks, item);
      if (link < 0 || work->run_of[ranks->links[link].to] >= 0)
        break;
      offset += ranks->links[link].from_offset - ranks->links[link].to_offset;
      item = ranks->links[link].to;
    }
    add_run (work, run, offsets, n, n_members);
    n_members += n;
  }
}

static void
split_run (Work *work, int index)
{
  Run run = *run_at (work, index);
  const float none = 0;

  for (int i = 0; i < run.n; i++) {
    int item = work->members[run.first + i];
    add_run (work, &item, &none, 1, run.first + i);
  }
  run_at (work, index)->n = 0;
}

static void
find_orders (Work *work)
{
  NgRanks *ranks = work->ranks;
  g_autofree int *keys = g_new (int, ranks->n_items + 1);

  work->n_orders = 0;
  for (int rank = 0; rank < ranks->n_ranks; rank++) {
    for (int i = ranks->starts[rank]; i + 1 < ranks->starts[rank + 1]; i++) {
      int a = ranks->order[i], b = ranks->order[i + 1];
      work->orders[work->n_orders++] = (Order){ work->run_of[a],
                                                work->run_of[b],
                                                ng_ranks_distance (ranks, a, b, work->node_gap) +
                                                    work->offset[a] - work->offset[b] };
    }
  }
  ng_lists_clear (&work->outs);
  ng_lists_clear (&work->ins);
  for (int i = 0; i < work->n_orders; i++)
    keys[i] = work->orders[i].from;
  work->outs = ng_lists_new ((int) work->runs->len, keys, work->n_orders);
  for (int i = 0; i < work->n_orders; i++)
    keys[i] = work->orders[i].to;
  work->ins = ng_lists_new ((int) work->runs->len, keys, work->n_orders);
}

/* Kahn's algorithm. Returns: how many runs it could sort; the others are on cycles or behind them
 */
static int
sort_runs (const Work *work, gboolean is_back, int *sorted)
{
  int n_runs = (int) work->runs->len, n = 0;
  const NgLists *next = is_back ? &work->ins : &work->outs;
  const NgLists *last = is_back ? &work->outs : &work->ins;
  g_autofree int *missing = g_new (int, n_runs + 1);

  for (int i = 0; i < n_runs; i++) {
    missing[i] = last->starts[i + 1] - last->starts[i];
    if (missing[i] == 0)
      sorted[n++] = i;
  }
  for (int at = 0; at < n; at++) {
    for (int i = next->starts[sorted[at]]; i < next->starts[sorted[at] + 1]; i++) {
      const Order *order = &work->orders[next->members[i]];
      int run = is_back ? order->from : order->to;
      if (--missing[run] == 0)
        sorted[n++] = run;
    }
  }
  return n;
}

/* Takes apart the runs that are on cycles, or between two. Returns: whether there were any */
static gboolean
split_cycles (Work *work)
{
  int n_runs = (int) work->runs->len;
  int n = sort_runs (work, FALSE, work->sorted);

  if (n == n_runs)
    return FALSE;
  g_autofree gboolean *is_sorted = g_new0 (gboolean, n_runs + 1);
  g_autofree int *back = g_new (int, n_runs + 1);
  for (int i = 0; i < n; i++)
    is_sorted[work->sorted[i]] = TRUE;
  n = sort_runs (work, TRUE, back);
  for (int i = 0; i < n; i++)
    is_sorted[back[i]] = TRUE;
  for (int i = 0; i < n_runs; i++)
    if (!is_sorted[i] && run_at (work, i)->n > 1)
      split_run (work, i);
  return TRUE;
}

static float *
place_in (Work *work, int run, gsize offset)
{
  return G_STRUCT_MEMBER_P (run_at (work, run), offset);
}

/* Runs push those behind them onward by the least distances, by the place at @onward, and those
 * before them back, by the place at @backward. */
static void
push (Work *work, gsize onward, gsize backward)
{
  int n_runs = (int) work->runs->len;

  for (int i = 0; i < n_runs; i++) {
    int run = work->sorted[i];
    for (int k = work->outs.starts[run]; k < work->outs.starts[run + 1]; k++) {
      const Order *order = &work->orders[work->outs.members[k]];
      float *to = place_in (work, order->to, onward);
      *to = MAX (*to, *place_in (work, run, onward) + order->gap);
    }
  }
  for (int i = n_runs - 1; i >= 0; i--) {
    int run = work->sorted[i];
    for (int k = work->ins.starts[run]; k < work->ins.starts[run + 1]; k++) {
      const Order *order = &work->orders[work->ins.members[k]];
      float *from = place_in (work, order->from, backward);
      *from = MIN (*from, *place_in (work, run, backward) - order->gap);
    }
  }
}

/* How far what is pinned lets each run go. Takes apart those that have nowhere to be. Returns:
 * whether there were any */
static gboolean
bound_runs (Work *work)
{
  int n_runs = (int) work->runs->len;
  gboolean is_split = FALSE;

  for (int i = 0; i < n_runs; i++) {
    Run *run = run_at (work, i);
    run->low = run->is_pinned ? run->target : -G_MAXFLOAT;
    run->high = run->is_pinned ? run->target : G_MAXFLOAT;
  }
  push (work, G_STRUCT_OFFSET (Run, low), G_STRUCT_OFFSET (Run, high));
  for (int i = 0; i < n_runs; i++) {
    if (run_at (work, i)->low <= run_at (work, i)->high + SAME || run_at (work, i)->n <= 1)
      continue;
    split_run (work, i);
    is_split = TRUE;
  }
  return is_split;
}

static void
spread_runs (Work *work)
{
  int n_runs = (int) work->runs->len;

  for (int i = 0; i < n_runs; i++) {
    Run *run = run_at (work, i);
    run->onward = run->backward = MAX (MIN (run->target, run->high), run->low);
  }
  push (work, G_STRUCT_OFFSET (Run, onward), G_STRUCT_OFFSET (Run, backward));
  for (int i = 0; i < n_runs; i++) {
    Run *run = run_at (work, i);
    run->at = run->is_pinned ? run->target : (run->onward + run->backward) / 2;
  }
}

/* The links of a run that lead out of it would have it in the middle of where they end; where that
 * is near to where one of them would be straight, it is there. */
static float
wanted_place (const Work *work, int index, float *places)
{
  const NgRanks *ranks = work->ranks;
  const Run *run = run_at (work, index);
  float sum = 0, nearest = G_MAXFLOAT;
  int n = 0;

  for (int i = 0; i < run->n; i++) {
    int item = work->members[run->first + i];
    for (int side = 0; side < 2; side++) {
      const NgLists *lists = side == 0 ? &ranks->ins : &ranks->outs;
      for (int l = lists->starts[item]; l < lists->starts[item + 1]; l++) {
        const NgRankLink *link = &ranks->links[lists->members[l]];
        int other = side == 0 ? link->from : link->to;
        float mine = side == 0 ? link->to_offset : link->from_offset;
        float its = side == 0 ? link->from_offset : link->to_offset;
        if (work->run_of[other] == index)
          continue;
        places[n] = run_at (work, work->run_of[other])->at + work->offset[other] + its - mine -
                    work->offset[item];
        sum += places[n++];
      }
    }
  }
  if (n == 0)
    return run->at;
  for (int i = 0; i < n; i++)
    if (fabsf (places[i] - sum / (float) n) < fabsf (nearest - sum / (float) n))
      nearest = places[i];
  return fabsf (nearest - sum / (float) n) < SNAP ? nearest : sum / (float) n;
}

static void
centre_run (Work *work, int index, float *places)
{
  Run *run = run_at (work, index);
  float low = -G_MAXFLOAT, high = G_MAXFLOAT;

  if (run->is_pinned || run->n == 0)
    return;
  for (int k = work->ins.starts[index]; k < work->ins.starts[index + 1]; k++) {
    const Order *order = &work->orders[work->ins.members[k]];
    low = MAX (low, run_at (work, order->from)->at + order->gap);
  }
  for (int k = work->outs.starts[index]; k < work->outs.starts[index + 1]; k++) {
    const Order *order = &work->orders[work->outs.members[k]];
    high = MIN (high, run_at (work, order->to)->at - order->gap);
  }
  if (low <= high)
    run->at = MAX (MIN (wanted_place (work, index, places), high), low);
}

static void
clear_work (Work *work)
{
  g_free (work->run_of);
  g_free (work->offset);
  g_free (work->members);
  g_free (work->orders);
  g_free (work->sorted);
  g_array_unref (work->runs);
  ng_lists_clear (&work->outs);
  ng_lists_clear (&work->ins);
}

void
ng_ranks_align (NgRanks *self, float node_gap)
{
  int n = self->n_items;
  Work work = { .ranks = self,
                .node_gap = node_gap,
                .run_of = g_new (int, n + 1),
                .offset = g_new0 (float, n + 1),
                .members = g_new (int, n + 1),
                .runs = g_array_new (FALSE, FALSE, sizeof (Run)),
                .orders = g_new (Order, n + 1),
                .sorted = g_new (int, 2 * n + 1) };
  gboolean is_done = FALSE;

  find_runs (&work);
  for (int attempt = 0; attempt < ATTEMPTS && !is_done; attempt++) {
    find_orders (&work);
    is_done = !split_cycles (&work) && !bound_runs (&work);
    self->work += (guint64) n;
  }
  if (is_done) {
    g_autofree float *places = g_new (float, 2 * self->n_links + 1);

    spread_runs (&work);
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < (int) work.runs->len; i++)
        centre_run (&work, work.sorted[round % 2 == 0 ? i : (int) work.runs->len - 1 - i], places);
      self->work += (guint64) n;
    }
    for (int i = 0; i < n; i++)
      self->items[i].v = run_at (&work, work.run_of[i])->at + work.offset[i];
  }
  clear_work (&work);
}
