/* A key is a row of integers, which a table numbers. That of an element says where its inputs come
 * from as seen from there: from what is before, from the chains inside, numbered as a walk back
 * from the element comes to them, or from what is aside. What is aside and serves this element
 * alone counts by what it is, all else by which it is. */

#include "core/graph/repeat-keys.h"

#include "core/graph/same.h"

#include <string.h>

/* Elements of an array of integers that count as a parameter of an operator. */
#define MOST_INTEGERS 64

/* What a row is about, and where an input comes from. */
enum {
  KEY_ALONE,
  KEY_TYPE,
  KEY_LAYER,
  KEY_ASIDE,
  KEY_ELEMENT,
  KEY_CHAIN,
  KEY_NET,
  KEY_PORT,
  FROM_NOTHING,
  FROM_BEFORE,
  FROM_INSIDE,
  FROM_ASIDE, /* by what it is */
  FROM_AFAR,  /* by which it is */
  FROM_WITHIN,
};

/* What a layer is by itself, however it is joined: numbers for NG_REPEAT_FORM and for all else, and
 * what else is asked of it in every net. */
typedef struct {
  int form, alone;
  int n_inputs, n_outputs, n_arrays, n_nets;
} Alone;

/**
 * NgKeyTable:
 * @likeness: what is asked for at most
 * @rows: rows, each behind its length and a hash of it, to number + 1
 * @texts: texts to number + 1
 * @scratch: (element-type guint32): a row that is looked up
 * @layers: layers, which are held, to Alone
 */
struct _NgKeyTable {
  NgRepeatLikeness likeness;
  GHashTable *rows, *texts, *layers;
  GArray *scratch;
  gsize size;         /* bytes of all rows */
  GHashTable *nets;   /* NgNet, which is held, to its keys; none is around something apart */
  GHashTable *apart;  /* paths; NULL for none */
  GHashTable *around; /* paths of the nets around these */
  GCancellable *cancellable;
  int n;
};

/* ---- the table ---- */

static void
set_apart (NgKeyTable *self, const char *path)
{
  if (self->apart == NULL) {
    self->apart = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->around = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  }
  g_hash_table_add (self->apart, g_strdup (path));
  for (const char *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    g_hash_table_add (self->around, g_strndup (path, (gsize) (slash - path)));
}

static guint
row_hash (gconstpointer row)
{
  return ((const guint32 *) row)[1];
}

static gboolean
rows_are_equal (gconstpointer a, gconstpointer b)
{
  const guint32 *left = a, *right = b;

  return left[0] == right[0] && memcmp (left, right, (left[0] + 2) * sizeof *left) == 0;
}

NgKeyTable *
ng_key_table_new (NgRepeatLikeness likeness, const char *const *apart)
{
  NgKeyTable *self = g_new0 (NgKeyTable, 1);

  self->likeness = likeness;
  self->rows = g_hash_table_new_full (row_hash, rows_are_equal, g_free, NULL);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->layers = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) ng_layer_unref, g_free);
  self->scratch = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->nets = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) ng_net_unref, g_free);
  for (; apart != NULL && *apart != NULL; apart++)
    if (!g_str_has_prefix (*apart, NG_REPEAT_MARK))
      set_apart (self, *apart);
  return self;
}

void
ng_key_table_free (NgKeyTable *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->layers);
  g_array_unref (self->scratch);
  g_hash_table_unref (self->nets);
  g_clear_pointer (&self->apart, g_hash_table_unref);
  g_clear_pointer (&self->around, g_hash_table_unref);
  g_clear_object (&self->cancellable);
  g_free (self);
}

void
ng_key_table_set_cancellable (NgKeyTable *self, GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
}

