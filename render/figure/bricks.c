#include "render/figure/bricks.h"

#include "render/figure/bricks-alike.h"
#include "render/figure/bricks-ties.h"
#include "render/figure/content.h"

#include <string.h>

/* Characters of a net's term that make it a sign, in a circle. */
#define MOST_SIGN 2
/* Branches in branches. */
#define MOST_NESTED 100

typedef struct {
  const NgFigure *figure;
  NgRepeatFinder *finder;
  GHashTable *wrong; /* nodes of the outermost net to inputs that do not fit, each + 1 */
  int n_bricks, n_nested;
  gboolean has_failed;
  GError **error;
} Maker;

/* ---- bricks ---- */

static NgBrick *
brick_new (Maker *maker, NgBrickKind kind, char *words)
{
  NgBrick *self = g_new0 (NgBrick, 1);

  self->kind = kind;
  self->words = words;
  self->count = 1;
  self->beside_node = self->wrong_port = -1;
  self->category = NG_CATEGORY_CONTAINER;
  self->branches = g_ptr_array_new ();
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->outlets = g_ptr_array_new_with_free_func (g_free);
  maker->n_bricks += kind != NG_BRICK_POINT && kind != NG_BRICK_FRAME;
  return self;
}

static void brick_row_free (NgBrickRow *self);

static void
brick_free (NgBrick *self)
{
  g_free (self->words);
  g_free (self->label);
  g_free (self->letters);
  g_free (self->net);
  if (self->inner != NULL)
    brick_row_free (self->inner);
  for (guint i = 0; i < self->branches->len; i++)
    brick_row_free (self->branches->pdata[i]);
  g_ptr_array_unref (self->branches);
  if (self->beside != NULL)
    brick_row_free (self->beside);
  g_clear_pointer (&self->ties, g_array_unref);
  ng_layout_free (self->layout);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->outlets);
  g_free (self);
}

static NgBrickRow *
brick_row_new (void)
{
  NgBrickRow *self = g_new0 (NgBrickRow, 1);

  self->bricks = g_ptr_array_new ();
  return self;
}

static void
brick_row_free (NgBrickRow *self)
{
  for (guint i = 0; i < self->bricks->len; i++)
    brick_free (self->bricks->pdata[i]);
  g_ptr_array_unref (self->bricks);
  g_free (self->label);
  g_free (self);
}

void
ng_bricks_free (NgBricks *self)
{
  if (self == NULL)
    return;
  if (self->row != NULL)
    brick_row_free (self->row);
  g_free (self);
}

/* ---- nets inside ---- */

/* Whether all that reads a node is the layer. */
static gboolean
is_read_by (const NgBrickLevel *level, int node, int layer)
{
  if (node >= level->regions->n_layers)
    return FALSE;
  for (gsize port = 0; port < ng_layer_n_outputs (ng_net_layer (level->net, (gsize) node));
       port++) {
    gsize n;
    NgSource source = { NG_SOURCE_LAYER, node, (int) port };
    const NgTarget *targets = ng_net_targets (level->net, source, &n);
    for (gsize t = 0; t < n; t++)
      if (targets[t].index != layer)
        return FALSE;
  }
  return TRUE;
}

/* Whether one line leads to the net, as far as lines are no notes; a second one may come from what
 * stands beside it if what it feeds is aside in the net. @beside: (out): the node that this one
 * comes from, or -1 */
static gboolean
can_open (const NgBrickLevel *level, NgBrickLevel *inner, int *beside)
{
  const NgRegions *regions = level->regions;
  int layer = inner->layer, main = -1;
  gsize n = ng_layer_n_inputs (ng_net_layer (level->net, (gsize) layer));
  g_autofree int *sources = g_new (int, n + 1);

  *beside = -1;
  for (gsize i = 0; i < n; i++) {
    int source = ng_regions_source (regions, ng_net_source (level->net, (gsize) layer, i));
    gboolean is_line = source >= 0 && regions->chain[source] >= 0 && !regions->is_aside[source];
    gboolean is_aside = inner->regions->is_aside[inner->regions->first_input + (int) i];
    sources[i] = is_line && is_aside ? source : -1;
    if (!is_line || is_aside)
      continue;
    if (main >= 0 && source != main)
      return FALSE;
    main = source;
  }
  for (gsize i = 0; i < n; i++) {
    if (sources[i] < 0)
      continue;
    if ((*beside >= 0 && sources[i] != *beside) || sources[i] == main ||
        regions->parent[regions->chain[sources[i]]] != layer ||
        !is_read_by (level, sources[i], layer))
      return FALSE;
    *beside = sources[i];
    if (inner->is_beside == NULL)
      inner->is_beside = g_new0 (gboolean, n + 1);
    inner->is_beside[i] = TRUE;
  }
  return TRUE;
}

