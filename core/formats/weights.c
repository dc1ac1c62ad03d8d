#include "core/formats/weights.h"

#include "core/base/json.h"
#include "core/formats/document.h"
#include "core/formats/file-inside.h"
#include "core/formats/hdf5.h"
#include "core/formats/mxnet-params.h"
#include "core/formats/npz.h"
#include "core/formats/safetensors.h"
#include "core/formats/turned.h"
#include "core/formats/weights-gates.h"
#include "core/formats/zip.h"
#include <string.h>

typedef struct {
  char *name;
  NgTensor *tensor;
} Weight;

struct _NgWeights {
  GArray *list;      /* Weight */
  GHashTable *names; /* borrowed */
};

static void
weight_clear (gpointer data)
{
  Weight *self = data;

  g_free (self->name);
  ng_tensor_unref (self->tensor);
}

NgWeights *
ng_weights_new (void)
{
  NgWeights *self = g_new0 (NgWeights, 1);

  self->list = g_array_new (FALSE, FALSE, sizeof (Weight));
  g_array_set_clear_func (self->list, weight_clear);
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
ng_weights_free (NgWeights *self)
{
  g_hash_table_unref (self->names);
  g_array_unref (self->list);
  g_free (self);
}

gboolean
ng_weights_add (NgWeights *self, const char *name, NgTensor *tensor)
{
  Weight weight = { NULL, NULL };

  if (g_hash_table_contains (self->names, name))
    return FALSE;
  weight.name = g_strdup (name);
  weight.tensor = ng_tensor_ref (tensor);
  g_hash_table_add (self->names, weight.name);
  g_array_append_val (self->list, weight);
  return TRUE;
}

gsize
ng_weights_length (const NgWeights *self)
{
  return self->list->len;
}

const char *
ng_weights_name (const NgWeights *self, gsize index)
{
  return g_array_index (self->list, Weight, index).name;
}

NgTensor *
ng_weights_tensor (const NgWeights *self, gsize index)
{
  return g_array_index (self->list, Weight, index).tensor;
}

/* ---- files ---- */

/* @is_keras: whether the file says that its arrays are laid out as those of Keras */
typedef struct {
  NgWeights *weights;
  GPtrArray *diagnostics; /* nullable */
  gboolean is_keras;
} Loading;

static void G_GNUC_PRINTF (4, 5)
    warn (Loading *self, const char *tag, const char *name, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;
  NgPlace place = { .path = name };

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (self->diagnostics != NULL)
    g_ptr_array_add (self->diagnostics,
                     ng_diagnostic_as_warning (ng_diagnostic_new (
                         tag, &place, "Array \"%s\" %s, and is left out.", name, text)));
}

/* Whether it is what Keras calls a kernel: "a/kernel" is a path as Keras has them, "a.kernel" is in
 * a file that says so. */
static gboolean
is_kernel (const Loading *self, const char *name)
{
  return g_str_has_suffix (name, "/kernel") ||
         (self->is_keras && g_str_has_suffix (name, ".kernel"));
}

/* What Keras calls a kernel has its inputs and outputs behind, and ours in front, the outputs
 * first: (…, i, o) becomes (o, i, …). Returns: (transfer full) */
static NgTensor *
turn_kernel (const Loading *self, const char *name, NgTensor *tensor)
{
  g_autofree char *plain = g_strdup (name);
  char *colon = strrchr (plain, ':');
  int rank = (int) ng_tensor_rank (tensor), axes[NG_MAX_RANK];

  if (colon != NULL && g_ascii_isdigit (colon[1])) /* ":0" of old TensorFlow */
    *colon = '\0';
  if (!is_kernel (self, plain) || rank < 2)
    return ng_tensor_ref (tensor);
  axes[0] = rank - 1;
  axes[1] = rank - 2;
  for (int i = 2; i < rank; i++)
    axes[i] = i - 2;
  return ng_tensor_turned (tensor, axes);
}

/* @tensor of @file is one of them, where none before it has its name. */
static void
keep (Loading *self, const char *name, NgTensor *tensor, const char *file)
{
  g_autoptr (NgTensor) turned = turn_kernel (self, name, tensor);

  if (!ng_weights_add (self->weights, name, turned))
    warn (self, "Weights::name", name, "of \"%s\" has the name of one that was read before", file);
}

/* Who writes the arrays of TensorFlow, Keras or Flax says so in the metadata. */
static gboolean
says_keras (const NgSafetensors *file)
{
  const char *format = ng_safetensors_text (file, "format");

  return format != NULL && (g_str_equal (format, "tf") || g_str_equal (format, "keras") ||
                            g_str_equal (format, "flax"));
}

static gboolean
add_safetensors (Loading *self, GBytes *bytes, const char *path, GError **error)
{
  g_autoptr (NgSafetensors) file = ng_safetensors_read (bytes, error);

  self->is_keras = file != NULL && says_keras (file);
  for (gsize i = 0; file != NULL && i < ng_safetensors_length (file); i++)
    keep (self, ng_safetensors_name (file, i), ng_safetensors_tensor (file, i), path);
  return file != NULL;
}

/* By their names, numbers in them by their size: those of Wolfram's nets are Arrays/1, Arrays/2, ….
 */
static int
compare_names (gconstpointer a, gconstpointer b, gpointer file)
{
  const char *x = ng_hdf5_name (file, *(const guint *) a);
  const char *y = ng_hdf5_name (file, *(const guint *) b);

  while (*x != '\0' && *y != '\0') {
    if (g_ascii_isdigit (*x) && g_ascii_isdigit (*y)) {
      guint64 p = g_ascii_strtoull (x, (char **) &x, 10),
              q = g_ascii_strtoull (y, (char **) &y, 10);
      if (p != q)
        return p < q ? -1 : 1;
    } else if (*x++ != *y++) {
      return (int) (guint8) x[-1] - (int) (guint8) y[-1];
    }
  }
  return (int) (guint8) *x - (int) (guint8) *y;
}

static gboolean
add_array (Loading *self, NgHdf5 *file, gsize index, const char *path, GError **error)
{
  const char *name = ng_hdf5_name (file, index);
  g_autoptr (NgTensor) tensor = NULL;

  if (g_str_has_prefix (name, "optimizer")) /* what belongs to training is left out */
    return TRUE;
  if (!ng_hdf5_can_read (file, index)) {
    warn (self, "Hdf5::array", name, "is of a kind that we do not read");
    return TRUE;
  }
  tensor = ng_hdf5_tensor (file, index, error);
  if (tensor != NULL)
    keep (self, name, tensor, path);
  return tensor != NULL;
}

static gboolean
add_hdf5 (Loading *self, GBytes *bytes, const char *path, GError **error)
{
  g_autoptr (NgHdf5) file = ng_hdf5_read (bytes, error);
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; file != NULL && i < ng_hdf5_length (file); i++)
    g_array_append_val (order, i);
  g_array_sort_with_data (order, compare_names, file);
  for (guint i = 0; i < order->len; i++) {
    if (!add_array (self, file, g_array_index (order, guint, i), path, error))
      return FALSE;
  }
  return file != NULL;
}

