/* Models of Keras: a configuration in JSON, which becomes notation, and arrays in an HDF5 file. */

#include "core/formats/keras.h"

#include "core/base/limits.h"
#include "core/expr/expr.h"
#include "core/formats/attach.h"
#include "core/formats/code-script.h"
#include "core/formats/keras-reading.h"
#include "core/formats/zip.h"
#include "core/graph/path.h"
#include "core/notation/read.h"

#include <string.h>

/* A layer that was read: what its output is called here, and its rank. */
typedef struct {
  char *last;
  int rank;
} Known;

typedef struct {
  NgHdf5 *file;
  gboolean is_numbered;
  GString *layers;
  GString *edges;
  GString *ports;
  GHashTable *known;  /* name -> Known */
  GHashTable *counts; /* class -> how many there were */
  GHashTable *arrays; /* path -> tensor */
  GHashTable *names;  /* of our layers */
  GPtrArray *diagnostics;
  GError **error;
} Reading;

static void
known_free (gpointer data)
{
  Known *self = data;

  g_free (self->last);
  g_free (self);
}

static gboolean G_GNUC_PRINTF (2, 3) fail (Reading *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (*self->error == NULL)
    ng_error_set_new (self->error, "Keras::model", NULL, "The model of Keras %s.", text);
  return FALSE;
}

static char *
quote (const char *text)
{
  g_autoptr (NgExpr) expr = ng_expr_new_string (text, NULL);

  return ng_print (expr, G_MAXUINT);
}

static const char *
string_member (const NgJson *json, const char *name)
{
  const NgJson *value = json != NULL ? ng_json_member (json, name) : NULL;

  return value != NULL && ng_json_kind (value) == NG_JSON_STRING ? ng_json_string (value) : NULL;
}

/* Where the arrays of the layer are. Newer files keep those of the third MaxPooling2D under
 * "max_pooling2d_2". */