/* The only brick that has the note, if that stands in a row that nothing stands beside. @n:
 * (inout): how many have it */
static NgBrick *
find_noted (const NgBrickRow *row, const char *words, gboolean is_alone, int *n)
{
  NgBrick *found = NULL;

  for (guint i = 0; i < row->bricks->len; i++) {
    NgBrick *brick = row->bricks->pdata[i], *inner = NULL;
    gboolean has_it = brick->kind == NG_BRICK_PORT && strcmp (brick->words, words) == 0;
    *n += has_it;
    for (guint k = 0; k < brick->notes->len; k++)
      if (strcmp (brick->notes->pdata[k], words) == 0) {
        (*n)++;
        found = is_alone && brick->notes->len == 1 ? brick : found;
      }
    if (brick->inner != NULL)
      inner = find_noted (brick->inner, words, is_alone, n);
    found = inner != NULL ? inner : found;
    for (guint b = 0; b < brick->branches->len; b++) {
      gboolean is_only = is_alone && brick->branches->len == 1 && brick->ties == NULL;
      inner = find_noted (brick->branches->pdata[b], words, is_only, n);
      found = inner != NULL ? inner : found;
    }
  }
  return found;
}

static NgBrickRow *
make_row (Maker *maker, const NgBrickLevel *level, int chain, int from, int to, int around);

/* Whether a net shows one layer only, be it often repeated. */
static gboolean
shows_one (const NgBrickLevel *level)
{
  const NgRegions *regions = level->regions;
  int n = 0;

  for (int m = 0; m < regions->starts[1];) {
    int repeat = ng_brick_level_repeat (level, 0, m, -1);
    const NgRepeat *it = repeat >= 0 ? &level->repeats->repeats[repeat] : NULL;
    if (level->inside[regions->members[m]] != NULL)
      return FALSE;
    n += it != NULL ? it->length : regions->members[m] < regions->n_layers;
    m += it != NULL ? it->length * it->count : 1;
  }
  return n == 1;
}

/* ---- elements ---- */

static NgPick
pick_of (const NgBrickLevel *level, int node)
{
  const NgRegions *regions = level->regions;

  if (node < regions->n_layers)
    return (NgPick){ NG_PICK_VERTEX, 0, ng_net_vertex (level->net, (gsize) node), 0 };
  if (ng_regions_is_input (regions, node))
    return (NgPick){ NG_PICK_NET_INPUT, (guint32) (node - regions->first_input), 0, 0 };
  return (NgPick){ NG_PICK_NET_OUTPUT, (guint32) (node - regions->first_output), 0, 0 };
}

/* A circle for what joins values by a sign, a box for all else. */
static NgBrick *
make_box (Maker *maker, const NgBrickLevel *level, int layer)
{
  char *words = ng_brick_level_words (level, layer);
  gboolean is_sign = ng_layer_n_inputs (ng_net_layer (level->net, (gsize) layer)) > 1 &&
                     g_utf8_strlen (words, -1) <= MOST_SIGN && !g_ascii_isalnum (words[0]);
  NgBrick *self = brick_new (maker, is_sign ? NG_BRICK_SIGN : NG_BRICK_BOX, words);

  self->category = ng_brick_level_category (level, layer);
  return self;
}

