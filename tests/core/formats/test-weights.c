/* Arrays of other frameworks find their places in a net. */

#include "core/formats/document.h"
#include "core/formats/onnx.h"
#include "core/formats/safetensors.h"
#include "core/formats/weights.h"
#include "tests/support/battery.h"
#include "tests/support/proto.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* An array of that shape whose first element is @first. */
static void
add (NgWeights *weights, const char *name, gint64 first, gint64 rows, gint64 columns)
{
  gint64 dims[] = { rows, columns };
  gsize rank = columns > 0 ? 2 : 1;
  float *data = g_new0 (float, (gsize) (rows * MAX (columns, 1)));

  data[0] = (float) first;
  g_autoptr (NgTensor) tensor = ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, data);
  g_assert_true (ng_weights_add (weights, name, tensor));
}

static const char chain[] =
    "NetGraph[<|\"block\" -> NetChain[<|\"first\" -> LinearLayer[2], \"norm\" -> "
    "BatchNormalizationLayer[]|>], \"last\" -> LinearLayer[2]|>, {\"block\" -> \"last\"}, "
    "\"Input\" -> 3]";

static void
assert_row (const GArray *rows,
            const NgWeights *weights,
            const char *path,
            NgFoundBy kind,
            const char *name)
{
  for (guint i = 0; i < rows->len; i++) {
    const NgWeightRow *row = &g_array_index (rows, NgWeightRow, i);
    if (!g_str_equal (row->path, path))
      continue;
    g_assert_cmpstr (ng_found_by_name (row->kind), ==, ng_found_by_name (kind));
    g_assert_cmpstr (
        row->index >= 0 ? ng_weights_name (weights, (gsize) row->index) : NULL, ==, name);
    return;
  }
  g_error ("no row for %s", path);
}

/* Whole names, in the words of PyTorch; what has another shape is not taken. */
static void
test_names (void)
{
  g_autoptr (NgNet) net = ng_test_read (chain);
  g_autoptr (NgWeights) weights = ng_weights_new ();

  add (weights, "block.first.weight", 1, 2, 3);
  add (weights, "block.first.bias", 2, 2, 0);
  add (weights, "block.norm.weight", 3, 2, 0);
  add (weights, "block.norm.bias", 4, 2, 0);
  add (weights, "block.norm.running_mean", 5, 2, 0);
  add (weights, "block.norm.running_var", 6, 2, 0);
  add (weights, "last.weight", 7, 2, 2);
  add (weights, "last.bias", 8, 3, 0);
  g_autoptr (GArray) rows = ng_weights_match (weights, net);
  g_assert_cmpuint (rows->len, ==, 8);
  assert_row (rows, weights, "block/first/Weights", NG_FOUND_BY_NAME, "block.first.weight");
  assert_row (rows, weights, "block/norm/Scaling", NG_FOUND_BY_NAME, "block.norm.weight");
  assert_row (
      rows, weights, "block/norm/MovingVariance", NG_FOUND_BY_NAME, "block.norm.running_var");
  assert_row (rows, weights, "last/Biases", NG_FOUND_NOT, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) filled = ng_weights_attach (weights, net, rows, &error);
  g_assert_no_error (error);
  NgNet *block = ng_layer_net (ng_net_layer (filled, 0));
  g_assert_cmpint (ng_tensor_get_int (ng_layer_array (ng_net_layer (block, 1), 0), 0), ==, 3);
  g_assert_cmpint (ng_tensor_get_int (ng_layer_array (ng_net_layer (filled, 1), 0), 0), ==, 7);
  g_assert_null (ng_layer_array (ng_net_layer (filled, 1), 1));
}

/* Ends of names, where they are not those of two arrays. */
static void
test_suffixes (void)
{
  g_autoptr (NgNet) net = ng_test_read (chain);
  g_autoptr (NgWeights) weights = ng_weights_new ();

  add (weights, "model.a.last.weight", 1, 2, 2);
  add (weights, "model.b.last.weight", 2, 2, 2);
  add (weights, "model.last.bias", 3, 2, 0);
  add (weights, "first/kernel:0", 4, 2, 3);
  g_autoptr (GArray) rows = ng_weights_match (weights, net);
  assert_row (rows, weights, "last/Weights", NG_FOUND_NOT, NULL);
  assert_row (rows, weights, "last/Biases", NG_FOUND_BY_SUFFIX, "model.last.bias");
  assert_row (rows, weights, "block/first/Weights", NG_FOUND_BY_SUFFIX, "first/kernel:0");
}

