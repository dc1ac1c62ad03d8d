/* Files of DOT: names stay in their quotes, edges end at ports, scopes are clusters, and Graphviz
 * finds the places where StandardForm has them. */

#include "render/export/dot-text.h"

#include "render/standard/standard.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <string.h>

#define NET                                                                                        \
  "NetGraph[<|\"co<nv> & \\\"1\\\"\" -> ConvolutionLayer[8, 3], \"bn\" -> "                        \
  "BatchNormalizationLayer[], \"s{u|m}\" -> TotalLayer[], \"in\" -> NetChain[{Ramp, Tanh}]|>, "    \
  "{1 -> 2 -> 3 -> 4, 1 -> 3}, \"Input\" -> {3, 9, 9}]"

#define SCOPES                                                                                     \
  "NetGraph[<|\"a/b/c\" -> Ramp, \"a/b/d\" -> Tanh, \"a/e\" -> Ramp, \"f\" -> Tanh|>, "            \
  "{1 -> 2 -> 3 -> 4}, \"Input\" -> 3]"

static char *
write_dot (NgNet *net, NgDirection direction, int depth)
{
  g_autoptr (GError) error = NULL;
  char *dot = ng_dot_write (net, direction, depth, ng_metrics_test (), NULL, &error);

  g_assert_no_error (error);
  return dot;
}

static void
test_file (void)
{
  g_autoptr (NgNet) net = ng_test_net (NET);
  g_autofree char *dot = write_dot (net, NG_DIRECTION_DOWN, -1);
  g_autofree char *up = write_dot (net, NG_DIRECTION_UP, -1);

  g_assert_nonnull (strstr (dot, "digraph NetGraph {\n  graph [rankdir=TB, "));
  g_assert_true (g_str_has_suffix (dot, "}\n"));
  g_assert_nonnull (strstr (dot, "n1 [label=\"co<nv> & \\\"1\\\"\\nConvolution"));
  g_assert_nonnull (strstr (dot, "n3 [label=\"{{<i1>|<i2>}|s\\{u\\|m\\}\\nTotal|{<o1>}}\""));
  g_assert_nonnull (strstr (dot, ", peripheries=2, width="));
  g_assert_nonnull (strstr (dot, "in1 -> n1 [label=\"3×9×9\"]"));
  g_assert_nonnull (strstr (dot, "n2 -> n3:i1 [label=\"8×7×7\"]"));
  g_assert_nonnull (strstr (dot, "n1 -> n3:i2 [label=\"8×7×7\"]"));
  g_assert_nonnull (strstr (dot, "n4 -> out1 [label=\"8×7×7\"]"));
  g_assert_null (strstr (dot, "cluster"));
  g_assert_nonnull (strstr (up, "{{<o1>}|s\\{u\\|m\\}\\nTotal|{<i1>|<i2>}}"));
}

static void
test_clusters (void)
{
  g_autoptr (NgNet) net = ng_test_net (SCOPES);
  g_autofree char *flat = write_dot (net, NG_DIRECTION_RIGHT, -1);
  g_autofree char *outer = write_dot (net, NG_DIRECTION_RIGHT, 1);
  g_autofree char *deep = write_dot (net, NG_DIRECTION_RIGHT, 9);

  g_assert_null (strstr (flat, "cluster"));
  g_assert_nonnull (
      strstr (outer, "  subgraph \"cluster_a\" {\n  label=\"a\";\n  n1;\n  n2;\n  n3;\n  }\n"));
  g_assert_null (strstr (outer, "cluster_a/b"));
  g_assert_nonnull (strstr (deep,
                            "  subgraph \"cluster_a\" {\n  label=\"a\";\n  n3;\n"
                            "  subgraph \"cluster_a/b\" {\n  label=\"b\";\n  n1;\n  n2;\n"
                            "  }\n  }\n"));
}

/* neato -n keeps the places and sizes: those of StandardForm, in inches and upwards. */
static void
test_places (void)
{
  g_autoptr (NgNet) net = ng_test_net (NET);
  g_autofree char *dot = write_dot (net, NG_DIRECTION_RIGHT, -1);
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "net.dot", NULL);
  NgStandardOptions options = { .depth = -1, .metrics = ng_metrics_test () };
  g_autoptr (NgScene) scene = ng_standard_draw (net, &options, NULL, NULL);
  g_autoptr (GError) error = NULL;
  NgBox first;

  g_file_set_contents (path, dot, -1, &error);
  g_assert_no_error (error);
  g_autofree char *laid = ng_test_tool (folder, "dot", "-Tplain", "net.dot", NULL);
  g_autofree char *plain = ng_test_tool (folder, "neato", "-n", "-Tplain", "net.dot", NULL);
  if (plain == NULL || laid == NULL)
    return;
  ng_scene_find (scene, (NgPick){ NG_PICK_VERTEX, 0, ng_net_vertex (net, 0), 0 }, &first);
  for (guint i = 0; i < ng_net_n_layers (net); i++) {
    NgPick pick = { NG_PICK_VERTEX, 0, ng_net_vertex (net, i), 0 };
    g_autofree char *key = g_strdup_printf ("node n%u ", i + 1);
    const char *line = strstr (plain, key), *first_line = strstr (plain, "node n1 ");
    char *end, *first_end;
    NgBox box;

    g_assert_true (ng_scene_find (scene, pick, &box));
    g_assert_nonnull (line);
    double x = g_ascii_strtod (line + strlen (key), &end);
    double y = g_ascii_strtod (end, &end);
    double first_x = g_ascii_strtod (first_line + strlen (key), &first_end);
    double first_y = g_ascii_strtod (first_end, NULL);
    /* Graphviz writes five digits of inches. */
    ng_assert_near (
        (x - first_x) * 72, (double) (box.x + box.width / 2 - first.x - first.width / 2), 0.1);
    ng_assert_near (
        (first_y - y) * 72, (double) (box.y + box.height / 2 - first.y - first.height / 2), 0.1);
    if (i == 0)
      ng_assert_near (g_ascii_strtod (end, NULL) * 72, (double) box.width, 1);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/dot/file", test_file);
  g_test_add_func ("/dot/clusters", test_clusters);
  g_test_add_func ("/dot/places", test_places);
  return g_test_run ();
}