/* The frame that is all there is in a row, which is freed then: two frames would say no more. */
static NgBrick *
take_only_frame (NgBrickRow *row)
{
  NgBrick *only = NULL;

  for (guint i = 0; i < row->bricks->len; i++) {
    NgBrick *brick = row->bricks->pdata[i];
    if (brick->kind == NG_BRICK_POINT && brick->branches->len == 0)
      continue;
    if (only != NULL || brick->kind != NG_BRICK_FRAME || brick->branches->len > 0 ||
        brick->notes->len > 0 || brick->beside != NULL)
      return NULL;
    only = brick;
  }
  if (only != NULL) {
    g_ptr_array_remove (row->bricks, only);
    brick_row_free (row);
    g_clear_pointer (&only->net, g_free);
    only->is_passed = FALSE;
  }
  return only;
}

/* What comes from beside leads to the brick that has the note of it. Returns: whether there is one
 */
static gboolean
reach_beside (const NgBrickLevel *level, NgBrick *frame, int beside)
{
  g_autofree char *words = ng_brick_level_words (level, beside);
  int n = 0;
  NgBrick *reached = find_noted (frame->inner, words, TRUE, &n);

  if (reached == NULL || n != 1)
    return FALSE;
  g_ptr_array_set_size (reached->notes, 0);
  reached->is_reached = TRUE;
  frame->beside_node = beside;
  return TRUE;
}

static NgBrick *
make_layer (Maker *maker, const NgBrickLevel *level, int layer)
{
  g_autofree char *path = NULL;
  NgNet *net = ng_brick_level_open (level, layer, &path);
  NgBrick *self = NULL;
  NgBrickLevel inner;
  NgBrickRow *row = NULL;
  int beside = -1;

  if (net == NULL)
    return make_box (maker, level, layer);

  ng_brick_level_init (&inner, maker->finder, level, net, path, maker->figure, level->depth - 1);
  inner.layer = layer;
  inner.is_brief = level->depth < 0;
  inner.depth += shows_one (&inner);
  gboolean opens =
      (!inner.is_brief || ng_brick_level_is_skipped (&inner)) && can_open (level, &inner, &beside);
  if (opens)
    row = make_row (maker, &inner, 0, 0, inner.regions->starts[1], -1);
  ng_brick_level_clear (&inner);
  if (!opens)
    return make_box (maker, level, layer);
  if (row == NULL)
    return NULL;
  self = take_only_frame (row);
  if (self == NULL) {
    self = brick_new (maker, NG_BRICK_FRAME, NULL);
    self->inner = row;
  }
  char *words = ng_brick_level_frame_words (level, layer);
  if (words != NULL) {
    g_free (self->words);
    self->words = words;
    self->is_settled =
        ng_figure_alias (maker->figure, level->net, level->path, (gsize) layer) != NULL;
  }
  if (beside >= 0 && !reach_beside (level, self, beside)) {
    brick_free (self);
    return make_box (maker, level, layer);
  }
  return self;
}

static NgBrick *
make_brick (Maker *maker, const NgBrickLevel *level, int node)
{
  const NgRegions *regions = level->regions;
  gboolean is_port = node >= regions->n_layers && node < regions->root &&
                     (level->outer == NULL || ng_brick_level_aside (level, node) >= 0);
  NgBrick *self;

  if (node < regions->n_layers)
    self = make_layer (maker, level, node);
  else
    self = brick_new (maker,
                      is_port ? NG_BRICK_PORT : NG_BRICK_POINT,
                      is_port ? ng_brick_level_source (level, node) : NULL);
  if (self == NULL)
    return NULL;
  if (node < regions->root)
    self->pick = pick_of (level, node);
  if (level->outer == NULL)
    self->wrong_port =
        GPOINTER_TO_INT (g_hash_table_lookup (maker->wrong, GINT_TO_POINTER (node + 1))) - 1;
  self->net = g_strdup (level->path);
  return self;
}

static gboolean
has_note (const NgBrick *brick, const char *words)
{
  if (brick->kind == NG_BRICK_PORT)
    return strcmp (brick->words, words) == 0;
  for (guint i = 0; i < brick->notes->len; i++)
    if (strcmp (brick->notes->pdata[i], words) == 0)
      return TRUE;
  for (guint i = 0; brick->inner != NULL && i < brick->inner->bricks->len; i++) {
    const NgBrick *inner = brick->inner->bricks->pdata[i];
    if (has_note (inner, words))
      return TRUE;
    for (guint b = 0; b < inner->branches->len; b++) {
      const NgBrickRow *row = inner->branches->pdata[b];
      for (guint k = 0; k < row->bricks->len; k++)
        if (has_note (row->bricks->pdata[k], words))
          return TRUE;
    }
  }
  return FALSE;
}

