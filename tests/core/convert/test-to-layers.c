/* Operators as layers: the same values without the batch axis. */

#include "core/convert/to-layers.h"
#include "core/formats/document.h"
#include "core/formats/onnx.h"
#include "core/graph/sources.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "core/operators/onnx-node.h"
#include "tests/support/agree.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

#include <string.h>

/* Sums go in another order, in float32. */
#define TOLERANCE 1e-5

static void
add_array (GString *graph, const char *name, const gint64 *dims, gsize rank, double first)
{
  gint64 n;

  g_assert_true (ng_dims_count (dims, rank, &n));
  float *data = g_new (float, (gsize) n);
  for (gint64 i = 0; i < n; i++)
    data[i] = (float) (first + 0.37 * (double) ((i * 7) % 11) - 1.5);
  g_autoptr (NgTensor) tensor = ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, data);
  ng_proto_message (graph, 5, ng_proto_tensor (name, tensor));
}

static void
add_number (GString *graph, const char *name, double number)
{
  g_autoptr (NgTensor) tensor = ng_tensor_new_scalar (NG_ELEMENT_F32, number);

  ng_proto_message (graph, 5, ng_proto_tensor (name, tensor));
}

static void
add_list (GString *graph, const char *name, const gint64 *values, gint64 n)
{
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, values);

  ng_proto_message (graph, 5, ng_proto_tensor (name, tensor));
}

static GString *
node (const char *op, const char *inputs, const char *outputs)
{
  GString *self = ng_proto_node (op, inputs, outputs);
  g_autofree char *name = g_strdup_printf ("the_%s", outputs);

  g_strdelimit (name, " ", '_');
  ng_proto_text (self, 3, name);
  return self;
}

static void
add_node (GString *graph, const char *op, const char *inputs, const char *outputs)
{
  ng_proto_message (graph, 1, node (op, inputs, outputs));
}

static void
add_ports (GString *graph, const gint64 *in, gsize rank, const char *outputs)
{
  g_auto (GStrv) names = g_strsplit (outputs, " ", -1);

  ng_proto_message (graph, 11, ng_proto_value ("x", 1, in, rank));
  for (gsize i = 0; names[i] != NULL; i++)
    ng_proto_message (graph, 12, ng_proto_value (names[i], 1, NULL, 0));
}

/* Layers of all operators of the net, with the same values. @expected: kinds of layers in order */
static void
assert_layers (GString *graph, gint64 opset, const char *expected)
{
  g_autoptr (GBytes) bytes = ng_proto_model (graph, opset);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_auto (NgLayersReport) report = { 0 };
  g_autoptr (GString) kinds = g_string_new (NULL);

  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_net_to_layers (raw, NULL, &report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report.left->len; i++) {
    const NgLeftOperator *left = report.left->pdata[i];
    g_test_message ("left: %s (%s): %s", left->name, left->op, left->reason);
  }
  g_assert_cmpuint (report.left->len, ==, 0);
  g_assert_false (ng_net_is_raw (net));
  g_assert_true (ng_net_check (net, &error));
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    g_string_append_printf (
        kinds, "%s%s", i > 0 ? " " : "", ng_layer_class (ng_net_layer (net, i))->name);
  g_assert_cmpstr (kinds->str, ==, expected);
  ng_test_values_agree (raw, net, TOLERANCE, expected);
}

static void
test_chain (void)
{
  static const gint64 in[] = { -1, 2, 9, 8 }, pads[] = { 1, 0, 0, 2 }, strides[] = { 2, 1 };
  static const gint64 kernel[] = { 2, 2 };
  GString *graph = g_string_new (NULL), *at = node ("Conv", "x w b", "c");

  add_array (graph, "w", (gint64[]){ 4, 1, 3, 3 }, 4, 0);
  add_array (graph, "b", (gint64[]){ 4 }, 1, 0.1);
  for (gsize i = 0; i < 4; i++) {
    char name[2] = { (char) ('p' + i), '\0' };
    add_array (graph, name, (gint64[]){ 4 }, 1, 2);
  }
  ng_proto_add_integers (at, "pads", pads, 4);
  ng_proto_add_integers (at, "strides", strides, 2);
  ng_proto_add_integer (at, "group", 2);
  ng_proto_message (graph, 1, at);
  add_node (graph, "BatchNormalization", "c p q r s", "n");
  add_node (graph, "Relu", "n", "a");
  at = node ("MaxPool", "a", "m");
  ng_proto_add_integers (at, "kernel_shape", kernel, 2);
  ng_proto_add_integers (at, "strides", kernel, 2);
  ng_proto_add_integer (at, "ceil_mode", 1);
  ng_proto_message (graph, 1, at);
  add_node (graph, "Flatten", "m", "f");
  add_array (graph, "v", (gint64[]){ 32, 3 }, 2, 0);
  add_array (graph, "u", (gint64[]){ 3 }, 1, 0);
  add_node (graph, "Gemm", "f v u", "l");
  add_node (graph, "Softmax", "l", "y");
  add_ports (graph, in, 4, "y");
  assert_layers (graph,
                 13,
                 "ConvolutionLayer BatchNormalizationLayer ElementwiseLayer PoolingLayer "
                 "FlattenLayer LinearLayer SoftmaxLayer");
}

