/* Every model of the shared test data: opened and saved it is the file that it was, and after an
 * edit by hand it reads back as the net that was saved. */

#include "core/formats/document.h"
#include "core/formats/onnx.h"
#include "core/graph/builder.h"
#include "core/graph/delete.h"
#include "core/graph/same.h"
#include "core/operators/onnx-node.h"
#include "tests/support/checker.h"
#include "tests/support/test.h"
#include <glib/gstdio.h>
#include <string.h>

/* Models of more layers than this are edited once, others several times. */
#define MANY_LAYERS 300
/* Of folders with more models than this, those of one operator each, every tenth is edited. */
#define MANY_MODELS 500

typedef NgNet *(*Edit) (NgNet *net, GRand *random);

static void
add_models (const char *folder, GPtrArray *paths)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      add_models (path, paths);
    else if (g_str_has_suffix (name, ".onnx"))
      g_ptr_array_add (paths, g_steal_pointer (&path));
  }
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The models of a folder of the shared data, or NULL where it is not there. */
static GPtrArray *
list_models (const char *name)
{
  g_autofree char *folder = ng_test_data (name);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  if (folder == NULL) {
    g_ptr_array_unref (paths);
    return NULL;
  }
  add_models (folder, paths);
  g_ptr_array_sort (paths, compare_paths);
  g_assert_cmpuint (paths->len, >, 10);
  return paths;
}

static NgNet *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_document_load (path, NULL, NULL, &error);

  if (error != NULL)
    g_error ("%s: %s", path, error->message);
  return net;
}

static GBytes *
write_model (NgNet *net, const char *model)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = ng_onnx_write (net, NULL, &error);

  if (bytes == NULL)
    g_error ("%s: %s", model, error->message);
  return bytes;
}

static void
test_untouched (gconstpointer folder)
{
  g_autoptr (GPtrArray) paths = list_models (folder);

  for (guint i = 0; paths != NULL && i < paths->len; i++) {
    g_autoptr (NgNet) net = load (paths->pdata[i]);
    g_autoptr (GBytes) before = ng_file_map (paths->pdata[i], NULL);
    g_autoptr (GBytes) after = write_model (net, paths->pdata[i]);
    if (!g_bytes_equal (before, after))
      g_error ("%s: written as another file", (char *) paths->pdata[i]);
  }
}

/* ---- edits ---- */

/* An Identity may be one that the file does without, and has no name there. */
static NgNet *
rename_layer (NgNet *net, GRand *random)
{
  gsize n = ng_net_n_layers (net);
  gsize chosen = (gsize) g_rand_int_range (random, 0, (gint32) n);
  g_autofree const char **names = g_new (const char *, n);
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (net);

  if (g_str_equal (ng_layer_kind (ng_net_layer (net, chosen)), "Identity"))
    return NULL;
  for (gsize i = 0; i < n; i++)
    names[i] = i == chosen ? "a name by hand" : ng_net_name (net, i);
  return ng_net_builder_rename_layers (builder, names, NULL)
             ? ng_net_builder_end (g_steal_pointer (&builder), NULL)
             : NULL;
}

static NgNet *
delete_layer (NgNet *net, GRand *random)
{
  gsize n = ng_net_n_layers (net);
  g_autofree gboolean *is_deleted = g_new0 (gboolean, n);

  is_deleted[g_rand_int_range (random, 0, (gint32) n)] = TRUE;
  return n > 1 ? ng_net_delete (net, is_deleted, NG_DELETION_CUTS, NULL) : NULL;
}

/* A second layer of the same kind that reads the same; what read the first input reads it too. */
static NgNet *
copy_layer (NgNet *net, GRand *random)
{
  gsize chosen = (gsize) g_rand_int_range (random, 0, (gint32) ng_net_n_layers (net));
  NgLayer *layer = ng_net_layer (net, chosen);
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (net);
  int index = ng_net_builder_add_layer (builder, "a copy", layer, NULL, NULL);

  for (gsize i = 0; index >= 0 && i < ng_layer_n_inputs (layer); i++)
    ng_net_builder_set_source (builder, index, i, ng_net_source (net, chosen, i));
  for (gsize i = 0; i < ng_net_n_layers (net) && ng_layer_n_outputs (layer) > 0; i++) {
    for (gsize j = 0; j < ng_layer_n_inputs (ng_net_layer (net, i)); j++) {
      NgSource source = ng_net_source (net, i, j);
      if (source.kind != NG_SOURCE_LAYER || source.index != (int) chosen || source.port != 0)
        continue;
      source.index = index;
      ng_net_builder_set_source (builder, (int) i, j, source);
      return ng_net_builder_end (g_steal_pointer (&builder), NULL);
    }
  }
  return NULL;
}

