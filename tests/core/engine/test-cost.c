/* Multiplications counted layer by layer, beside those that dimensions give by hand. */

#include "core/engine/cost.h"

#include "core/engine/cost-terms.h"
#include "core/graph/builder.h"
#include "tests/support/battery.h"
#include "tests/support/onnx-file.h"
#include "tests/support/proto.h"

static gint64
count_of (GHashTable *counts, const char *path)
{
  gint64 *count = g_hash_table_lookup (counts, path);

  g_assert_nonnull (count);
  return *count;
}

/* A convolution multiplies at every place of its output, a product once; what holds a net costs
 * what the net does; names with slashes are names. */
static void
test_layers (void)
{
  g_autoptr (NgNet) net = ng_test_read (
      "NetGraph[<|\"a\" -> ConvolutionLayer[4, {3, 3}], \"a/b\" -> Ramp,"
      " \"block\" -> NetChain[<|\"one\" -> LinearLayer[5], \"two\" -> LinearLayer[7]|>]|>,"
      " {\"a\" -> \"a/b\" -> \"block\"}, \"Input\" -> {2, 8, 9}]");
  g_autoptr (GHashTable) counts = ng_net_multiply_adds (net);
  const gint64 places = 4 * 6 * 7;

  g_assert_nonnull (counts);
  g_assert_cmpint (count_of (counts, "a"), ==, places * 2 * 3 * 3);
  g_assert_cmpint (count_of (counts, "a/b"), ==, 0);
  g_assert_cmpint (count_of (counts, "block/one"), ==, places * 5);
  g_assert_cmpint (count_of (counts, "block/two"), ==, 5 * 7);
  g_assert_cmpint (count_of (counts, "block"), ==, places * 5 + 5 * 7);
  g_assert_cmpuint (g_hash_table_size (counts), ==, 5);
}

/* A transposed convolution multiplies each element of its input by every weight of its channel. */
static void
test_transposed (void)
{
  g_autoptr (NgNet) net = ng_test_read (
      "NetChain[<|\"plain\" -> DeconvolutionLayer[4, {3, 5}],"
      " \"strided\" -> DeconvolutionLayer[2, 3, \"Stride\" -> 2, \"PaddingSize\" -> 1],"
      " \"groups\" -> DeconvolutionLayer[6, 2, \"ChannelGroups\" -> 2]|>,"
      " \"Input\" -> {3, 8, 9}]");
  g_autoptr (GHashTable) counts = ng_net_multiply_adds (net);

  g_assert_nonnull (counts);
  g_assert_cmpint (count_of (counts, "plain"), ==, 3 * 8 * 9 * 4 * 3 * 5);
  g_assert_cmpint (count_of (counts, "strided"), ==, 4 * 10 * 13 * 2 * 3 * 3);
  g_assert_cmpint (count_of (counts, "groups"), ==, 2 * 19 * 25 * 3 * 2 * 2);
}

/* Data of any width are multiplied as often: x of 5×3 and w of 3×4, each of @element, which files
 * call @code. */
static NgNet *
read_product (NgElement element, gint64 code)
{
  static const gint64 dims[] = { 5, 3 }, weights[] = { 3, 4 };
  static const double zeros[12] = { 0 };
  g_autoptr (NgTensor) w = ng_tensor_new_copy (element, weights, 2, zeros);
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 1, ng_proto_node ("MatMul", "x w", "y"));
  ng_proto_message (graph, 5, ng_proto_tensor ("w", w));
  ng_proto_message (graph, 11, ng_proto_value ("x", code, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", code, NULL, 0));
  g_autoptr (GBytes) model = ng_proto_model (graph, 13);
  return ng_test_onnx_read (model);
}

static void
test_elements (void)
{
  static const struct {
    NgElement element;
    gint64 code;
  } cases[] = {
    { NG_ELEMENT_F32, 1 }, { NG_ELEMENT_F16, 10 }, { NG_ELEMENT_F64, 11 }, { NG_ELEMENT_BF16, 16 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgNet) net = read_product (cases[i].element, cases[i].code);
    g_autofree gint64 *counts = ng_net_layers_multiply_adds (net);

    g_assert_nonnull (counts);
    g_assert_cmpint (counts[0], ==, 5 * 3 * 4);
  }
}

/* Integers count where they stand for weights; zero points, shapes and indices do not. */
static void
test_quantized (void)
{
  static const struct {
    const char *op, *inputs;
    NgElement element; /* of w */
    gint64 parameters;
  } cases[] = { { "MatMulInteger", "x w z z", NG_ELEMENT_I8, 12 },
                { "QLinearMatMul", "x s z w s z s z", NG_ELEMENT_I8, 12 + 3 },
                { "DequantizeLinear", "w s z", NG_ELEMENT_I8, 12 + 1 },
                { "DequantizeLinear", "w s", NG_ELEMENT_I32, 12 + 1 },
                { "Gather", "w x", NG_ELEMENT_U8, 12 },
                { "Gather", "x w", NG_ELEMENT_I64, 0 },
                { "QuantizeLinear", "x s z", NG_ELEMENT_I8, 1 } };
  static const gint64 dims[] = { 5, 3 }, weights[] = { 3, 4 };
  static const gint8 zeros[12 * sizeof (gint64)] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgTensor) w = ng_tensor_new_copy (cases[i].element, weights, 2, zeros);
    g_autoptr (NgTensor) zero = ng_tensor_new_scalar (NG_ELEMENT_U8, 3);
    g_autoptr (NgTensor) scale = ng_tensor_new_scalar (NG_ELEMENT_F32, 0.5);
    GString *graph = g_string_new (NULL);

    ng_proto_message (graph, 1, ng_proto_node (cases[i].op, cases[i].inputs, "y"));
    ng_proto_message (graph, 5, ng_proto_tensor ("w", w));
    ng_proto_message (graph, 5, ng_proto_tensor ("z", zero));
    ng_proto_message (graph, 5, ng_proto_tensor ("s", scale));
    ng_proto_message (graph, 11, ng_proto_value ("x", 2, dims, 2));
    ng_proto_message (graph, 12, ng_proto_value ("y", 0, NULL, 0));
    g_autoptr (GBytes) model = ng_proto_model (graph, 13);
    g_autoptr (NgNet) net = ng_test_onnx_read (model);

    g_test_message ("%s", cases[i].op);
    g_assert_cmpint (ng_net_layer_parameters (net, 0), ==, cases[i].parameters);
  }
}

