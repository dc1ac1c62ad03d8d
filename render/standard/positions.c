#include "render/standard/positions.h"

#include "core/graph/nested.h"
#include "core/graph/repeats.h"

#include <math.h>
#include <string.h>

/* Places of one piece of memory: at first few, for most nets have none or a few; then many. */
enum { LEAST_IN_BLOCK = 4, MOST_IN_BLOCK = 512, WORDS_SIZE = 256 };
/* Sets of paths. */
enum {
  CUTS,          /* inputs of layers */
  OUTPUT_CUTS,   /* outputs of nets */
  APART,         /* name scopes */
  REPEATS_APART, /* what repeats */
  N_SETS
};

struct _NgPositions {
  gatomicrefcount references;
  GHashTable *places; /* NgPosition, its own key */
  GPtrArray *blocks;  /* arrays of NgPosition, where places lie */
  guint n_left;       /* free in the last of them */
  GStringChunk *words;
  NgWires wires;
  GHashTable *sets[N_SETS];
};

static guint
position_hash (gconstpointer key)
{
  const NgPosition *place = key;

  return g_str_hash (place->path) * 31 + (guint) place->kind * 7 + (guint) place->direction;
}

static gboolean
is_of_same (gconstpointer a, gconstpointer b)
{
  const NgPosition *p = a, *q = b;

  return p->direction == q->direction && p->kind == q->kind && strcmp (p->path, q->path) == 0;
}

/* A place of that path, which is new. */
static NgPosition *
add_place (NgPositions *self, const NgPosition *place)
{
  guint n = CLAMP (g_hash_table_size (self->places), LEAST_IN_BLOCK, MOST_IN_BLOCK);
  NgPosition *last, *added;

  if (self->n_left == 0) {
    g_ptr_array_add (self->blocks, g_new (NgPosition, n));
    self->n_left = n;
  }
  last = g_ptr_array_index (self->blocks, self->blocks->len - 1);
  added = last + --self->n_left;
  *added = *place;
  added->path = g_string_chunk_insert (self->words, place->path);
  g_hash_table_add (self->places, added);
  return added;
}