static NgNet *
rename_port (NgNet *net, GRand *random)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  g_autofree const char **inputs = g_new0 (const char *, MAX (n_inputs, 1));
  g_autofree const char **outputs = g_new0 (const char *, MAX (n_outputs, 1));

  if (n_outputs == 0)
    return NULL;
  outputs[g_rand_int_range (random, 0, (gint32) n_outputs)] = "an output by hand";
  if (n_inputs > 0)
    inputs[g_rand_int_range (random, 0, (gint32) n_inputs)] = "an input by hand";
  return ng_net_builder_rename_ports (builder, inputs, outputs, NULL)
             ? ng_net_builder_end (g_steal_pointer (&builder), NULL)
             : NULL;
}

/* ---- comparing, whatever the order of layers ---- */

static char *
describe_source (const NgNet *net, NgSource source)
{
  if (source.kind == NG_SOURCE_NONE)
    return g_strdup ("nothing");
  if (source.kind == NG_SOURCE_INPUT)
    return g_strdup_printf ("input %s", ng_net_input_name (net, (gsize) source.index));
  return g_strdup_printf ("%s:%d", ng_net_name (net, (gsize) source.index), source.port);
}

static void
assert_same_source (
    const char *model, const NgNet *a, NgSource source_a, const NgNet *b, NgSource source_b)
{
  g_autofree char *left = describe_source (a, source_a), *right = describe_source (b, source_b);

  if (!g_str_equal (left, right))
    g_error ("%s: \"%s\" was saved, and \"%s\" was read", model, left, right);
}

static void
assert_same_layer (const char *model, const NgNet *a, gsize i, const NgNet *b, gsize j)
{
  const NgLayer *left = ng_net_layer (a, i), *right = ng_net_layer (b, j);
  const GArray *attributes = ng_layer_onnx_node (left)->attributes;

  g_assert_cmpstr (ng_layer_kind (left), ==, ng_layer_kind (right));
  g_assert_cmpuint (ng_layer_n_inputs (left), ==, ng_layer_n_inputs (right));
  g_assert_cmpuint (ng_layer_n_outputs (left), ==, ng_layer_n_outputs (right));
  g_assert_cmpuint (ng_layer_n_arrays (left), ==, ng_layer_n_arrays (right));
  g_assert_cmpuint (attributes->len, ==, ng_layer_onnx_node (right)->attributes->len);
  for (guint k = 0; k < attributes->len; k++)
    g_assert_true (ng_attribute_equal (
        &g_array_index (attributes, NgAttribute, k),
        &g_array_index (ng_layer_onnx_node (right)->attributes, NgAttribute, k)));
  for (gsize k = 0; k < ng_layer_n_arrays (left); k++)
    g_assert_true (ng_tensor_equal (ng_layer_array (left, k), ng_layer_array (right, k)));
  for (gsize k = 0; k < ng_layer_n_inputs (left); k++)
    assert_same_source (model, a, ng_net_source (a, i, k), b, ng_net_source (b, j, k));
}

static void
assert_same (const char *model, const NgNet *a, const NgNet *b)
{
  g_assert_cmpuint (ng_net_n_layers (a), ==, ng_net_n_layers (b));
  g_assert_cmpuint (ng_net_n_inputs (a), ==, ng_net_n_inputs (b));
  g_assert_cmpuint (ng_net_n_outputs (a), ==, ng_net_n_outputs (b));
  for (gsize i = 0; i < ng_net_n_layers (a); i++) {
    int found = ng_net_find (b, ng_net_name (a, i));
    if (found < 0)
      g_error ("%s: layer \"%s\" did not come back", model, ng_net_name (a, i));
    assert_same_layer (model, a, i, b, (gsize) found);
  }
  for (gsize i = 0; i < ng_net_n_inputs (a); i++)
    g_assert_cmpstr (ng_net_input_name (a, i), ==, ng_net_input_name (b, i));
  for (gsize i = 0; i < ng_net_n_outputs (a); i++) {
    g_assert_cmpstr (ng_net_output_name (a, i), ==, ng_net_output_name (b, i));
    assert_same_source (model, a, ng_net_output_source (a, i), b, ng_net_output_source (b, i));
  }
}

