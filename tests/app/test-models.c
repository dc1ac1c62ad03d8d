/* The programs for models and malformed files, over the shared test data where they are there. */

#include "tests/support/test.h"

#define EXPECTED "onnx-expected-failures.txt"

static void
run_program (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL,
                               (char **) arguments,
                               NULL,
                               G_SPAWN_STDERR_TO_DEV_NULL,
                               NULL,
                               NULL,
                               &output,
                               NULL,
                               &status,
                               &error));
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s\n%s", arguments[0], error->message, output);
}

static void
test_folder (gconstpointer data)
{
  const char *const *names = data; /* program, folder */
  g_autofree char *folder = ng_test_data (names[1]);
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "app", names[0], NULL);
  const char *arguments[] = { program, folder, NULL };

  if (folder != NULL)
    run_program (arguments);
}

static void
test_conformance (void)
{
  g_autofree char *folder = ng_test_data ("onnx");
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "app", "onnx-conformance", NULL);
  g_autofree char *list = g_test_build_filename (G_TEST_DIST, "app", EXPECTED, NULL);
  const char *arguments[] = { program, "--list", list, folder, NULL };

  if (folder != NULL)
    run_program (arguments);
}

int
main (int argc, char **argv)
{
  static const char *const malformed[] = { "malformed", "malformed" };
  static const char *const models[] = { "model-agreement", "models" };

  ng_test_init (&argc, &argv);
  g_test_add_data_func ("/app/malformed", malformed, test_folder);
  g_test_add_data_func ("/app/model-agreement", models, test_folder);
  g_test_add_func ("/app/onnx-conformance", test_conformance);
  return g_test_run ();
}