NgPositions *
ng_positions_new (void)
{
  NgPositions *self = g_new0 (NgPositions, 1);

  g_atomic_ref_count_init (&self->references);
  self->places = g_hash_table_new (position_hash, is_of_same);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->words = g_string_chunk_new (WORDS_SIZE);
  for (int i = 0; i < N_SETS; i++)
    self->sets[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

NgPositions *
ng_positions_ref (NgPositions *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_positions_unref (NgPositions *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  g_hash_table_unref (self->places);
  g_ptr_array_unref (self->blocks);
  g_string_chunk_free (self->words);
  for (int i = 0; i < N_SETS; i++)
    g_hash_table_unref (self->sets[i]);
  g_free (self);
}

static float
bound (float coordinate)
{
  return isnan (coordinate) ? 0 : CLAMP (coordinate, -NG_MAX_POSITION, NG_MAX_POSITION);
}

void
ng_positions_set (NgPositions *self, const NgPosition *place)
{
  NgPosition *own = g_hash_table_lookup (self->places, place);

  if (own == NULL)
    own = add_place (self, place);
  own->group = *place->group == '\0' ? "" : g_string_chunk_insert_const (self->words, place->group);
  own->at = (NgPoint){ bound (place->at.x), bound (place->at.y) };
}

NgPositions *
ng_positions_copy (const NgPositions *self)
{
  NgPositions *copy = ng_positions_new ();
  GHashTableIter iter;
  gpointer place;

  if (self == NULL)
    return copy;
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &place, NULL))
    ng_positions_set (copy, place);
  copy->wires = self->wires;
  for (int i = 0; i < N_SETS; i++) {
    g_hash_table_iter_init (&iter, self->sets[i]);
    while (g_hash_table_iter_next (&iter, &place, NULL))
      g_hash_table_add (copy->sets[i], g_strdup (place));
  }
  return copy;
}

gboolean
ng_positions_forget (NgPositions *self,
                     NgDirection direction,
                     NgPositionKind kind,
                     const char *path)
{
  return g_hash_table_remove (self->places, &(NgPosition){ direction, kind, path, NULL, { 0, 0 } });
}

static gboolean
flows_so (gpointer key, gpointer value, gpointer user_data)
{
  return ((const NgPosition *) key)->direction == (NgDirection) GPOINTER_TO_INT (user_data);
}

void
ng_positions_forget_all (NgPositions *self, NgDirection direction)
{
  g_hash_table_foreach_remove (self->places, flows_so, GINT_TO_POINTER ((int) direction));
}

const NgPosition *
ng_positions_find (const NgPositions *self,
                   NgDirection direction,
                   NgPositionKind kind,
                   const char *path)
{
  NgPosition key = { direction, kind, path, NULL, { 0, 0 } };
  gpointer found = NULL;

  if (self != NULL)
    g_hash_table_lookup_extended (self->places, &key, &found, NULL);
  return found;
}

gsize
ng_positions_size (const NgPositions *self)
{
  return self != NULL ? g_hash_table_size (self->places) : 0;
}

gboolean
ng_positions_is_empty (const NgPositions *self)
{
  return ng_positions_size (self) == 0 && ng_positions_wires (self) == NG_WIRES_SPLINE &&
         ng_positions_n_cuts (self) == 0 && ng_positions_n_apart (self) == 0;
}

void
ng_positions_set_wires (NgPositions *self, NgWires wires)
{
  self->wires = wires;
}

NgWires
ng_positions_wires (const NgPositions *self)
{
  return self != NULL ? self->wires : NG_WIRES_SPLINE;
}

static void
set_member (GHashTable *set, const char *path, gboolean is_in)
{
  if (is_in)
    g_hash_table_add (set, g_strdup (path));
  else
    g_hash_table_remove (set, path);
}

static gsize
size_of (const NgPositions *self, int set)
{
  return self != NULL
             ? g_hash_table_size (self->sets[set]) + g_hash_table_size (self->sets[set + 1])
             : 0;
}

void
ng_positions_set_cut (NgPositions *self, gboolean is_output, const char *path, gboolean is_cut)
{
  set_member (self->sets[CUTS + is_output], path, is_cut);
}

gboolean
ng_positions_is_cut (const NgPositions *self, gboolean is_output, const char *path)
{
  return self != NULL && g_hash_table_contains (self->sets[CUTS + is_output], path);
}

gsize
ng_positions_n_cuts (const NgPositions *self)
{
  return size_of (self, CUTS);
}

void
ng_positions_set_apart (NgPositions *self, gboolean is_repeat, const char *path, gboolean is_apart)
{
  set_member (self->sets[APART + is_repeat], path, is_apart);
}

gboolean
ng_positions_is_apart (const NgPositions *self, gboolean is_repeat, const char *path)
{
  return self != NULL && g_hash_table_contains (self->sets[APART + is_repeat], path);
}

gsize
ng_positions_n_apart (const NgPositions *self)
{
  return size_of (self, APART);
}

char **
ng_positions_apart (const NgPositions *self, const char *const *more)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GPtrArray) repeats = self != NULL ? ng_positions_list_apart (self, TRUE) : NULL;

  for (guint i = 0; repeats != NULL && i < repeats->len; i++) {
    g_autofree char *name = g_strconcat (NG_REPEAT_MARK, repeats->pdata[i], NULL);

    g_strv_builder_add (builder, name);
  }
  if (more != NULL)
    g_strv_builder_addv (builder, (const char **) more);
  return g_strv_builder_end (builder);
}

void
ng_positions_forget_apart (NgPositions *self)
{
  g_hash_table_remove_all (self->sets[APART]);
  g_hash_table_remove_all (self->sets[REPEATS_APART]);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_set (GHashTable *set)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    g_ptr_array_add (list, path);
  g_ptr_array_sort (list, compare_paths);
  return list;
}

GPtrArray *
ng_positions_list_cuts (const NgPositions *self, gboolean is_output)
{
  return list_set (self->sets[CUTS + is_output]);
}

GPtrArray *
ng_positions_list_apart (const NgPositions *self, gboolean is_repeat)
{
  return list_set (self->sets[APART + is_repeat]);
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  const NgPosition *p = *(const NgPosition *const *) a, *q = *(const NgPosition *const *) b;

  if (p->direction != q->direction)
    return p->direction < q->direction ? -1 : 1;
  if (p->kind != q->kind)
    return p->kind < q->kind ? -1 : 1;
  return strcmp (p->path, q->path);
}

