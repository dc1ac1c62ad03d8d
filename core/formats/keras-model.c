/* Models of Keras, layers one after another or a graph of them, which a model may hold as layers.
 */

#include "core/formats/keras-model.h"

#include "core/base/limits.h"
#include "core/formats/code-script.h"

#include <string.h>

/* Where the arrays of the layer are. Newer files keep those of the third MaxPooling2D under
 * "max_pooling2d_2". */
static char *
folder_of (NgKerasModel *self, const char *class, const char *name)
{
  if (!self->is_numbered)
    return self->inside != NULL ? g_strdup (self->inside)
                                : g_strdup_printf ("model_weights/%s/", name);
  g_autofree char *plain = ng_code_words (class);
  int n = GPOINTER_TO_INT (g_hash_table_lookup (self->counts, plain));
  char *folder = n == 0 ? g_strdup_printf ("%slayers/%s/", self->root, plain)
                        : g_strdup_printf ("%slayers/%s_%d/", self->root, plain, n);
  g_hash_table_insert (self->counts, g_steal_pointer (&plain), GINT_TO_POINTER (n + 1));
  return folder;
}

/* ---- ports ---- */

/* The shape without the batch, and whether it says whole numbers. Returns: its rank, or -1 */
static int
append_shape (GString *text, const NgJson *shape)
{
  gsize n = shape != NULL && ng_json_kind (shape) == NG_JSON_ARRAY ? ng_json_length (shape) : 0;

  if (n < 1 || n > NG_MAX_RANK)
    return -1;
  g_string_append_c (text, '{');
  for (gsize i = 1; i < n; i++) {
    gint64 size;
    const NgJson *value = ng_json_at (shape, i);
    if (ng_json_kind (value) == NG_JSON_NUMBER && ng_json_integer (value, &size) && size > 0)
      g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 1 ? ", " : "", size);
    else
      g_string_append_printf (text, "%s\"Varying\"", i > 1 ? ", " : "");
  }
  g_string_append_c (text, '}');
  return (int) n - 1;
}

/* An input of the model; only its shape is told, what its elements are the layers know. @rank: what
 * feeds a model inside another, or -1 */
static gboolean
add_input (NgKerasModel *self, const char *name, const NgJson *config, int rank)
{
  const NgJson *shape = ng_json_member (config, "batch_shape");
  g_autoptr (GString) type = g_string_new (NULL);
  g_autofree char *quoted = ng_keras_quote (name);
  NgKerasKnown *known = g_new0 (NgKerasKnown, 1);

  if (shape == NULL)
    shape = ng_json_member (config, "batch_input_shape");
  known->last = g_strdup_printf ("NetPort[%s]", quoted);
  known->rank = append_shape (type, shape);
  if (known->rank < 0)
    known->rank = rank;
  g_hash_table_insert (self->known, g_strdup (name), known);
  g_ptr_array_add (self->inputs, (gpointer) name);
  if (known->rank < 0)
    return ng_keras_fail (self, "does not tell the shape of its input \"%s\"", name);
  g_string_append_printf (
      self->ports, ", %s -> %s", quoted, known->rank == 0 ? "\"Real\"" : type->str);
  return TRUE;
}

/* What the output of use @index of a layer is known as. */
static char *
key_of (const char *name, gint64 index)
{
  return index == 0 ? g_strdup (name) : g_strdup_printf ("%s\n%" G_GINT64_FORMAT, name, index);
}

/* ["name", use, …]. @uses: how often each layer is used; one that is used once is known by its
 * name, whatever is said. */
static void
add_source (const NgJson *list, GHashTable *uses, GPtrArray *sources)
{
  const char *name = ng_json_string (ng_json_at (list, 0));
  gint64 index = 0;

  if (ng_json_length (list) > 1 && ng_json_kind (ng_json_at (list, 1)) == NG_JSON_NUMBER &&
      GPOINTER_TO_UINT (g_hash_table_lookup (uses, name)) > 1 &&
      !ng_json_integer (ng_json_at (list, 1), &index))
    index = 0;
  g_ptr_array_add (sources, key_of (name, index));
}