/* What comes to a frame is said where it comes to in it. */
static void
add_note (const NgBrickLevel *level, NgBrick *brick, int source)
{
  g_autofree char *words = ng_brick_level_source (level, source);

  if (has_note (brick, words))
    return;
  g_ptr_array_add (brick->notes, g_steal_pointer (&words));
}

/* Whether an operator gives on an array of its own as it is, as files have it that share arrays. */
static gboolean
passes_constant (const NgBrickLevel *level, int layer)
{
  const NgLayer *self = ng_net_layer (level->net, (gsize) layer);

  for (gsize i = 0; i < ng_layer_n_inputs (self); i++)
    if (ng_net_source (level->net, (gsize) layer, i).kind != NG_SOURCE_NONE)
      return FALSE;
  return strcmp (ng_layer_kind (self), "Identity") == 0;
}

/* Rows of layers that are aside: each goes on as long as one alone reads the one before. */
static gboolean
add_served (Maker *maker, const NgBrickLevel *level, int node, NgBrick *brick)
{
  const NgRegions *regions = level->regions;
  const GArray *served = level->served[node];
  g_autoptr (GHashTable) rows = g_hash_table_new (NULL, NULL);
  int before = ng_brick_level_before (level, node);

  for (guint i = 0; served != NULL && i < served->len; i++) {
    int layer = g_array_index (served, int, i);
    if (passes_constant (level, layer))
      continue;
    NgBrick *next = make_brick (maker, level, layer);
    NgBrickRow *row = NULL;

    if (next == NULL)
      return FALSE;
    for (gsize k = 0; k < ng_regions_n_inputs (regions, level->net, layer); k++) {
      NgSource from = ng_regions_input (regions, level->net, layer, k);
      int source = ng_regions_source (regions, from);
      NgBrickRow *known = g_hash_table_lookup (rows, GINT_TO_POINTER (source + 1));
      gsize n = 0;
      if (source < 0)
        continue;
      if (known != NULL)
        ng_net_targets (level->net, from, &n);
      if (known != NULL && row == NULL && n == 1) {
        row = known;
        next->is_passed = TRUE;
        g_hash_table_remove (rows, GINT_TO_POINTER (source + 1));
      } else if (source == before && regions->home[layer] == node && row == NULL &&
                 before < regions->n_layers) {
        row = brick_row_new ();
        row->is_attached = TRUE;
        next->is_passed = TRUE;
        g_ptr_array_add (brick->branches, row);
      } else {
        add_note (level, next, source);
      }
    }
    if (row == NULL) {
      row = brick_row_new ();
      g_ptr_array_add (brick->branches, row);
    }
    g_ptr_array_add (row->bricks, next);
    row->port = ng_brick_level_input (level, node, layer);
    row->is_joined = row->port >= 0;
    g_free (row->label);
    row->label = row->is_joined ? ng_brick_level_input_label (level, node, row->port) : NULL;
    g_hash_table_insert (rows, GINT_TO_POINTER (layer + 1), row);
  }
  return TRUE;
}

/* Chains inside the link before @node, in the order in which it reads them. */
static int
compare_inputs (gconstpointer a, gconstpointer b)
{
  const int *x = a, *y = b;

  return x[1] != y[1] ? x[1] - y[1] : x[0] - y[0];
}

