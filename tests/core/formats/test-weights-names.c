/* Arrays by the names that Keras gives, and of nets that operators hold. */

#include "core/formats/code.h"
#include "core/formats/document.h"
#include "core/formats/safetensors.h"
#include "core/formats/weights.h"
#include "core/graph/same.h"
#include "tests/support/battery.h"
#include "tests/support/tool.h"

/* The arrays of a file with these; array i has the numbers 0, 1, …. */
static NgWeights *
load (const char *const *names, const gint64 (*dims)[4], gsize n)
{
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "arrays.safetensors", NULL);
  g_autoptr (NgSafetensors) file = ng_safetensors_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  NgWeights *weights;

  for (gsize i = 0; i < n; i++) {
    gsize rank = 0;
    gint64 count = 1;

    for (; rank < 4 && dims[i][rank] > 0; rank++)
      count *= dims[i][rank];
    float *data = g_new (float, (gsize) count);
    for (gint64 k = 0; k < count; k++)
      data[k] = (float) k;
    g_autoptr (NgTensor) tensor = ng_tensor_new_take (NG_ELEMENT_F32, dims[i], rank, data);
    g_assert_true (ng_safetensors_add (file, names[i], tensor, &error));
  }
  bytes = ng_safetensors_write (file, &error);
  g_assert_true (ng_file_replace (path, bytes, &error));
  weights = ng_weights_load (path, NULL, &error);
  g_assert_no_error (error);
  ng_test_remove (folder);
  return weights;
}

static NgNet *
fill (const char *text, const NgWeights *weights)
{
  g_autoptr (NgNet) net = ng_test_read (text);
  g_autoptr (GArray) rows = ng_weights_match (weights, net);
  g_autoptr (GError) error = NULL;
  NgNet *filled;

  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpint (g_array_index (rows, NgWeightRow, i).kind, ==, NG_FOUND_BY_NAME);
  filled = ng_weights_attach (weights, net, rows, &error);
  g_assert_no_error (error);
  return filled;
}

/* A square kernel would fit as it is, too. */
static void
test_kernel (void)
{
  static const char *const names[] = { "a/kernel", "a/bias", "b/kernel:0", "b/bias:0" };
  static const gint64 dims[][4] = { { 2, 2 }, { 2 }, { 2, 3 }, { 3 } };
  g_autoptr (NgWeights) weights = load (names, dims, 4);
  g_autoptr (NgNet) net = fill (
      "NetChain[<|\"a\" -> LinearLayer[2], \"b\" -> LinearLayer[3]|>, \"Input\" -> 2]", weights);
  NgTensor *square = ng_layer_array (ng_net_layer (net, 0), 0);
  NgTensor *other = ng_layer_array (ng_net_layer (net, 1), 0);

  g_assert_cmpint (ng_tensor_dims (other)[0], ==, 3);
  ng_assert_near (ng_tensor_get_real (square, 1), 2, 0);
  ng_assert_near (ng_tensor_get_real (square, 2), 1, 0);
  ng_assert_near (ng_tensor_get_real (other, 1), 3, 0);
}

/* (h, w, i, o) = (2, 3, 1, 4): element (1, 2, 0, 3) is the last of both. */
static void
test_window (void)
{
  static const char *const names[] = { "conv/kernel", "conv/bias" };
  static const gint64 dims[][4] = { { 2, 3, 1, 4 }, { 4 } };
  g_autoptr (NgWeights) weights = load (names, dims, 2);
  g_autoptr (NgNet) net =
      fill ("NetChain[<|\"conv\" -> ConvolutionLayer[4, {2, 3}]|>, \"Input\" -> "
            "{1, 5, 5}]",
            weights);
  NgTensor *kernel = ng_layer_array (ng_net_layer (net, 0), 0);

  for (gint64 o = 0; o < 4; o++)
    for (gint64 k = 0; k < 6; k++)
      ng_assert_near (ng_tensor_get_real (kernel, o * 6 + k), (double) (k * 4 + o), 0);
}

/* The operator's own word for its net stands in no file of others. */
static void
test_held (void)
{
  static const char *const names[] = { "m.l.weight", "m.l.bias" };
  static const gint64 dims[][4] = { { 4, 3 }, { 4 } };
  g_autoptr (NgWeights) weights = load (names, dims, 2);
  g_autoptr (NgNet) net = fill ("NetChain[<|\"m\" -> NetMapOperator[NetChain[<|\"l\" -> "
                                "LinearLayer[4], \"r\" -> Ramp|>]]|>, \"Input\" -> {5, 3}]",
                                weights);

  g_assert_cmpuint (ng_net_n_layers (net), ==, 1);
}