/* Whether every output of the net is one that a file can have without a node more: a value, once.
 */
static gboolean
has_plain_outputs (const NgNet *net)
{
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    for (gsize j = 0; j < i; j++) {
      NgSource a = ng_net_output_source (net, i), b = ng_net_output_source (net, j);
      if (a.kind == b.kind && a.index == b.index && a.port == b.port)
        return FALSE;
    }
  }
  return TRUE;
}

static guint
edit_and_write (const char *path)
{
  static const Edit edits[] = { rename_layer, delete_layer, copy_layer, rename_port };
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (NgNet) net = load (path);
  g_autoptr (GError) error = NULL;
  gsize n = ng_net_n_layers (net);
  guint n_edits = n > MANY_LAYERS ? 1 : n > 5 ? 4 : 2, n_done = 0;

  for (guint k = 0; k < G_N_ELEMENTS (edits) * n_edits && n > 0; k++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (1234 + k);
    g_autoptr (NgNet) edited = edits[k % G_N_ELEMENTS (edits)](net, random);
    if (edited == NULL || !has_plain_outputs (edited))
      continue;
    g_autoptr (GBytes) bytes = write_model (edited, path);
    g_autoptr (NgNet) again = ng_onnx_read (bytes, folder, NULL, &error);
    g_assert_no_error (error);
    assert_same (path, edited, again);
    n_done++;
  }
  return n_done;
}

static void
test_edited (gconstpointer folder)
{
  g_autoptr (GPtrArray) paths = list_models (folder);
  guint n_done = 0;

  guint step = paths != NULL && paths->len > MANY_MODELS ? 10 : 1;
  for (guint i = 0; paths != NULL && i < paths->len; i += step)
    n_done += edit_and_write (paths->pdata[i]);
  if (paths != NULL)
    g_assert_cmpuint (n_done, >, paths->len / step);
}

/* ---- what others say of the files ---- */

/* Edits every model of a folder, once each in turn, into files of @out. */
static GPtrArray *
edit_all (const GPtrArray *paths, const char *out)
{
  static const Edit edits[] = { rename_layer, copy_layer, rename_port };
  GPtrArray *pairs = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < paths->len; i++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (i);
    g_autoptr (NgNet) net = load (paths->pdata[i]);
    g_autoptr (NgNet) edited =
        ng_net_n_layers (net) > 0 ? edits[i % G_N_ELEMENTS (edits)](net, random) : NULL;
    char *saved = g_strdup_printf ("%s/%u.onnx", out, i);
    if (edited == NULL) {
      g_free (saved);
      continue;
    }
    g_autoptr (GBytes) bytes = write_model (edited, paths->pdata[i]);
    g_assert_true (g_file_set_contents (
        saved, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
    g_ptr_array_add (pairs, g_strdup (paths->pdata[i]));
    g_ptr_array_add (pairs, saved);
  }
  return pairs;
}

/* What the checker accepts, it accepts when it was edited. */
static void
test_checker (gconstpointer folder)
{
  g_autoptr (GPtrArray) paths = list_models (folder);
  guint n_accepted = 0;

  if (paths == NULL)
    return;
  g_autofree char *out = g_dir_make_tmp (NULL, NULL);
  g_autoptr (GPtrArray) pairs = edit_all (paths, out);
  g_auto (GStrv) refusals = ng_test_onnx_refusals (pairs);
  for (guint i = 0; refusals != NULL && i < pairs->len; i += 2) {
    n_accepted += *refusals[i] == '\0';
    if (*refusals[i] == '\0' && *refusals[i + 1] != '\0')
      g_error ("%s: %s", (char *) pairs->pdata[i], refusals[i + 1]);
  }
  if (refusals != NULL)
    g_assert_cmpuint (n_accepted, >=, 8);
  ng_test_remove (out);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_data_func ("/formats/onnx-models/untouched/models", "models", test_untouched);
  g_test_add_data_func ("/formats/onnx-models/untouched/nodes", "onnx", test_untouched);
  g_test_add_data_func ("/formats/onnx-models/edited/models", "models", test_edited);
  g_test_add_data_func ("/formats/onnx-models/edited/nodes", "onnx", test_edited);
  g_test_add_data_func (
      "/formats/onnx-models/checker/nodes", "onnx/pytorch-converted", test_checker);
  g_test_add_data_func ("/formats/onnx-models/checker/models", "models", test_checker);
  return g_test_run ();
}
