/* A run is hidden layers of which each reads the one before and nothing else. What stands for it is
 * a layer of a class of its own, whose types are those that the net has there. */

#include "render/figure/hide.h"

#include "core/base/pair.h"
#include "core/graph/builder.h"
#include "core/graph/layer-class.h"
#include "core/graph/nested.h"
#include "core/graph/relation.h"

typedef struct {
  char *name;
  NgType type;
} Port;

/* What a layer "…" keeps: its ports, and for how many layers it stands. */
typedef struct {
  GArray *ports[2]; /* (element-type Port): inputs, outputs */
  int n_layers;
} Gap;

static void
port_clear (gpointer data)
{
  g_free (((Port *) data)->name);
}

static void
gap_free (gpointer data)
{
  Gap *self = data;

  g_array_unref (self->ports[0]);
  g_array_unref (self->ports[1]);
  g_free (self);
}

static Gap *
gap_new (int n_layers)
{
  Gap *self = g_new0 (Gap, 1);

  self->n_layers = n_layers;
  for (int i = 0; i < 2; i++) {
    self->ports[i] = g_array_new (FALSE, FALSE, sizeof (Port));
    g_array_set_clear_func (self->ports[i], port_clear);
  }
  return self;
}

static void
gap_ports (NgLayer *layer)
{
  const Gap *self = ng_layer_payload (layer);
  const NgType unknown = ng_type_unknown ();

  for (int i = 0; i < 2; i++)
    for (guint k = 0; k < self->ports[i]->len; k++)
      ng_layer_add_port (layer, i == 1, g_array_index (self->ports[i], Port, k).name, &unknown);
}

/* Varying lengths of the net that was are lengths of this layer, the same at all its ports. */
static void
gap_infer (NgRelation *relation)
{
  const Gap *self = ng_layer_payload (ng_relation_layer (relation));

  for (int i = 0; i < 2; i++)
    for (guint k = 0; k < self->ports[i]->len; k++) {
      NgType type = g_array_index (self->ports[i], Port, k).type;

      for (int level = 0; level < type.rank; level++)
        if (type.dims[level].state == NG_DIM_VARYING)
          type.dims[level] = ng_relation_fresh (relation, (int) type.dims[level].value, 0, 0);
      (i == 0 ? ng_relation_refine_input : ng_relation_refine_output) (relation, k, &type);
    }
}

static const char *
gap_title (const NgLayer *layer)
{
  return "…";
}

static char *
gap_label (const NgLayer *layer)
{
  const Gap *self = ng_layer_payload (layer);

  return g_strdup_printf (self->n_layers == 1 ? "%d layer" : "%d layers", self->n_layers);
}

#define GAP(more)                                                                                  \
  {                                                                                                \
    .name = "Hidden", .summary = "Stands for layers that are not shown",                           \
    .category = NG_CATEGORY_STRUCTURE, .glyph = "M3 8h.5 M7.75 8h.5 M12.5 8h.5",                   \
    .flags = NG_LAYER_EMPTY | (more), .ports = gap_ports, .infer = gap_infer, .title = gap_title,  \
    .label = gap_label                                                                             \
  }

static const NgLayerClass gap = GAP (0);
static const NgLayerClass raw_gap = GAP (NG_LAYER_RAW);

/* ---- runs ---- */

/**
 * Runs:
 * @before, @after: (array): of each layer, the one before and behind it in its run, or -1
 * @n_readers: (array): of each layer, how many inputs read it; an output of the net counts twice
 * @read: pairs of a layer and one of its outputs that is read
 * @names: (array): of each layer, in a net with names
 * @n_named: how many names have been made for runs so far
 */
typedef struct {
  NgNet *net;
  const char *path;
  const gboolean *is_hidden;
  GHashTable *aliases;
  int *before, *after, *n_readers;
  GHashTable *read;
  GPtrArray *names;
  guint n_named;
} Runs;

static void
count_reader (Runs *self, NgSource source, int n)
{
  if (source.kind != NG_SOURCE_LAYER)
    return;
  self->n_readers[source.index] += n;
  g_hash_table_add (self->read, ng_pair_key ((guint) source.index, (guint) source.port));
}

/* The only source of a layer, if that is a hidden layer which nothing else reads; else -1. */
static int
find_before (const Runs *self, gsize layer)
{
  int found = -1, n = 0;

  for (gsize k = 0; k < ng_layer_n_inputs (ng_net_layer (self->net, layer)); k++) {
    NgSource source = ng_net_source (self->net, layer, k);

    if (source.kind == NG_SOURCE_NONE)
      continue;
    n++;
    if (source.kind == NG_SOURCE_LAYER && self->is_hidden[source.index] &&
        self->n_readers[source.index] == 1)
      found = source.index;
  }
  return n == 1 ? found : -1;
}