/* Shapes, in order, where as many are left here as there. */
static void
test_shapes (void)
{
  g_autoptr (NgNet) net =
      ng_test_read ("NetChain[{LinearLayer[2], LinearLayer[2], LinearLayer[4]}, \"Input\" -> 2]");
  g_autoptr (NgWeights) weights = ng_weights_new ();

  add (weights, "x", 1, 2, 2);
  add (weights, "y", 2, 2, 2);
  add (weights, "z", 3, 4, 2);
  add (weights, "b", 4, 2, 0);
  g_autoptr (GArray) rows = ng_weights_match (weights, net);
  assert_row (rows, weights, "1/Weights", NG_FOUND_BY_SHAPE, "x");
  assert_row (rows, weights, "2/Weights", NG_FOUND_BY_SHAPE, "y");
  assert_row (rows, weights, "3/Weights", NG_FOUND_BY_SHAPE, "z");
  assert_row (rows, weights, "1/Biases", NG_FOUND_NOT, NULL);
}

/* Names of programs that we write, whose layers have no names in the net; and where names do not
 * tell, still what an array is for. */
static void
test_written (void)
{
  g_autoptr (NgNet) net =
      ng_test_read ("NetChain[{BatchNormalizationLayer[], LinearLayer[2]}, \"Input\" -> 2]");
  g_autoptr (NgWeights) written = ng_weights_new (), renamed = ng_weights_new ();

  add (written, "batch_normalization_1.bias", 1, 2, 0);
  add (written, "batch_normalization_1.running_mean", 2, 2, 0);
  add (written, "batch_normalization_1.running_var", 3, 2, 0);
  add (written, "batch_normalization_1.weight", 4, 2, 0);
  add (renamed, "q.bias", 1, 2, 0);
  add (renamed, "q.running_mean", 2, 2, 0);
  add (renamed, "q.running_var", 3, 2, 0);
  add (renamed, "q.weight", 4, 2, 0);
  g_autoptr (GArray) by_name = ng_weights_match (written, net);
  assert_row (by_name, written, "1/Scaling", NG_FOUND_BY_NAME, "batch_normalization_1.weight");
  assert_row (by_name, written, "1/Biases", NG_FOUND_BY_NAME, "batch_normalization_1.bias");
  g_autoptr (GArray) by_shape = ng_weights_match (renamed, net);
  assert_row (by_shape, renamed, "1/Scaling", NG_FOUND_BY_SHAPE, "q.weight");
  assert_row (by_shape, renamed, "1/MovingMean", NG_FOUND_BY_SHAPE, "q.running_mean");
  assert_row (by_shape, renamed, "1/MovingVariance", NG_FOUND_BY_SHAPE, "q.running_var");
  /* Two are to be a bias, and one is there. */
  assert_row (by_shape, renamed, "1/Biases", NG_FOUND_NOT, NULL);
}

static void
write_shard (const char *folder, const char *name, const char *array)
{
  g_autoptr (NgSafetensors) file = ng_safetensors_new ();
  g_autoptr (NgTensor) tensor = ng_tensor_fill (2, 5);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  ng_safetensors_add (file, array, tensor, NULL);
  g_autoptr (GBytes) bytes = ng_safetensors_write (file, NULL);
  g_assert_true (ng_file_replace (path, bytes, NULL));
}

static NgWeights *
load_index (const char *folder, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "model.safetensors.index.json", NULL);
  NgWeights *weights;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  weights = ng_weights_load (path, NULL, error);
  g_unlink (path);
  return weights;
}

/* A set of files by its index, which names none outside its folder. */
static void
test_shards (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *inner = g_build_filename (folder, "in", NULL);
  g_autofree char *link = g_build_filename (inner, "link.safetensors", NULL);
  static const char *const wrong[][2] = {
    { "{\"weight_map\": {\"a\": \"../out.safetensors\"}}", "Weights::index" },
    { "{\"weight_map\": {\"a\": \"link.safetensors\"}}", "Weights::index" },
    { "{\"weight_map\": {\"a\": \"/etc/passwd\"}}", "Weights::index" },
    { "{\"weight_map\": {\"a\": \"none.safetensors\"}}", "Weights::index" },
    { "{\"weight_map\": {\"c\": \"1.safetensors\"}}", "Weights::index" },
    { "{\"weight_map\": {\"a\": 1}}", "Weights::index" },
    { "{\"weight_map\": []}", "Weights::index" },
    { "[1", "Json::syntax" },
  };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);
  write_shard (folder, "out.safetensors", "a");
  write_shard (inner, "1.safetensors", "a");
  write_shard (inner, "2.safetensors", "b");
  g_assert_cmpint (symlink ("../out.safetensors", link), ==, 0);
  g_autoptr (NgWeights) weights = load_index (
      inner,
      "{\"metadata\": {}, \"weight_map\": {\"b\": \"2.safetensors\", \"a\": \"1.safetensors\"}}",
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_weights_length (weights), ==, 2);
  g_assert_cmpstr (ng_weights_name (weights, 0), ==, "b");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_assert_null (load_index (inner, wrong[i][0], &error));
    ng_assert_tag (&error, wrong[i][1]);
  }
  for (int i = 1; i <= 2; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%d.safetensors", inner, i);
    g_unlink (path);
  }
  g_autofree char *out = g_build_filename (folder, "out.safetensors", NULL);
  g_unlink (link);
  g_unlink (out);
  g_rmdir (inner);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
