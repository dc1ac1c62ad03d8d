/* Tracks for what goes across the flow between two ranks.
 *
 * Of jogs that rise, the one that begins highest goes first, and of those that fall the lowest:
 * then jogs of one kind cross no line of each other's. A jog that begins where another one ends
 * goes before that one. In this order each takes the first track behind all that it would touch. */

#include "render/layout/jogs.h"

#include "render/layout/sorted.h"

#include <math.h>
#include <stdlib.h>

/* Lines nearer to one another than this would look like one. */
#define CLOSE 3.0F
/* Points between two tracks, and between the outer ones and what is beyond. */
#define TRACK_STEP 6.0F
#define TRACK_LEAD 4.0F

/* The greatest track over ranges of places; a tree over 2^k of them. */
typedef struct {
  int n;
  int *most;  /* of any place below */
  int *cover; /* of all places below */
} Ranges;

/* First place of @values, (array length=n), that is not below @value. */
static int
find_place (const float *values, int n, float value)
{
  int low = 0, high = n;

  while (low < high) {
    int middle = (low + high) / 2;
    if (values[middle] < value)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static int
ranges_most (const Ranges *self, int at, int begin, int end, int from, int to)
{
  if (to < begin || end < from)
    return -1;
  if (from <= begin && end <= to)
    return self->most[at];

  int middle = (begin + end) / 2;
  int a = ranges_most (self, 2 * at, begin, middle, from, to);
  int b = ranges_most (self, 2 * at + 1, middle + 1, end, from, to);
  return MAX (self->cover[at], MAX (a, b));
}

static void
ranges_raise (Ranges *self, int at, int begin, int end, int from, int to, int value)
{
  if (to < begin || end < from)
    return;
  self->most[at] = MAX (self->most[at], value);
  if (from <= begin && end <= to) {
    self->cover[at] = MAX (self->cover[at], value);
    return;
  }

  int middle = (begin + end) / 2;
  ranges_raise (self, 2 * at, begin, middle, from, to, value);
  ranges_raise (self, 2 * at + 1, middle + 1, end, from, to, value);
}

static void
find_span (const NgJog *jog, const float *ends, float *low, float *high)
{
  *low = *high = jog->from;
  for (int i = jog->first_end; i < jog->first_end + jog->n_ends; i++) {
    *low = MIN (*low, ends[i]);
    *high = MAX (*high, ends[i]);
  }
}

static int *
sort_jogs (const NgJog *jogs, int n, const float *ends)
{
  g_autofree NgSorted *keys = g_new (NgSorted, n + 1);
  int *order = g_new (int, n + 1), n_rising = 0;

  for (int i = 0; i < n; i++) {
    float low, high;
    find_span (&jogs[i], ends, &low, &high);
    if (high - jogs[i].from >= jogs[i].from - low)
      keys[n_rising++] = (NgSorted){ -jogs[i].from, i, i };
  }
  int n_keys = n_rising;
  for (int i = 0; i < n; i++) {
    float low, high;
    find_span (&jogs[i], ends, &low, &high);
    if (high - jogs[i].from < jogs[i].from - low)
      keys[n_keys++] = (NgSorted){ jogs[i].from, i, i };
  }
  qsort (keys, (gsize) n_rising, sizeof *keys, ng_sorted_compare);
  qsort (keys + n_rising, (gsize) (n - n_rising), sizeof *keys, ng_sorted_compare);
  for (int i = 0; i < n; i++)
    order[i] = keys[i].item;
  return order;
}

/* The first place from @at on that is not passed, @next saying of each passed one where to look. */
static int
find_open (int *next, int at)
{
  int open = at;

  while (next[open] != open)
    open = next[open];
  while (next[at] != open) {
    int behind = next[at];
    next[at] = open;
    at = behind;
  }
  return open;
}

/* Moves every jog behind those that begin where it ends: a depth-first walk, which passes over what
 * it is in the middle of, so that two jogs that change places keep their order. */
static void
heed_ends (const NgJog *jogs, int n, const float *ends, int *order)
{
  g_autofree NgSorted *starts = g_new (NgSorted, n + 1);
  g_autofree float *values = g_new (float, n + 1);
  g_autofree int *stack = g_new (int, n + 1), *next = g_new0 (int, n + 1);
  g_autofree int *wanted = g_memdup2 (order, (gsize) n * sizeof *order);
  g_autofree int *open = g_new (int, n + 1), *place_of = g_new (int, n + 1);
  int n_done = 0;

  for (int i = 0; i < n; i++)
    starts[i] = (NgSorted){ jogs[i].from, i, i };
  qsort (starts, (gsize) n, sizeof *starts, ng_sorted_compare);
  for (int i = 0; i < n; i++) {
    values[i] = starts[i].key;
    place_of[starts[i].item] = i;
  }
  for (int i = 0; i <= n; i++)
    open[i] = i;

  for (int i = 0; i < n; i++) {
    int depth = 0, place = place_of[wanted[i]];
    if (open[place] != place)
      continue;
    open[place]++;
    stack[depth++] = wanted[i];
    while (depth > 0) {
      int at = stack[depth - 1];
      if (next[at] == jogs[at].n_ends) {
        order[n_done++] = at;
        depth--;
        continue;
      }
      float end = ends[jogs[at].first_end + next[at]++];
      place = find_open (open, find_place (values, n, end - CLOSE));
      if (place < n && values[place] < end + CLOSE) {
        open[place]++;
        stack[depth++] = starts[place].item;
        next[at]--;
      }
    }
  }
}

int
ng_jogs_set_tracks (NgJog *jogs, int n, const float *ends)
{
  g_autofree int *order = NULL;
  g_autofree float *places = g_new (float, 2 * n + 1);
  Ranges ranges = { 2 * n, NULL, NULL };
  int n_tracks = 0;

  if (n <= 0)
    return 0;
  if (n == 1) {
    jogs[0].track = 0;
    return 1;
  }
  order = sort_jogs (jogs, n, ends);
  heed_ends (jogs, n, ends, order);
  for (int i = 0; i < n; i++) {
    find_span (&jogs[i], ends, &places[2 * i], &places[2 * i + 1]);
    places[2 * i] -= CLOSE / 2;
    places[2 * i + 1] += CLOSE / 2;
  }
  qsort (places, 2 * (gsize) n, sizeof *places, ng_float_compare);
  ranges.most = g_new (int, 8 * n + 8);
  ranges.cover = g_new (int, 8 * n + 8);
  for (int i = 0; i < 8 * n + 8; i++)
    ranges.most[i] = ranges.cover[i] = -1;
  for (int i = 0; i < n; i++) {
    NgJog *jog = &jogs[order[i]];
    float low, high;
    find_span (jog, ends, &low, &high);
    int from = find_place (places, 2 * n, low - CLOSE / 2);
    int to = find_place (places, 2 * n, high + CLOSE / 2);
    jog->track = ranges_most (&ranges, 1, 0, ranges.n - 1, from, to) + 1;
    ranges_raise (&ranges, 1, 0, ranges.n - 1, from, to, jog->track);
    n_tracks = MAX (n_tracks, jog->track + 1);
  }
  g_free (ranges.most);
  g_free (ranges.cover);
  return n_tracks;
}

float
ng_tracks_room (int n_tracks)
{
  return n_tracks > 0 ? 2 * TRACK_LEAD + TRACK_STEP * (float) (n_tracks - 1) : 0;
}