/* What feeds a layer: ["name", 0, 0, …] of older files, tensors with a history of newer ones. The
 * text limits how deep this goes. */
static void
find_sources (const NgJson *json, GHashTable *uses, GPtrArray *sources)
{
  const char *class = ng_keras_string (json, "class_name");

  if (class != NULL && g_str_equal (class, "__keras_tensor__")) {
    const NgJson *config = ng_json_member (json, "config");
    const NgJson *history = config != NULL ? ng_json_member (config, "keras_history") : NULL;
    if (history != NULL && ng_json_length (history) > 0 &&
        ng_json_kind (ng_json_at (history, 0)) == NG_JSON_STRING)
      add_source (history, uses, sources);
    return;
  }
  if (ng_json_kind (json) == NG_JSON_ARRAY && ng_json_length (json) >= 3 &&
      ng_json_kind (ng_json_at (json, 0)) == NG_JSON_STRING &&
      ng_json_kind (ng_json_at (json, 1)) == NG_JSON_NUMBER) {
    add_source (json, uses, sources);
    return;
  }
  for (gsize i = 0; i < ng_json_length (json); i++)
    find_sources (ng_json_at (json, i), uses, sources);
}

/* What stands in front of a call comes first, then what it names, by the order of the ports of
 * attention. */
static void
find_inputs (const NgJson *node, GHashTable *uses, GPtrArray *sources)
{
  static const char *const first[] = { "query", "value", "key", NULL };
  const NgJson *args = ng_json_member (node, "args"), *kwargs = ng_json_member (node, "kwargs");

  if (args == NULL) {
    find_sources (node, uses, sources);
    return;
  }
  find_sources (args, uses, sources);
  for (gsize i = 0; kwargs != NULL && first[i] != NULL; i++) {
    if (ng_json_member (kwargs, first[i]) != NULL)
      find_sources (ng_json_member (kwargs, first[i]), uses, sources);
  }
  for (gsize i = 0; kwargs != NULL && i < ng_json_length (kwargs); i++) {
    if (ng_json_name (kwargs, i) != NULL && !g_strv_contains (first, ng_json_name (kwargs, i)))
      find_sources (ng_json_at (kwargs, i), uses, sources);
  }
}

/* ---- models ---- */

static gboolean
check_layer (NgKerasModel *self, const NgJson *json, const char **class, const char **name)
{
  const NgJson *config = ng_json_member (json, "config");

  *class = ng_keras_string (json, "class_name");
  *name = ng_keras_string (json, "name");
  if (*name == NULL)
    *name = ng_keras_string (config, "name");
  if (*class == NULL || config == NULL || *name == NULL || **name == '\0')
    return ng_keras_fail (self, "has a layer without class or name");
  return TRUE;
}

static void
add_output (NgKerasModel *self, const char *key, const char *name, gsize n)
{
  const NgKerasKnown *known = g_hash_table_lookup (self->known, key);
  g_autofree char *port = n == 1 ? g_strdup ("NetPort[\"Output\"]") : NULL;
  NgKerasKnown *output;

  if (known == NULL) {
    ng_keras_fail (self, "gives the output of \"%s\", which is not there", name);
    return;
  }
  if (port == NULL) {
    g_autofree char *quoted = ng_keras_quote (name);
    port = g_strdup_printf ("NetPort[%s]", quoted);
  }
  ng_keras_add_edge (self, known->last, port);
  output = g_new0 (NgKerasKnown, 1);
  output->rank = known->rank;
  g_hash_table_insert (self->known, g_strdup ("\n"), output); /* of the model */
  self->n_outputs++;
}

