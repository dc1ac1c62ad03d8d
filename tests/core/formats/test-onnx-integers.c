/* Layers that are put among operators which count in integers: what keeps whole numbers keeps their
 * element, and anything else does not go unnoticed. */

#include "core/formats/onnx.h"

#include "core/engine/evaluator.h"
#include "core/graph/wire.h"
#include "core/notation/read.h"
#include "core/operators/onnx-node.h"
#include "tests/support/onnx-file.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

#include <string.h>

/* y = the rows of a table that x + 0 says, x int64 {3} */
static NgNet *
read_lookup (void)
{
  static const gint64 dims[] = { 3 }, sizes[] = { 4, 2 };
  static const float numbers[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  g_autoptr (NgTensor) table = ng_tensor_new_copy (NG_ELEMENT_F32, sizes, 2, numbers);
  GString *graph = g_string_new (NULL);

  ng_test_onnx_node (graph, "first", "Identity", "x", "a");
  ng_test_onnx_node (graph, "rows", "Gather", "table a", "y");
  ng_proto_message (graph, 5, ng_proto_tensor ("table", table));
  ng_proto_message (graph, 11, ng_proto_value ("x", 7, dims, 1));
  ng_test_onnx_value (graph, 12, "y");
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  return ng_test_onnx_read (bytes);
}

/* With the layer behind "first". */
static NgNet *
put (NgNet *net, const char *notation)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("NetChain[{%s}]", notation);
  g_autoptr (NgNet) chain = ng_net_read_text (text, -1, NULL, &error);
  NgNet *edited;

  g_assert_no_error (error);
  edited = ng_net_put (net,
                       "new",
                       ng_net_layer (chain, 0),
                       (NgSource){ NG_SOURCE_LAYER, ng_net_find (net, "first"), 0 },
                       NULL,
                       NULL,
                       &error);
  g_assert_no_error (error);
  return edited;
}

/* The operators of the net, in order: "Identity Abs Gather". */
static char *
ops_of (const NgNet *net)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? " " : "", ng_layer_onnx_node (ng_net_layer (net, i))->op);
  return g_string_free (text, FALSE);
}

static void
assert_kept (const char *notation, const char *expected)
{
  g_autoptr (NgNet) net = read_lookup ();
  g_autoptr (NgNet) edited = put (net, notation);
  g_autoptr (GError) error = NULL;
  NgSource source = { NG_SOURCE_LAYER, ng_net_find (edited, "new"), 0 };

  g_assert_cmpint (ng_net_type (edited, source)->element, ==, NG_ELEMENT_I64);
  g_assert_true (ng_net_check (edited, &error));
  g_autoptr (GBytes) bytes = ng_onnx_write (edited, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) back = ng_test_onnx_read (bytes);
  g_autofree char *ops = ops_of (back);
  g_assert_cmpstr (ops, ==, expected);
  source.index = ng_net_n_layers (back) - 2;
  g_assert_cmpint (ng_net_type (back, source)->element, ==, NG_ELEMENT_I64);
}

static void
test_kept (void)
{
  assert_kept ("ElementwiseLayer[Abs]", "Identity Abs Gather");
  assert_kept ("ElementwiseLayer[Minus]", "Identity Neg Gather");
  assert_kept ("ElementwiseLayer[# + 1 &]", "Identity Add Gather");
  assert_kept ("ElementwiseLayer[2 # &]", "Identity Mul Gather");
  assert_kept ("ElementwiseLayer[Ramp]", "Identity Max Gather");
}

/* What makes real numbers of them does not fit in front of what counts, and says so. */
static void
test_reals (void)
{
  static const char *const functions[] = { "Sin", "#/2 &", "0.5 # &" };

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++) {
    g_autofree char *notation = g_strdup_printf ("ElementwiseLayer[%s]", functions[i]);
    g_autoptr (NgNet) net = read_lookup ();
    g_autoptr (NgNet) edited = put (net, notation);
    g_autoptr (GError) error = NULL;

    g_assert_false (ng_net_check (edited, &error));
    g_assert_nonnull (strstr (error->message, "takes integers for \"indices\", and gets float32"));
    ng_assert_tag (&error, "ONNX::operator");
  }
}

/* |x| is exact beyond what a real of 32 bits holds. */
static void
test_values (void)
{
  static const gint64 dims[] = { 2 }, numbers[] = { -3, 16777217 };
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_I64, dims, 1, numbers);
  GString *graph = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  ng_test_onnx_node (graph, "first", "Identity", "x", "a");
  ng_test_onnx_node (graph, "last", "Identity", "a", "y");
  ng_proto_message (graph, 11, ng_proto_value ("x", 7, dims, 1));
  ng_proto_message (graph, 12, ng_proto_value ("y", 7, dims, 1));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = ng_test_onnx_read (bytes);
  g_autoptr (NgNet) edited = put (net, "ElementwiseLayer[Abs]");
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (edited, &error);
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1 };
  g_autoptr (NgTensor) y = NULL;
  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, &y, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_get_int (y, 0), ==, 3);
  g_assert_cmpint (ng_tensor_get_int (y, 1), ==, 16777217);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/onnx/integers/kept", test_kept);
  g_test_add_func ("/formats/onnx/integers/reals", test_reals);
  g_test_add_func ("/formats/onnx/integers/values", test_values);
  return g_test_run ();
}
