/* Nets that Export wrote as .wlnet: the file, its arrays, and the ways in which the net is written
 * there. Files are made here, as those look that people published. */

#include "core/formats/document.h"
#include "core/formats/weights.h"
#include "core/formats/wlnet.h"
#include "core/formats/wxf.h"
#include "core/notation/read.h"
#include "tests/support/battery.h"
#include "tests/support/hdf5-file.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"
#include "tests/support/wlnet-file.h"

#include <string.h>

enum { N_ARRAYS = 11, MESSAGES = 3 * 8 + 16 + 24 + 24, HEADER = 16 + MESSAGES };

/* A file with the arrays "Arrays/1" to "Arrays/11", array i the one number i. */
static GBytes *
make_file (void)
{
  g_autoptr (GString) names = g_string_new (NULL);
  GByteArray *file = ng_hdf5_begin ();
  const guint group = 40 + 48 + 32 + 8;
  guint64 arrays, first, data;

  for (int i = 1; i <= N_ARRAYS; i++)
    g_string_append_printf (names, "%-3d", i);
  for (gsize i = 0; i < names->len; i++)
    if (names->str[i] == ' ')
      names->str[i] = '\0';
  arrays = 96 + group + sizeof "Arrays" + 1 + 40;
  ng_hdf5_put_group (file, "Arrays", sizeof "Arrays", 0, 1, arrays, 0);
  g_assert_cmpuint (file->len, ==, arrays);
  first = arrays + group + names->len + 1 + 40 * N_ARRAYS;
  data = first + HEADER * N_ARRAYS;
  ng_hdf5_put_group (file, names->str, names->len, 3, N_ARRAYS, first, HEADER);
  g_assert_cmpuint (file->len, ==, first);
  for (int i = 0; i < N_ARRAYS; i++) {
    ng_hdf5_put_header (file, 3, MESSAGES);
    ng_hdf5_put_message (file, NG_HDF5_MESSAGE_SPACE, 16);
    ng_hdf5_put (file, 1, 1);
    ng_hdf5_put (file, 1, 7);
    ng_hdf5_put (file, 1, 8);
    ng_hdf5_put_message (file, NG_HDF5_MESSAGE_TYPE, 24); /* float32 */
    ng_hdf5_put (file, 0x11, 4);
    ng_hdf5_put (file, 4, 4);
    ng_hdf5_put (file, 32 << 16, 4);
    ng_hdf5_put (file, 23 << 16 | 8 << 8 | 23, 4);
    ng_hdf5_put (file, 127, 8);
    ng_hdf5_put_message (file, NG_HDF5_MESSAGE_LAYOUT, 24); /* in one piece */
    ng_hdf5_put (file, 3, 1);
    ng_hdf5_put (file, 1, 1);
    ng_hdf5_put (file, data + 4 * (guint64) i, 8);
    ng_hdf5_put (file, 4, 8);
    ng_hdf5_put (file, 0, 6);
  }
  g_assert_cmpuint (file->len, ==, data);
  for (int i = 1; i <= N_ARRAYS; i++) {
    float number = (float) i;
    g_byte_array_append (file, (const guint8 *) &number, sizeof number);
  }
  return g_byte_array_free_to_bytes (file);
}

static void
test_arrays (void)
{
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "net.wlnet", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = make_file ();
  g_autoptr (NgWeights) weights = NULL;

  g_assert_true (ng_file_replace (path, bytes, &error));
  weights = ng_weights_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_weights_length (weights), ==, N_ARRAYS);
  for (gsize i = 0; i < N_ARRAYS; i++) {
    g_autofree char *name = g_strdup_printf ("Arrays/%zu", i + 1);

    g_assert_cmpstr (ng_weights_name (weights, i), ==, name);
    ng_assert_near (ng_tensor_get_real (ng_weights_tensor (weights, i), 0), (double) (i + 1), 0);
  }
  g_assert_null (ng_document_load (path, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "Network"));
  g_assert_nonnull (strstr (ng_error_diagnostic (error)->hint, "--weights"));
  ng_assert_tag (&error, "Wlnet::net");
  ng_test_remove (folder);
}