/* Transformer: rows of a table, layer normalisation written out, attention with heads, GELU. */
static void
test_transformer (void)
{
  static const gint64 heads[] = { 0, -1, 2, 3 }, flat[] = { 0, -1, 6 };
  static const gint64 order[] = { 0, 2, 1, 3 }, turned[] = { 0, 2, 3, 1 };
  static const gint64 in[] = { -1, 4 };
  static const char *const projections[] = { "q", "k", "v" };
  GString *graph = g_string_new (NULL), *at;

  add_array (graph, "table", (gint64[]){ 5, 6 }, 2, 0);
  add_node (graph, "Gather", "table x", "e");
  add_number (graph, "two", 2);
  add_number (graph, "small", 1e-5);
  add_array (graph, "scale", (gint64[]){ 6 }, 1, 1);
  add_array (graph, "offset", (gint64[]){ 6 }, 1, 0);
  for (gsize i = 0; i < 2; i++) {
    at = node ("ReduceMean", i == 0 ? "e" : "p", i == 0 ? "mu" : "var");
    ng_proto_add_integers (at, "axes", (gint64[]){ -1 }, 1);
    ng_proto_message (graph, 1, at);
    if (i == 0) {
      add_node (graph, "Sub", "e mu", "d");
      add_node (graph, "Pow", "d two", "p");
    }
  }
  add_node (graph, "Add", "var small", "ve");
  add_node (graph, "Sqrt", "ve", "sd");
  add_node (graph, "Div", "d sd", "z");
  add_node (graph, "Mul", "z scale", "zs");
  add_node (graph, "Add", "zs offset", "n");
  add_list (graph, "heads", heads, 4);
  add_list (graph, "flat", flat, 3);
  add_number (graph, "root", 1.7320508);
  for (gsize i = 0; i < 3; i++) {
    const char *name = projections[i];
    g_autofree char *w = g_strconcat ("w", name, NULL), *b = g_strconcat ("b", name, NULL);
    g_autofree char *m = g_strconcat ("m", name, NULL), *r = g_strconcat ("r", name, NULL);
    g_autofree char *mw = g_strconcat ("n ", w, NULL), *mb = g_strconcat (b, " ", m, NULL);
    g_autofree char *sum = g_strconcat ("s", name, NULL), *rs = g_strconcat (sum, " heads", NULL);
    g_autofree char *t = g_strconcat ("t", name, NULL);
    add_array (graph, w, (gint64[]){ 6, 6 }, 2, 0.1 * (double) i);
    add_array (graph, b, (gint64[]){ 6 }, 1, 0);
    add_node (graph, "MatMul", mw, m);
    add_node (graph, "Add", mb, sum);
    add_node (graph, "Reshape", rs, r);
    at = node ("Transpose", r, t);
    ng_proto_add_integers (at, "perm", i == 1 ? turned : order, 4);
    ng_proto_message (graph, 1, at);
  }
  add_node (graph, "MatMul", "tq tk", "scores");
  add_node (graph, "Div", "scores root", "scaled");
  at = node ("Softmax", "scaled", "weights");
  ng_proto_add_integer (at, "axis", -1);
  ng_proto_message (graph, 1, at);
  add_node (graph, "MatMul", "weights tv", "context");
  at = node ("Transpose", "context", "back");
  ng_proto_add_integers (at, "perm", order, 4);
  ng_proto_message (graph, 1, at);
  add_node (graph, "Reshape", "back flat", "joined");
  add_node (graph, "Add", "joined e", "res");
  add_number (graph, "sqrt2", 1.4142135623730951);
  add_number (graph, "one", 1);
  add_number (graph, "half", 0.5);
  add_node (graph, "Div", "res sqrt2", "g1");
  add_node (graph, "Erf", "g1", "g2");
  add_node (graph, "Add", "g2 one", "g3");
  add_node (graph, "Mul", "res g3", "g4");
  add_node (graph, "Mul", "g4 half", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 7, in, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, (gint64[]){ -1, 4, 6 }, 3));
  assert_layers (graph,
                 13,
                 "ElementwiseLayer EmbeddingLayer NormalizationLayer NetMapOperator NetMapOperator "
                 "NetMapOperator ReshapeLayer ReshapeLayer ReshapeLayer AttentionLayer "
                 "ReshapeLayer TotalLayer ElementwiseLayer");
}

