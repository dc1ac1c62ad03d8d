/* Bodies of If and Loop changed where they stand, written and read again. */

#include "core/formats/onnx.h"

#include "core/engine/evaluator.h"
#include "core/formats/document.h"
#include "core/graph/nested.h"
#include "core/graph/same.h"
#include "core/graph/wire.h"
#include "core/notation/read.h"
#include "core/operators/onnx-node.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <math.h>

static GString *
named_node (const char *name, const char *op, const char *inputs, const char *outputs)
{
  GString *node = ng_proto_node (op, inputs, outputs);

  ng_proto_text (node, 3, name);
  return node;
}

/* What a branch gives: @op of the value h outside, and then plus the constant w outside. */
static GString *
branch (const char *op)
{
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 1, named_node ("first", op, "h", "a"));
  ng_proto_message (graph, 1, named_node ("second", "Add", "a w", "b"));
  ng_proto_message (graph, 12, ng_proto_value ("b", 1, NULL, 0));
  return graph;
}

/* y = - (if c then tanh (-x) + w else exp (-x) + w), with a note and a field of others. */
static GBytes *
if_model (gboolean truth)
{
  static const gint64 two[] = { 2 };
  static const float numbers[] = { 10, 20 };
  g_autoptr (NgTensor) w = ng_tensor_new_copy (NG_ELEMENT_F32, two, 1, numbers);
  g_autoptr (NgTensor) c = ng_tensor_new_scalar (NG_ELEMENT_BOOL, truth);
  GString *graph = g_string_new (NULL), *node = named_node ("choose", "If", "c", "z");

  ng_proto_text (node, 99, "a field of others");
  ng_proto_add_graph (node, "then_branch", branch ("Tanh"));
  ng_proto_add_graph (node, "else_branch", branch ("Exp"));
  ng_proto_message (graph, 1, named_node ("turn", "Neg", "x", "h"));
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 1, named_node ("back", "Neg", "z", "y"));
  ng_proto_message (graph, 5, ng_proto_tensor ("w", w));
  ng_proto_message (graph, 5, ng_proto_tensor ("c", c));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, two, 1));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, two, 1));
  return ng_proto_model (graph, 13);
}

static NgNet *
read_model (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_onnx_read (bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  return net;
}

static GBytes *
write_model (NgNet *net)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = ng_onnx_write (net, NULL, &error);

  g_assert_no_error (error);
  return bytes;
}

/* The only output, of x = {1, 2} */
static NgTensor *
run (NgNet *net)
{
  static const gint64 two[] = { 2 };
  static const float numbers[] = { 1, 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, two, 1, numbers);
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgTensor *y = NULL;

  g_assert_no_error (error);
  ng_evaluator_apply (
      evaluator, &(NgApply){ .inputs = &x, .wants = &want, .n_wants = 1 }, NULL, &y, &error);
  g_assert_no_error (error);
  return y;
}

static void
assert_gives (NgNet *net, double a, double b)
{
  g_autoptr (NgTensor) y = run (net);

  /* In 32 bits, with some roundings. */
  ng_assert_near (ng_tensor_get_real (y, 0), a, 1e-5 * (1 + fabs (a)));
  ng_assert_near (ng_tensor_get_real (y, 1), b, 1e-5 * (1 + fabs (b)));
}

static void
find_branch (NgNet *net, const char *name, guint *path)
{
  path[0] = (guint) ng_net_find (net, "choose");
  path[1] = (guint) ng_net_find (ng_layer_inside (ng_net_layer (net, path[0])), name);
}

/* The net with @changed in the place of a branch. */
static NgNet *
put_branch (NgNet *net, const char *name, NgNet *changed, GError **error)
{
  guint path[2];

  find_branch (net, name, path);
  return ng_net_with_nested (net, path, 2, changed, error);
}

static NgNet *
get_branch (NgNet *net, const char *name)
{
  guint path[2];

  find_branch (net, name, path);
  return ng_net_nested (net, path, 2);
}

/* One goes into an If as into a map, and finds the branches there; what nobody changed is written
 * as it stood. */