/* A chain of a product and a function, with contexts as the files have them. */
#define CHAIN                                                                                      \
  "<|\"Type\" -> \"Chain\", \"Nodes\" -> <|\"1\" -> <|\"Type\" -> \"Linear\", \"Arrays\" -> "      \
  "<|\"Weights\" -> NeuralNetworks`ExportedArray[1], \"Biases\" -> "                               \
  "NeuralNetworks`ExportedArray[2]|>, \"Parameters\" -> <|\"OutputDimensions\" -> {2}, "           \
  "\"$OutputSize\" -> 2, \"$InputSize\" -> 3|>, \"Inputs\" -> <|\"Input\" -> "                     \
  "NeuralNetworks`TensorT[{3}, NeuralNetworks`RealT]|>, \"Outputs\" -> <|\"Output\" -> "           \
  "NeuralNetworks`TensorT[{2}, NeuralNetworks`RealT]|>|>, \"2\" -> <|\"Type\" -> "                 \
  "\"Elementwise\", \"Arrays\" -> <||>, \"Parameters\" -> <|\"Function\" -> "                      \
  "NeuralNetworks`ValidatedParameter[Tanh], \"$Dimensions\" -> {2}|>, \"Inputs\" -> "              \
  "<|\"Input\" -> TensorT[{2}, RealT]|>, \"Outputs\" -> <|\"Output\" -> TensorT[{2}, "             \
  "RealT]|>|>|>, \"Edges\" -> {NetPath[\"Nodes\", \"1\", \"Inputs\", \"Input\"] -> "               \
  "NetPath[\"Inputs\", \"Input\"], NetPath[\"Nodes\", \"2\", \"Inputs\", \"Input\"] -> "           \
  "NetPath[\"Nodes\", \"1\", \"Outputs\", \"Output\"], NetPath[\"Outputs\", \"Output\"] -> "       \
  "NetPath[\"Nodes\", \"2\", \"Outputs\", \"Output\"]}, \"Inputs\" -> <|\"Input\" -> "             \
  "TensorT[{3}, RealT]|>, \"Outputs\" -> <|\"Output\" -> TensorT[{2}, RealT]|>|>"

/* What it is in notation, with the arrays of make_arrays(). */
#define SAME                                                                                       \
  "NetChain[{LinearLayer[{2}, \"Weights\" -> {{0.5, -1., 2.}, {3., 0.25, 1.}}, \"Biases\" -> "     \
  "{1., -2.}], ElementwiseLayer[Tanh]}, \"Input\" -> {3}, \"Output\" -> {2}]"

static GPtrArray *
make_arrays (void)
{
  static const float weights[] = { 0.5F, -1, 2, 3, 0.25F, 1 }, biases[] = { 1, -2 };
  GPtrArray *arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);

  g_ptr_array_add (arrays,
                   ng_tensor_new_copy (NG_ELEMENT_F32, (const gint64[]){ 2, 3 }, 2, weights));
  g_ptr_array_add (arrays, ng_tensor_new_copy (NG_ELEMENT_F32, (const gint64[]){ 2 }, 1, biases));
  return arrays;
}

static void
assert_same (NgNet *net)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) same = ng_net_read_text (SAME, -1, NULL, &error);

  g_assert_no_error (error);
  ng_assert_net_equal (net, same);
  for (gsize i = 0; i < 2; i++)
    ng_assert_tensor (
        ng_layer_array (ng_net_layer (net, 0), i), ng_layer_array (ng_net_layer (same, 0), i), 0);
}

/* As text, as a string of Compress, and as WXF. */
static void
test_nets (void)
{
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GPtrArray) arrays = make_arrays ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (CHAIN, -1, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *compressed = ng_compress (expr);
  g_autoptr (GBytes) wxf = ng_wxf_write (expr, 1 << 20, &error);
  g_assert_no_error (error);
  struct {
    const char *content;
    gsize length;
    gboolean is_text;
  } ways[] = { { CHAIN, sizeof CHAIN, TRUE },
               { compressed, strlen (compressed), TRUE },
               { g_bytes_get_data (wxf, NULL), g_bytes_get_size (wxf), FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autoptr (GBytes) file =
        ng_wlnet_file (ways[i].content, ways[i].length, ways[i].is_text, arrays);
    g_autoptr (NgNet) net = ng_wlnet_read (file, warnings, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (warnings->len, ==, 0);
    assert_same (net);
  }
}

/* An array that is not there, and networks that are none. */
static void
test_wrong (void)
{
  static const struct {
    const char *network, *tag;
  } wrong[] = {
    { CHAIN, "Wlnet::net" },
    { "17", "Wlnet::net" },
    { "<|\"Type\" -> ", "Syntax::unclosed" },
    { "1:eJw=", "Wlnet::compressed" },
    { "1:", "Wlnet::compressed" },
    { "<|\"Type\" -> \"Chain\"|>", "Wlnet::net" },
    { "<|\"Type\" -> \"Chain\", \"Nodes\" -> <|\"a\" -> 3|>, \"Edges\" -> {}|>", "Wlnet::net" },
    { "8:xx", "Wxf::syntax" },
  };
  g_autoptr (GPtrArray) arrays = make_arrays ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (arrays, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GBytes) file =
        ng_wlnet_file (wrong[i].network, strlen (wrong[i].network), TRUE, arrays);
    g_assert_null (ng_wlnet_read (file, NULL, &error));
    g_test_message ("%s: %s", wrong[i].network, error->message);
    ng_assert_tag (&error, wrong[i].tag);
  }
}

static void
test_other (void)
{
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "net.wlnet", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "NetChain[{Ramp}]", -1, &error));
  g_assert_null (ng_document_load (path, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "is no HDF5 file"));
  ng_assert_tag (&error, "File::format");
  ng_test_remove (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/wlnet/arrays", test_arrays);
  g_test_add_func ("/formats/wlnet/other", test_other);
  g_test_add_func ("/formats/wlnet/nets", test_nets);
  g_test_add_func ("/formats/wlnet/wrong", test_wrong);
  return g_test_run ();
}
