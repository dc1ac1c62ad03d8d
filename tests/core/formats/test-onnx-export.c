/* Nets of layers as ONNX: what our reader makes of the file gives the values of the net. */

#include "core/engine/evaluator.h"
#include "core/formats/document.h"
#include "core/formats/gallery.h"
#include "core/formats/onnx-program.h"
#include "core/formats/onnx.h"
#include "core/graph/registry.h"
#include "core/graph/wire.h"
#include "core/operators/onnx-node.h"
#include "tests/support/battery.h"
#include "tests/support/checker.h"
#include "tests/support/proto.h"
#include "tests/support/written.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static void
apply (NgNet *net, NgTensor *const *inputs, NgTensor **results, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autofree NgWant *wants = g_new0 (NgWant, ng_net_n_outputs (net));
  NgApply apply = { .inputs = inputs,
                    .is_batch = !ng_net_is_raw (net),
                    .wants = wants,
                    .n_wants = ng_net_n_outputs (net),
                    .random_seed = 1 };

  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    wants[i] = (NgWant){ .kind = NG_WANT_OUTPUT, .port = (int) i };
  if (evaluator == NULL || !ng_evaluator_apply (evaluator, &apply, NULL, results, &error))
    g_error ("%s: %s", what, error->message);
}

/* Float32 on both sides, in another order of operations: 1e-5 of the greatest element. */
static void
assert_near (const NgTensor *a, const NgTensor *b, const char *what)
{
  double greatest = 1e-3;

  if (ng_tensor_rank (a) != ng_tensor_rank (b) || ng_tensor_count (a) != ng_tensor_count (b))
    g_error ("%s: another shape", what);
  for (gint64 i = 0; i < ng_tensor_count (a); i++)
    greatest = fmax (greatest, fabs (ng_tensor_get_real (a, i)));
  for (gint64 i = 0; i < ng_tensor_count (a); i++) {
    double x = ng_tensor_get_real (a, i), y = ng_tensor_get_real (b, i);
    if (!(fabs (x - y) <= 1e-5 * greatest) && !(isnan (x) && isnan (y)))
      g_error ("%s: %g instead of %g", what, y, x);
  }
}

static void
assert_agrees (NgNet *net, NgNet *read, const char *what)
{
  g_autofree char *why = ng_test_written_differs (net, read);

  if (why != NULL)
    g_error ("%s: %s", what, why);
}

/* Classes whose examples may all be refused, with what no operator does. */
static const char *const without_form[] = {
  "ConstantArrayLayer",
  "NetArrayLayer", /* without an input there is no batch */
  NULL,
};

static void
test_class (gconstpointer data)
{
  const NgLayerClass *class = data;
  guint n_written = 0;

  for (gsize i = 0; i < NG_MAX_CLASS_EXAMPLES && class->examples[i] != NULL; i++) {
    g_autofree char *text = g_strdup_printf ("NetGraph[{%s}, {}]", class->examples[i]);
    g_autoptr (NgNet) open = ng_test_read (text);
    g_autoptr (GError) error = NULL;
    if (!ng_net_check_specified (open, NULL) || ng_net_n_inputs (open) == 0)
      continue;
    g_autoptr (NgNet) net = ng_test_fill (open, 3);
    g_autoptr (NgNet) read = ng_test_onnx_read_back (net, NULL, text, &error);
    if (read == NULL) {
      g_test_message ("%s: %s", text, error->message);
      ng_assert_tag (&error, "ONNX::write");
      continue;
    }
    assert_agrees (net, read, text);
    n_written++;
  }
  if (n_written == 0 && class->examples[0] != NULL && !g_strv_contains (without_form, class->name))
    g_error ("no example of %s has a form in ONNX", class->name);
}