static void
find_runs (Runs *self)
{
  gsize n = ng_net_n_layers (self->net);

  for (gsize i = 0; i < n; i++) {
    self->before[i] = self->after[i] = -1;
    for (gsize k = 0; k < ng_layer_n_inputs (ng_net_layer (self->net, i)); k++)
      count_reader (self, ng_net_source (self->net, i, k), 1);
  }
  /* So what an output of the net shows is the end of a run. */
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++)
    count_reader (self, ng_net_output_source (self->net, i), 2);
  for (gsize i = 0; i < n; i++) {
    if (!self->is_hidden[i])
      continue;
    self->before[i] = find_before (self, i);
    if (self->before[i] >= 0)
      self->after[self->before[i]] = (int) i;
  }
}

static void
add_port (Gap *gap_of, gboolean is_output, const char *name, const NgType *type)
{
  Port port = { g_strdup (name), *type };

  g_array_append_val (gap_of->ports[is_output], port);
}

/* The layer that stands for a run; sources: (element-type NgSource): what it reads. */
static NgLayer *
make_gap (const Runs *self, int first, int last, int n_layers, GArray *sources)
{
  Gap *gap_of = gap_new (n_layers);
  NgLayer *head = ng_net_layer (self->net, (gsize) first);
  NgLayer *tail = ng_net_layer (self->net, (gsize) last);

  for (gsize k = 0; k < ng_layer_n_inputs (head); k++) {
    NgSource source = ng_net_source (self->net, (gsize) first, k);

    if (source.kind == NG_SOURCE_NONE)
      continue;
    add_port (gap_of, FALSE, ng_layer_input_name (head, k), ng_net_type (self->net, source));
    g_array_append_val (sources, source);
  }
  for (gsize k = 0; k < ng_layer_n_outputs (tail); k++) {
    NgSource source = { NG_SOURCE_LAYER, last, (int) k };

    if (g_hash_table_contains (self->read, ng_pair_key ((guint) source.index, (guint) source.port)))
      add_port (gap_of, TRUE, ng_layer_output_name (tail, k), ng_net_type (self->net, source));
  }
  return ng_layer_new_payload (ng_net_is_raw (self->net) ? &raw_gap : &gap, gap_of, gap_free);
}

/* "…", and behind it what is not seen, a number in two signs without width: names of layers differ.
 */
static char *
make_name (guint number)
{
  GString *name = g_string_new ("…");

  for (; number > 0; number /= 2)
    g_string_append_unichar (name, number % 2 == 1 ? 0x200b : 0x2060);
  return g_string_free (name, FALSE);
}

static void
name_run (Runs *self, int last)
{
  char **name = (char **) &self->names->pdata[last];
  g_autofree char *path = NULL;

  if (*name == NULL)
    return;
  path = *self->path != '\0' ? g_strdup_printf ("%s/%s", self->path, *name) : g_strdup (*name);
  if (self->aliases != NULL && g_hash_table_contains (self->aliases, path))
    return;
  g_free (*name);
  *name = make_name (self->n_named++);
  while (ng_net_find (self->net, *name) >= 0) {
    g_free (*name);
    *name = make_name (self->n_named++);
  }
}

/* Puts the layer for a run in the place of its last one. */
static gboolean
close_run (Runs *self, NgNetBuilder *builder, int first, gboolean *is_removed, GError **error)
{
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (NgSource));
  g_autoptr (NgLayer) layer = NULL;
  int last = first, n_layers = 1;

  for (; self->after[last] >= 0; n_layers++) {
    is_removed[last] = TRUE;
    last = self->after[last];
  }
  layer = make_gap (self, first, last, n_layers, sources);
  for (gsize k = 0; k < ng_net_builder_n_connections (builder, last); k++)
    ng_net_builder_set_source (builder, last, k, (NgSource){ NG_SOURCE_NONE, 0, 0 });
  if (!ng_net_builder_replace_layer (builder, (gsize) last, layer, error))
    return FALSE;
  name_run (self, last);
  for (guint k = 0; k < sources->len; k++)
    ng_net_builder_set_source (builder, last, k, g_array_index (sources, NgSource, k));
  return TRUE;
}

