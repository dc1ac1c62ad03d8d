/* What netgraph convert and Export say of what a file will not have, and of files that nobody
 * writes. */

#include "tests/app/program.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <string.h>

static const char coded[] =
    "NetInitialize[NetChain[{LinearLayer[3], SoftmaxLayer[]}, \"Input\" -> NetEncoder[{\"Image\", "
    "{4, 4}}], \"Output\" -> NetDecoder[{\"Class\", {\"a\", \"b\", \"c\"}}]]]";

/* Encoders and decoders are told of, by convert and by Export alike; capital endings are endings.
 */
static void
test_coders (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "net.ONNX", NULL);
  g_autofree char *again = g_build_filename (folder, "again.onnx", NULL);
  g_autofree char *call = g_strdup_printf ("Export[\"%s\", %s]", path, coded);
  g_auto (Outcome) converted = run (NULL, "convert", "-e", coded, path, NULL);
  g_auto (Outcome) exported = run (NULL, "eval", "-e", call, NULL);
  const Outcome *outcomes[] = { &converted, &exported };

  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++) {
    g_assert_cmpint (outcomes[i]->status, ==, 0);
    assert_contains (outcomes[i]->errors, "warning: ONNX::coder: The encoder of \"Input\"");
    assert_contains (outcomes[i]->errors, "3×4×4");
    assert_contains (outcomes[i]->errors, "warning: ONNX::coder: The decoder of \"Output\"");
  }
  g_auto (Outcome) kept = run (NULL, "convert", path, again, "--opset", "21", NULL);
  g_assert_cmpint (kept.status, ==, 0);
  assert_contains (kept.errors, "warning: ONNX::opset: ");
  g_auto (Outcome) silent = run (NULL, "convert", path, again, NULL);
  g_assert_cmpstr (silent.errors, ==, "");
  g_remove (path);
  g_remove (again);
  g_rmdir (folder);
}

static void
test_hints (void)
{
  g_auto (Outcome) values =
      run (NULL, "convert", "-e", "NetChain[{LinearLayer[2]}, \"Input\" -> 2]", "a.onnx", NULL);
  g_auto (Outcome) ending = run (NULL, "convert", "-e", "NetChain[{Ramp}]", "a.jpg", NULL);

  g_assert_cmpint (values.status, ==, 1);
  assert_contains (values.errors, "NetGraph::notinit");
  assert_contains (values.errors, "hint: Write NetInitialize[…] around the net.");
  g_assert_cmpint (ending.status, ==, 1);
  assert_contains (ending.errors, "File::format");
  assert_contains (ending.errors, ".onnx");
#ifdef NG_HAVE_RENDER
  assert_contains (ending.errors, ".svg, .pdf, .png, .tex or .dot");
#endif
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  if (argc != 2)
    g_error ("usage: %s NETGRAPH", argv[0]);
  program = argv[1];
  g_test_add_func ("/convert-say/coders", test_coders);
  g_test_add_func ("/convert-say/hints", test_hints);
  return g_test_run ();
}