/* A layer among operators: the nodes beside it are not touched. */
static void
test_mixed (void)
{
  static const gint64 dims[] = { -1, 3 };
  GString *graph = g_string_new (NULL), *node;
  static const char *const ops[] = { "Neg", "Relu", "Abs" };
  static const char *const values[] = { "x", "a", "b", "y" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (ops); i++) {
    node = ng_proto_node (ops[i], values[i], values[i + 1]);
    ng_proto_text (node, 3, ops[i]);
    ng_proto_text (node, 6, "a note");
    ng_proto_message (graph, 1, node);
  }
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) other = ng_test_read ("NetGraph[{ElementwiseLayer[\"Swish\"]}, {}]");
  g_autoptr (NgNet) mixed = ng_net_exchange_layer (net, 1, ng_net_layer (other, 0), &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) read = ng_test_onnx_read_back (mixed, NULL, "mixed", &error);
  g_assert_no_error (error);
  NgTensor *input = ng_test_read_tensor ("{{-1, 0.5, 2}, {3, -4, 0}}");
  g_autoptr (NgTensor) x = ng_tensor_convert (input, NG_ELEMENT_F32);
  NgTensor *wanted = NULL, *got = NULL;
  apply (mixed, &x, &wanted, "mixed");
  apply (read, &x, &got, "mixed");
  assert_near (wanted, got, "mixed");
  g_autoptr (GBytes) written = ng_onnx_write (mixed, NULL, &error);
  g_assert_cmpuint (ng_net_n_layers (read), ==, 4);
  for (gsize i = 0; i < G_N_ELEMENTS (ops); i += 2)
    g_assert_cmpint (ng_net_find (read, ops[i]), >=, 0);
  g_assert_cmpuint (g_bytes_get_size (written), >, g_bytes_get_size (bytes));
  ng_tensor_unref (input);
  ng_tensor_unref (wanted);
  ng_tensor_unref (got);
}

/* Lengths are told apart where nothing is the batch, too: a causal attention to a sequence of
 * another length, in a net that was read. */
static void
test_two_lengths (void)
{
  static const gint64 dims[] = { -1, 3 };
  static const char *const names[] = { "k", "v", "q", "y" };
  static const char *const values[] = { "{{1, 0, 2}, {0, 1, 0}}",
                                        "{{1, 2, 3}, {4, 5, 6}}",
                                        "{{1, 1, 0}, {0, 2, 1}, {3, 0, 0}, {0, 0, 1}}" };
  GString *graph = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  NgTensor *inputs[3], *wanted = NULL, *got = NULL;

  ng_proto_message (graph, 1, ng_proto_node ("Mystery", "k v q", "a"));
  ng_proto_message (graph, 1, ng_proto_node ("Relu", "a", "y"));
  for (gsize i = 0; i < 4; i++) {
    GString *value = ng_proto_value (names[i], 1, dims, 2);
    if (i >= 2) /* N and M */
      *strchr (value->str, 'N') = 'M';
    ng_proto_message (graph, i < 3 ? 11 : 12, value);
  }
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) other = ng_test_read ("NetGraph[{AttentionLayer[\"Dot\"]}, {}]");
  g_autoptr (NgNet) mixed = ng_net_exchange_layer (net, 0, ng_net_layer (other, 0), &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) read = ng_test_onnx_read_back (mixed, NULL, "two lengths", &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < 3; i++) {
    g_autoptr (NgTensor) wide = ng_test_read_tensor (values[i]);
    inputs[i] = ng_tensor_convert (wide, NG_ELEMENT_F32);
  }
  g_autofree char *path = ng_net_shown_name (mixed, 0);
  NgOnnxEmitter emitter = { .net = mixed, .path = path, .error = &error };
  NgOnnxProgram program = { .emitter = &emitter };
  g_assert_true (ng_onnx_program_lower (&program));
  g_assert_cmpuint (program.n_open, ==, 2);
  g_assert_cmpint (program.open[0].size, !=, program.open[1].size);
  g_assert_cmpint (program.open[0].other, !=, program.open[1].other);
  ng_onnx_program_forget (&program);
  apply (mixed, inputs, &wanted, "two lengths");
  apply (read, inputs, &got, "two lengths");
  assert_near (wanted, got, "two lengths");
  for (gsize i = 0; i < 3; i++)
    ng_tensor_unref (inputs[i]);
  ng_tensor_unref (wanted);
  ng_tensor_unref (got);
}