static char *
folder_of (Reading *self, const char *class, const char *name)
{
  if (!self->is_numbered)
    return g_strdup_printf ("model_weights/%s/", name);
  g_autofree char *plain = ng_code_words (class);
  int n = GPOINTER_TO_INT (g_hash_table_lookup (self->counts, plain));
  char *folder =
      n == 0 ? g_strdup_printf ("layers/%s/", plain) : g_strdup_printf ("layers/%s_%d/", plain, n);
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

/* An input of the net; only its shape is told, what its elements are the layers know. */
static gboolean
add_input (Reading *self, const char *name, const NgJson *config)
{
  const NgJson *shape = ng_json_member (config, "batch_shape");
  g_autoptr (GString) type = g_string_new (NULL);
  g_autofree char *quoted = quote (name);
  Known *known = g_new0 (Known, 1);

  if (shape == NULL)
    shape = ng_json_member (config, "batch_input_shape");
  known->last = g_strdup_printf ("NetPort[%s]", quoted);
  known->rank = append_shape (type, shape);
  g_hash_table_insert (self->known, g_strdup (name), known);
  if (known->rank < 0)
    return fail (self, "does not tell the shape of its input \"%s\"", name);
  g_string_append_printf (
      self->ports, ", %s -> %s", quoted, known->rank == 0 ? "\"Real\"" : type->str);
  return TRUE;
}

/* ---- layers ---- */

static char *
add_layer (Reading *self, const char *wish, const char *notation)
{
  char *name = g_strdup (wish);

  for (int i = 2; g_hash_table_contains (self->names, name); i++) {
    g_free (name);
    name = g_strdup_printf ("%s_%d", wish, i);
  }
  g_hash_table_add (self->names, g_strdup (name));
  g_autofree char *quoted = quote (name);
  g_string_append_printf (
      self->layers, "%s%s -> %s", self->layers->len > 0 ? ", " : "", quoted, notation);
  return name;
}

static void
add_edge (Reading *self, const char *from, const char *to)
{
  g_string_append_printf (self->edges, "%s%s -> %s", self->edges->len > 0 ? ", " : "", from, to);
}

/* What stands in the place of a layer that we do not have. */
static void
put_placeholder (Reading *self, NgKerasLayer *layer)
{
  g_autofree char *class = quote (layer->class);
  NgPlace place = { .path = layer->path };

  g_string_printf (
      layer->notation, "PlaceholderLayer[%s, \"Inputs\" -> %u]", class, MAX (layer->n_inputs, 1));
  g_string_truncate (layer->after, 0);
  layer->given = -1;
  if (self->diagnostics != NULL)
    g_ptr_array_add (self->diagnostics,
                     ng_diagnostic_as_warning (ng_diagnostic_new (
                         "Keras::layer",
                         &place,
                         "Layer \"%s\" (%s) has no counterpart here, and is a placeholder.",
                         layer->name,
                         layer->class)));
}

/* Words that come in are to be counted as the layer here does. */
static void
tell_words (Reading *self, const NgKerasLayer *layer)
{
  NgPlace place = { .path = layer->path };

  if (self->diagnostics != NULL)
    g_ptr_array_add (
        self->diagnostics,
        ng_diagnostic_with_hint (ng_diagnostic_as_warning (ng_diagnostic_new (
                                     "Keras::layer",
                                     &place,
                                     "Layer \"%s\" (%s) counts words from 1, and Keras from 0.",
                                     layer->name,
                                     layer->class)),
                                 "Add 1 to the words that Keras is fed."));
}

/* The rank of what the layer was built for, which newer files tell, or -1. */
static int
built_rank (const NgJson *json)
{
  const NgJson *shape = ng_json_member (json, "build_config");

  shape = shape != NULL ? ng_json_member (shape, "input_shape") : NULL;
  gsize n = shape != NULL && ng_json_kind (shape) == NG_JSON_ARRAY ? ng_json_length (shape) : 0;
  return n >= 1 && n <= NG_MAX_RANK ? (int) n - 1 : -1;
}

/* @sources: (element-type utf8): names of the layers that feed it */
static gboolean
read_layer (Reading *self,
            const NgJson *json,
            const char *class,
            const char *name,
            const GPtrArray *sources)
{
  NgKerasLayer layer = { .config = ng_json_member (json, "config"),
                         .class = class,
                         .name = name,
                         .file = self->file,
                         .is_numbered = self->is_numbered,
                         .arrays = self->arrays,
                         .n_inputs = sources->len,
                         .error = self->error };
  g_autoptr (GString) notation = layer.notation = g_string_new (NULL);
  g_autoptr (GString) after = layer.after = g_string_new (NULL);
  g_autofree char *folder = layer.folder = folder_of (self, class, name);
  g_autofree char *path = layer.path = ng_path_join ("", name);
  const Known *first =
      sources->len > 0 ? g_hash_table_lookup (self->known, sources->pdata[0]) : NULL;
  Known *known;

  layer.rank = first != NULL && first->rank >= 0 ? first->rank : built_rank (json);
  layer.given = layer.rank;
  if (!ng_keras_put (&layer))
    put_placeholder (self, &layer);
  else if (layer.from_one)
    tell_words (self, &layer);
  if (*self->error != NULL)
    return FALSE;
  g_autofree char *own = add_layer (self, name, notation->str);
  g_autofree char *target = quote (own);
  for (guint i = 0; i < sources->len; i++) {
    const Known *source = g_hash_table_lookup (self->known, sources->pdata[i]);
    if (source == NULL)
      return fail (self,
                   "connects layer \"%s\" to \"%s\", which is not there",
                   name,
                   (char *) sources->pdata[i]);
    add_edge (self, source->last, target);
  }
  if (g_hash_table_contains (self->known, name))
    return fail (self, "has two layers called \"%s\"", name);
  known = g_new0 (Known, 1);
  known->last = g_steal_pointer (&target);
  known->rank = layer.given;
  g_hash_table_insert (self->known, g_strdup (name), known);
  if (after->len > 0) {
    g_autofree char *wish = g_strconcat (
        name, g_str_has_prefix (after->str, "Sequence") ? "_last" : "_activation", NULL);
    g_autofree char *behind = add_layer (self, wish, after->str);
    char *quoted = quote (behind);
    add_edge (self, known->last, quoted);
    g_free (known->last);
    known->last = quoted;
  }
  return TRUE;
}

/* Names in what feeds a layer: ["name", 0, 0, …] of older files, tensors with a history of newer
 * ones. The text limits how deep this goes. */
static void
find_sources (const NgJson *json, GPtrArray *sources)
{
  const char *class = string_member (json, "class_name");

  if (class != NULL && g_str_equal (class, "__keras_tensor__")) {
    const NgJson *history = ng_json_member (ng_json_member (json, "config"), "keras_history");
    if (history != NULL && ng_json_length (history) > 0 &&
        ng_json_kind (ng_json_at (history, 0)) == NG_JSON_STRING)
      g_ptr_array_add (sources, (gpointer) ng_json_string (ng_json_at (history, 0)));
    return;
  }
  if (ng_json_kind (json) == NG_JSON_ARRAY && ng_json_length (json) >= 3 &&
      ng_json_kind (ng_json_at (json, 0)) == NG_JSON_STRING &&
      ng_json_kind (ng_json_at (json, 1)) == NG_JSON_NUMBER) {
    g_ptr_array_add (sources, (gpointer) ng_json_string (ng_json_at (json, 0)));
    return;
  }
  for (gsize i = 0; i < ng_json_length (json); i++)
    find_sources (ng_json_at (json, i), sources);
}

/* ---- models ---- */

static gboolean
check_layer (Reading *self, const NgJson *json, const char **class, const char **name)
{
  const NgJson *config = ng_json_member (json, "config");

  *class = string_member (json, "class_name");
  *name = string_member (json, "name");
  if (*name == NULL)
    *name = string_member (config, "name");
  if (*class == NULL || config == NULL || *name == NULL || **name == '\0')
    return fail (self, "has a layer without class or name");
  return TRUE;
}

static void
add_output (Reading *self, const char *name, gsize n)
{
  const Known *known = g_hash_table_lookup (self->known, name);
  g_autofree char *port = n == 1 ? g_strdup ("NetPort[\"Output\"]") : NULL;

  if (known == NULL) {
    fail (self, "gives the output of \"%s\", which is not there", name);
    return;
  }
  if (port == NULL) {
    g_autofree char *quoted = quote (name);
    port = g_strdup_printf ("NetPort[%s]", quoted);
  }
  add_edge (self, known->last, port);
}

/* Layers one after another. */
static gboolean
read_sequential (Reading *self, const NgJson *layers)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  const char *class, *name;

  for (gsize i = 0; i < ng_json_length (layers); i++) {
    const NgJson *json = ng_json_at (layers, i), *config = ng_json_member (json, "config");
    if (!check_layer (self, json, &class, &name))
      return FALSE;
    gboolean is_input = g_str_equal (class, "InputLayer");
    if (i == 0) {
      if (!add_input (self, is_input ? name : "Input", config))
        return FALSE;
      g_ptr_array_add (sources, (gpointer) (is_input ? name : "Input"));
      if (is_input) {
        g_autofree char *counted = folder_of (self, class, name);
        continue;
      }
    }
    if (!read_layer (self, json, class, name, sources))
      return FALSE;
    sources->pdata[0] = (gpointer) name;
  }
  if (sources->len == 0)
    return fail (self, "has no layers");
  add_output (self, sources->pdata[0], 1);
  return *self->error == NULL;
}