static gboolean
add_npz (Loading *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);

  if (!ng_npz_load (path, names, tensors, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    keep (self, names->pdata[i], tensors->pdata[i], path);
  return TRUE;
}

static gboolean G_GNUC_PRINTF (2, 3) fail_index (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_error_set_new (error, "Weights::index", NULL, "The index of a sharded set %s.", text);
  return FALSE;
}

/* One of the files of a set, which holds what the index says. */
static gboolean
add_shard (Loading *self, const char *folder, const char *name, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GBytes) bytes = ng_file_map_inside (folder, name, &reason);

  if (bytes == NULL && ng_error_has_tag (reason, "File::link"))
    return fail_index (error,
                       "names \"%s\", which is a link, or lies behind one, that leads out of its "
                       "folder; put the file itself there",
                       name);
  if (bytes == NULL && ng_error_has_tag (reason, "File::missing"))
    return fail_index (error, "names \"%s\", which is no file below its folder", name);
  if (bytes == NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return bytes != NULL && add_safetensors (self, bytes, name, error);
}

static gboolean
take_weights_entry (const char *name, GBytes *entry, gpointer user_data, GError **error)
{
  GBytes **place = user_data;

  if (!g_str_equal (name, "model.weights.h5"))
    return FALSE;
  if (entry != NULL) {
    g_clear_pointer (place, g_bytes_unref);
    *place = g_bytes_ref (entry);
  }
  return TRUE;
}

/* What Keras writes: an HDF5 file, or an archive with one in it. */
static gboolean
add_keras (Loading *self, GBytes *bytes, const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GBytes) inside = NULL;

  if (ng_hdf5_is (bytes))
    return add_hdf5 (self, bytes, path, error);
  if (ng_zip_is (bytes) && !ng_zip_read (bytes, take_weights_entry, &inside, error))
    return FALSE;
  if (inside != NULL)
    return add_hdf5 (self, inside, path, error);
  ng_error_set_new (error,
                    "File::format",
                    NULL,
                    ng_zip_is (bytes) ? "\"%s\" is an archive without \"model.weights.h5\"."
                                      : "\"%s\" is no HDF5 file, and no archive with one in it.",
                    name);
  return FALSE;
}