assert_warning (const GPtrArray *warnings, const char *tag, const char *part)
{
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpstr (((NgDiagnostic *) warnings->pdata[0])->tag, ==, tag);
  g_assert_nonnull (strstr (((NgDiagnostic *) warnings->pdata[0])->message, part));
}

/* Of two files of a set that hold one name the first counts, and the other is told. */
static void
test_twice (void)
{
  static const char text[] = "{\"weight_map\": {\"a\": \"1.st\", \"b\": \"2.st\"}}";
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *index = g_build_filename (folder, "index.json", NULL);
  g_autofree char *first = g_build_filename (folder, "1.st", NULL);
  g_autofree char *second = g_build_filename (folder, "2.st", NULL);
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (NgSafetensors) file = ng_safetensors_new ();
  g_autoptr (NgTensor) tensor = ng_tensor_fill (3, 7);
  g_autoptr (GError) error = NULL;

  write_shard (folder, "1.st", "a");
  ng_safetensors_add (file, "a", tensor, NULL);
  ng_safetensors_add (file, "b", tensor, NULL);
  g_autoptr (GBytes) bytes = ng_safetensors_write (file, NULL);
  g_assert_true (ng_file_replace (second, bytes, NULL));
  g_assert_true (g_file_set_contents (index, text, -1, NULL));
  g_autoptr (NgWeights) weights = ng_weights_load (index, warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_weights_length (weights), ==, 2);
  g_assert_cmpint (ng_tensor_count (ng_weights_tensor (weights, 0)), ==, 2);
  assert_warning (warnings, "Weights::name", "\"a\" of \"2.st\"");
  g_unlink (first);
  g_unlink (second);
  g_unlink (index);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* An array of a kind that is not read, a time in place of a real, leaves the others alone. */
static void
test_unread (void)
{
  static const guint8 real[] = { 0x11, 0x20, 0x1F, 0, 4, 0, 0, 0 };
  g_autofree char *from = ng_test_source ("tests/core/formats/hdf5/old.h5");
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "a.h5", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (from, &data, &size, NULL));
  gsize at = 0;
  while (at + sizeof real < size && memcmp (data + at, real, sizeof real) != 0)
    at++;
  g_assert_cmpuint (at + sizeof real, <, size);
  data[at] = 0x12;
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  g_autoptr (NgWeights) weights = ng_weights_load (path, warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_weights_length (weights), ==, 5);
  assert_warning (warnings, "Hdf5::array", "kind");
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Arrays of ONNX operators are found by what the file calls them, and saved as that. */
static void
test_model (void)
{
  static const gint64 dims[] = { 2, 3 }, in[] = { 1, 2 };
  static const float old[6] = { 0 };
  GString *graph = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, old);
  g_autoptr (NgWeights) weights = ng_weights_new ();

  add (weights, "other", 5, 2, 3);
  add (weights, "0.weight", 7, 2, 3);
  ng_proto_message (graph, 1, ng_proto_node ("MatMul", "x 0.weight", "y"));
  ng_proto_message (graph, 5, ng_proto_tensor ("0.weight", tensor));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, in, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GArray) rows = ng_weights_match (weights, net);
  assert_row (rows, weights, "y/B", NG_FOUND_BY_NAME, "0.weight");
  g_autoptr (NgNet) filled = ng_weights_attach (weights, net, rows, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) written = ng_onnx_write (filled, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) back = ng_onnx_read (written, NULL, NULL, &error);
  g_assert_no_error (error);
  ng_assert_near (ng_tensor_get_real (ng_layer_array (ng_net_layer (back, 0), 0), 0), 7, 0);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/weights/names", test_names);
  g_test_add_func ("/formats/weights/suffixes", test_suffixes);
  g_test_add_func ("/formats/weights/shapes", test_shapes);
  g_test_add_func ("/formats/weights/written", test_written);
  g_test_add_func ("/formats/weights/shards", test_shards);
  g_test_add_func ("/formats/weights/twice", test_twice);
  g_test_add_func ("/formats/weights/unread", test_unread);
  g_test_add_func ("/formats/weights/model", test_model);
  return g_test_run ();
}