/* However long a name, its words are found in one go. */
static void
test_long (void)
{
  enum { LENGTH = 1000000 };
  g_autoptr (GString) name = g_string_new ("r");
  const char *names[] = { NULL, "a~1b/weight" };
  static const gint64 dims[][4] = { { 7 }, { 2, 2 } };

  for (int i = 0; i < LENGTH; i++)
    g_string_append (name, "~1");
  names[0] = name->str;
  g_autoptr (NgWeights) weights = load (names, dims, 2);
  g_autoptr (NgNet) net =
      fill ("NetChain[<|\"a/b\" -> LinearLayer[2, \"Biases\" -> None]|>, \"Input\" -> 2]", weights);

  ng_assert_near (ng_tensor_get_real (ng_layer_array (ng_net_layer (net, 0), 0), 3), 3, 0);
}

/* What our program in PyTorch keeps comes back as it was, gate by gate. */
static void
check_recurrent (const char *layer)
{
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *code = g_build_filename (folder, "net.py", NULL);
  g_autofree char *path = g_build_filename (folder, "net.safetensors", NULL);
  g_autofree char *text = g_strdup_printf ("NetChain[<|\"r\" -> %s|>, \"Input\" -> {5, 3}]", layer);
  g_autofree char *full = g_strdup_printf ("NetInitialize[%s]", text);
  g_autoptr (NgNet) net = ng_test_read (text);
  g_autoptr (NgNet) values = ng_net_initialize (net, FALSE, 1, *ng_net_initialize_methods (), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgWeights) weights = NULL;
  g_autoptr (NgNet) filled = NULL;

  g_assert_true (ng_code_save (values, code, NG_CODE_TORCH, &error));
  g_assert_no_error (error);
  weights = ng_weights_load (path, NULL, &error);
  g_assert_no_error (error);
  filled = fill (text, weights);
  g_assert_true (ng_net_same (values, filled, 0));
  ng_test_remove (folder);
}

static void
test_gates (void)
{
  static const char *const layers[] = {
    "BasicRecurrentLayer[4]",
    "GatedRecurrentLayer[4]",
    "LongShortTermMemoryLayer[4]",
    "NetBidirectionalOperator[{GatedRecurrentLayer[4], GatedRecurrentLayer[4]}]",
    "NetBidirectionalOperator[{LongShortTermMemoryLayer[2], LongShortTermMemoryLayer[2]}]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    check_recurrent (layers[i]);
}

/* The second bias of the new memory of a GRU has no place in ours, unless it is zero. */
static void
test_inner_bias (void)
{
  static const char *const names[] = {
    "r.weight_ih_l0", "r.weight_hh_l0", "r.bias_ih_l0", "r.bias_hh_l0"
  };
  static const gint64 dims[][4] = { { 6, 3 }, { 6, 2 }, { 6 }, { 6 } };
  g_autoptr (NgWeights) weights = load (names, dims, 4);
  g_autoptr (NgNet) net =
      ng_test_read ("NetChain[<|\"r\" -> GatedRecurrentLayer[2]|>, \"Input\" -> {5, 3}]");
  g_autoptr (GArray) rows = ng_weights_match (weights, net);
  guint n_found = 0;

  for (guint i = 0; i < rows->len; i++) {
    const NgWeightRow *row = &g_array_index (rows, NgWeightRow, i);
    NgTensor *tensor;

    if (row->kind != NG_FOUND_BY_NAME) {
      g_assert_cmpstr (row->path, ==, "r/MemoryGateBiases");
      continue;
    }
    n_found++;
    tensor = ng_weights_tensor (weights, (gsize) row->index);
    /* z comes second there: its biases are 2 + 2 and 3 + 3. */
    if (g_str_equal (row->path, "r/InputGateBiases"))
      ng_assert_near (ng_tensor_get_real (tensor, 1), 6, 0);
    if (g_str_equal (row->path, "r/ResetGateStateWeights"))
      ng_assert_near (ng_tensor_get_real (tensor, 0), 0, 0);
  }
  g_assert_cmpuint (n_found, ==, 8);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/weights-names/long", test_long);
  g_test_add_func ("/weights-names/kernel", test_kernel);
  g_test_add_func ("/weights-names/window", test_window);
  g_test_add_func ("/weights-names/held", test_held);
  g_test_add_func ("/weights-names/gates", test_gates);
  g_test_add_func ("/weights-names/inner-bias", test_inner_bias);
  return g_test_run ();
}