static void
test_unknown (void)
{
  g_autoptr (NgNet) net = ng_test_read ("NetChain[{LinearLayer[5], Ramp}]");

  g_assert_null (ng_net_multiply_adds (net));
}

/* Where one layer is not known, the others are, and the sum says that it is not all. */
static void
test_parts (void)
{
  static const struct {
    int layer;
    const char *text;
    gint64 number;
  } cases[] = { { 0, "15", 15 }, { 1, "N × 8", -1 }, { 2, "?", -1 }, { -1, "N × 8 + 15 + ?", -1 } };
  g_autoptr (NgNet) net = ng_test_read (
      "NetGraph[{LinearLayer[5], NetMapOperator[LinearLayer[4]], LinearLayer[3]}, {NetPort[\"a\"] "
      "-> 1, NetPort[\"b\"] -> 2, NetPort[\"c\"] -> 3}, \"a\" -> 3, \"b\" -> "
      "{\"Varying\", 2}]");
  g_autoptr (NgCostTerms) terms = ng_net_cost_terms (net);

  g_assert_nonnull (terms);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = ng_cost_terms_text (terms, cases[i].layer);
    g_auto (GStrv) words = g_strsplit (text, " × ", 2);

    /* What the length is called is no matter here. */
    if (words[1] != NULL) {
      g_autofree char *named = g_strconcat ("N × ", words[1], NULL);
      g_assert_cmpstr (named, ==, cases[i].text);
    } else {
      g_assert_cmpstr (text, ==, cases[i].text);
    }
    g_assert_cmpint (ng_cost_terms_number (terms, cases[i].layer), ==, cases[i].number);
  }
}

/* Lengths that are called alike stay apart. */
static void
test_alike (void)
{
  g_autoptr (NgNet) ramp = ng_test_read ("NetChain[{Ramp}]");
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (FALSE, FALSE);
  g_autofree char *text = NULL;

  for (int i = 0; i < 2; i++) {
    const char *name = i == 0 ? "a" : "b";
    NgSource input = { NG_SOURCE_INPUT, ng_net_builder_input (builder, name, NULL), 0 };
    NgType type = ng_type_real ((gint64[]){ 1, 2 + i }, 2);

    ng_net_builder_add_layer (builder, NULL, ng_net_layer (ramp, 0), NULL, NULL);
    g_assert_true (ng_net_builder_connect (builder, input, i, 0, NULL, NULL));
    type.dims[0] = ng_net_builder_fresh_length (builder, "seq");
    ng_net_builder_set_port_type (builder, name, &type, NULL, NULL);
  }
  g_autoptr (NgNet) net = ng_net_builder_end (g_steal_pointer (&builder), NULL);
  g_assert_nonnull (net);
  text = ng_net_activation_terms (net, -1);
  g_assert_cmpstr (text, ==, "seq × 12 B + seq × 8 B");
}

/* A net is counted by its shapes: it needs no values, however large it is. */
static void
test_large (void)
{
  g_autoptr (NgNet) net = ng_test_read ("LinearLayer[30000, \"Input\" -> 30000]");
  g_autoptr (GHashTable) counts = ng_net_multiply_adds (net);

  g_assert_nonnull (counts);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (counts, "1"), ==, 900000000);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/cost/layers", test_layers);
  g_test_add_func ("/cost/transposed", test_transposed);
  g_test_add_func ("/cost/elements", test_elements);
  g_test_add_func ("/cost/quantized", test_quantized);
  g_test_add_func ("/cost/unknown", test_unknown);
  g_test_add_func ("/engine/cost/parts", test_parts);
  g_test_add_func ("/engine/cost/alike", test_alike);
  g_test_add_func ("/engine/cost/large", test_large);
  return g_test_run ();
}
