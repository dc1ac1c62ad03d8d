/* Each chain is a row of elements, and each element a number. Rows that follow themselves are found
 * in it, those of the least period are taken first, and each becomes one element of a shorter row,
 * in which others are found, until there are none. So a stage of three blocks is ×3 before two
 * stages may be ×2.
 *
 * A row that repeats in between may be cut into copies at several places: a copy begins with what
 * has learned most, the layer before its activation and the block before its normalization. */

#include "core/graph/repeats.h"

#include "core/graph/repeat-keys.h"
#include "core/graph/runs.h"

#include <stdlib.h>
#include <string.h>

/* @apart: (nullable): names of repeats that count as none, with the paths of their nets */
struct _NgRepeatFinder {
  NgRepeatLikeness likeness;
  NgKeyTable *table;
  GHashTable *apart;
};

/* An element of a chain, or a repeat that stands for all its copies.
 *
 * @first, @n: members of the chain
 * @repeat: its number, or -1
 */
typedef struct {
  int number, first, n, repeat;
} Item;

typedef struct {
  NgRepeatFinder *finder;
  const NgRepeatKeys *keys;
  GArray *found; /* NgRepeat, those inside others first */
  guint64 work;
} Search;

/* ---- one chain ---- */

static int
by_period (gconstpointer a, gconstpointer b)
{
  const NgRun *x = a, *y = b;

  if (x->period != y->period)
    return x->period < y->period ? -1 : 1;
  if (x->length != y->length)
    return x->length > y->length ? -1 : 1;
  return (x->first > y->first) - (x->first < y->first);
}

/* The longest part of the run that nothing has taken. */
static NgRun
find_free (const NgRun *run, const gboolean *is_taken)
{
  NgRun best = { run->first, 0, run->period };
  int begin = run->first;

  for (int i = run->first; i <= run->first + run->length; i++) {
    if (i < run->first + run->length && !is_taken[i])
      continue;
    if (i - begin > best.length)
      best = (NgRun){ begin, i - begin, run->period };
    begin = i + 1;
  }
  return best;
}

static double
heft_of (const Search *search, int chain, const Item *item)
{
  const NgRegions *regions = search->keys->regions;
  double heft = 0;

  for (int m = item->first; m < item->first + item->n; m++)
    heft += search->keys->heft[regions->members[regions->starts[chain] + m]];
  return heft;
}

/* Where copies begin: the first of the heaviest places. */
static int
find_beginning (const Search *search, int chain, const Item *items, const NgRun *run)
{
  int best = run->first;
  double most = heft_of (search, chain, &items[best]);

  for (int i = run->first + 1; i <= run->first + run->length % run->period; i++) {
    double heft = heft_of (search, chain, &items[i]);
    if (heft > most) {
      most = heft;
      best = i;
    }
  }
  return best;
}

static gboolean
are_alike (const Search *search, const NgRepeat *found, int likeness)
{
  const NgRegions *regions = search->keys->regions;
  const int *members = regions->members + regions->starts[found->chain] + found->first;
  const int *elements = search->keys->elements[likeness];

  for (int i = found->length; i < found->length * found->count; i++)
    if (elements[members[i]] != elements[members[i - found->length]])
      return FALSE;
  return TRUE;
}

static int
number_copy (const Search *search, const NgRepeat *found)
{
  const NgRegions *regions = search->keys->regions;
  const int *members = regions->members + regions->starts[found->chain] + found->first;
  g_autofree int *row = g_new (int, found->length + 1);

  row[0] = -1 - (int) found->likeness;
  for (int i = 0; i < found->length; i++)
    row[i + 1] = search->keys->elements[found->likeness][members[i]];
  return ng_key_table_number (search->finder->table, row, (guint) found->length + 1);
}

