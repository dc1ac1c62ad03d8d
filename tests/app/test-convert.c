/* The built program converts: programs and their arrays, JSON, arrays of other files. */

#include "tests/app/program.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static char *
at (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
assert_made (const char *name, gboolean is_made)
{
  g_autofree char *path = at (name);

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS) == is_made);
}

static const char net[] = "NetInitialize[NetChain[<|\"a\" -> LinearLayer[2], \"b\" -> "
                          "LinearLayer[2]|>, \"Input\" -> 2]]";

/* Programs stand beside the file of their arrays; what they are written for is told by the ending.
 */
static void
test_programs (void)
{
  static const char *const made[] = {
    "a.py", "a.safetensors", "b.keras.py", "b.keras.safetensors", "c.json"
  };
  static const char *const outs[] = { "a.py", "b.keras.py", "c.json" };

  for (gsize i = 0; i < G_N_ELEMENTS (outs); i++) {
    g_autofree char *out = at (outs[i]);
    g_auto (Outcome) done = run (NULL, "convert", "-e", net, out, NULL);
    g_assert_cmpint (done.status, ==, 0);
    g_assert_cmpstr (done.output, ==, "");
  }
  for (gsize i = 0; i < G_N_ELEMENTS (made); i++)
    assert_made (made[i], TRUE);
}

/* Arrays that a program was given come back by name; without names only when that is asked for. */
static void
test_weights (void)
{
  g_autofree char *named = at ("a.safetensors");
  g_autofree char *first = at ("first.netgraph");
  g_autofree char *second = at ("second.netgraph");
  static const char open[] = "NetChain[<|\"a\" -> LinearLayer[2], \"b\" -> LinearLayer[2]|>, "
                             "\"Input\" -> 2]";
  static const char other[] = "NetChain[{LinearLayer[2], LinearLayer[2]}, \"Input\" -> 2]";

  g_auto (Outcome) done = run (NULL, "convert", "-e", open, first, "--weights", named, NULL);
  g_assert_cmpint (done.status, ==, 0);
  g_assert_cmpstr (done.output, ==, "");
  g_autofree char *ask =
      g_strdup_printf ("n = Import[\"%s\"]; n[{1, 2}] == %s[{1, 2}]", first, net);
  g_auto (Outcome) same = run (NULL, "eval", "-e", ask, NULL);
  assert_contains (same.output, "True");

  g_auto (Outcome) refused = run (NULL, "convert", "-e", other, second, "--weights", named, NULL);
  g_assert_cmpint (refused.status, ==, 1);
  assert_contains (refused.errors, "Weights::match");
  assert_contains (refused.output, "shape  a.weight");
  assert_made ("second.netgraph", FALSE);
  g_auto (Outcome) taken =
      run (NULL, "convert", "-e", other, second, "--weights", named, "--by-shape", NULL);
  g_assert_cmpint (taken.status, ==, 0);
  assert_made ("second.netgraph", TRUE);
  g_auto (Outcome) none = run (NULL,
                               "convert",
                               "-e",
                               "NetChain[{LinearLayer[7]}, \"Input\" -> 5]",
                               second,
                               "--weights",
                               named,
                               NULL);
  g_assert_cmpint (none.status, ==, 1);
  assert_contains (none.errors, "has none of the net's arrays");
  g_auto (Outcome) misfit = run (NULL,
                                 "convert",
                                 "-e",
                                 "NetChain[<|\"a\" -> LinearLayer[3], \"b\" -> LinearLayer[2]|>, "
                                 "\"Input\" -> 2]",
                                 second,
                                 "--weights",
                                 named,
                                 NULL);
  assert_contains (misfit.errors, "3 arrays of the net are not in the file: \"a/Weights\", \"a/");
  assert_contains (misfit.errors, "3 arrays of the file belong to no layer: \"a.bias\", \"a.w");
  assert_contains (misfit.errors,
                   "The net's array \"a/Weights\" is 3×2, and \"a.weight\" of the file is 2×2.");
}

/* A net that would have values of two files is made only when that is asked for; names in messages
 * are those of the layers. What torch.save() writes is told from a broken file. */
static void
test_partial (void)
{
  static const char ready[] =
      "NetInitialize[NetGraph[<|\"a\" -> LinearLayer[2], \"c/d\" -> LinearLayer[3, \"Biases\" -> "
      "None]|>, {\"a\" -> \"c/d\"}, \"Input\" -> 2]]";
  g_autofree char *named = at ("a.safetensors");
  g_autofree char *out = at ("partial.netgraph");
  g_autofree char *archive = at ("a.pt");
  g_auto (Outcome) refused = run (NULL, "convert", "-e", ready, out, "--weights", named, NULL);
  g_auto (Outcome) taken =
      run (NULL, "convert", "-e", ready, out, "--weights", named, "--partial", NULL);

  g_assert_cmpint (refused.status, ==, 1);
  assert_contains (refused.errors, "has 2 of the net's 3 arrays");
  assert_contains (refused.errors, "1 array of the net is not in the file: \"c/d/Weights\".");
  assert_contains (refused.output, "c/d/Weights   ");
  g_assert_cmpint (taken.status, ==, 0);
  assert_made ("partial.netgraph", TRUE);
  g_assert_true (
      g_file_set_contents (archive, "PK\003\004 and what else is in an archive", -1, NULL));
  g_auto (Outcome) zip = run (NULL, "convert", "-e", ready, out, "--weights", archive, NULL);
  g_assert_cmpint (zip.status, ==, 1);
  assert_contains (zip.errors, "is a zip archive, such as PyTorch writes");
}

int
main (int argc, char **argv)
{
  int status;

  ng_test_init (&argc, &argv);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  folder = g_dir_make_tmp (NULL, NULL);
  g_test_add_func ("/app/convert/programs", test_programs);
  g_test_add_func ("/app/convert/weights", test_weights);
  g_test_add_func ("/app/convert/partial", test_partial);
  status = g_test_run ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = at (name);
    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
  return status;
}