static gboolean
add_inside (Maker *maker, const NgBrickLevel *level, int node, NgBrick *brick)
{
  const NgRegions *regions = level->regions;
  const GArray *inside = level->inside[node];
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, 2 * sizeof (int));
  int before = ng_brick_level_before (level, node);

  for (guint i = 0; inside != NULL && i < inside->len; i++) {
    int chain = g_array_index (inside, int, i);
    int tail = regions->members[regions->starts[chain + 1] - 1];
    int input = ng_brick_level_input (level, node, tail),
        entry[2] = { chain, input < 0 ? G_MAXINT : input };
    if (ng_brick_level_is_point (level, chain)) {
      brick->is_passed = brick->is_passed || input >= 0;
      continue;
    }
    g_array_append_val (sorted, entry);
  }
  g_array_sort (sorted, compare_inputs);
  for (guint i = 0; i < sorted->len; i++) {
    const int *entry = (const int *) (const void *) (sorted->data + i * 2 * sizeof (int));
    int chain = entry[0];
    NgBrickRow *row =
        make_row (maker, level, chain, 0, regions->starts[chain + 1] - regions->starts[chain], -1);
    if (row == NULL)
      return FALSE;
    row->is_attached = (before != regions->root || level->outer != NULL) &&
                       ng_brick_level_aside (level, regions->members[regions->starts[chain]]) < 0;
    row->port = entry[1];
    row->is_joined = entry[1] < G_MAXINT;
    row->label = row->is_joined ? ng_brick_level_input_label (level, node, row->port) : NULL;
    if (brick->beside_node >= 0 &&
        regions->members[regions->starts[chain + 1] - 1] == brick->beside_node)
      brick->beside = row;
    else
      g_ptr_array_add (brick->branches, row);
  }
  if (brick->beside != NULL)
    ng_brick_drop_chain (sorted, regions->chain[brick->beside_node]);
  ng_brick_find_ties (level, sorted, brick);
  return TRUE;
}

/* Outputs of the net that are aside. */
static void
add_outlets (const NgBrickLevel *level, int node, NgBrick *brick)
{
  const NgRegions *regions = level->regions;

  if (node >= regions->n_layers)
    return;
  for (gsize port = 0; port < ng_layer_n_outputs (ng_net_layer (level->net, (gsize) node));
       port++) {
    gsize n;
    NgSource source = { NG_SOURCE_LAYER, node, (int) port };
    const NgTarget *targets = ng_net_targets (level->net, source, &n);
    for (gsize i = 0; i < n; i++)
      if (targets[i].index < 0 && regions->is_aside[regions->first_output + targets[i].port])
        g_ptr_array_add (brick->outlets,
                         ng_brick_level_words (level, regions->first_output + targets[i].port));
  }
}

/* An element: what stands at @node, and all that comes to it. */
static NgBrick *
make_element (Maker *maker, const NgBrickLevel *level, int node)
{
  const NgRegions *regions = level->regions;
  NgBrick *self = make_brick (maker, level, node);
  int before = ng_brick_level_before (level, node);

  if (self == NULL)
    return NULL;
  for (gsize i = 0; i < ng_regions_n_inputs (regions, level->net, node); i++) {
    int source = ng_regions_source (regions, ng_regions_input (regions, level->net, node, i));
    if (source >= 0 && (regions->chain[source] >= 0
                            ? regions->is_aside[source]
                            : source >= regions->n_layers || regions->home[source] != node))
      add_note (level, self, source);
  }
  /* Lines to the beginning of a net inside lead to all its inputs. */
  self->port = before >= 0 ? MAX (ng_brick_level_input (level, node, before), 0) : 0;
  self->is_passed =
      (before >= 0 && ng_brick_level_input (level, node, before) >= 0) ||
      regions->member[node] == 0 ||
      (before == regions->root && level->outer != NULL && ng_regions_is_input (regions, node));
  if (!add_inside (maker, level, node, self) || !add_served (maker, level, node, self)) {
    brick_free (self);
    return NULL;
  }
  add_outlets (level, node, self);
  if (self->ties != NULL)
    ng_brick_complete_ties (level, node, self, before != regions->root || level->outer != NULL);
  if (self->inner != NULL)
    self->inner->is_attached = self->is_passed || self->branches->len > 0;
  return self;
}

/* ---- rows ---- */

/* "block1" as "block", since it stands for all of them. */
static void
strip_number (NgBrick *frame)
{
  gsize length = frame->words != NULL ? strlen (frame->words) : 0;

  if (frame->is_settled)
    return;
  while (length > 0 && strchr ("0123456789 _.-", frame->words[length - 1]) != NULL)
    length--;
  if (length > 0)
    frame->words[length] = '\0';
  else
    g_clear_pointer (&frame->words, g_free);
}