static void
test_inside (void)
{
  g_autoptr (GBytes) bytes = if_model (TRUE);
  g_autoptr (NgNet) net = read_model (bytes);
  NgLayer *choose = ng_net_layer (net, (gsize) ng_net_find (net, "choose"));
  NgNet *inside = ng_layer_inside (choose), *branch = get_branch (net, "then_branch");
  g_autoptr (NgNet) same = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  guint path[1] = { (guint) ng_net_find (net, "choose") };

  g_assert_true (ng_layer_holds (choose));
  g_assert_null (ng_layer_net (choose));
  g_assert_cmpuint (ng_net_n_layers (inside), ==, 2);
  g_assert_cmpuint (ng_net_n_layers (branch), ==, 2);
  g_assert_cmpint (ng_net_find (branch, "second"), ==, 1);
  g_assert_false (ng_net_check_nested (net, path, 1, &error));
  ng_assert_tag (&error, "NetGraph::fixed");
  same = put_branch (net, "then_branch", branch, &error);
  g_assert_no_error (error);
  again = write_model (same);
  g_assert_true (g_bytes_equal (again, bytes));
  assert_gives (net, tanh (1) - 10, tanh (2) - 20);
}

static NgLayer *
layer_of (const char *notation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (notation, -1, NULL, &error);

  g_assert_no_error (error);
  return ng_layer_ref (ng_net_layer (net, 0));
}

/* Another layer in the taken branch: the node outside gives something else, the file too, and the
 * rest of the node stands. */
static void
test_exchange (void)
{
  g_autoptr (GBytes) bytes = if_model (TRUE);
  g_autoptr (NgNet) net = read_model (bytes);
  NgNet *branch = get_branch (net, "then_branch");
  g_autoptr (NgLayer) ramp = layer_of ("NetChain[{Ramp}]");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) other = ng_net_exchange_layer (branch, 0, ramp, &error);
  g_autoptr (NgNet) changed = NULL, saved = NULL;
  g_autoptr (GBytes) written = NULL, twice = NULL;

  g_assert_no_error (error);
  changed = put_branch (net, "then_branch", other, &error);
  g_assert_no_error (error);
  written = write_model (changed);
  saved = read_model (written);
  assert_gives (saved, -10, -20);
  assert_gives (net, tanh (1) - 10, tanh (2) - 20);
  g_assert_cmpuint (ng_net_n_layers (get_branch (saved, "then_branch")), ==, 2);
  g_assert_cmpint (ng_net_find (get_branch (saved, "then_branch"), "first"), ==, 0);
  twice = write_model (saved);
  g_assert_true (g_bytes_equal (written, twice));
  g_assert_nonnull (
      g_strstr_len (g_bytes_get_data (written, NULL), (gssize) g_bytes_get_size (written), "Relu"));
}

/* A branch that reads no more from outside loses the input, one that reads more gets it; what the
 * other branch reads is not touched. */
static void
test_ports (void)
{
  g_autoptr (GBytes) bytes = if_model (TRUE);
  g_autoptr (NgNet) net = read_model (bytes);
  NgNet *branch = get_branch (net, "then_branch");
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (branch);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) other = NULL, changed = NULL, wired = NULL, saved = NULL;
  g_autoptr (GBytes) written = NULL;
  int input = ng_net_builder_input (builder, "more", NULL), index;

  ng_net_builder_set_source (builder, 0, 0, (NgSource){ NG_SOURCE_INPUT, input, 0 });
  other = ng_net_builder_end (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  changed = put_branch (net, "then_branch", other, &error);
  g_assert_no_error (error);
  index = ng_net_find (changed, "choose");
  g_assert_cmpuint (ng_layer_n_inputs (ng_net_layer (changed, (gsize) index)), ==, 2);
  wired =
      ng_net_connect (changed, (NgSource){ NG_SOURCE_INPUT, 0, 0 }, (NgTarget){ index, 1 }, &error);
  g_assert_no_error (error);
  written = write_model (wired);
  saved = read_model (written);
  g_assert_cmpuint (ng_net_n_inputs (saved), ==, 1);
  assert_gives (saved, -tanh (1) - 10, -tanh (2) - 20);
}