GPtrArray *
ng_positions_list (const NgPositions *self)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer place;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &place, NULL))
    g_ptr_array_add (list, place);
  g_ptr_array_sort (list, compare_positions);
  return list;
}

static gboolean
has_equal_sets (const NgPositions *a, const NgPositions *b)
{
  if (ng_positions_n_cuts (a) != ng_positions_n_cuts (b) ||
      ng_positions_n_apart (a) != ng_positions_n_apart (b))
    return FALSE;
  if (a == NULL || b == NULL)
    return TRUE;
  for (int i = 0; i < N_SETS; i++) {
    GHashTableIter iter;
    gpointer path;

    if (g_hash_table_size (a->sets[i]) != g_hash_table_size (b->sets[i]))
      return FALSE;
    g_hash_table_iter_init (&iter, a->sets[i]);
    while (g_hash_table_iter_next (&iter, &path, NULL))
      if (!g_hash_table_contains (b->sets[i], path))
        return FALSE;
  }
  return TRUE;
}

gboolean
ng_positions_equal (const NgPositions *a, const NgPositions *b)
{
  GHashTableIter iter;
  gpointer key;

  if (a == b)
    return TRUE;
  if (ng_positions_size (a) != ng_positions_size (b) ||
      ng_positions_wires (a) != ng_positions_wires (b) || !has_equal_sets (a, b))
    return FALSE;
  if (ng_positions_size (a) == 0)
    return TRUE;
  g_hash_table_iter_init (&iter, a->places);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    const NgPosition *p = key, *q = ng_positions_find (b, p->direction, p->kind, p->path);

    if (q == NULL || p->at.x != q->at.x || p->at.y != q->at.y || strcmp (p->group, q->group) != 0)
      return FALSE;
  }
  return TRUE;
}

/* ---- another net ---- */

/* Where the layer @index of @from is in @to, or -1: the same vertex, and, because nets that have
 * nothing to do with each other number theirs alike, of the same name or kind; else, of the same
 * name. */
static int
find_again (const NgNet *from, gsize index, const NgNet *to)
{
  int found = ng_net_index_of_vertex (to, ng_net_vertex (from, index));
  g_autofree char *name = ng_net_shown_name (from, index);

  if (found >= 0) {
    g_autofree char *new_name = ng_net_shown_name (to, (gsize) found);

    if (strcmp (name, new_name) == 0 || ng_layer_class (ng_net_layer (from, index)) ==
                                            ng_layer_class (ng_net_layer (to, (gsize) found)))
      return found;
  }
  return ng_net_find (to, name);
}

/* Returns: (transfer full) (nullable): what the layer at @path of @from is called in @to; the nets
 * in both are what it leads to then */
static char *
follow_layer (const NgNet **from, const NgNet **to, const char *path)
{
  g_autoptr (GString) followed = g_string_new (NULL);

  while (*from != NULL && *to != NULL && *path != '\0') {
    int old = ng_net_find_on_path (*from, path, &path);
    int new = old >= 0 ? find_again (*from, (gsize) old, *to) : -1;

    if (new < 0)
      return NULL;
    g_autofree char *name = ng_net_shown_name (*to, (gsize) new);
    g_string_append_printf (followed, "%s%s", followed->len > 0 ? "/" : "", name);
    *from = ng_layer_net (ng_net_layer (*from, (gsize) old));
    *to = ng_layer_net (ng_net_layer (*to, (gsize) new));
  }
  return *path == '\0' ? g_string_free (g_steal_pointer (&followed), FALSE) : NULL;
}

/* A port that has lost its name has another one now, if none came or went. */
static const char *
follow_name (const NgNet *from, const NgNet *to, NgPositionKind kind, const char *name)
{
  gboolean is_input = kind == NG_POSITION_INPUT;
  gsize n = is_input ? ng_net_n_inputs (to) : ng_net_n_outputs (to);
  gsize n_before = is_input ? ng_net_n_inputs (from) : ng_net_n_outputs (from);
  int at = is_input ? ng_net_find_input (to, name) : ng_net_find_output (to, name);

  if (at >= 0)
    return name;
  at = is_input ? ng_net_find_input (from, name) : ng_net_find_output (from, name);
  if (at < 0 || n != n_before)
    return NULL;
  return is_input ? ng_net_input_name (to, (gsize) at) : ng_net_output_name (to, (gsize) at);
}