/* What repeats itself is found by its bits: whole numbers that no double tells apart differ. */
static void
test_narrow (void)
{
  static const gint64 dims[] = { 2, 2 }, large = G_GINT64_CONSTANT (9007199254740993);
  const gint64 apart[] = { large, 7, large - 1, 7 }, alike[] = { large, 7, large, 7 };
  g_autoptr (NgTensor) first = ng_tensor_new_copy (NG_ELEMENT_I64, dims, 2, apart);
  g_autoptr (NgTensor) second = ng_tensor_new_copy (NG_ELEMENT_I64, dims, 2, alike);
  g_autoptr (NgTensor) none = ng_onnx_narrow_tensor (first, 1);
  g_autoptr (NgTensor) row = ng_onnx_narrow_tensor (second, 1);

  g_assert_null (none);
  g_assert_cmpint (ng_tensor_dims (row)[0], ==, 1);
  g_assert_cmpint (ng_tensor_get_int (row, 0), ==, large);
  g_assert_cmpint (ng_tensor_get_int (row, 1), ==, 7);
}

/* A loss is left out on request, with its target. */
static void
test_without_losses (void)
{
  g_autoptr (NgNet) open = ng_test_read (
      "NetGraph[{LinearLayer[2], SoftmaxLayer[], CrossEntropyLossLayer[\"Index\"]}, {1 -> 2 -> "
      "NetPort[3, \"Input\"]}, \"Input\" -> 3]");
  g_autoptr (NgNet) net = ng_test_fill (open, 3);
  const NgOnnxOptions options = { .without_losses = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ng_onnx_write (net, &options, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) read = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_inputs (read), ==, 1);
  g_assert_cmpuint (ng_net_n_layers (read), ==, 2);
  g_assert_cmpstr (ng_layer_kind (ng_net_layer (read, 0)), ==, "Gemm");
  g_assert_cmpstr (ng_layer_kind (ng_net_layer (read, 1)), ==, "Softmax");
}

/* The forms that people look for, by name, with the names of the layers and their arrays; the same
 * bytes each time. */
