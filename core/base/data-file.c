#include "core/base/data-file.h"

/* In the build tree the program lies in app/, beside it the folder data/ with what was compiled;
 * the data themselves lie in the source tree, two folders up where the build folder is in it.
 * Installed, the program is in bin/. */
static const char *const folders_beside[] = {
  "../share/netgraph",
  "../data",
  "../../data",
};

/* Returns: (nullable): the folder of the running program */
static char *
program_folder (void)
{
  g_autofree char *path = g_file_read_link ("/proc/self/exe", NULL);

  return path != NULL ? g_path_get_dirname (path) : NULL;
}

static char *
existing (const char *folder, const char *subfolder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, subfolder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

char *
ng_data_file (const char *name)
{
  const char *asked = g_getenv ("NETGRAPH_DATA_DIR");
  const char *const *shared = g_get_system_data_dirs ();
  g_autofree char *program = program_folder ();
  char *path = NULL;

  if (asked != NULL)
    path = existing (asked, "", name);
  for (gsize i = 0; path == NULL && program != NULL && i < G_N_ELEMENTS (folders_beside); i++)
    path = existing (program, folders_beside[i], name);
  for (gsize i = 0; path == NULL && shared[i] != NULL; i++)
    path = existing (shared[i], "netgraph", name);
  return path;
}