/* The same of the port at @path, whose name holds no slash. */
static char *
follow_port (const NgNet *from, const NgNet *to, NgPositionKind kind, const char *path)
{
  const char *slash = strrchr (path, '/'), *name = slash != NULL ? slash + 1 : path;
  g_autofree char *around = g_strndup (path, (gsize) (name - path) - (slash != NULL ? 1 : 0));
  g_autofree char *followed = follow_layer (&from, &to, around);

  if (followed == NULL || from == NULL || to == NULL)
    return NULL;
  name = follow_name (from, to, kind, name);
  if (name == NULL)
    return NULL;
  return *followed == '\0' ? g_strdup (name) : g_strconcat (followed, "/", name, NULL);
}

/* The input at @path of a layer: "add/2". */
static char *
follow_input (const NgNet *from, const NgNet *to, const char *path)
{
  const char *slash = strrchr (path, '/');
  g_autofree char *layer = slash != NULL ? g_strndup (path, (gsize) (slash - path)) : NULL;
  g_autofree char *followed = layer != NULL ? follow_layer (&from, &to, layer) : NULL;

  return followed != NULL ? g_strconcat (followed, slash, NULL) : NULL;
}

/* What repeats from a layer on: "conv1+5". */
static char *
follow_repeat (const NgNet *from, const NgNet *to, const char *path)
{
  const char *plus = strrchr (path, '+');
  g_autofree char *layer = plus != NULL ? g_strndup (path, (gsize) (plus - path)) : NULL;
  g_autofree char *followed = layer != NULL ? follow_layer (&from, &to, layer) : NULL;

  return followed != NULL ? g_strconcat (followed, plus, NULL) : NULL;
}

static char *
follow_member (int set, const NgNet *from, const NgNet *to, const char *path)
{
  switch (set) {
  case CUTS:
    return follow_input (from, to, path);
  case OUTPUT_CUTS:
    return follow_port (from, to, NG_POSITION_OUTPUT, path);
  case REPEATS_APART:
    return follow_repeat (from, to, path);
  default:
    return g_strdup (path);
  }
}

static void
follow_sets (const NgPositions *self, const NgNet *from, const NgNet *to, NgPositions *followed)
{
  for (int i = 0; i < N_SETS; i++) {
    GHashTableIter iter;
    gpointer path;

    g_hash_table_iter_init (&iter, self->sets[i]);
    while (g_hash_table_iter_next (&iter, &path, NULL)) {
      char *there = follow_member (i, from, to, path);

      if (there != NULL)
        g_hash_table_add (followed->sets[i], there);
    }
  }
}

static void
follow_places (const NgPositions *self, const NgNet *from, const NgNet *to, NgPositions *followed)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    NgPosition place = *(const NgPosition *) key;
    const NgNet *old = from, *new = to;
    g_autofree char *path = NULL;

    if (place.kind == NG_POSITION_LAYER)
      path = follow_layer (&old, &new, place.path);
    else if (place.kind == NG_POSITION_GROUP)
      path = g_strdup (place.path);
    else
      path = follow_port (from, to, place.kind, place.path);
    place.path = path;
    if (path != NULL)
      ng_positions_set (followed, &place);
  }
}

NgPositions *
ng_positions_follow (NgPositions *self, const NgNet *from, const NgNet *to)
{
  g_autoptr (NgPositions) followed = NULL;

  if (ng_positions_is_empty (self))
    return NULL;
  if (from == to)
    return ng_positions_ref (self);
  followed = ng_positions_new ();
  followed->wires = self->wires;
  if (from != NULL && to != NULL) {
    follow_places (self, from, to, followed);
    follow_sets (self, from, to, followed);
  }
  /* Most edits change no name: what is the same is kept once. */
  if (ng_positions_equal (followed, self))
    return ng_positions_ref (self);
  return ng_positions_is_empty (followed) ? NULL : g_steal_pointer (&followed);
}