/* {"weight_map": {"tensor": "file", …}}: every file once, in the order of their first mention. */
static gboolean
add_index (Loading *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = ng_file_map (path, error);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gsize size = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autoptr (NgJson) json = bytes != NULL ? ng_json_parse (text, size, error) : NULL;
  const NgJson *map;

  if (json == NULL)
    return FALSE;
  map = ng_json_member (json, "weight_map");
  if (map == NULL || ng_json_kind (map) != NG_JSON_OBJECT)
    return fail_index (error, "has no \"weight_map\"");
  for (gsize i = 0; i < ng_json_length (map); i++) {
    const NgJson *file = ng_json_at (map, i);
    if (ng_json_kind (file) != NG_JSON_STRING)
      return fail_index (error, "does not name a file for \"%s\"", ng_json_name (map, i));
    if (g_hash_table_add (seen, (gpointer) ng_json_string (file)) &&
        !add_shard (self, folder, ng_json_string (file), error))
      return FALSE;
  }
  for (gsize i = 0; i < ng_json_length (map); i++) {
    if (!g_hash_table_contains (self->weights->names, ng_json_name (map, i)))
      return fail_index (
          error, "names \"%s\", which its file does not hold", ng_json_name (map, i));
  }
  return TRUE;
}

static void
take_param (const char *name, NgTensor *tensor, gpointer weights)
{
  ng_weights_add (weights, name, tensor);
}

static gboolean
check_content (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);

  if (g_bytes_get_size (bytes) > 0)
    return TRUE;
  ng_error_set_new (error, "File::empty", NULL, "\"%s\" is empty.", name);
  return FALSE;
}

/* What torch.save() writes are programs for Python, which we do not run. */
static gboolean
check_archive (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);

  if (!ng_zip_is (bytes))
    return TRUE;
  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          ng_diagnostic_new (
              "File::format", NULL, "\"%s\" is a zip archive, such as PyTorch writes.", name),
          "safetensors.torch.save_file (model.state_dict (), \"weights.safetensors\") writes the "
          "arrays so that they can be read."));
  return FALSE;
}

NgWeights *
ng_weights_load (const char *path, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (NgWeights) self = ng_weights_new ();
  Loading loading = { self, diagnostics };
  g_autofree char *lower = g_ascii_strdown (path, -1);
  gboolean ok;

  if (g_str_has_suffix (lower, ".json")) {
    ok = add_index (&loading, path, error);
  } else if (g_str_has_suffix (lower, ".npz")) {
    ok = add_npz (&loading, path, error);
  } else if (g_str_has_suffix (lower, ".params")) {
    g_autoptr (GBytes) bytes = ng_file_map (path, error);
    ok = bytes != NULL && check_content (path, bytes, error) &&
         ng_mxnet_params_read (bytes, take_param, self, error);
  } else {
    g_autoptr (GBytes) bytes = ng_file_map (path, error);
    gboolean is_keras = g_str_has_suffix (lower, ".h5") || g_str_has_suffix (lower, ".hdf5") ||
                        g_str_has_suffix (lower, ".wlnet") || g_str_has_suffix (lower, ".keras") ||
                        (bytes != NULL && ng_hdf5_is (bytes));
    ok = bytes != NULL && check_content (path, bytes, error) &&
         (is_keras ? add_keras (&loading, bytes, path, error)
                   : check_archive (path, bytes, error) &&
                         add_safetensors (&loading, bytes, path, error));
  }
  return ok ? ng_weights_split_gates (self) : NULL;
}
