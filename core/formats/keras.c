/* Models of Keras: a configuration in JSON, which becomes notation, and arrays in an HDF5 file. */

#include "core/formats/keras.h"

#include "core/base/limits.h"
#include "core/formats/attach.h"
#include "core/formats/keras-model.h"
#include "core/formats/zip.h"
#include "core/notation/read.h"

#include <string.h>

static NgTensor *
find_array (const char *path, gpointer user_data)
{
  return g_hash_table_lookup (user_data, path);
}

/* How many layers a file of @size bytes may become: what is compressed in it, or used often, may be
 * far more than it shows. */
static guint
most_layers (gsize size)
{
  return (guint) MIN (NG_MAX_KERAS_FREE + size / NG_MAX_KERAS_BYTES, NG_MAX_KERAS_LAYERS);
}

/* The net of the configuration @text, with the arrays of @file. @size: bytes of all; @version:
 * (nullable): of the Keras that wrote it */
static NgNet *
read_parts (const char *text,
            NgHdf5 *file,
            gboolean is_numbered,
            gsize size,
            const char *version,
            GPtrArray *diagnostics,
            GError **error)
{
  gboolean is_old =
      version != NULL && (g_str_has_prefix (version, "1.") || g_str_has_prefix (version, "2."));
  guint n_left = most_layers (size);
  g_autoptr (NgJson) model = ng_json_parse_most (text, strlen (text), NG_MAX_KERAS_NODES, error);
  g_autoptr (GString) layers = g_string_new (NULL);
  g_autoptr (GString) edges = g_string_new (NULL);
  g_autoptr (GString) ports = g_string_new (NULL);
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, ng_keras_known_free);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) arrays =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ng_tensor_unref);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  g_autoptr (GError) reason = NULL;
  NgKerasModel reading = { .file = file,
                           .is_numbered = is_numbered,
                           .is_old = is_old,
                           .root = "",
                           .path = "",
                           .n_left = &n_left,
                           .inputs = inputs,
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
  if (!ng_keras_read_model (&reading, model, -1)) {
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
  GBytes *config, *weights, *metadata;
} Archive;

static gboolean
take_entry (const char *name, GBytes *entry, gpointer user_data, GError **error)
{
  Archive *self = user_data;
  GBytes **place = g_str_equal (name, "config.json")        ? &self->config
                   : g_str_equal (name, "model.weights.h5") ? &self->weights
                   : g_str_equal (name, "metadata.json")    ? &self->metadata
                                                            : NULL;

  if (entry != NULL && place != NULL) {
    g_clear_pointer (place, g_bytes_unref);
    *place = g_bytes_ref (entry);
  }
  return place != NULL;
}

/* Returns: (nullable): what else the archive says */
static NgJson *
read_metadata (GBytes *bytes)
{
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  return data != NULL ? ng_json_parse_most (data, size, NG_MAX_KERAS_NODES, NULL) : NULL;
}

static NgNet *
read_archive (GBytes *bytes, GPtrArray *diagnostics, GError **error)
{
  Archive archive = { NULL, NULL, NULL };
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
      g_autoptr (NgJson) metadata = read_metadata (archive.metadata);
      if (file != NULL)
        net = read_parts (text,
                          file,
                          TRUE,
                          g_bytes_get_size (bytes),
                          ng_keras_string (metadata, "keras_version"),
                          diagnostics,
                          error);
    }
  }
  g_clear_pointer (&archive.config, g_bytes_unref);
  g_clear_pointer (&archive.weights, g_bytes_unref);
  g_clear_pointer (&archive.metadata, g_bytes_unref);
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
  return read_parts (text,
                     file,
                     FALSE,
                     g_bytes_get_size (bytes),
                     ng_hdf5_text (file, "", "keras_version"),
                     diagnostics,
                     error);
}
