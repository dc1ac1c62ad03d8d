/* What netgraph info says of nets whose dimensions have names and whose numbers have elements. */

#include "tests/app/program.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <string.h>

static GString *
named_node (const char *op, const char *inputs, const char *output)
{
  GString *node = ng_proto_node (op, inputs, output);

  ng_proto_text (node, 3, output);
  return node;
}

/* @graph: (transfer full) */
static void
keep_graph (const char *path, GString *graph)
{
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
}

/* y = (x, x) w with x of N×4 and w of 4×3 */
static char *
write_model (const char *folder)
{
  static const gint64 dims[] = { -1, 4 }, weights[] = { 4, 3 };
  static const float zeros[12] = { 0 };
  g_autoptr (NgTensor) w = ng_tensor_new_copy (NG_ELEMENT_F32, weights, 2, zeros);
  GString *graph = g_string_new (NULL), *joined = named_node ("Concat", "x x", "both");
  char *path = g_build_filename (folder, "net.onnx", NULL);

  ng_proto_add_integer (joined, "axis", 0);
  ng_proto_message (graph, 1, joined);
  ng_proto_message (graph, 1, named_node ("MatMul", "both w", "y"));
  ng_proto_message (graph, 5, ng_proto_tensor ("w", w));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, NULL, 0));
  keep_graph (path, graph);
  return path;
}

/* 2 N examples take 4·3 products each and give 3 floats each, besides 2 N·4 floats. */
static void
test_formulas (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL), *path = write_model (folder);
  g_auto (Outcome) plain = run (NULL, "info", path, NULL);
  g_auto (Outcome) json = run (NULL, "info", "--json", path, NULL);
  g_auto (Outcome) bound = run (NULL, "info", path, "--dim", "N=5", NULL);

  g_assert_cmpint (plain.status, ==, 0);
  assert_contains (plain.output, "  x: {N, 4}\n");
  assert_contains (plain.output, "  y: {2*N, 3}\n");
  assert_contains (plain.output, "(2*N)×4 → (2*N)×3");
  assert_contains (plain.output, "multiply-adds: N × 24\n");
  assert_contains (plain.output, "activations: (2*N) × 28 B\n");
  assert_contains (json.output, "\"multiply_adds_formula\": \"N × 24\"");
  assert_contains (json.output, "\"type\": \"{2*N, 3}\"");
  assert_contains (bound.output, "  y: {10, 3}\n");
  assert_contains (bound.output, "multiply-adds: 120\n");
  assert_contains (bound.output, "activations: 280 B\n");
  g_remove (path);
  g_rmdir (folder);
}

static void
test_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL), *path = write_model (folder);
  g_auto (Outcome) name = run (NULL, "info", path, "--dim", "M=5", NULL);
  g_auto (Outcome) size = run (NULL, "info", path, "--dim", "N=-1", NULL);
  g_auto (Outcome) letter = run (
      NULL, "info", "-e", "NetChain[{Ramp}, \"Input\" -> {\"Varying\", 3}]", "--dim", "n=7", NULL);

  g_assert_cmpint (name.status, ==, 1);
  assert_contains (name.errors, "CommandLine::dim: No input of the net has a length called \"M\"");
  assert_contains (name.errors, "\"N\"");
  g_assert_cmpint (size.status, ==, 1);
  assert_contains (size.errors, "hint: write --dim batch=8");
  g_assert_cmpint (letter.status, ==, 0);
  assert_contains (letter.output, "Input: {7, 3}");
  g_remove (path);
  g_rmdir (folder);
}

/* Data that do not fit are told so by the names of lengths, and each command takes their sizes. */
static void
test_commands (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL), *path = write_model (folder);
  g_autofree char *other = g_build_filename (folder, "other.onnx", NULL);
  g_autofree char *picture = g_build_filename (folder, "net.svg", NULL), *drawn = NULL;
  g_auto (Outcome) refused = run (NULL, "run", path, "--in", "x={{1, 2, 3}}", NULL);
  g_auto (Outcome) random =
      run (NULL, "run", path, "--dim", "N=2", "--random", "x=2x4", "--json", NULL);
  g_auto (Outcome) misfit =
      run (NULL, "run", path, "--dim", "N=2", "--in", "x={{1, 2, 3, 4}}", NULL);
  g_auto (Outcome) converted = run (NULL, "convert", path, other, "--dim", "N=6", NULL);
  g_auto (Outcome) wrong = run (NULL, "convert", path, other, "--dim", "M=6", NULL);
  g_auto (Outcome) draw = run (NULL, "draw", path, "-o", picture, "--dim", "N=7", NULL);
  g_auto (Outcome) info = run (NULL, "info", other, NULL);

  g_assert_cmpint (refused.status, ==, 1);
  assert_contains (refused.errors, "Data for \"x\" is {1, 3}; {N, 4} is needed.");
  g_assert_cmpint (random.status, ==, 0);
  assert_contains (random.output, "[[0,0,0],[0,0,0],[0,0,0],[0,0,0]]");
  g_assert_cmpint (misfit.status, ==, 1);
  assert_contains (misfit.errors, "Data for \"x\" is {1, 4}; {2, 4} is needed.");
  g_assert_cmpint (converted.status, ==, 0);
  assert_contains (info.output, "  x: {6, 4}\n");
  assert_contains (info.output, "  y: {12, 3}\n");
  g_assert_cmpint (wrong.status, ==, 1);
  assert_contains (wrong.errors, "\"N\"");
  g_assert_cmpint (draw.status, ==, 0);
  g_assert_true (g_file_get_contents (picture, &drawn, NULL, NULL));
  assert_contains (drawn, "14×3");
  g_remove (picture);
  g_remove (other);
  g_remove (path);
  g_rmdir (folder);
}