/* Of all frames of a row that stands for copies of it. */
static void
strip_numbers (const NgBrickRow *row)
{
  for (guint i = 0; i < row->bricks->len; i++) {
    NgBrick *brick = row->bricks->pdata[i];

    if (brick->kind == NG_BRICK_FRAME)
      strip_number (brick);
    for (guint b = 0; b < brick->branches->len; b++)
      strip_numbers (brick->branches->pdata[b]);
  }
}

/* A net that is repeated is called what the names of all copies share. Returns: whether they have
 * names */
static gboolean
name_copies (const NgBrickLevel *level, const NgRepeat *repeat, NgBrick *only)
{
  const NgRegions *regions = level->regions;
  const int *members = regions->members + regions->starts[repeat->chain] + repeat->first;
  g_autofree const char **names = g_new0 (const char *, (gsize) repeat->count);

  for (int k = 0; k < repeat->count; k++) {
    if (repeat->length > 1 || members[k] >= regions->n_layers)
      return FALSE;
    names[k] = ng_net_name (level->net, (gsize) members[k]);
    if (names[k] == NULL)
      return FALSE;
  }
  if (only->category != NG_CATEGORY_CONTAINER || only->is_settled ||
      g_strcmp0 (only->words, names[0]) != 0)
    return FALSE;
  char *told = ng_bricks_unite_names (names, repeat->count);
  if (told != NULL || only->kind == NG_BRICK_FRAME) {
    g_free (only->words);
    only->words = told;
  }
  return TRUE;
}

/* The row of all copies, which differ in sizes. @letters: (out): what is said of these; NULL where
 * the copies differ in more, and then the row is NULL too */
static NgBrickRow *
make_alike (Maker *maker, const NgBrickLevel *level, int index, char **letters)
{
  const NgRepeat *repeat = &level->repeats->repeats[index];
  g_autofree NgBrickRow **copies = g_new0 (NgBrickRow *, (gsize) repeat->count);
  int n_made = 0, n_bricks = maker->n_bricks;

  *letters = NULL;
  for (int first = repeat->first; n_made < repeat->count; first += repeat->length, n_made++) {
    copies[n_made] = make_row (maker, level, repeat->chain, first, first + repeat->length, index);
    if (copies[n_made] == NULL)
      break;
    n_bricks = n_made == 0 ? maker->n_bricks : n_bricks;
  }
  if (n_made == repeat->count)
    *letters = ng_bricks_unite (copies, n_made, maker->figure->names);
  maker->n_bricks = n_bricks;
  for (int k = *letters != NULL ? 1 : 0; k < n_made; k++)
    brick_row_free (copies[k]);
  return *letters != NULL ? copies[0] : NULL;
}

/* Returns: (nullable): NULL where it fails, or where copies have more than sizes that differ */
static NgBrick *
make_repeat (Maker *maker, const NgBrickLevel *level, int index)
{
  const NgRepeat *repeat = &level->repeats->repeats[index];
  gboolean is_alike = repeat->likeness == NG_REPEAT_FORM;
  g_autofree char *letters = NULL;
  NgBrickRow *row =
      is_alike
          ? make_alike (maker, level, index, &letters)
          : make_row (
                maker, level, repeat->chain, repeat->first, repeat->first + repeat->length, index);

  if (row == NULL)
    return NULL;
  NgBrick *only = row->bricks->len == 1 ? row->bricks->pdata[0] : NULL;
  if (only != NULL && only->count == 1 && only->branches->len == 0 && only->beside == NULL &&
      (only->kind == NG_BRICK_FRAME || !is_alike)) {
    only->count = repeat->count;
    if (!name_copies (level, repeat, only) && only->kind == NG_BRICK_FRAME)
      strip_number (only);
    only->letters = g_steal_pointer (&letters);
    only->likeness = repeat->likeness;
    g_ptr_array_set_size (row->bricks, 0);
    brick_row_free (row);
    return only;
  }
  NgBrick *self = brick_new (maker, NG_BRICK_FRAME, NULL);
  strip_numbers (row);
  self->inner = row;
  row->is_attached = TRUE;
  self->is_repeat = TRUE;
  self->is_passed = TRUE;
  self->count = repeat->count;
  self->likeness = repeat->likeness;
  self->net = g_strdup (level->path);
  self->letters = g_steal_pointer (&letters);
  return self;
}

