/* What netgraph run says of data that do not fit, and what it takes all the same. */

#include "tests/app/program.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
write_file (const char *folder, const char *name, const char *text, gssize size)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, size, NULL));
  return path;
}

/* z = x + y, both N×4 of the element with that code */
static char *
write_model (const char *folder, gint64 code)
{
  static const gint64 dims[] = { -1, 4 };
  GString *graph = g_string_new (NULL);
  gsize size;

  ng_proto_message (graph, 1, ng_proto_node ("Add", "x y", "z"));
  ng_proto_message (graph, 11, ng_proto_value ("x", code, dims, 2));
  ng_proto_message (graph, 11, ng_proto_value ("y", code, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("z", code, dims, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  const char *data = g_bytes_get_data (bytes, &size);
  return write_file (folder, "sum.onnx", data, (gssize) size);
}

static void
test_inputs (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL), *path = write_model (folder, 1);
  g_auto (Outcome) nothing = run (NULL, "run", path, NULL);
  g_auto (Outcome) shape = run (NULL, "run", path, "--random", "1x4", NULL);
  g_auto (Outcome) axis = run (NULL, "run", path, "--random", "x=4", "--random", "y=4", NULL);

  g_assert_cmpint (nothing.status, ==, 1);
  assert_contains (nothing.errors, "The net takes \"x\" {N, 4} float32, \"y\" {N, 4} float32.");
  g_assert_cmpint (shape.status, ==, 1);
  assert_contains (shape.errors, "\"1x4\" does not say which input it is for.");
  assert_contains (shape.errors, "x=1x4");
  g_assert_cmpint (axis.status, ==, 1);
  assert_contains (axis.errors, "An axis is missing in front, that of the batch: give {1, 4}.");
  g_remove (path);
  g_rmdir (folder);
}

/* Integers that the input's element cannot hold are refused, and do not go round. */
static void
test_ranges (void)
{
  static const struct {
    gint64 code;
    const char *data, *told;
  } cases[] = { { 2, "x={{255, 1, 0, 2}}", NULL },
                { 2, "x={{1, 256, 2, 3}}", "integers from 0 to 255, and 256 is given" },
                { 2, "x={{-1, 1, 2, 3}}", "integers from 0 to 255, and -1 is given" },
                { 3, "x={{-129, 1, 2, 3}}", "integers from -128 to 127, and -129 is given" },
                { 13, "x={{-1, 1, 2, 3}}", "integers from 0 to 9223372036854775807, and -1" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
    g_autofree char *path = write_model (folder, cases[i].code);
    g_auto (Outcome) outcome =
        run (NULL, "run", path, "--in", cases[i].data, "--in", "y={{0, 0, 0, 0}}", NULL);

    g_assert_cmpint (outcome.status, ==, cases[i].told != NULL ? 1 : 0);
    if (cases[i].told != NULL)
      assert_contains (outcome.errors, cases[i].told);
    g_remove (path);
    g_rmdir (folder);
  }
}

/* Reals of 16 bits are rounded to these on both ends; models of 64 bits are computed in 64. */
static void
test_reals (void)
{
  static const struct {
    gint64 code;
    const char *x, *y, *told;
  } cases[] = {
    { 1, "x={{0.1, 1, 1, 1}}", "y={{0.2, 0, 0, 0}}", "{{0.3, 1., 1., 1.}}\n" },
    { 10, "x={{0.1, 1, 60000, 1}}", "y={{0, 0, 60000, 0}}", "{{0.0999756, 1., Infinity, 1.}}\n" },
    { 11, "x={{1, 1, 1, 1}}", "y={{1*^300, 0, 0, 0}}", "{{1.*^300, 1., 1., 1.}}\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
    g_autofree char *path = write_model (folder, cases[i].code);
    g_auto (Outcome) outcome =
        run (NULL, "run", path, "--raw", "--in", cases[i].x, "--in", cases[i].y, NULL);

    g_assert_cmpstr (outcome.output, ==, cases[i].told);
    g_remove (path);
    g_rmdir (folder);
  }
}

/* An index that is not there is told as it was given: operators count from 0, or from the end. */
static void
test_indices (void)
{
  static const struct {
    const char *indices, *told;
  } cases[] = { { "i={0, 6}", "Program::index: Element 6, counted from 0, is asked for" },
                { "i={0, -6}", "Program::index: Element -6, counted from 0, is asked for" },
                { "i={-5, 4}", "{1., 5.}" } };
  static const gint64 dims[] = { 5 }, two[] = { 2 };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  GString *graph = g_string_new (NULL);
  gsize size;

  ng_proto_message (graph, 1, ng_proto_node ("Gather", "x i", "y"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  ng_proto_message (graph, 11, ng_proto_value ("i", 7, two, 1));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, two, 1));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *path = write_file (folder, "gather.onnx", data, (gssize) size);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Outcome) outcome =
        run (NULL, "run", path, "--in", "x={1, 2, 3, 4, 5}", "--in", cases[i].indices, NULL);
    assert_contains (outcome.status == 0 ? outcome.output : outcome.errors, cases[i].told);
  }
  g_remove (path);
  g_rmdir (folder);
}

/* Operators that are newer than any we know may mean something else, which is said. */
static void
test_version (void)
{
  static const gint64 dims[] = { 2 };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  GString *graph = g_string_new (NULL);
  gsize size;

  ng_proto_message (graph, 1, ng_proto_node ("Abs", "x", "y"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 1));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 9999);
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *path = write_file (folder, "new.onnx", data, (gssize) size);
  g_auto (Outcome) outcome = run (NULL, "run", path, "--in", "x={-1, 2}", NULL);

  g_assert_cmpint (outcome.status, ==, 0);
  assert_contains (outcome.errors, "warning: ONNX::model: The model asks for version 9999");
  g_remove (path);
  g_rmdir (folder);
}

/* A value in a model is asked for by the name that the file gives it. */
static void
test_values (void)
{
  static const gint64 dims[] = { 4 }, half[] = { 2 };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  GString *graph = g_string_new (NULL);
  gsize size;

  ng_proto_message (graph, 1, ng_proto_node ("Split", "x", "left right"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  ng_proto_message (graph, 12, ng_proto_value ("left", 1, half, 1));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *path = write_file (folder, "split.onnx", data, (gssize) size);
  g_auto (Outcome) right =
      run (NULL, "run", path, "--in", "x={1, 2, 3, 4}", "--port", "right", NULL);
  g_auto (Outcome) none =
      run (NULL, "run", path, "--in", "x={1, 2, 3, 4}", "--port", "rihgt", NULL);

  g_assert_cmpint (right.status, ==, 0);
  assert_contains (right.output, "{3., 4.}");
  g_assert_cmpint (none.status, ==, 1);
  assert_contains (none.errors, "\"right\"");
  g_remove (path);
  g_rmdir (folder);
}

/* Tables parted by semicolons or tabs say the same as with commas; a comma in a number does not. */
static void
test_tables (void)
{
  static const char net[] = "NetChain[{2 # &}, \"Input\" -> 2]";
  static const struct {
    const char *name, *text;
  } tables[] = { { "a.csv", "1,2\n3,4\n" },
                 { "b.csv", "1;2\n3;4\n" },
                 { "c.csv", "1\t2\n3\t4\n" } };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autofree char *path = write_file (folder, tables[i].name, tables[i].text, -1);
    g_autofree char *data = g_strconcat ("Input=", path, NULL);
    g_auto (Outcome) outcome = run (NULL, "run", "-e", net, "--in", data, NULL);
    g_assert_cmpint (outcome.status, ==, 0);
    assert_contains (outcome.output, "{{2., 4.}, {6., 8.}}");
    g_remove (path);
  }
  g_autofree char *path = write_file (folder, "d.csv", "1,5;2,5\n3,5;4,5\n", -1);
  g_autofree char *data = g_strconcat ("Input=", path, NULL);
  g_auto (Outcome) outcome = run (NULL, "run", "-e", net, "--in", data, NULL);
  g_assert_cmpint (outcome.status, ==, 1);
  assert_contains (outcome.errors, "hint: Write numbers with a point, and commas between them.");
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
  g_test_add_func ("/app/say-data/inputs", test_inputs);
  g_test_add_func ("/app/say-data/ranges", test_ranges);
  g_test_add_func ("/app/say-data/reals", test_reals);
  g_test_add_func ("/app/say-data/version", test_version);
  g_test_add_func ("/app/say-data/indices", test_indices);
  g_test_add_func ("/app/say-data/values", test_values);
  g_test_add_func ("/app/say-data/tables", test_tables);
  return g_test_run ();
}