/* What a loop gives its body stays, and so does the number of results. */
static void
test_refused (void)
{
  g_autoptr (GBytes) bytes = if_model (TRUE);
  g_autoptr (NgNet) net = read_model (bytes);
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (get_branch (net, "else_branch"));
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) other = NULL;

  ng_net_builder_output (builder, "more", (NgSource){ NG_SOURCE_LAYER, 0, 0 }, NULL, &error);
  g_assert_no_error (error);
  other = ng_net_builder_end (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  g_assert_null (put_branch (net, "else_branch", other, &error));
  ng_assert_tag (&error, "NetGraph::badarg");
}

/* x · 2^3, by a body that doubles; then by one that negates too. */
static void
test_loop (void)
{
  static const gint64 two[] = { 2 };
  g_autoptr (NgTensor) m = ng_tensor_new_scalar (NG_ELEMENT_I64, 3);
  GString *graph = g_string_new (NULL), *body = g_string_new (NULL);
  GString *node = named_node ("choose", "Loop", "m - x", "y");
  g_autoptr (GBytes) bytes = NULL, written = NULL;
  g_autoptr (NgNet) net = NULL, other = NULL, changed = NULL, saved = NULL;
  g_autoptr (NgLayer) minus = layer_of ("NetChain[{ElementwiseLayer[-# &]}]");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNetBuilder) builder = NULL;

  ng_proto_message (body, 1, named_node ("same", "Identity", "go", "on"));
  ng_proto_message (body, 1, named_node ("twice", "Add", "v v", "w"));
  ng_proto_message (body, 11, ng_proto_value ("i", 7, NULL, 0));
  ng_proto_message (body, 11, ng_proto_value ("go", 9, NULL, 0));
  ng_proto_message (body, 11, ng_proto_value ("v", 1, two, 1));
  ng_proto_message (body, 12, ng_proto_value ("on", 9, NULL, 0));
  ng_proto_message (body, 12, ng_proto_value ("w", 1, two, 1));
  ng_proto_add_graph (node, "body", body);
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 5, ng_proto_tensor ("m", m));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, two, 1));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, two, 1));
  bytes = ng_proto_model (graph, 13);
  net = read_model (bytes);
  assert_gives (net, 8, 16);
  builder = ng_net_builder_new_fixed (get_branch (net, "body"));
  ng_net_builder_add_layer (builder, "minus", minus, NULL, &error);
  g_assert_no_error (error);
  ng_net_builder_set_source (builder, 2, 0, (NgSource){ NG_SOURCE_INPUT, 2, 0 });
  ng_net_builder_set_source (builder, 1, 0, (NgSource){ NG_SOURCE_LAYER, 2, 0 });
  ng_net_builder_set_source (builder, 1, 1, (NgSource){ NG_SOURCE_LAYER, 2, 0 });
  other = ng_net_builder_end (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  changed = put_branch (net, "body", other, &error);
  g_assert_no_error (error);
  written = write_model (changed);
  saved = read_model (written);
  assert_gives (saved, -8, -16);
}

/* Bodies and the nodes in them, however deep: "Loop(Add If(Neg)(Abs))" */
static void
describe (NgNet *net, GString *text)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgLayer *layer = ng_net_layer (net, i);
    NgNet *body;

    g_string_append_printf (text, " %s", ng_layer_kind (layer));
    for (gsize k = 0; (body = ng_layer_net_at (layer, k, NULL)) != NULL; k++) {
      g_string_append_c (text, '(');
      describe (body, text);
      g_string_append_c (text, ')');
    }
  }
}

static char *
describe_net (NgNet *net)
{
  GString *text = g_string_new (NULL);

  describe (net, text);
  return g_string_free (text, FALSE);
}