/* Layers one after another. */
static gboolean
read_sequential (NgKerasModel *self, const NgJson *layers, int rank)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  const char *class, *name;

  for (gsize i = 0; i < ng_json_length (layers); i++) {
    const NgJson *json = ng_json_at (layers, i), *config = ng_json_member (json, "config");
    if (!check_layer (self, json, &class, &name))
      return FALSE;
    gboolean is_input = g_str_equal (class, "InputLayer");
    g_autofree char *folder = folder_of (self, class, name);
    if (i == 0) {
      if (!add_input (self, is_input ? name : "Input", config, rank))
        return FALSE;
      g_ptr_array_add (sources, (gpointer) (is_input ? name : "Input"));
      if (is_input)
        continue;
    }
    NgKerasUse use = { .json = json,
                       .class = class,
                       .name = name,
                       .folder = folder,
                       .key = (char *) name,
                       .sources = sources };
    if (!ng_keras_read_use (self, &use))
      return FALSE;
    sources->pdata[0] = (gpointer) name;
  }
  if (sources->len == 0)
    return ng_keras_fail (self, "has no layers");
  add_output (self, sources->pdata[0], sources->pdata[0], 1);
  return *self->error == NULL;
}

/* ---- graphs ---- */

static void
use_free (gpointer data)
{
  NgKerasUse *self = data;

  g_free (self->key);
  g_ptr_array_unref (self->sources);
  g_free (self);
}

/* Uses of the layers in the order of the file, and inputs of the model. */
static gboolean
collect_uses (NgKerasModel *self,
              const NgJson *layers,
              GHashTable *counts,
              GPtrArray *folders,
              GPtrArray *uses,
              int rank)
{
  const char *class, *name;

  for (gsize i = 0; i < ng_json_length (layers); i++) {
    const NgJson *json = ng_json_at (layers, i), *nodes = ng_json_member (json, "inbound_nodes");
    if (!check_layer (self, json, &class, &name))
      return FALSE;
    char *folder = folder_of (self, class, name);
    g_ptr_array_add (folders, folder);
    if (g_str_equal (class, "InputLayer")) {
      if (!add_input (self, name, ng_json_member (json, "config"), rank))
        return FALSE;
      continue;
    }
    if (nodes == NULL || ng_json_kind (nodes) != NG_JSON_ARRAY || ng_json_length (nodes) == 0)
      return ng_keras_fail (self, "does not use layer \"%s\"", name);
    for (gsize n = 0; n < ng_json_length (nodes); n++) {
      NgKerasUse *use = g_new0 (NgKerasUse, 1);
      use->json = json;
      use->call = ng_json_at (nodes, n);
      use->class = class;
      use->name = name;
      use->folder = folder;
      use->key = key_of (name, (gint64) n);
      use->sources = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (uses, use);
      find_inputs (use->call, counts, use->sources);
    }
  }
  return TRUE;
}

static GHashTable *
count_uses (const NgJson *layers)
{
  GHashTable *counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < ng_json_length (layers); i++) {
    const NgJson *json = ng_json_at (layers, i), *nodes = ng_json_member (json, "inbound_nodes");
    const char *name = ng_keras_string (json, "name");
    if (name != NULL && nodes != NULL)
      g_hash_table_insert (
          counts, (gpointer) name, GUINT_TO_POINTER ((guint) ng_json_length (nodes)));
  }
  return counts;
}

/* Reads @use, and then those that waited for nothing else. */
static gboolean
read_ready (NgKerasModel *self, NgKerasUse *use, GHashTable *waiting)
{
  g_autoptr (GQueue) ready = g_queue_new ();

  g_queue_push_tail (ready, use);
  while (!g_queue_is_empty (ready)) {
    NgKerasUse *next = g_queue_pop_head (ready);
    if (!ng_keras_read_use (self, next))
      return FALSE;
    const GPtrArray *readers = g_hash_table_lookup (waiting, next->key);
    for (guint i = 0; readers != NULL && i < readers->len; i++) {
      NgKerasUse *reader = readers->pdata[i];
      if (--reader->n_missing == 0)
        g_queue_push_tail (ready, reader);
    }
  }
  return TRUE;
}