/* A layer put between operators keeps what their dimensions are called, and goes out again with
 * them, however large arrays with large lengths would be. */
static void
test_layer_between (void)
{
  static const gint64 dims[] = { -1, 3, 720, 720 };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "net.onnx", NULL);
  g_autofree char *other = g_build_filename (folder, "other.onnx", NULL);
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 1, named_node ("Neg", "x", "minus"));
  ng_proto_message (graph, 1, named_node ("Tanh", "minus", "middle"));
  ng_proto_message (graph, 1, named_node ("Abs", "middle", "y"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 4));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 4));
  keep_graph (path, graph);
  g_autofree char *call = g_strdup_printf (
      "Export[\"%s\", NetReplacePart[Import[\"%s\"], \"middle\" -> ElementwiseLayer[Ramp]]]",
      other,
      path);
  g_auto (Outcome) exported = run (NULL, "eval", "-e", call, NULL);
  g_assert_cmpint (exported.status, ==, 0);
  g_auto (Outcome) info = run (NULL, "info", other, NULL);
  assert_contains (info.output, "Relu  N×3×720×720 → N×3×720×720");
  assert_contains (info.output, "Abs   N×3×720×720 → N×3×720×720");
  g_remove (path);
  g_remove (other);
  g_rmdir (folder);
}

/* A name that moves the cursor is shown, and moves none. */
static void
test_control (void)
{
  static const gint64 dims[] = { 2 };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "net.onnx", NULL);
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 1, named_node ("Relu", "x", "a\n\x1b[31mred"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  ng_proto_message (graph, 12, ng_proto_value ("a\n\x1b[31mred", 1, NULL, 0));
  keep_graph (path, graph);
  g_auto (Outcome) told = run (NULL, "info", path, NULL);

  g_assert_cmpint (told.status, ==, 0);
  assert_contains (told.output, "  a\uFFFD\uFFFD[31mred  Relu");
  assert_contains (told.output, "  a\uFFFD\uFFFD[31mred: {2}\n");
  g_assert_null (strchr (told.output, '\x1b'));
  g_remove (path);
  g_rmdir (folder);
}

/* Elements that are not float32 are told in front of dimensions; in JSON all of them are. */
static void
test_elements (void)
{
  static const gint64 dims[] = { -1, 3 };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "net.onnx", NULL);
  g_autoptr (NgTensor) scale = ng_tensor_new_scalar (NG_ELEMENT_F32, 0.5);
  g_autoptr (NgTensor) zero = ng_tensor_new_scalar (NG_ELEMENT_U8, 3);
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 1, named_node ("DequantizeLinear", "a scale zero", "u"));
  ng_proto_message (graph, 1, named_node ("Neg", "b", "v"));
  ng_proto_message (graph, 1, named_node ("Identity", "c", "w"));
  ng_proto_message (graph, 5, ng_proto_tensor ("scale", scale));
  ng_proto_message (graph, 5, ng_proto_tensor ("zero", zero));
  ng_proto_message (graph, 11, ng_proto_value ("a", 2, dims, 2));
  ng_proto_message (graph, 11, ng_proto_value ("b", 10, dims, 2));
  ng_proto_message (graph, 11, ng_proto_value ("c", 7, NULL, 0));
  ng_proto_message (graph, 12, ng_proto_value ("u", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("v", 10, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("w", 7, NULL, 0));
  keep_graph (path, graph);
  g_auto (Outcome) told = run (NULL, "info", path, NULL);
  g_auto (Outcome) port = run (NULL, "info", path, "--port", "v", NULL);
  g_auto (Outcome) json = run (NULL, "info", path, "--json", NULL);
  g_auto (Outcome) json_port = run (NULL, "info", path, "--port", "a", "--json", NULL);

  assert_contains (told.output, "  a: uint8 {N, 3}\n  b: float16 {N, 3}\n  c: int64\n");
  assert_contains (told.output, "  u: {N, 3}\n  v: float16 {N, 3}\n  w: int64\n");
  g_assert_cmpstr (port.output, ==, "float16 {N, 3}\n");
  assert_contains (json_port.output, "\"type\": \"{N, 3}\",\n  \"element\": \"uint8\"\n");
  assert_contains (json.output, "\"type\": \"{N, 3}\",\n      \"element\": \"float32\"\n");
  assert_contains (json.output,
                   "\"name\": \"x_zero_point\",\n          \"type\": \"\\\"Integer\\\"\",\n"
                   "          \"element\": \"uint8\"\n");
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  if (argc != 2)
    g_error ("usage: %s NETGRAPH", argv[0]);
  program = argv[1];
  g_test_add_func ("/app/info-dims/formulas", test_formulas);
  g_test_add_func ("/app/info-dims/refused", test_refused);
  g_test_add_func ("/app/info-dims/layer-between", test_layer_between);
  g_test_add_func ("/app/info-dims/commands", test_commands);
  g_test_add_func ("/app/info-dims/elements", test_elements);
  g_test_add_func ("/app/info-dims/control", test_control);
  return g_test_run ();
}