/* Whether all that is left has to differ: it was cancelled. */
static gboolean
is_over (const NgKeyTable *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

/* @key: (transfer full): what is new */
static int
add_number (NgKeyTable *self, GHashTable *table, gpointer key)
{
  g_hash_table_insert (table, key, GINT_TO_POINTER (++self->n));
  return self->n - 1;
}

int
ng_key_table_number (NgKeyTable *self, const int *row, guint n)
{
  gsize size = ((gsize) n + 2) * sizeof (guint32);
  guint64 hash = n;

  g_array_set_size (self->scratch, n + 2);
  guint32 *key = (guint32 *) (void *) self->scratch->data;
  for (guint i = 0; i < n; i++)
    hash = ((hash << 5 | hash >> 59) ^ (guint32) row[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  key[0] = n;
  key[1] = (guint32) (hash >> 32);
  memcpy (key + 2, row, n * sizeof *row);
  int number = GPOINTER_TO_INT (g_hash_table_lookup (self->rows, key));
  if (number > 0)
    return number - 1;
  self->size += size;
  return add_number (self, self->rows, g_memdup2 (key, size));
}

gsize
ng_key_table_size (const NgKeyTable *self)
{
  return self->size + g_hash_table_size (self->layers) * sizeof (Alone);
}

static void
add (GArray *row, int value)
{
  g_array_append_val (row, value);
}

static void
add_size (GArray *row, gint64 size)
{
  add (row, (int) (size & G_MAXINT32));
  add (row, (int) (size >> 31));
}

static void
add_text (NgKeyTable *self, GArray *row, const char *text)
{
  int number = GPOINTER_TO_INT (g_hash_table_lookup (self->texts, text));

  add (row, number > 0 ? number - 1 : add_number (self, self->texts, g_strdup (text)));
}

static int
number_row (NgKeyTable *self, const GArray *row)
{
  return ng_key_table_number (self, (const int *) (const void *) row->data, row->len);
}

/* ---- layers ---- */

static void
add_rank (GArray *row, const NgType *type)
{
  add (row, type->rank);
}

static void
add_type (GArray *row, const NgType *type)
{
  /* As notation does, this does not tell any numbers from real ones. */
  add (row, type->kind == NG_KIND_UNKNOWN ? (int) NG_KIND_REAL : (int) type->kind);
  add (row, (int) type->element);
  add (row, type->rank);
  for (int i = 0; i < type->rank; i++) {
    add (row, (int) type->dims[i].state);
    if (type->dims[i].state == NG_DIM_NUMBER)
      add_size (row, type->dims[i].value);
  }
}

static void
add_expr (NgKeyTable *table, GArray *row, NgExpr *expr)
{
  g_autofree char *text = expr != NULL ? ng_print (expr, 0) : NULL;

  add_text (table, row, text != NULL ? text : "");
}

/* Constants of operators that are integers say what they do; all other numbers are learned. */
static void
add_array (GArray *row, const NgTensor *tensor)
{
  if (tensor == NULL) {
    add (row, -1);
    return;
  }
  add (row, (int) ng_tensor_rank (tensor));
  for (gsize i = 0; i < ng_tensor_rank (tensor); i++)
    add_size (row, ng_tensor_dims (tensor)[i]);
  if (!ng_element_is_real (ng_tensor_element (tensor)) && ng_tensor_count (tensor) <= MOST_INTEGERS)
    for (gint64 i = 0; i < ng_tensor_count (tensor); i++)
      add_size (row, (gint64) ng_tensor_get_real (tensor, i));
}

/* Whether the parameter says how large what goes out is, or groups of it: it stands for sizes in
 * the shape law, or is a plain integer, such as a number of channels. */
static gboolean
is_size (const NgLayerClass *class, const NgParamSpec *spec)
{
  return spec->binds != NULL || (spec->flags & NG_PARAM_GROUPS) != 0 ||
         (class->nets[0] == NULL && spec->kind == NG_PARAM_INTEGER && spec->position > 0);
}

static const int *find_net_keys (NgKeyTable *table, NgNet *net);

static void
add_parameters (NgKeyTable *table, const NgLayer *layer, NgRepeatLikeness likeness, GArray *row)
{
  const NgLayerClass *class = ng_layer_class (layer);

  for (gsize p = 0; p < ng_layer_n_params (layer); p++) {
    gboolean is_left_out = ng_param_counts_slots (layer, p) ||
                           (likeness == NG_REPEAT_FORM && is_size (class, &class->params[p]));
    add_expr (table, row, is_left_out ? NULL : ng_layer_param (layer, p)->expr);
  }
  if (ng_layer_payload (layer) != NULL) {
    g_autoptr (NgExpr) notation = ng_layer_notation (layer, FALSE);
    add_expr (table, row, notation);
  }
  if (likeness == NG_REPEAT_FORM)
    return;
  add_expr (table, row, ng_layer_option (layer, "LearningRateMultipliers"));
  for (gsize i = 0; i < ng_layer_n_arrays (layer); i++) {
    add (row, ng_layer_array_is_absent (layer, i));
    if (ng_layer_payload (layer) != NULL)
      add_array (row, ng_layer_array (layer, i));
  }
}

/* Without the nets in it. */
static int
number_by_itself (NgKeyTable *table, const NgLayer *layer, NgRepeatLikeness likeness)
{
  g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (int));

  add (row, KEY_ALONE);
  add_text (table, row, ng_layer_class (layer)->name);
  add_text (table, row, ng_layer_kind (layer));
  add (row, (int) ng_layer_n_inputs (layer));
  add (row, (int) ng_layer_n_outputs (layer));
  add_parameters (table, layer, likeness, row);
  return number_row (table, row);
}

/* Layers that were seen are not looked at again. */
static const Alone *
find_alone (NgKeyTable *table, NgLayer *layer)
{
  Alone *known = g_hash_table_lookup (table->layers, layer);

  if (known != NULL)
    return known;
  known = g_new (Alone, 1);
  *known = (Alone){ .n_inputs = (int) ng_layer_n_inputs (layer),
                    .n_outputs = (int) ng_layer_n_outputs (layer),
                    .n_arrays = (int) ng_layer_n_arrays (layer),
                    .n_nets = (int) ng_layer_n_nets (layer) };
  known->form = known->alone = number_by_itself (table, layer, NG_REPEAT_EXACT);
  if (table->likeness == NG_REPEAT_FORM)
    known->form = number_by_itself (table, layer, NG_REPEAT_FORM);
  g_hash_table_insert (table->layers, ng_layer_ref (layer), known);
  return known;
}

/* @known: types of the net, which many wires share, to their number + 1 */
static int
number_type (NgKeyTable *table, GHashTable *known, const NgType *type)
{
  int number = GPOINTER_TO_INT (g_hash_table_lookup (known, type));

  if (number == 0) {
    g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (int));

    add (row, KEY_TYPE);
    add_type (row, type);
    number = number_row (table, row) + 1;
    g_hash_table_insert (known, (gpointer) type, GINT_TO_POINTER (number));
  }
  return number - 1;
}

static int
number_layer (NgKeyTable *table,
              const NgNet *net,
              int index,
              NgRepeatLikeness likeness,
              GHashTable *types,
              GArray *row)
{
  NgLayer *layer = ng_net_layer (net, (gsize) index);
  const Alone alone = *find_alone (table, layer);

  g_array_set_size (row, 0);
  add (row, KEY_LAYER);
  add (row, likeness == NG_REPEAT_FORM ? alone.form : alone.alone);
  for (int i = 0; i < alone.n_nets; i++)
    add (row, find_net_keys (table, ng_layer_net_at (layer, (gsize) i, NULL))[likeness]);
  for (int o = 0; o < alone.n_outputs; o++) {
    const NgType *type = ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, index, o });
    add (row, likeness == NG_REPEAT_EXACT ? number_type (table, types, type) : type->rank);
  }
  if (likeness == NG_REPEAT_EXACT) {
    for (int i = 0; i < alone.n_inputs; i++) {
      NgSource source = ng_net_source (net, (gsize) index, (gsize) i);
      if (source.kind != NG_SOURCE_NONE)
        add (row, number_type (table, types, ng_net_type (net, source)));
    }
    for (int i = 0; i < alone.n_arrays; i++)
      add (row, number_type (table, types, ng_net_array_type (net, (gsize) index, (gsize) i)));
  }
  return number_row (table, row);
}