static gboolean
rename_layers (const Runs *self, NgNetBuilder *builder, const gboolean *is_removed, GError **error)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();

  for (guint i = 0; i < self->names->len; i++)
    if (!is_removed[i])
      g_ptr_array_add (left, self->names->pdata[i]);
  return left->len == 0 || left->pdata[0] == NULL ||
         ng_net_builder_rename_layers (builder, (const char *const *) left->pdata, error);
}

static gboolean
close_runs (Runs *self, NgNetBuilder *builder, GError **error)
{
  gsize n = ng_net_n_layers (self->net);
  g_autofree gboolean *is_removed = g_new0 (gboolean, n + 1);

  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (self->names, g_strdup (ng_net_name (self->net, i)));
  find_runs (self);
  for (gsize i = 0; i < n; i++)
    if (self->is_hidden[i] && self->before[i] < 0 &&
        !close_run (self, builder, (int) i, is_removed, error))
      return FALSE;
  ng_net_builder_remove_layers (builder, is_removed);
  return rename_layers (self, builder, is_removed, error);
}

/* ---- paths ---- */

/* Which layers are hidden, and what is in each nested net: (element-type GHashTable), by layer. */
static gboolean *
resolve (NgNet *net, GHashTable *hidden, GPtrArray *inner)
{
  gboolean *is_hidden = g_new0 (gboolean, ng_net_n_layers (net) + 1);
  GHashTableIter iter;
  gpointer path;

  g_ptr_array_set_size (inner, (int) ng_net_n_layers (net));
  g_hash_table_iter_init (&iter, hidden);
  while (g_hash_table_iter_next (&iter, &path, NULL)) {
    const char *rest;
    int index = ng_net_find_on_path (net, path, &rest);

    if (index < 0)
      continue;
    rest += *rest == '/';
    if (*rest == '\0') {
      is_hidden[index] = TRUE;
      continue;
    }
    if (inner->pdata[index] == NULL)
      inner->pdata[index] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add (inner->pdata[index], g_strdup (rest));
  }
  return is_hidden;
}

static void
free_set (gpointer set)
{
  if (set != NULL)
    g_hash_table_unref (set);
}

static NgNet *
hide (NgNet *net, const char *path, GHashTable *hidden, GHashTable *aliases, GError **error);

static gboolean
hide_inside (
    const Runs *self, NgNetBuilder *builder, gsize index, GHashTable *hidden, GError **error)
{
  NgNet *body = ng_layer_body (ng_net_layer (self->net, index));
  g_autofree char *name = ng_net_shown_name (self->net, index);
  g_autofree char *path =
      *self->path != '\0' ? g_strdup_printf ("%s/%s", self->path, name) : g_strdup (name);
  g_autoptr (NgNet) changed = NULL;
  g_autoptr (NgLayer) layer = NULL;

  if (body == NULL)
    return TRUE;
  changed = hide (body, path, hidden, self->aliases, error);
  if (changed == NULL)
    return FALSE;
  layer = ng_layer_new_net (changed, NULL);
  return ng_net_builder_replace_layer (builder, index, layer, error);
}

/* What is inside first: the layers are still where they were. */
static NgNet *
make_net (Runs *self, const GPtrArray *inner, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self->net);

  for (gsize i = 0; i < ng_net_n_layers (self->net); i++)
    if (inner->pdata[i] != NULL && !self->is_hidden[i] &&
        !hide_inside (self, builder, i, inner->pdata[i], error))
      return NULL;
  if (!close_runs (self, builder, error))
    return NULL;
  ng_net_builder_set_chain (builder, FALSE);
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

static NgNet *
hide (NgNet *net, const char *path, GHashTable *hidden, GHashTable *aliases, GError **error)
{
  gsize n = ng_net_n_layers (net);
  g_autoptr (GPtrArray) inner = g_ptr_array_new_with_free_func (free_set);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) read = g_hash_table_new (ng_pair_hash, NULL);
  g_autofree gboolean *is_hidden = resolve (net, hidden, inner);
  g_autofree int *numbers = g_new0 (int, 3 * n + 1);
  Runs runs = {
    net, path, is_hidden, aliases, numbers, numbers + n, numbers + 2 * n, read, names, 0
  };
  gboolean is_changed = FALSE;

  for (gsize i = 0; i < n; i++)
    is_changed |= is_hidden[i] || inner->pdata[i] != NULL;
  return is_changed ? make_net (&runs, inner, error) : ng_net_ref (net);
}

NgNet *
ng_figure_hide (NgNet *net, GHashTable *hidden, GHashTable *aliases, GError **error)
{
  return hidden != NULL ? hide (net, "", hidden, aliases, error) : ng_net_ref (net);
}
