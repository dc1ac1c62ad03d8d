#include "tests/support/checker.h"

/* A line for each model; shapes are inferred too. Nobody asks about a version that the checker does
 * not know. */
static const char script[] = "import sys, onnx\n"
                             "for path in sys.argv[1:]:\n"
                             "  try:\n"
                             "    model = onnx.load(path, load_external_data=False)\n"
                             "    if model.ir_version <= onnx.IR_VERSION:\n"
                             "      onnx.checker.check_model(path, True)\n"
                             "    print()\n"
                             "  except Exception as reason:\n"
                             "    print(str(reason).replace('\\n', ' ') or 'refused')\n";

const char *
ng_test_python (const char *package)
{
  static const char *const names[] = { "python3", "/usr/bin/python3" };
  g_autofree char *import = g_strconcat ("import ", package, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *arguments[] = { names[i], "-c", import, NULL };
    int status = 1;
    if (g_spawn_sync (NULL,
                      (char **) arguments,
                      NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL,
                      NULL,
                      NULL,
                      NULL,
                      &status,
                      NULL) &&
        g_spawn_check_wait_status (status, NULL))
      return names[i];
  }
  return NULL;
}

char **
ng_test_onnx_refusals (const GPtrArray *files)
{
  const char *python = ng_test_python ("onnx");
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (python == NULL) {
    g_test_skip ("There is no Python with the package onnx (python3-onnx).");
    return NULL;
  }
  g_ptr_array_add (arguments, (gpointer) python);
  g_ptr_array_add (arguments, (gpointer) "-c");
  g_ptr_array_add (arguments, (gpointer) script);
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (arguments, files->pdata[i]);
  g_ptr_array_add (arguments, NULL);
  g_spawn_sync (NULL,
                (char **) arguments->pdata,
                NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL,
                NULL,
                &output,
                NULL,
                &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  char **lines = g_strsplit (output, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, files->len + 1);
  return lines;
}