static int
number_port (NgKeyTable *table, const NgRegions *regions, const NgNet *net, int node, int likeness)
{
  g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (int));

  add (row, KEY_PORT);
  add (row, node - regions->n_layers);
  if (ng_regions_is_input (regions, node)) {
    const NgType *type = ng_net_input_type (net, (gsize) (node - regions->first_input));
    if (likeness == NG_REPEAT_EXACT)
      add_type (row, type);
    else
      add_rank (row, type);
  }
  return number_row (table, row);
}

/* Whether the path is one of those apart, or in one. */
static gboolean
is_in_apart (const NgKeyTable *table, const char *path)
{
  g_autofree char *part = g_strdup (path);

  for (;;) {
    if (g_hash_table_contains (table->apart, part))
      return TRUE;
    char *slash = strrchr (part, '/');
    if (slash == NULL)
      return FALSE;
    *slash = '\0';
  }
}

/* Whether the layer is one of those apart, or around one. */
static gboolean
is_layer_apart (const NgKeyTable *table, const NgNet *net, int index, const char *path)
{
  g_autofree char *name = ng_net_shown_name (net, (gsize) index);
  g_autofree char *inner = *path != '\0' ? g_strconcat (path, "/", name, NULL) : g_strdup (name);

  return g_hash_table_contains (table->apart, inner) ||
         g_hash_table_contains (table->around, inner);
}

