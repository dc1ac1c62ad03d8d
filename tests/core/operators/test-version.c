/* Which version of operators a net has, and what layers become that join them. */

#include "core/operators/version.h"

#include "core/formats/onnx.h"
#include "core/graph/builder.h"
#include "core/operators/new-operator.h"
#include "core/operators/onnx-node.h"
#include "tests/support/nets.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

static NgType
matrix (void)
{
  NgType type = ng_type_of_rank (2);

  type.kind = NG_KIND_REAL;
  type.element = NG_ELEMENT_F32;
  for (int i = 0; i < 2; i++)
    type.dims[i] = ng_dim_number (3);
  return type;
}

/* A Relu of version 13 that was read from no file. */
static NgLayer *
new_operator (void)
{
  NgType given = matrix ();
  g_autoptr (GError) error = NULL;
  NgLayer *layer =
      ng_operator_new (ng_operator_form_find ("", "Relu", 13), 13, &given, NULL, &error);

  g_assert_no_error (error);
  return layer;
}

/* A net of one Relu of version 11, read from a file, as a layer. */
static NgLayer *
read_operator (void)
{
  static const gint64 dims[] = { 3, 3 };
  GString *graph = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  ng_proto_message (graph, 1, ng_proto_node ("Relu", "x", "y"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 11);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return ng_layer_new_net (net, NULL);
}

/* The layers, one after the other; takes them. */
static NgNet *
chain (NgLayer *first, NgLayer *second)
{
  g_autoptr (NgLayer) a = first;
  g_autoptr (NgLayer) b = second;
  NgLayer *layers[] = { a, b };
  NgNetBuilder *builder = ng_net_builder_new (TRUE, FALSE);
  g_autoptr (GError) error = NULL;
  NgType type = matrix ();
  NgSource source = { NG_SOURCE_INPUT, ng_net_builder_input (builder, "x", NULL), 0 };

  ng_net_builder_set_port_type (builder, "x", &type, NULL, NULL);
  for (int i = 0; i < 2 && layers[i] != NULL; i++) {
    ng_net_builder_add_layer (builder, i == 0 ? "a" : "b", layers[i], NULL, &error);
    ng_net_builder_connect (builder, source, i, 0, NULL, &error);
    g_assert_no_error (error);
    source = (NgSource){ NG_SOURCE_LAYER, i, 0 };
  }
  ng_net_builder_output (builder, "y", source, NULL, &error);
  g_assert_no_error (error);
  NgNet *net = ng_net_builder_end (builder, &error);
  g_assert_no_error (error);
  return net;
}

/* What was read from a file says it, wherever it stands. */
static void
test_found (void)
{
  g_autoptr (NgNet) layers = ng_test_net ("NetChain[{Tanh}]");
  g_autoptr (NgNet) fresh = chain (new_operator (), NULL);
  g_autoptr (NgNet) nested = chain (read_operator (), NULL);
  g_autoptr (NgNet) both = chain (new_operator (), read_operator ());

  g_assert_cmpint (ng_net_operator_version (layers, ""), ==, 0);
  g_assert_cmpint (ng_net_operator_version (fresh, ""), ==, 13);
  g_assert_cmpint (ng_net_operator_version (fresh, "com.microsoft"), ==, 0);
  g_assert_cmpint (ng_net_operator_version (nested, ""), ==, 11);
  g_assert_cmpint (ng_net_operator_version (both, ""), ==, 11);
}

/* Layers beside new operators become operators of the same version. */
static void
test_joined (void)
{
  g_autoptr (NgNet) map = ng_test_net ("NetChain[{NetMapOperator[Tanh]}, \"Input\" -> {3, 3}]");
  g_autoptr (NgNet) net = chain (new_operator (), ng_layer_ref (ng_net_layer (map, 0)));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ng_onnx_write (net, NULL, &error);

  g_assert_no_error (error);
  g_autoptr (NgNet) again = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (again), ==, 2);
  g_assert_cmpint (ng_net_operator_version (again, ""), ==, 13);
}

/* That a version is asked for in vain is said of operators in nets inside, too. */
static void
test_kept (void)
{
  const NgOnnxOptions options = { .opset = 21 };
  g_autoptr (NgNet) nested = chain (read_operator (), NULL);
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();

  ng_onnx_losses (nested, &options, warnings);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpstr (((NgDiagnostic *) warnings->pdata[0])->tag, ==, "ONNX::opset");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/operators/version/found", test_found);
  g_test_add_func ("/operators/version/joined", test_joined);
  g_test_add_func ("/operators/version/kept", test_kept);
  return g_test_run ();
}