/* Layers one after another in a net that is told in brief: their box is that of the first. */
typedef struct {
  const NgBrickLevel *level;
  NgBrick *box; /* NULL for none */
  GArray *layers;
} Run;

static gboolean
takes_part (const Run *run, const NgBrick *brick, int node)
{
  return run->level->is_brief && node < run->level->regions->n_layers &&
         brick->kind == NG_BRICK_BOX && brick->branches->len == 0 && brick->notes->len == 0 &&
         brick->outlets->len == 0 && brick->beside == NULL;
}

/* What layers are called together: as the only one that learns among them, or by what does.
 * Returns: (nullable): NULL where nothing learns; @main: (out): the first that does */
static char *
words_of_run (const Run *run, int *main)
{
  const NgNet *net = run->level->net;
  const int *layers = (const int *) (const void *) run->layers->data;
  int n = 0;

  for (guint i = 0; i < run->layers->len; i++) {
    g_autofree char *words = ng_figure_content_of (net, &layers[i], 1);
    *main = words != NULL && n == 0 ? layers[i] : *main;
    n += words != NULL;
  }
  return n == 1 ? ng_brick_level_words (run->level, *main)
                : ng_figure_content_of (net, layers, run->layers->len);
}

/* Says in the box what its layers are; what but applies a function beside others has none. */
static void
end_run (Maker *maker, Run *run, NgBrickRow *row)
{
  int main = -1;

  if (run->box == NULL)
    return;
  char *words = words_of_run (run, &main);
  if (words == NULL && row->bricks->len > 1) {
    g_ptr_array_remove (row->bricks, run->box);
    brick_free (run->box);
    maker->n_bricks--;
  } else if (words != NULL) {
    g_free (run->box->words);
    run->box->words = words;
    run->box->category = ng_brick_level_category (run->level, main);
  }
  run->box = NULL;
  g_array_set_size (run->layers, 0);
}

/* Whether a normalization or a function of elements shares a box with the one before. */
static gboolean
goes_with_last (const Maker *maker,
                const NgBrickLevel *level,
                const NgBrickRow *row,
                const NgBrick *brick,
                int node)
{
  const NgBrick *last = row->bricks->len > 0 ? row->bricks->pdata[row->bricks->len - 1] : NULL;
  NgCategory category = brick->category;

  if (!maker->figure->stack || last == NULL || node >= level->regions->n_layers ||
      brick->kind != NG_BRICK_BOX || last->kind != NG_BRICK_BOX || brick->count > 1 ||
      last->count > 1 || brick->branches->len > 0 || brick->notes->len > 0 ||
      last->outlets->len > 0)
    return FALSE;
  if (category != NG_CATEGORY_NORMALIZATION && category != NG_CATEGORY_ELEMENTWISE)
    return FALSE;
  return last->is_sealed || last->category == NG_CATEGORY_BASIC ||
         last->category == NG_CATEGORY_CONVOLUTION;
}

/* Members @from to @to - 1 of a chain; what only begins and ends a net is left out, unless branches
 * lead there. */