/* ---- elements ---- */

typedef struct {
  NgKeyTable *table;
  const NgNet *net;
  NgRepeatKeys *keys;
  int *asides[NG_N_REPEAT_LIKENESSES]; /* of nodes that are aside */
  int *chains[NG_N_REPEAT_LIKENESSES]; /* of chains */
  int *inside;                         /* number of a chain inside its link */
  gboolean is_inner;                   /* whether the net as a whole has to be numbered */
} Level;

static void
add_row (GArray *row, int from, int which, int port)
{
  int values[] = { from, which, port };

  g_array_append_vals (row, values, 3);
}

/* What is not in the chain: of nothing at all, or aside. Returns: whether it was that */
static gboolean
add_outside (const Level *level, int likeness, int source, int port, GArray *row)
{
  const NgRegions *regions = level->keys->regions;

  if (source < 0)
    add_row (row, FROM_NOTHING, 0, 0);
  else if (regions->chain[source] >= 0 ? regions->is_aside[source] : regions->home[source] < 0)
    add_row (row, FROM_AFAR, source, port);
  else if (regions->chain[source] < 0)
    add_row (row, FROM_ASIDE, level->asides[likeness][source], port);
  else
    return FALSE;
  return TRUE;
}

/* The node before the link that @node ends, or -1. */
static int
find_before (const NgRegions *regions, int node)
{
  if (node < 0 || regions->member[node] == 0)
    return -1;
  return regions->members[regions->starts[regions->chain[node]] + regions->member[node] - 1];
}

static void
number_asides (Level *level, int likeness)
{
  const NgRegions *regions = level->keys->regions;
  const int *order = ng_net_order (level->net);

  for (int k = 0; k < regions->n_layers; k++) {
    int node = order[k];
    if (regions->chain[node] >= 0)
      continue;
    g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (int));
    add (row, KEY_ASIDE);
    add (row, level->keys->kinds[likeness][node]);
    for (gsize i = 0; i < ng_regions_n_inputs (regions, level->net, node); i++) {
      NgSource from = ng_regions_input (regions, level->net, node, i);
      int source = ng_regions_source (regions, from);
      if (add_outside (level, likeness, source, from.port, row))
        continue;
      if (source == find_before (regions, regions->home[node]))
        add_row (row, FROM_BEFORE, 1, from.port);
      else
        add_row (row, FROM_WITHIN, level->keys->kinds[likeness][source], from.port);
    }
    level->asides[likeness][node] = number_row (level->table, row);
  }
}

/* Numbers the chains inside the link before @end as a walk back from there comes to them. */
static void
number_inside (Level *level, int end, GArray *found)
{
  const NgRegions *regions = level->keys->regions;
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, 2 * sizeof (int));
  int top[2] = { end, 0 };

  g_array_set_size (found, 0);
  g_array_append_val (stack, top);
  while (stack->len > 0) {
    int *visit = (int *) (void *) (stack->data + (stack->len - 1) * sizeof top);
    int node = visit[0];
    if ((gsize) visit[1] == ng_regions_n_inputs (regions, level->net, node)) {
      if (node != end) {
        int chain = regions->chain[node];
        level->inside[chain] = (int) found->len;
        g_array_append_val (found, chain);
      }
      g_array_set_size (stack, stack->len - 1);
      continue;
    }
    int source = ng_regions_source (
        regions, ng_regions_input (regions, level->net, node, (gsize) visit[1]++));
    int chain = source < 0 || regions->is_aside[source] ? -1 : regions->chain[source];
    level->keys->work++;
    if (chain < 0 || regions->parent[chain] != end || level->inside[chain] >= 0)
      continue;
    int head[2] = { regions->members[regions->starts[chain]], 0 };
    if (regions->chain[node] != chain)
      g_array_append_val (stack, head);
  }
}

/* Where the inputs of a node come from: those from outside of its element are numbered as they
 * come. */