/* Time first, both directions, without a state from outside. */
static void
test_recurrent (void)
{
  static const gint64 in[] = { -1, 5, 3 };
  GString *graph = g_string_new (NULL), *at = node ("Transpose", "x", "t");

  ng_proto_add_integers (at, "perm", (gint64[]){ 1, 0, 2 }, 3);
  ng_proto_message (graph, 1, at);
  add_array (graph, "w", (gint64[]){ 2, 8, 3 }, 3, 0);
  add_array (graph, "r", (gint64[]){ 2, 8, 2 }, 3, 0.2);
  add_array (graph, "b", (gint64[]){ 2, 16 }, 2, 0.1);
  at = node ("LSTM", "t w r b", "s");
  ng_proto_add_integer (at, "hidden_size", 2);
  GString *direction = g_string_new (NULL);
  ng_proto_text (direction, 1, "direction");
  ng_proto_text (direction, 4, "bidirectional");
  ng_proto_integer (direction, 20, 3);
  ng_proto_message (at, 5, direction);
  ng_proto_message (graph, 1, at);
  at = node ("Transpose", "s", "u");
  ng_proto_add_integers (at, "perm", (gint64[]){ 2, 0, 1, 3 }, 4);
  ng_proto_message (graph, 1, at);
  add_list (graph, "flat", (gint64[]){ 0, 0, -1 }, 3);
  add_node (graph, "Reshape", "u flat", "j");
  add_array (graph, "gw", (gint64[]){ 1, 6, 4 }, 3, 0);
  add_array (graph, "gr", (gint64[]){ 1, 6, 2 }, 3, 0.2);
  at = node ("Transpose", "j", "jt");
  ng_proto_add_integers (at, "perm", (gint64[]){ 1, 0, 2 }, 3);
  ng_proto_message (graph, 1, at);
  at = node ("GRU", "jt gw gr", "- h");
  ng_proto_add_integer (at, "hidden_size", 2);
  ng_proto_add_integer (at, "linear_before_reset", 1);
  ng_proto_message (graph, 1, at);
  add_list (graph, "zero", (gint64[]){ 0 }, 1);
  add_node (graph, "Squeeze", "h zero", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, in, 3));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, (gint64[]){ -1, 2 }, 2));
  assert_layers (graph, 13, "NetBidirectionalOperator GatedRecurrentLayer");
}

/* Steps of a sequence that stand in the batch axis for a while; NumPy's broadcasting. */
static void
test_merged (void)
{
  static const gint64 in[] = { -1, 4, 3 };
  GString *graph = g_string_new (NULL);

  add_list (graph, "flat", (gint64[]){ -1, 3 }, 2);
  add_list (graph, "steps", (gint64[]){ -1, 4, 2 }, 3);
  add_node (graph, "Reshape", "x flat", "f");
  add_array (graph, "w", (gint64[]){ 3, 2 }, 2, 0);
  add_array (graph, "b", (gint64[]){ 2 }, 1, 0);
  add_node (graph, "Gemm", "f w b", "l");
  add_node (graph, "Relu", "l", "a");
  add_node (graph, "Reshape", "a steps", "s");
  add_array (graph, "rows", (gint64[]){ 1, 4, 1 }, 3, 0);
  add_node (graph, "Mul", "s rows", "m");
  add_array (graph, "all", (gint64[]){ 1, 4, 2 }, 3, 0);
  add_node (graph, "Add", "m all", "n");
  GString *at = node ("ReduceMax", "n", "t");
  ng_proto_add_integers (at, "axes", (gint64[]){ 1 }, 1);
  ng_proto_message (graph, 1, at);
  add_node (graph, "Sub", "n t", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, in, 3));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, (gint64[]){ -1, 4, 2 }, 3));
  assert_layers (graph,
                 13,
                 "NetMapOperator ElementwiseLayer NetArrayLayer ThreadingLayer ConstantPlusLayer "
                 "AggregationLayer ReshapeLayer ThreadingLayer");
}