static NgBrickRow *
make_row (Maker *maker, const NgBrickLevel *level, int chain, int from, int to, int around)
{
  const NgRegions *regions = level->regions;

  if (maker->n_nested == MOST_NESTED) {
    ng_figure_refuse (maker->figure->form,
                      NULL,
                      maker->error,
                      "it has branches in branches, more than %d deep.",
                      MOST_NESTED);
    maker->has_failed = TRUE;
    return NULL;
  }
  NgBrickRow *self = brick_row_new ();
  g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (int));
  Run run = { level, NULL, layers };
  maker->n_nested++;
  for (int m = from; m < to;) {
    int node = regions->members[regions->starts[chain] + m];
    int repeat = level->is_brief ? -1 : ng_brick_level_repeat (level, chain, m, around);
    NgBrick *brick = NULL;

    if (node == regions->root || (node == regions->sink && level->inside[node] == NULL)) {
      m++;
      continue;
    }
    if (repeat >= 0)
      brick = make_repeat (maker, level, repeat);
    /* Copies that differ in more than sizes stand for themselves. */
    if (repeat >= 0 && brick == NULL && !maker->has_failed)
      repeat = -1;
    if (repeat < 0)
      brick = make_element (maker, level, node);
    if (brick == NULL) {
      brick_row_free (self);
      return NULL;
    }
    gboolean is_part = takes_part (&run, brick, node);
    if (is_part)
      g_array_append_val (layers, node);
    if (is_part && run.box != NULL) {
      brick_free (brick);
      maker->n_bricks--;
      m++;
      continue;
    }
    if (!is_part)
      end_run (maker, &run, self);
    run.box = is_part ? brick : NULL;
    g_free (brick->label); /* what repeats may be one brick, which has one */
    brick->label = ng_brick_level_label (level, node);
    brick->is_sealed = goes_with_last (maker, level, self, brick, node);
    g_ptr_array_add (self->bricks, brick);
    m += repeat >= 0
             ? level->repeats->repeats[repeat].length * level->repeats->repeats[repeat].count
             : 1;
  }
  end_run (maker, &run, self);
  maker->n_nested--;
  return self;
}

/* Of each node of the net the first input that an error is about. */
static GHashTable *
find_wrong (const NgNet *net)
{
  GHashTable *wrong = g_hash_table_new (NULL, NULL);
  int n = (int) ng_net_n_layers (net), n_inputs = (int) ng_net_n_inputs (net);

  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++) {
    NgTarget target;
    if (ng_net_diagnostic (net, i)->severity != NG_SEVERITY_ERROR ||
        !ng_net_diagnostic_target (net, i, &target))
      continue;
    int node = target.index >= 0 ? target.index : n + n_inputs + target.port;
    int port = target.index >= 0 ? target.port : 0;
    if (!g_hash_table_contains (wrong, GINT_TO_POINTER (node + 1)))
      g_hash_table_insert (wrong, GINT_TO_POINTER (node + 1), GINT_TO_POINTER (port + 1));
  }
  return wrong;
}

/* Where a layer that holds nets of its own is all there is, these stand side by side. */
static NgNet *
net_to_show (NgNet *net, int depth, char **path)
{
  NgLayer *only = ng_net_n_layers (net) == 1 ? ng_net_layer (net, 0) : NULL;

  if (only == NULL || depth < 0 || !ng_layer_wraps (only)) {
    *path = g_strdup ("");
    return net;
  }
  *path = ng_net_shown_name (net, 0);
  return ng_layer_net (only);
}

static NgRepeatFinder *
make_finder (const NgFigure *figure)
{
  g_auto (GStrv) apart = ng_figure_apart (figure);

  return ng_repeat_finder_new (figure->alike ? NG_REPEAT_FORM : NG_REPEAT_PARAMETERS,
                               (const char *const *) apart);
}

NgBricks *
ng_bricks_new (NgNet *net,
               const NgFigure *figure,
               int depth,
               gboolean shows_skips,
               GCancellable *cancellable,
               GError **error)
{
  NgBricks *self = g_new0 (NgBricks, 1);
  g_autofree char *path = NULL;
  NgNet *shown = net_to_show (net, depth, &path);
  g_autoptr (NgRepeatFinder) finder = make_finder (figure);
  g_autoptr (GHashTable) wrong = find_wrong (shown);
  Maker maker = { figure, finder, wrong, 0, 0, FALSE, error };
  NgBrickLevel level;

  ng_repeat_finder_set_cancellable (finder, cancellable);
  ng_brick_level_init (&level, finder, NULL, shown, path, figure, depth);
  level.shows_skips = shows_skips;
  self->row = make_row (&maker, &level, 0, 0, level.regions->starts[1], -1);
  ng_brick_level_clear (&level);
  self->n_bricks = maker.n_bricks;
  if (self->row == NULL)
    g_clear_pointer (&self, ng_bricks_free);
  return self;
}