static void
add_sources (const Level *level, int node, int likeness, GArray *row)
{
  const NgRegions *regions = level->keys->regions;
  g_autoptr (GHashTable) outer = NULL; /* but for the first, as most nodes have one */
  int first = -1;

  for (gsize i = 0; i < ng_regions_n_inputs (regions, level->net, node); i++) {
    NgSource from = ng_regions_input (regions, level->net, node, i);
    int source = ng_regions_source (regions, from);
    if (add_outside (level, likeness, source, from.port, row))
      continue;
    int chain = regions->chain[source];
    if (regions->parent[chain] == node) {
      add_row (row, FROM_INSIDE, level->inside[chain], from.port);
      continue;
    }
    if (first < 0 || source == first) {
      first = source;
      add_row (row, FROM_BEFORE, 1, from.port);
      continue;
    }
    if (outer == NULL)
      outer = g_hash_table_new (NULL, NULL);
    gpointer known = g_hash_table_lookup (outer, GINT_TO_POINTER (source + 1));
    int number = known != NULL ? GPOINTER_TO_INT (known) : (int) g_hash_table_size (outer) + 2;
    g_hash_table_insert (outer, GINT_TO_POINTER (source + 1), GINT_TO_POINTER (number));
    add_row (row, FROM_BEFORE, number, from.port);
  }
}

/* Where the first node of a chain inside the link before @end reads what is outside of the chain.
 */
static void
add_entrances (const Level *level, int chain, int end, int likeness, GArray *row)
{
  const NgRegions *regions = level->keys->regions;
  int head = regions->members[regions->starts[chain]];
  g_autoptr (GArray) ignored = g_array_new (FALSE, FALSE, sizeof (int));

  for (gsize i = 0; i < ng_regions_n_inputs (regions, level->net, head); i++) {
    NgSource from = ng_regions_input (regions, level->net, head, i);
    int source = ng_regions_source (regions, from);
    g_array_set_size (ignored, 0);
    if (add_outside (level, likeness, source, from.port, ignored))
      continue;
    int other = regions->chain[source];
    if (regions->parent[other] == end)
      add_row (row, FROM_INSIDE, level->inside[other], from.port);
    else
      add_row (row, FROM_BEFORE, 1, from.port);
  }
}

static void
number_elements (Level *level, int likeness, int chain, const GArray *const *chains_inside)
{
  const NgRegions *regions = level->keys->regions;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (int));

  add (all, KEY_CHAIN);
  for (int m = regions->starts[chain]; m < regions->starts[chain + 1]; m++) {
    int node = regions->members[m];
    const GArray *found = chains_inside[node];
    if (is_over (level->table)) {
      level->keys->elements[likeness][node] = level->table->n++;
      continue;
    }
    g_array_set_size (row, 0);
    add (row, KEY_ELEMENT);
    add (row, level->keys->kinds[likeness][node]);
    add_sources (level, node, likeness, row);
    for (guint i = 0; found != NULL && i < found->len; i++) {
      int inner = g_array_index (found, int, i);
      add (row, KEY_CHAIN);
      add (row, level->chains[likeness][inner]);
      add_entrances (level, inner, node, likeness, row);
    }
    level->keys->elements[likeness][node] = number_row (level->table, row);
    add (all, level->keys->elements[likeness][node]);
    level->keys->work += row->len;
  }
  if (chain > 0 || level->is_inner)
    level->chains[likeness][chain] = number_row (level->table, all);
}

static int
number_net (const Level *level, int likeness)
{
  const NgRegions *regions = level->keys->regions;
  g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (int));

  add (row, KEY_NET);
  add (row, level->chains[likeness][0]);
  for (int node = 0; node < regions->root; node++) {
    if (regions->chain[node] >= 0 || (node < regions->n_layers && regions->home[node] >= 0))
      continue;
    add (row, node);
    add (row, level->keys->kinds[likeness][node]);
    for (gsize i = 0; i < ng_regions_n_inputs (regions, level->net, node); i++) {
      NgSource from = ng_regions_input (regions, level->net, node, i);
      add_row (row, FROM_AFAR, ng_regions_source (regions, from), from.port);
    }
  }
  return number_row (level->table, row);
}

/* ---- all together ---- */

static void
measure (Level *level)
{
  NgRepeatKeys *keys = level->keys;
  const NgRegions *regions = keys->regions;

  for (int node = 0; node < regions->n_layers; node++) {
    NgLayer *layer = ng_net_layer (level->net, (gsize) node);
    int at = regions->chain[node] >= 0 ? node : regions->home[node];
    if (at < 0)
      continue;
    keys->n_layers[at]++;
    if (ng_layer_net (layer) != NULL)
      keys->heft[at] += (double) MAX (ng_net_n_parameters (ng_layer_net (layer)), 0);
    for (gsize i = 0; i < ng_layer_n_arrays (layer); i++) {
      const NgType *type = ng_net_array_type (level->net, (gsize) node, i);
      if (type->kind != NG_KIND_INTEGER && ng_type_is_fixed (type)) {
        double count = 1;
        for (int d = 0; d < type->rank; d++)
          count *= (double) type->dims[d].value;
        keys->heft[at] += count;
      }
    }
  }
  for (int chain = regions->n_chains - 1; chain > 0; chain--)
    for (int m = regions->starts[chain]; m < regions->starts[chain + 1]; m++) {
      keys->n_layers[regions->parent[chain]] += keys->n_layers[regions->members[m]];
      keys->heft[regions->parent[chain]] += keys->heft[regions->members[m]];
    }
}