/* Makes one item of all copies. */
static Item
add_repeat (Search *search, int chain, const Item *items, int first, int period, int count)
{
  const NgRegions *regions = search->keys->regions;
  const Item *last = &items[first + period - 1];
  NgRepeat found = { .count = count,
                     .chain = chain,
                     .first = items[first].first,
                     .length = last->first + last->n - items[first].first,
                     .parent = -1 };
  int index = (int) search->found->len;
  g_autofree int *row = g_new (int, period + 2);

  for (int i = 0; i < found.length; i++)
    found.n_layers +=
        search->keys->n_layers[regions->members[regions->starts[chain] + found.first + i]];
  found.likeness = search->finder->likeness;
  for (int likeness = 0; likeness < (int) search->finder->likeness; likeness++)
    if (are_alike (search, &found, likeness)) {
      found.likeness = (NgRepeatLikeness) likeness;
      break;
    }
  found.class = number_copy (search, &found);
  g_array_append_val (search->found, found);
  for (int i = 0; i < period * count; i++) {
    int inner = items[first + i].repeat;
    if (inner >= 0) {
      NgRepeat *repeat = &g_array_index (search->found, NgRepeat, inner);
      repeat->parent = index;
      repeat->parent_copy = i / period;
    }
  }
  row[0] = G_MININT;
  row[1] = count;
  for (int i = 0; i < period; i++)
    row[i + 2] = items[first + i].number;
  search->work += (guint64) (found.length * count);
  return (Item){ ng_key_table_number (search->finder->table, row, (guint) period + 2),
                 found.first,
                 found.length * count,
                 index };
}

/* Takes what repeats in a row together. Returns: the length of the row from then on */
static int
contract (Search *search, int chain, Item *items, int n)
{
  g_autofree int *row = g_new (int, n + 1);
  g_autofree gboolean *is_taken = g_new0 (gboolean, n + 1);
  g_autofree NgRun *starting = g_new0 (NgRun, n + 1);
  int length = 0;

  for (int i = 0; i < n; i++)
    row[i] = items[i].number;
  g_autoptr (GArray) runs = ng_runs_find (row, n, &search->work);
  g_array_sort (runs, by_period);
  for (guint r = 0; r < runs->len; r++) {
    const NgRun *whole = &g_array_index (runs, NgRun, r);
    NgRun run = find_free (whole, is_taken);
    search->work += (guint64) whole->length;
    if (run.length < 2 * run.period)
      continue;
    int first = find_beginning (search, chain, items, &run);
    int count = (run.first + run.length - first) / run.period;
    starting[first] = (NgRun){ first, count, run.period };
    for (int i = first; i < first + count * run.period; i++)
      is_taken[i] = TRUE;
  }
  for (int i = 0; i < n;) {
    const NgRun *run = &starting[i];
    Item item =
        run->length > 0 ? add_repeat (search, chain, items, i, run->period, run->length) : items[i];
    i += run->length > 0 ? run->length * run->period : 1;
    items[length++] = item;
  }
  return length;
}

static void
search_chain (Search *search, int chain)
{
  const NgRegions *regions = search->keys->regions;
  const int *elements = search->keys->elements[search->finder->likeness];
  int n = regions->starts[chain + 1] - regions->starts[chain];
  g_autofree Item *items = g_new (Item, n + 1);

  for (int m = 0; m < n; m++) {
    int node = regions->members[regions->starts[chain] + m];
    /* What has no layer is no part of a repeat. */
    int number = search->keys->n_layers[node] > 0 ? elements[node] : -1 - m;
    items[m] = (Item){ number, m, 1, -1 };
  }
  for (int length = n, shorter; length > 1; length = shorter) {
    shorter = contract (search, chain, items, length);
    if (shorter == length)
      break;
  }
}

/* ---- all together ---- */

/* Of each node in a chain: the innermost repeat that its element is in as a whole, and the copy. */
typedef struct {
  int *repeat, *copy;
} Places;

/* Repeats of a chain were found from the inside outwards. */
static void
place_chain (const Search *search, int from, int to, const Places *places)
{
  const NgRegions *regions = search->keys->regions;

  for (int r = to - 1; r >= from; r--) {
    const NgRepeat *found = &g_array_index (search->found, NgRepeat, r);
    const int *members = regions->members + regions->starts[found->chain] + found->first;
    for (int i = 0; i < found->length * found->count; i++) {
      places->repeat[members[i]] = r;
      places->copy[members[i]] = i / found->length;
    }
  }
}

/* What is inside an element is in the repeats that the element is in. */
static void
join_chains (Search *search, const Places *places)
{
  const NgRegions *regions = search->keys->regions;

  for (int chain = 1; chain < regions->n_chains; chain++)
    for (int m = regions->starts[chain]; m < regions->starts[chain + 1]; m++) {
      int node = regions->members[m], around = regions->parent[chain];
      if (places->repeat[node] >= 0)
        continue;
      places->repeat[node] = places->repeat[around];
      places->copy[node] = places->copy[around];
    }
  for (guint r = 0; r < search->found->len; r++) {
    NgRepeat *found = &g_array_index (search->found, NgRepeat, r);
    int around = regions->parent[found->chain];
    if (found->parent >= 0 || around < 0)
      continue;
    found->parent = places->repeat[around];
    found->parent_copy = places->copy[around];
  }
}