/* Pieces, joins, borders and other sizes. */
static void
test_structure (void)
{
  static const gint64 in[] = { -1, 4, 6, 5 };
  GString *graph = g_string_new (NULL), *at = node ("Split", "x", "a b");

  ng_proto_add_integer (at, "axis", 1);
  ng_proto_message (graph, 1, at);
  add_list (graph, "starts", (gint64[]){ 1, -1 }, 2);
  add_list (graph, "ends", (gint64[]){ 6, -100 }, 2);
  add_list (graph, "axes", (gint64[]){ 2, 3 }, 2);
  add_list (graph, "stride", (gint64[]){ 2, -2 }, 2);
  add_node (graph, "Slice", "a starts ends axes stride", "c");
  add_node (graph, "Slice", "b starts ends axes stride", "d");
  at = node ("Concat", "c d", "e");
  ng_proto_add_integer (at, "axis", 3);
  ng_proto_message (graph, 1, at);
  add_list (graph, "pads", (gint64[]){ 0, 0, 1, 0, 0, 0, 0, 2 }, 8);
  at = node ("Pad", "e pads", "f");
  ng_proto_message (graph, 1, at);
  add_array (graph, "w", (gint64[]){ 2, 3, 3, 3 }, 4, 0);
  at = node ("ConvTranspose", "f w", "g");
  ng_proto_add_integers (at, "strides", (gint64[]){ 2, 2 }, 2);
  ng_proto_add_integers (at, "pads", (gint64[]){ 1, 1, 1, 1 }, 4);
  ng_proto_add_integers (at, "output_padding", (gint64[]){ 1, 1 }, 2);
  ng_proto_message (graph, 1, at);
  add_node (graph, "GlobalAveragePool", "g", "h");
  add_node (graph, "Flatten", "h", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, in, 4));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, (gint64[]){ -1, 3 }, 2));
  assert_layers (graph,
                 13,
                 "PartLayer PartLayer PartLayer PartLayer CatenateLayer PaddingLayer "
                 "DeconvolutionLayer AggregationLayer");
}

/* What mixes examples stays, and layers stand in operators that map over the batch. */
static void
test_mixed (void)
{
  static const gint64 in[] = { -1, 3 };
  GString *graph = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_auto (NgLayersReport) report = { 0 };

  add_array (graph, "w", (gint64[]){ 3, 4 }, 2, 0);
  add_array (graph, "b", (gint64[]){ 4 }, 1, 0);
  add_node (graph, "MatMul", "x w", "p");
  add_node (graph, "Add", "p b", "q");
  add_node (graph, "Tanh", "q", "t");
  add_list (graph, "zero", (gint64[]){ 0 }, 1);
  add_node (graph, "CumSum", "t zero", "c");
  add_node (graph, "Add", "c t", "s");
  add_node (graph, "Softmax", "s", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, in, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, (gint64[]){ -1, 4 }, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_net_to_layers (raw, NULL, &report, &error);
  g_assert_no_error (error);
  g_autofree char *text = ng_layers_report_text (&report);
  g_assert_cmpstr (text, ==, "5 of 6 operators became 4 layers");
  g_assert_cmpuint (report.left->len, ==, 1);
  g_assert_cmpstr (((NgLeftOperator *) report.left->pdata[0])->op, ==, "CumSum");
  g_assert_true (ng_net_is_raw (net));
  g_assert_true (ng_net_check (net, &error));
  g_assert_cmpuint (ng_net_n_layers (net), ==, 3);
  ng_test_values_agree (raw, net, TOLERANCE, "mixed");
  /* Our own file keeps layers and operators, and that of ONNX has operators under the old names. */
  g_autoptr (GBytes) own = ng_document_bytes (net, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "mixed.netgraph", NULL);
  g_assert_true (ng_file_replace (path, own, NULL));
  g_autoptr (NgNet) loaded = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (loaded), ==, 3);
  g_assert_nonnull (
      ng_layer_onnx_node (ng_net_layer (loaded, (gsize) ng_net_find (loaded, "the_c"))));
  ng_test_values_agree (raw, loaded, TOLERANCE, "mixed, loaded");
  g_autoptr (GBytes) model = ng_onnx_write (net, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) back = ng_onnx_read (model, NULL, NULL, &error);
  g_assert_cmpint (ng_net_find (back, "the_t"), >=, 0);
  ng_test_values_agree (raw, back, TOLERANCE, "mixed, back");
  ng_test_remove (folder);
}