/* @path: (nullable): %NULL where nothing inside is apart */
static void
number_kinds (Level *level, const char *path, int likeness)
{
  const NgRegions *regions = level->keys->regions;
  int *kinds = level->keys->kinds[likeness];
  gboolean has_paths = path != NULL && level->table->apart != NULL;
  gboolean is_in = has_paths && is_in_apart (level->table, path);
  g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GHashTable) types = g_hash_table_new (NULL, NULL);

  for (int node = 0; node < regions->n_nodes; node++) {
    if (node >= regions->n_layers) {
      kinds[node] = number_port (level->table, regions, level->net, node, likeness);
      continue;
    }
    kinds[node] =
        is_in || is_over (level->table) ||
                (has_paths && is_layer_apart (level->table, level->net, node, path))
            ? level->table->n++
            : number_layer (
                  level->table, level->net, node, (NgRepeatLikeness) likeness, types, row);
  }
}

NgRepeatKeys *
ng_repeat_keys_new (NgKeyTable *table, const NgNet *net, const char *path)
{
  NgRepeatKeys *self = g_new0 (NgRepeatKeys, 1);
  NgRegions *regions = self->regions = ng_regions_new (net);
  Level level = { .table = table, .net = net, .keys = self, .is_inner = path == NULL };
  g_autofree GArray **inside = g_new0 (GArray *, regions->n_nodes);

  self->n_layers = g_new0 (int, regions->n_nodes);
  self->heft = g_new0 (double, regions->n_nodes);
  level.inside = g_new (int, regions->n_chains + 1);
  for (int chain = 0; chain < regions->n_chains; chain++) {
    level.inside[chain] = -1;
    if (regions->parent[chain] >= 0 && inside[regions->parent[chain]] == NULL)
      inside[regions->parent[chain]] = g_array_new (FALSE, FALSE, sizeof (int));
  }
  for (int node = 0; node < regions->n_nodes; node++)
    if (inside[node] != NULL)
      number_inside (&level, node, inside[node]);
  measure (&level);
  for (int likeness = 0; likeness <= (int) table->likeness; likeness++) {
    self->kinds[likeness] = g_new (int, regions->n_nodes);
    self->elements[likeness] = g_new0 (int, regions->n_nodes);
    level.asides[likeness] = g_new0 (int, regions->n_nodes);
    level.chains[likeness] = g_new0 (int, regions->n_chains + 1);
    number_kinds (&level, path, likeness);
    number_asides (&level, likeness);
    for (int chain = regions->n_chains - 1; chain >= 0; chain--)
      number_elements (&level, likeness, chain, (const GArray *const *) inside);
    if (level.is_inner)
      self->net[likeness] = number_net (&level, likeness);
    g_free (level.asides[likeness]);
    g_free (level.chains[likeness]);
  }
  self->work += regions->work;
  for (int node = 0; node < regions->n_nodes; node++)
    g_clear_pointer (&inside[node], g_array_unref);
  g_free (level.inside);
  return self;
}

void
ng_repeat_keys_free (NgRepeatKeys *self)
{
  if (self == NULL)
    return;
  for (int likeness = 0; likeness < NG_N_REPEAT_LIKENESSES; likeness++) {
    g_free (self->kinds[likeness]);
    g_free (self->elements[likeness]);
  }
  g_free (self->n_layers);
  g_free (self->heft);
  ng_regions_free (self->regions);
  g_free (self);
}

/* Nets that were seen are not looked at again. */
static const int *
find_net_keys (NgKeyTable *table, NgNet *net)
{
  int *known = g_hash_table_lookup (table->nets, net);

  if (known == NULL) {
    g_autoptr (NgRepeatKeys) keys = ng_repeat_keys_new (table, net, NULL);
    known = g_memdup2 (keys->net, sizeof keys->net);
    g_hash_table_insert (table->nets, ng_net_ref (net), known);
  }
  return known;
}