static gboolean
read_functional (Reading *self, const NgJson *config, const NgJson *layers)
{
  const char *class, *name;

  for (gsize i = 0; i < ng_json_length (layers); i++) {
    const NgJson *json = ng_json_at (layers, i), *nodes = ng_json_member (json, "inbound_nodes");
    g_autoptr (GPtrArray) sources = g_ptr_array_new ();
    if (!check_layer (self, json, &class, &name))
      return FALSE;
    if (g_str_equal (class, "InputLayer")) {
      g_autofree char *counted = folder_of (self, class, name);
      if (!add_input (self, name, ng_json_member (json, "config")))
        return FALSE;
      continue;
    }
    if (nodes == NULL || ng_json_length (nodes) != 1)
      return fail (self, "uses layer \"%s\" more than once", name);
    find_sources (nodes, sources);
    if (!read_layer (self, json, class, name, sources))
      return FALSE;
  }
  const NgJson *outputs = ng_json_member (config, "output_layers");
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  if (outputs != NULL)
    find_sources (outputs, names);
  if (names->len == 0)
    return fail (self, "has no outputs");
  for (guint i = 0; i < names->len && *self->error == NULL; i++)
    add_output (self, names->pdata[i], names->len);
  return *self->error == NULL;
}

static gboolean
read_model (Reading *self, const NgJson *model)
{
  const char *class = string_member (model, "class_name");
  const NgJson *config = ng_json_member (model, "config"), *layers;

  if (class == NULL || config == NULL)
    return fail (self, "has no class or no configuration");
  layers = ng_json_kind (config) == NG_JSON_ARRAY ? config : ng_json_member (config, "layers");
  if (layers == NULL || ng_json_kind (layers) != NG_JSON_ARRAY ||
      ng_json_length (layers) > NG_MAX_KERAS_LAYERS)
    return fail (self, "has no list of layers");
  if (g_str_equal (class, "Sequential"))
    return read_sequential (self, layers);
  if (g_str_equal (class, "Functional") || g_str_equal (class, "Model"))
    return read_functional (self, config, layers);
  return fail (self, "is of the class \"%s\", and only Sequential and Functional are read", class);
}

