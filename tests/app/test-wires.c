/* How netgraph draw leads edges: as the file says, unless an option says otherwise. */

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "tests/app/program.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>

/* Returns: (transfer full): the picture of the net at @path; @wires: (nullable): the option */
static char *
draw (const char *path, const char *picture, const char *wires)
{
  g_auto (Outcome) outcome =
      run (NULL, "draw", path, "-o", picture, wires != NULL ? "--wires" : NULL, wires, NULL);
  g_autoptr (GError) error = NULL;
  char *svg;

  g_assert_cmpint (outcome.status, ==, 0);
  g_file_get_contents (picture, &svg, NULL, &error);
  g_assert_no_error (error);
  return svg;
}

static void
test_wires (void)
{
  static const char *const notes[] = { "netgraph.layout", "{\"wires\": \"orthogonal\"}", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "net.netgraph", NULL);
  g_autofree char *picture = g_build_filename (folder, "net.svg", NULL);
  g_autoptr (NgNet) net = ng_net_read_text (
      "NetGraph[{Ramp, Tanh, TotalLayer[]}, {1 -> 2, {1, 2} -> 3}, \"Input\" -> 3]",
      -1,
      NULL,
      &error);

  g_assert_no_error (error);
  for (int i = 0; i < 2; i++) {
    g_autoptr (GBytes) bytes = ng_document_bytes (net, i == 1 ? notes : NULL, &error);
    g_autofree char *said = NULL, *spline = NULL, *orthogonal = NULL;

    g_assert_true (ng_file_replace (path, bytes, &error));
    said = draw (path, picture, NULL);
    spline = draw (path, picture, "spline");
    orthogonal = draw (path, picture, "orthogonal");
    g_assert_cmpstr (spline, !=, orthogonal);
    g_assert_cmpstr (said, ==, i == 1 ? orthogonal : spline);
  }
  g_remove (picture);
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
  g_test_add_func ("/app/wires", test_wires);
  return g_test_run ();
}