/* In the order of the file; one that needs a later one waits for it. */
static gboolean
read_uses (NgKerasModel *self, const GPtrArray *uses)
{
  g_autoptr (GHashTable) waiting =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < uses->len; i++) {
    NgKerasUse *use = uses->pdata[i];
    for (guint k = 0; k < use->sources->len; k++) {
      char *source = use->sources->pdata[k];
      GPtrArray *readers = g_hash_table_lookup (waiting, source);
      if (g_hash_table_contains (self->known, source))
        continue;
      if (readers == NULL) {
        readers = g_ptr_array_new ();
        g_hash_table_insert (waiting, source, readers);
      }
      g_ptr_array_add (readers, use);
      use->n_missing++;
    }
    if (use->n_missing == 0 && !read_ready (self, use, waiting))
      return FALSE;
  }
  for (guint i = 0; i < uses->len; i++) {
    const NgKerasUse *use = uses->pdata[i];
    for (guint k = 0; use->n_missing > 0 && k < use->sources->len; k++) {
      char *source = use->sources->pdata[k];
      if (!g_hash_table_contains (self->known, source))
        return ng_keras_fail (
            self, "connects layer \"%s\" to \"%s\", which is not there", use->name, source);
    }
  }
  return TRUE;
}

/* Ports of a model inside another are those of "input_layers", in their order. */
static gboolean
order_inputs (NgKerasModel *self, const NgJson *config)
{
  const NgJson *list = ng_json_member (config, "input_layers");
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) inputs = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (list == NULL)
    return TRUE;
  find_sources (list, none, names);
  for (guint i = 0; i < self->inputs->len; i++)
    g_hash_table_add (inputs, self->inputs->pdata[i]);
  g_ptr_array_set_size (self->inputs, 0);
  for (guint i = 0; i < names->len; i++) {
    gpointer name = g_hash_table_lookup (inputs, names->pdata[i]);
    if (name == NULL)
      return ng_keras_fail (
          self, "names the input \"%s\", which is not there", (char *) names->pdata[i]);
    g_ptr_array_add (self->inputs, name);
  }
  return TRUE;
}

static gboolean
read_functional (NgKerasModel *self, const NgJson *config, const NgJson *layers, int rank)
{
  const NgJson *outputs = ng_json_member (config, "output_layers");
  g_autoptr (GHashTable) counts = count_uses (layers);
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) uses = g_ptr_array_new_with_free_func (use_free);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  if (!collect_uses (self, layers, counts, folders, uses, rank) || !read_uses (self, uses))
    return FALSE;
  if (!order_inputs (self, config))
    return FALSE;
  if (outputs != NULL)
    find_sources (outputs, counts, keys);
  if (keys->len == 0)
    return ng_keras_fail (self, "has no outputs");
  for (guint i = 0; i < keys->len && *self->error == NULL; i++) {
    g_auto (GStrv) name = g_strsplit (keys->pdata[i], "\n", 2);
    add_output (self, keys->pdata[i], name[0], keys->len);
  }
  return *self->error == NULL;
}

/* @rank: of what feeds a model inside another, or -1 */
gboolean
ng_keras_read_model (NgKerasModel *self, const NgJson *model, int rank)
{
  const char *class = ng_keras_string (model, "class_name");
  const NgJson *config = ng_json_member (model, "config"), *layers;

  if (class == NULL || config == NULL)
    return ng_keras_fail (self, "has no class or no configuration");
  layers = ng_json_kind (config) == NG_JSON_ARRAY ? config : ng_json_member (config, "layers");
  if (layers == NULL || ng_json_kind (layers) != NG_JSON_ARRAY ||
      ng_json_length (layers) > NG_MAX_KERAS_LAYERS)
    return ng_keras_fail (self, "has no list of layers");
  if (g_str_equal (class, "Sequential"))
    return read_sequential (self, layers, rank);
  if (ng_keras_is_model (class))
    return read_functional (self, config, layers, rank);
  return ng_keras_fail (
      self, "is of the class \"%s\", and only Sequential and Functional are read", class);
}