static char *
name_repeat (const NgRegions *regions, const NgNet *net, const NgRepeat *repeat)
{
  int node = regions->members[regions->starts[repeat->chain] + repeat->first];
  g_autofree char *layer = NULL;

  if (node >= regions->n_layers)
    return NULL;
  layer = ng_net_shown_name (net, (gsize) node);
  return g_strdup_printf ("%s+%d", layer, repeat->n_layers - 1);
}

/* Which repeats count as none. Returns: (nullable): for each, whether it does; %NULL where none */
static gboolean *
find_apart (const Search *search, const NgNet *net, const char *path)
{
  gboolean *is_apart;

  if (search->finder->apart == NULL)
    return NULL;
  is_apart = g_new0 (gboolean, search->found->len + 1);
  for (guint r = 0; r < search->found->len; r++) {
    g_autofree char *name =
        name_repeat (search->keys->regions, net, &g_array_index (search->found, NgRepeat, r));
    g_autofree char *whole =
        name != NULL && *path != '\0' ? g_strconcat (path, "/", name, NULL) : g_strdup (name);

    is_apart[r] = whole != NULL && g_hash_table_contains (search->finder->apart, whole);
  }
  return is_apart;
}

/* What is in a repeat that counts as none is in the one around it. */
static void
go_outwards (const Search *search, const gboolean *is_apart, int *repeat, int *copy)
{
  while (*repeat >= 0 && is_apart[*repeat]) {
    const NgRepeat *found = &g_array_index (search->found, NgRepeat, *repeat);

    *copy = found->parent_copy;
    *repeat = found->parent;
  }
}

static void
take_apart (Search *search, const Places *places, const gboolean *is_apart)
{
  for (guint r = 0; r < search->found->len; r++) {
    NgRepeat *found = &g_array_index (search->found, NgRepeat, r);

    go_outwards (search, is_apart, &found->parent, &found->parent_copy);
  }
  for (int node = 0; node < search->keys->regions->n_nodes; node++)
    go_outwards (search, is_apart, &places->repeat[node], &places->copy[node]);
}

/* Renumbers repeats so that those around others come first, without those that count as none.
 * @is_apart: (nullable). Returns: the new number of each */
static int *
sort_repeats (const Search *search, const gboolean *is_apart, NgRepeats *self)
{
  int n = (int) search->found->len, n_done = 0;
  int *number = g_new (int, n + 1);
  g_autofree int *path = g_new (int, n + 1);

  self->repeats = g_new (NgRepeat, n + 1);
  for (int r = 0; r < n; r++)
    number[r] = -1;
  for (int r = 0; r < n; r++) {
    int length = 0;
    if (is_apart != NULL && is_apart[r])
      continue;
    for (int at = r; at >= 0 && number[at] < 0;
         at = g_array_index (search->found, NgRepeat, at).parent)
      path[length++] = at;
    while (length > 0) {
      const NgRepeat *repeat = &g_array_index (search->found, NgRepeat, path[--length]);
      number[path[length]] = n_done;
      self->repeats[n_done] = *repeat;
      if (repeat->parent >= 0)
        self->repeats[n_done].parent = number[repeat->parent];
      n_done++;
    }
  }
  self->n_repeats = n_done;
  return number;
}

static void
find_shown (NgRepeats *self, int n_layers)
{
  g_autofree gboolean *is_first = g_new (gboolean, self->n_repeats + 1);

  for (int r = 0; r < self->n_repeats; r++) {
    const NgRepeat *repeat = &self->repeats[r];
    is_first[r] = repeat->parent < 0 || (repeat->parent_copy == 0 && is_first[repeat->parent]);
  }
  for (int layer = 0; layer < n_layers; layer++)
    self->is_shown[layer] =
        self->repeat[layer] < 0 || (self->copy[layer] == 0 && is_first[self->repeat[layer]]);
}

/* Only what is last in a copy is read elsewhere, and it has its like in the first copy. */
static int
find_twin (const Search *search, const NgRepeats *self, const Places *places, int layer)
{
  const NgRegions *regions = search->keys->regions;
  int chain = regions->chain[layer];

  if (self->is_shown[layer] || chain < 0)
    return self->is_shown[layer] ? layer : -1;
  int member = regions->member[layer];
  for (int r = places->repeat[layer]; r >= 0;) {
    const NgRepeat *found = &g_array_index (search->found, NgRepeat, r);
    if (found->chain != chain)
      break;
    member = found->first + (member - found->first) % found->length;
    r = found->parent;
  }
  int twin = regions->members[regions->starts[chain] + member];
  return twin < regions->n_layers && self->is_shown[twin] ? twin : -1;
}