static void
test_forms (void)
{
  static const char *const forms[][2] = {
    { "ConvolutionLayer[2, 3, \"Input\" -> {1, 5, 5}]", "Conv" },
    { "DeconvolutionLayer[2, 3, \"Input\" -> {1, 5, 5}]", "ConvTranspose" },
    { "LinearLayer[2, \"Input\" -> 3]", "Gemm" },
    { "BatchNormalizationLayer[\"Input\" -> {2, 3, 3}]", "BatchNormalization" },
    { "NormalizationLayer[2, \"Same\", \"Input\" -> {2, 3}]", "LayerNormalization" },
    { "InstanceNormalizationLayer[\"Input\" -> {2, 3, 3}]", "InstanceNormalization" },
    { "PoolingLayer[2, \"Input\" -> {1, 4, 4}]", "MaxPool" },
    { "PoolingLayer[2, \"Function\" -> Mean, \"Input\" -> {1, 4, 4}]", "AveragePool" },
    { "SoftmaxLayer[\"Input\" -> 3]", "Softmax" },
    { "ElementwiseLayer[Ramp, \"Input\" -> 3]", "Relu" },
    { "ElementwiseLayer[Tanh, \"Input\" -> 3]", "Tanh" },
    { "ElementwiseLayer[LogisticSigmoid, \"Input\" -> 3]", "Sigmoid" },
    { "FlattenLayer[\"Input\" -> {2, 3}]", "Flatten" },
    { "CatenateLayer[\"Inputs\" -> {2, 3}]", "Concat" },
    { "TotalLayer[\"Inputs\" -> {2, 2}]", "Add" },
    { "AggregationLayer[Mean, \"Input\" -> {2, 3, 3}]", "ReduceMean" },
    { "TransposeLayer[\"Input\" -> {2, 3}]", "Transpose" },
    { "DropoutLayer[0.5, \"Input\" -> 3]", "Dropout" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autofree char *text = g_strdup_printf ("NetGraph[<|\"it\" -> %s|>, {}]", forms[i][0]);
    g_autoptr (NgNet) open = ng_test_read (text);
    g_autoptr (NgNet) net = ng_test_fill (open, 3);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = ng_onnx_write (net, NULL, &error);
    g_assert_no_error (error);
    g_autoptr (GBytes) again = ng_onnx_write (net, NULL, &error);
    g_assert_true (g_bytes_equal (bytes, again));
    g_autoptr (NgNet) read = ng_onnx_read (bytes, NULL, NULL, &error);
    g_assert_no_error (error);
    if (ng_net_n_layers (read) != 1 ||
        !g_str_equal (ng_layer_kind (ng_net_layer (read, 0)), forms[i][1]))
      g_error ("%s is not one %s", forms[i][0], forms[i][1]);
    g_assert_cmpstr (ng_net_name (read, 0), ==, "it");
    for (gsize j = 0; j < ng_layer_n_arrays (ng_net_layer (read, 0)); j++) {
      const char *alias = ng_layer_array_spec (ng_net_layer (read, 0), j)->alias;
      if (ng_layer_n_arrays (ng_net_layer (net, 0)) > 0)
        g_assert_true (g_str_has_prefix (alias, "it/"));
    }
  }
}

/* onnx.checker has nothing against any of the files. */
static void
test_checker (void)
{
  g_autofree char *out = g_dir_make_tmp (NULL, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < ng_registry_length (); i++) {
    const NgLayerClass *class = ng_registry_class (i);
    for (gsize j = 0; j < NG_MAX_CLASS_EXAMPLES && class->examples[j] != NULL; j++) {
      g_autofree char *text = g_strdup_printf ("NetGraph[{%s}, {}]", class->examples[j]);
      g_autoptr (NgNet) open = ng_test_read (text);
      if (!ng_net_check_specified (open, NULL) || (class->flags & NG_LAYER_EMPTY) != 0)
        continue;
      g_autoptr (NgNet) net = ng_test_fill (open, 3);
      g_autoptr (GBytes) bytes = ng_onnx_write (net, NULL, NULL);
      if (bytes == NULL)
        continue;
      char *path = g_strdup_printf ("%s/%u.onnx", out, paths->len);
      g_assert_true (g_file_set_contents (
          path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
      g_ptr_array_add (paths, path);
      g_ptr_array_add (texts, g_steal_pointer (&text));
    }
  }
  g_assert_cmpuint (paths->len, >, 100);
  g_auto (GStrv) refusals = ng_test_onnx_refusals (paths);
  for (guint i = 0; i < paths->len; i++) {
    if (refusals != NULL && *refusals[i] != '\0')
      g_error ("%s: %s", (char *) texts->pdata[i], refusals[i]);
    g_unlink (paths->pdata[i]);
  }
  g_rmdir (out);
}

/* Parameters of nets that are run here. */
#define MOST_PARAMETERS 2000000

static void
test_gallery (void)
{
  g_autoptr (GPtrArray) gallery = ng_gallery_new ();
  guint n_done = 0;

  for (guint i = 0; i < gallery->len; i++) {
    const NgGalleryNet *entry = gallery->pdata[i];
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) open = ng_document_load (entry->path, NULL, NULL, &error);
    g_assert_no_error (error);
    if (!ng_net_check_specified (open, NULL) || ng_net_n_parameters (open) > MOST_PARAMETERS)
      continue;
    g_autoptr (NgNet) net = ng_test_fill (open, 3);
    g_autoptr (NgNet) read = ng_test_onnx_read_back (net, NULL, entry->name, &error);
    g_assert_no_error (error);
    assert_agrees (net, read, entry->name);
    n_done++;
  }
  g_assert_cmpuint (n_done, >, 15);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/onnx-export/gallery", test_gallery);
  g_test_add_func ("/formats/onnx-export/forms", test_forms);
  g_test_add_func ("/formats/onnx-export/mixed", test_mixed);
  g_test_add_func ("/formats/onnx-export/two-lengths", test_two_lengths);
  g_test_add_func ("/formats/onnx-export/narrow", test_narrow);
  g_test_add_func ("/formats/onnx-export/without-losses", test_without_losses);
  g_test_add_func ("/formats/onnx-export/checker", test_checker);
  for (gsize i = 0; i < ng_registry_length (); i++) {
    const NgLayerClass *class = ng_registry_class (i);
    g_autofree char *path = g_strdup_printf ("/formats/onnx-export/layers/%s", class->name);
    if (!(class->flags & (NG_LAYER_RAW | NG_LAYER_EMPTY)))
      g_test_add_data_func (path, class, test_class);
  }
  return g_test_run ();
}