static NgTensor *
find_array (const char *path, gpointer user_data)
{
  return g_hash_table_lookup (user_data, path);
}

/* The net of the configuration @text, with the arrays of @file. */
static NgNet *
read_parts (
    const char *text, NgHdf5 *file, gboolean is_numbered, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (NgJson) model = ng_json_parse_most (text, strlen (text), NG_MAX_KERAS_NODES, error);
  g_autoptr (GString) layers = g_string_new (NULL);
  g_autoptr (GString) edges = g_string_new (NULL);
  g_autoptr (GString) ports = g_string_new (NULL);
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) arrays =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ng_tensor_unref);
  g_autoptr (GError) reason = NULL;
  Reading reading = { .file = file,
                      .is_numbered = is_numbered,
                      .layers = layers,
                      .edges = edges,
                      .ports = ports,
                      .known = known,
                      .counts = counts,
                      .arrays = arrays,
                      .names = names,
                      .diagnostics = diagnostics,
                      .error = &reason };

  if (model == NULL)
    return NULL;
  if (!read_model (&reading, model)) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return NULL;
  }
  g_autofree char *notation =
      g_strdup_printf ("NetGraph[<|%s|>, {%s}%s]", layers->str, edges->str, ports->str);
  g_autoptr (NgNet) net = ng_net_read_text (notation, -1, diagnostics, error);
  return net != NULL ? ng_net_attach (net, find_array, arrays, error) : NULL;
}

/* ---- files ---- */

typedef struct {
  GBytes *config, *weights;
} Archive;

static gboolean
take_entry (const char *name, GBytes *entry, gpointer user_data, GError **error)
{
  Archive *self = user_data;
  GBytes **place = g_str_equal (name, "config.json")        ? &self->config
                   : g_str_equal (name, "model.weights.h5") ? &self->weights
                                                            : NULL;

  if (entry != NULL && place != NULL) {
    g_clear_pointer (place, g_bytes_unref);
    *place = g_bytes_ref (entry);
  }
  return place != NULL;
}

static NgNet *
read_archive (GBytes *bytes, GPtrArray *diagnostics, GError **error)
{
  Archive archive = { NULL, NULL };
  NgNet *net = NULL;

  if (ng_zip_read (bytes, take_entry, &archive, error)) {
    if (archive.config == NULL || archive.weights == NULL) {
      ng_error_set_new (error,
                        "Keras::model",
                        NULL,
                        "The archive holds no model of Keras: \"%s\" is missing.",
                        archive.config == NULL ? "config.json" : "model.weights.h5");
    } else {
      g_autoptr (NgHdf5) file = ng_hdf5_read (archive.weights, error);
      gsize size;
      const char *data = g_bytes_get_data (archive.config, &size);
      g_autofree char *text = g_strndup (data, size);
      if (file != NULL)
        net = read_parts (text, file, TRUE, diagnostics, error);
    }
  }
  g_clear_pointer (&archive.config, g_bytes_unref);
  g_clear_pointer (&archive.weights, g_bytes_unref);
  return net;
}

gboolean
ng_keras_is (GBytes *bytes)
{
  return ng_hdf5_is (bytes) || ng_zip_is (bytes);
}

NgNet *
ng_keras_read (GBytes *bytes, GPtrArray *diagnostics, GError **error)
{
  if (ng_zip_is (bytes))
    return read_archive (bytes, diagnostics, error);
  g_autoptr (NgHdf5) file = ng_hdf5_read (bytes, error);
  if (file == NULL)
    return NULL;
  const char *text = ng_hdf5_text (file, "", "model_config");
  if (text == NULL) {
    ng_error_set (
        error,
        ng_diagnostic_with_hint (
            ng_diagnostic_new ("Keras::model", NULL, "The HDF5 file holds arrays, and no model."),
            "Arrays are put into a net by \"netgraph convert NET OUT --weights FILE\"."));
    return NULL;
  }
  return read_parts (text, file, FALSE, diagnostics, error);
}
