/* Graphs of MXNet become the nets that notation says, with the arrays of their .params file. */

#include "core/formats/document.h"
#include "core/formats/mxnet-params.h"
#include "core/formats/mxnet.h"
#include "core/formats/weights.h"
#include "core/notation/read.h"
#include "tests/support/battery.h"
#include "tests/support/hdf5-file.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <string.h>

#define VARIABLE(name)  "{\"op\": \"null\", \"name\": \"" name "\", \"inputs\": []}"
#define GRAPH(nodes, n) "{\"nodes\": [" nodes "], \"arg_nodes\": [0], \"heads\": [[" n ", 0, 0]]}"

/* Two arrays: "w" of {{1, 2, 3}, {4, 5, 6}} and "b" of {0.5, -1}. @version: of an array, or 0 for
 * the oldest way. */
static GBytes *
make_params (guint32 version)
{
  static const float numbers[2][6] = { { 1, 2, 3, 4, 5, 6 }, { 0.5F, -1 } };
  static const char *const names[] = { "arg:w", "aux:b" };
  GByteArray *file = g_byte_array_new ();

  ng_hdf5_put (file, 0x112, 8);
  ng_hdf5_put (file, 0, 8);
  ng_hdf5_put (file, 2, 8);
  for (int i = 0; i < 2; i++) {
    int rank = 2 - i, width = version != 0 ? 8 : 4;
    if (version != 0)
      ng_hdf5_put (file, version, 4);
    if (version == 0xF993FAC9)
      ng_hdf5_put (file, 0, 4);
    ng_hdf5_put (file, (guint64) rank, 4);
    ng_hdf5_put (file, 2, width);
    if (rank == 2)
      ng_hdf5_put (file, 3, width);
    ng_hdf5_put (file, 1, 8);
    ng_hdf5_put (file, 0, 4);
    g_byte_array_append (file, (const guint8 *) numbers[i], i == 0 ? 24 : 8);
  }
  ng_hdf5_put (file, 2, 8);
  for (int i = 0; i < 2; i++) {
    ng_hdf5_put (file, strlen (names[i]), 8);
    ng_hdf5_put_text (file, names[i]);
  }
  return g_byte_array_free_to_bytes (file);
}

static const struct {
  const char *graph, *notation;
  const char *warning; /* nullable: part of the only one */
} cases[] = {
  { GRAPH (VARIABLE ("data") ", " VARIABLE ("w") ", " VARIABLE (
               "b") ", {\"op\": \"FullyConnected\", \"name\": \"fc\", \"attrs\": {\"num_hidden\": "
                    "\"2\"}, \"inputs\": [[0, 0, 0], [1, 0, 0], [2, 0, 0]]}, {\"op\": "
                    "\"Activation\", \"name\": \"act\", \"attr\": {\"act_type\": \"tanh\"}, "
                    "\"inputs\": [[3, 0, 0]]}, " VARIABLE (
                        "label") ", {\"op\": \"SoftmaxOutput\", \"name\": \"out\", \"param\": {}, "
                                 "\"inputs\": [[4, 0], [5, 0]]}",
           "6"),
    "NetGraph[<|\"fc\" -> LinearLayer[{2}, \"Weights\" -> {{1., 2., 3.}, {4., 5., 6.}}, "
    "\"Biases\" -> {0.5, -1.}], \"act\" -> ElementwiseLayer[Tanh], \"out\" -> SoftmaxLayer[-1]|>, "
    "{NetPort[\"data\"] -> \"fc\" -> \"act\" -> \"out\" -> NetPort[\"Output\"]}]",
    NULL },
  { GRAPH (
        VARIABLE ("data") ", " VARIABLE (
            "k") ", {\"op\": \"Convolution\", \"name\": \"c\", \"attrs\": {\"num_filter\": \"4\", "
                 "\"kernel\": \"(3, 2)\", \"stride\": \"(2, 1)\", \"pad\": \"[1,0]\", "
                 "\"num_group\": \"2\", \"no_bias\": \"True\"}, \"inputs\": [[0, 0, 0], [1, 0, "
                 "0]]}, {\"op\": \"Pooling\", \"name\": \"p\", \"attrs\": {\"kernel\": \"(2, 2)\", "
                 "\"pool_type\": \"avg\"}, \"inputs\": [[2, 0, 0]]}, {\"op\": \"_mul_scalar\", "
                 "\"name\": \"s\", \"attrs\": {\"scalar\": \"-1.5e-07\"}, \"inputs\": [[3, 0, "
                 "0]]}, {\"op\": \"elemwise_add\", \"name\": \"a\", \"inputs\": [[3, 0, 0], [4, 0, "
                 "0]]}, {\"op\": \"Reshape\", \"name\": \"r\", \"attrs\": {\"shape\": \"(0, -1, "
                 "2)\"}, \"inputs\": [[5, 0, 0]]}",
        "6"),
    "NetGraph[<|\"c\" -> ConvolutionLayer[4, {3, 2}, \"Stride\" -> {2, 1}, \"PaddingSize\" -> {1, "
    "0}, "
    "\"ChannelGroups\" -> 2, \"Biases\" -> None], \"p\" -> PoolingLayer[{2, 2}, \"Function\" -> "
    "Mean], \"s\" -> ElementwiseLayer[# (-1.5*^-7) &], \"a\" -> ThreadingLayer[Plus], \"r\" -> "
    "ReshapeLayer[{Automatic, 2}]|>, {NetPort[\"data\"] -> \"c\" -> \"p\" -> \"s\", {\"p\", \"s\"} "
    "-> "
    "\"a\" -> \"r\" -> NetPort[\"Output\"]}]",
    NULL },
  { GRAPH (VARIABLE ("data") ", {\"op\": \"Odd\", \"name\": \"o\", \"inputs\": [[0, 0, 0]]}", "1"),
    "NetGraph[<|\"o\" -> PlaceholderLayer[\"Odd\", \"Inputs\" -> 1]|>, {NetPort[\"data\"] -> \"o\" "
    "-> "
    "NetPort[\"Output\"]}]",
    "no counterpart" },
};

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static void
test_graphs (void)
{
  g_autoptr (GBytes) params = make_params (0xF993FAC9);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
    g_autoptr (GBytes) graph = bytes_of (cases[i].graph);
    g_autoptr (GError) error = NULL;

    g_assert_true (ng_mxnet_is (graph));
    g_autoptr (NgNet) net = ng_mxnet_read (graph, i == 0 ? params : NULL, warnings, &error);
    g_assert_no_error (error);
    g_autoptr (NgNet) same = ng_net_read_text (cases[i].notation, -1, NULL, &error);
    g_assert_no_error (error);
    ng_assert_net_equal (net, same);
    g_assert_cmpuint (warnings->len, ==, cases[i].warning != NULL);
    if (cases[i].warning != NULL)
      g_assert_nonnull (strstr (((NgDiagnostic *) warnings->pdata[0])->message, cases[i].warning));
    for (gsize a = 0; i == 0 && a < 2; a++)
      ng_assert_tensor (
          ng_layer_array (ng_net_layer (net, 0), a), ng_layer_array (ng_net_layer (same, 0), a), 0);
  }
}