NgRepeatFinder *
ng_repeat_finder_new (NgRepeatLikeness likeness, const char *const *apart)
{
  NgRepeatFinder *self = g_new0 (NgRepeatFinder, 1);

  g_return_val_if_fail (likeness < NG_N_REPEAT_LIKENESSES, NULL);
  self->likeness = likeness;
  self->table = ng_key_table_new (MAX (likeness, NG_REPEAT_PARAMETERS), apart);
  for (; apart != NULL && *apart != NULL; apart++) {
    if (!g_str_has_prefix (*apart, NG_REPEAT_MARK))
      continue;
    if (self->apart == NULL)
      self->apart = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add (self->apart, g_strdup (*apart + strlen (NG_REPEAT_MARK)));
  }
  return self;
}

void
ng_repeat_finder_free (NgRepeatFinder *self)
{
  if (self == NULL)
    return;
  ng_key_table_free (self->table);
  g_clear_pointer (&self->apart, g_hash_table_unref);
  g_free (self);
}

void
ng_repeat_finder_set_cancellable (NgRepeatFinder *self, GCancellable *cancellable)
{
  ng_key_table_set_cancellable (self->table, cancellable);
}

gsize
ng_repeat_finder_size (const NgRepeatFinder *self)
{
  return ng_key_table_size (self->table);
}

NgRepeats *
ng_repeats_new (NgRepeatFinder *finder, const NgNet *net, const char *path)
{
  NgRepeats *self = g_new0 (NgRepeats, 1);
  g_autoptr (NgRepeatKeys) keys = ng_repeat_keys_new (finder->table, net, path);
  const NgRegions *regions = keys->regions;
  Search search = { finder, keys, g_array_new (FALSE, FALSE, sizeof (NgRepeat)), keys->work };
  Places places = { g_new (int, regions->n_nodes), g_new0 (int, regions->n_nodes) };
  int n = regions->n_layers;

  for (int node = 0; node < regions->n_nodes; node++)
    places.repeat[node] = -1;
  for (int chain = 0; chain < regions->n_chains; chain++) {
    int from = (int) search.found->len;
    search_chain (&search, chain);
    place_chain (&search, from, (int) search.found->len, &places);
  }
  join_chains (&search, &places);

  g_autofree gboolean *is_apart = find_apart (&search, net, path);
  if (is_apart != NULL)
    take_apart (&search, &places, is_apart);
  g_autofree int *number = sort_repeats (&search, is_apart, self);
  self->repeat = g_new (int, n + 1);
  self->copy = g_new0 (int, n + 1);
  self->is_shown = g_new (gboolean, n + 1);
  self->twin = g_new (int, n + 1);
  self->kind = g_memdup2 (keys->kinds[NG_REPEAT_PARAMETERS], sizeof (int) * (gsize) (n + 1));
  for (int layer = 0; layer < n; layer++) {
    int at = regions->chain[layer] >= 0 ? layer : regions->home[layer];
    int repeat = at >= 0 ? places.repeat[at] : -1;
    self->repeat[layer] = repeat >= 0 ? number[repeat] : -1;
    self->copy[layer] = repeat >= 0 ? places.copy[at] : 0;
  }
  find_shown (self, n);
  for (int layer = 0; layer < n; layer++)
    self->twin[layer] = find_twin (&search, self, &places, layer);
  g_atomic_ref_count_init (&self->references);
  self->work = search.work;
  self->regions = g_steal_pointer (&keys->regions);
  g_array_unref (search.found);
  g_free (places.repeat);
  g_free (places.copy);
  return self;
}

char *
ng_repeat_name (const NgRepeats *self, const NgNet *net, const NgRepeat *repeat)
{
  return name_repeat (self->regions, net, repeat);
}

NgRepeats *
ng_repeats_ref (NgRepeats *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_repeats_unref (NgRepeats *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  ng_regions_free (self->regions);
  g_free (self->repeats);
  g_free (self->repeat);
  g_free (self->copy);
  g_free (self->is_shown);
  g_free (self->twin);
  g_free (self->kind);
  g_free (self);
}
