#include "tests/support/tool.h"

char *
ng_test_folder (void)
{
  g_autofree char *relative = g_build_filename (g_get_home_dir (), "files", NULL);
  char *folder = g_canonicalize_filename (relative, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  return folder;
}

char *
ng_test_tool (const char *folder, const char *program, ...)
{
  g_autofree char *path = g_find_program_in_path (program);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *messages = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status = 0;
  va_list rest;

  if (path == NULL) {
    g_test_skip_printf ("%s is not installed", program);
    return NULL;
  }
  g_ptr_array_add (arguments, path);
  va_start (rest, program);
  for (char *argument = va_arg (rest, char *); argument != NULL; argument = va_arg (rest, char *))
    g_ptr_array_add (arguments, argument);
  va_end (rest);
  g_ptr_array_add (arguments, NULL);
  g_spawn_sync (folder,
                (char **) arguments->pdata,
                NULL,
                G_SPAWN_DEFAULT,
                NULL,
                NULL,
                &output,
                &messages,
                &status,
                &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s fails: %s%s", program, output, messages);
  return output;
}