/* A sum with an array stands alone between operators that mix examples. */
static void
test_between (void)
{
  static const gint64 dims[] = { -1, 3 };
  GString *graph = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  add_array (graph, "b", (gint64[]){ 3 }, 1, 0);
  add_list (graph, "zero", (gint64[]){ 0 }, 1);
  add_node (graph, "CumSum", "x zero", "c");
  add_node (graph, "Add", "c b", "s");
  add_node (graph, "CumSum", "s zero", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_net_to_layers (raw, NULL, NULL, &error);
  g_assert_no_error (error);
  ng_test_values_agree (raw, net, TOLERANCE, "between");
}

/* Notation in a file counts where it is that of the file alone, and is not evaluated: a few letters
 * can mean millions of layers. */
static void
test_calls (void)
{
  g_autoptr (NgExpr) written = ng_parse_one (
      "NetChain[{LinearLayer[3], ElementwiseLayer[Table[#, {9}] &]}, \"Input\" -> {2}]",
      -1,
      NULL,
      NULL);
  g_autoptr (NgExpr) made = ng_parse_one ("NetChain[Table[Ramp, {1000000}]]", -1, NULL, NULL);

  g_assert_true (ng_expr_is_plain (written));
  g_assert_false (ng_expr_is_plain (made));
}

/* A layer knows what it was made of, in notation too, and its nodes are called so again. */
static void
test_sources (void)
{
  GString *graph = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  add_array (graph, "w", (gint64[]){ 3, 2 }, 2, 0);
  add_array (graph, "b", (gint64[]){ 2 }, 1, 0);
  add_node (graph, "MatMul", "x w", "p");
  add_node (graph, "Add", "p b", "q");
  add_node (graph, "Tanh", "q", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, (gint64[]){ -1, 4, 3 }, 3));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, (gint64[]){ -1, 4, 2 }, 3));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_autoptr (NgNet) net = ng_net_to_layers (raw, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (net), ==, 2);
  g_autofree char *sources =
      ng_print (ng_layer_option (ng_net_layer (net, 0), NG_OPTION_SOURCES), 0);
  g_assert_cmpstr (sources, ==, "{\"the_p\" -> \"MatMul\", \"the_q\" -> \"Add\"}");
  g_autoptr (NgExpr) expr = ng_net_write (net, TRUE);
  g_autoptr (NgNet) read = ng_net_read (expr, &error);
  g_assert_no_error (error);
  g_assert_nonnull (ng_layer_option (ng_net_layer (read, 0), NG_OPTION_SOURCES));
  g_autoptr (GBytes) again = ng_onnx_write (read, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) back = ng_onnx_read (again, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_net_find (back, "the_p"), >=, 0);
  g_assert_cmpint (ng_net_find (back, "the_y"), >=, 0);
  ng_test_values_agree (raw, back, TOLERANCE, "back");
}

/* Half of the channels, where operators that stay compute the number behind a layer. */
static void
test_half (void)
{
  static const gint64 in[] = { 1, 4, 6 };
  GString *graph = g_string_new (NULL), *at = node ("Unsqueeze", "d", "e");
  g_autoptr (NgTensor) one = ng_tensor_new_scalar (NG_ELEMENT_I64, 1);
  g_autoptr (NgTensor) two = ng_tensor_new_scalar (NG_ELEMENT_I64, 2);
  g_autoptr (GError) error = NULL;
  g_auto (NgLayersReport) report = { 0 };

  add_array (graph, "w", (gint64[]){ 6, 6 }, 2, 0);
  add_list (graph, "target", (gint64[]){ 0, -1, 2 }, 3);
  add_list (graph, "zero", (gint64[]){ 0 }, 1);
  add_list (graph, "first", (gint64[]){ 1 }, 1);
  ng_proto_message (graph, 5, ng_proto_tensor ("one", one));
  ng_proto_message (graph, 5, ng_proto_tensor ("two", two));
  add_node (graph, "MatMul", "x w", "m");
  add_node (graph, "Softmax", "m", "t");
  add_node (graph, "Reshape", "t target", "r");
  add_node (graph, "Shape", "r", "s");
  add_node (graph, "Gather", "s one", "g");
  add_node (graph, "Div", "g two", "d");
  ng_proto_add_integers (at, "axes", (gint64[]){ 0 }, 1);
  ng_proto_message (graph, 1, at);
  add_node (graph, "Slice", "r zero e first", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, in, 3));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, (gint64[]){ 1, 6, 2 }, 3));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 12);
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autofree gboolean *is_chosen = g_new0 (gboolean, ng_net_n_layers (raw));
  is_chosen[ng_net_find (raw, "the_m")] = is_chosen[ng_net_find (raw, "the_t")] = TRUE;
  g_autoptr (NgNet) net = ng_net_to_layers (raw, is_chosen, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_converted, ==, 2);
  ng_test_values_agree (raw, net, TOLERANCE, "half");
  /* Layers stand in front of what reads them. */
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    g_assert_cmpint (ng_net_order (net)[i], ==, (int) i);
}