/* A node of a body, which knows no file, makes a model of its own, its own bodies with it. */
static void
test_alone (void)
{
  GString *graph = g_string_new (NULL), *outer = g_string_new (NULL), *inner = g_string_new (NULL);
  GString *node = named_node ("choose", "If", "c", "z"),
          *deep = named_node ("deep", "If", "c", "b");
  static const gint64 two[] = { 2 };
  g_autoptr (NgTensor) c = ng_tensor_new_scalar (NG_ELEMENT_BOOL, 1);
  g_autoptr (GBytes) bytes = NULL, written = NULL;
  g_autoptr (NgNet) net = NULL, saved = NULL;
  g_autofree char *text = NULL;

  ng_proto_message (inner, 1, named_node ("soft", "Tanh", "x", "s"));
  ng_proto_message (inner, 12, ng_proto_value ("s", 1, two, 1));
  ng_proto_add_graph (deep, "then_branch", inner);
  inner = g_string_new (NULL);
  ng_proto_message (inner, 1, named_node ("grow", "Exp", "x", "e"));
  ng_proto_message (inner, 12, ng_proto_value ("e", 1, two, 1));
  ng_proto_add_graph (deep, "else_branch", inner);
  ng_proto_message (outer, 1, deep);
  ng_proto_message (outer, 12, ng_proto_value ("b", 1, two, 1));
  ng_proto_add_graph (node, "then_branch", outer);
  ng_proto_add_graph (node, "else_branch", branch ("Exp"));
  ng_proto_message (graph, 1, named_node ("turn", "Neg", "x", "h"));
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 5, ng_proto_tensor ("c", c));
  ng_proto_message (graph, 5, ng_proto_tensor ("w", c));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, two, 1));
  ng_proto_message (graph, 12, ng_proto_value ("z", 1, two, 1));
  bytes = ng_proto_model (graph, 13);
  net = read_model (bytes);
  written = write_model (get_branch (net, "then_branch"));
  saved = read_model (written);
  text = describe_net (saved);
  g_assert_cmpstr (text, ==, " If( Tanh)( Exp)");
  assert_gives (saved, tanh (1), tanh (2));
}

/* The net made again as it is: another one to whoever compares by identity. */
static NgNet *
make_again (NgNet *net)
{
  g_autoptr (GError) error = NULL;
  NgNet *again = ng_net_builder_end (ng_net_builder_new_fixed (net), &error);

  g_assert_no_error (error);
  return again;
}

/* Puts each body of the outermost nodes back as if it had been changed. Returns: whether there was
 * one */
static gboolean
touch_bodies (NgNet **net)
{
  gboolean is_any = FALSE;

  for (guint i = 0; i < ng_net_n_layers (*net); i++) {
    NgNet *inside = ng_layer_inside (ng_net_layer (*net, i));

    for (guint k = 0; inside != NULL && k < ng_net_n_layers (inside); k++) {
      const guint path[] = { i, k };
      g_autoptr (NgNet) body = make_again (ng_net_nested (*net, path, 2));
      g_autoptr (GError) error = NULL;
      NgNet *changed = ng_net_with_nested (*net, path, 2, body, &error);

      g_assert_no_error (error);
      ng_net_unref (*net);
      *net = changed;
      inside = ng_layer_inside (ng_net_layer (*net, i));
      is_any = TRUE;
    }
  }
  return is_any;
}

static gboolean
check_model (const char *path)
{
  g_autoptr (GBytes) bytes = ng_file_map (path, NULL);
  g_autoptr (NgNet) net = bytes != NULL ? ng_onnx_read (bytes, NULL, NULL, NULL) : NULL;
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GBytes) written = NULL;
  g_autoptr (NgNet) saved = NULL;

  if (net == NULL || !touch_bodies (&net))
    return FALSE;
  written = write_model (net);
  saved = read_model (written);
  before = describe_net (net);
  after = describe_net (saved);
  g_assert_cmpstr (after, ==, before);
  return TRUE;
}

/* How many models with bodies are in the folders of @folder. */
static guint
check_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      n += check_folder (path);
    else if (g_str_has_suffix (name, ".onnx"))
      n += check_model (path);
  }
  return n;
}

/* Whatever bodies the models of the conformance tests have, written anew they are the same. */
static void
test_models (void)
{
  g_autofree char *folder = ng_test_data ("onnx");

  if (folder != NULL)
    g_assert_cmpuint (check_folder (folder), >, 5);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/onnx-bodies/inside", test_inside);
  g_test_add_func ("/formats/onnx-bodies/exchange", test_exchange);
  g_test_add_func ("/formats/onnx-bodies/ports", test_ports);
  g_test_add_func ("/formats/onnx-bodies/refused", test_refused);
  g_test_add_func ("/formats/onnx-bodies/loop", test_loop);
  g_test_add_func ("/formats/onnx-bodies/alone", test_alone);
  g_test_add_func ("/formats/onnx-bodies/models", test_models);
  return g_test_run ();
}