/* All ways in which arrays were written; cut short anywhere they are refused. */
static void
test_params (void)
{
  static const guint32 versions[] = { 0, 0xF993FAC8, 0xF993FAC9 };
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "x.params", NULL);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++) {
    g_autoptr (GBytes) bytes = make_params (versions[i]);
    g_assert_true (ng_file_replace (path, bytes, &error));
    g_autoptr (NgWeights) weights = ng_weights_load (path, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (ng_weights_length (weights), ==, 2);
    g_assert_cmpstr (ng_weights_name (weights, 1), ==, "b");
    ng_assert_near (ng_tensor_get_real (ng_weights_tensor (weights, 0), 4), 5, 0);
    ng_assert_near (ng_tensor_get_real (ng_weights_tensor (weights, 1), 1), -1, 0);
    for (gsize n = 1; n < g_bytes_get_size (bytes); n++) {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, n);
      g_assert_true (ng_file_replace (path, cut, &error));
      g_assert_null (ng_weights_load (path, NULL, &error));
      ng_assert_tag (&error, "Mxnet::params");
    }
  }
  ng_test_remove (folder);
}

/* The file of arrays beside the graph is found by its name. */
static void
test_beside (void)
{
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *graph = g_build_filename (folder, "x-symbol.json", NULL);
  g_autofree char *arrays = g_build_filename (folder, "x-0000.params", NULL);
  g_autoptr (GBytes) params = make_params (0xF993FAC9);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (graph, cases[0].graph, -1, &error));
  g_assert_true (ng_file_replace (arrays, params, &error));
  g_autoptr (NgNet) net = ng_document_load (graph, NULL, NULL, &error);
  g_assert_no_error (error);
  ng_assert_near (ng_tensor_get_real (ng_layer_array (ng_net_layer (net, 0), 0), 5), 6, 0);
  ng_test_remove (folder);
}

static void
test_wrong (void)
{
  static const char *const wrong[] = {
    GRAPH (VARIABLE ("data"), "0"),
    GRAPH ("{\"op\": \"relu\", \"name\": \"a\", \"inputs\": [[0, 0, 0]]}", "0"),
    GRAPH (VARIABLE (
               "data") ", {\"op\": \"relu\", \"name\": \"a\", \"inputs\": [[0, 0, 0]]}, {\"op\": "
                       "\"relu\", \"name\": \"a\", \"inputs\": [[1, 0, 0]]}",
           "2"),
    GRAPH (VARIABLE ("data") ", {\"op\": \"relu\", \"name\": \"a\", \"inputs\": [[0, 0, 0]]}", "7"),
    GRAPH (VARIABLE ("data") ", {\"op\": \"relu\", \"inputs\": [[0, 0, 0]]}", "1"),
    GRAPH (VARIABLE ("data") ", " VARIABLE (
               "q") ", {\"op\": \"FullyConnected\", \"name\": \"fc\", \"attrs\": {\"num_hidden\": "
                    "\"2\"}, \"inputs\": [[0, 0, 0], [1, 0, 0]]}",
           "2"),
  };
  g_autoptr (GBytes) params = make_params (0xF993FAC9);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GBytes) graph = bytes_of (wrong[i]);
    g_assert_null (ng_mxnet_read (graph, params, NULL, &error));
    ng_assert_tag (&error, "Mxnet::model");
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/mxnet/graphs", test_graphs);
  g_test_add_func ("/formats/mxnet/params", test_params);
  g_test_add_func ("/formats/mxnet/beside", test_beside);
  g_test_add_func ("/formats/mxnet/wrong", test_wrong);
  return g_test_run ();
}