/* A value of two lengths with names, and 3 numbers at each place. */
static GString *
value_of (const char *name, const char *first, const char *second)
{
  GString *value = g_string_new (NULL), *type = g_string_new (NULL);
  GString *tensor = g_string_new (NULL), *shape = g_string_new (NULL);

  for (int i = 0; i < 3; i++) {
    GString *dim = g_string_new (NULL);
    if (i < 2)
      ng_proto_text (dim, 2, i == 0 ? first : second);
    else
      ng_proto_integer (dim, 1, 3);
    ng_proto_message (shape, 1, dim);
  }
  ng_proto_integer (tensor, 1, 1);
  ng_proto_message (tensor, 2, shape);
  ng_proto_message (type, 1, tensor);
  ng_proto_text (value, 1, name);
  ng_proto_message (value, 2, type);
  return value;
}

/* Of two lengths that may both be the batch, the one that is called so is it. */
static void
test_called_batch (void)
{
  static const struct {
    const char *first, *second;
    int axis;
  } cases[] = {
    { "seq", "batch", 1 },
    { "batch_size", "seq", 0 },
    { "time", "N", 1 },
    { "length", "positions", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *graph = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    g_auto (NgLayersReport) report = { 0 };
    add_node (graph, "Tanh", "x", "y");
    ng_proto_message (graph, 11, value_of ("x", cases[i].first, cases[i].second));
    ng_proto_message (graph, 12, ng_proto_value ("y", 1, NULL, 0));
    g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
    g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
    g_assert_no_error (error);
    g_autoptr (NgNet) net = ng_net_to_layers (raw, NULL, &report, &error);
    g_assert_no_error (error);
    g_assert_cmpint (report.origin->values[0].axis, ==, cases[i].axis);
  }
}

/* A model of recurrent operators between halves of channels, whose sizes are computed. */
static void
test_halves (void)
{
  g_autofree char *path = ng_test_data ("models/gtcrn.onnx");
  g_autoptr (GError) error = NULL;
  g_auto (NgLayersReport) report = { 0 };

  if (path == NULL)
    return;
  g_autoptr (NgNet) raw = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_net_to_layers (raw, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_operators, ==, 1248);
  g_assert_cmpuint (report.n_converted, >=, 842);
  for (guint i = 0; i < report.left->len; i++) {
    const NgLeftOperator *left = report.left->pdata[i];
    g_assert_null (strstr (left->reason, "would be wrong"));
  }
  ng_test_values_agree (raw, net, TOLERANCE, path);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/convert/to-layers/chain", test_chain);
  g_test_add_func ("/convert/to-layers/transformer", test_transformer);
  g_test_add_func ("/convert/to-layers/recurrent", test_recurrent);
  g_test_add_func ("/convert/to-layers/called-batch", test_called_batch);
  g_test_add_func ("/convert/to-layers/halves", test_halves);
  g_test_add_func ("/convert/to-layers/merged", test_merged);
  g_test_add_func ("/convert/to-layers/structure", test_structure);
  g_test_add_func ("/convert/to-layers/mixed", test_mixed);
  g_test_add_func ("/convert/to-layers/between", test_between);
  g_test_add_func ("/convert/to-layers/half", test_half);
  g_test_add_func ("/convert/to-layers/calls", test_calls);
  g_test_add_func ("/convert/to-layers/sources", test_sources);
  return g_test_run ();
}
