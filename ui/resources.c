#include "ui/resources.h"

#define SETTINGS_ID "io.github.netgraph.Studio"

/* In the build tree the program lies in app/, beside it the folder data/ with the compiled settings
 * schema; the data themselves lie in the source tree, two folders up where the build folder is in
 * it. Installed, the program is in bin/. */
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
existing (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

char *
ng_data_file (const char *name)
{
  const char *asked = g_getenv ("NETGRAPH_DATA_DIR");
  g_autofree char *program = program_folder ();
  char *path = NULL;

  if (asked != NULL)
    path = existing (asked, name);
  for (gsize i = 0; path == NULL && program != NULL && i < G_N_ELEMENTS (folders_beside); i++) {
    g_autofree char *folder = g_build_filename (program, folders_beside[i], NULL);

    path = existing (folder, name);
  }
  return path != NULL ? path : existing (NG_DATA_DIR, name);
}

GSettings *
ng_settings_new (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (installed != NULL)
    schema = g_settings_schema_source_lookup (installed, SETTINGS_ID, TRUE);
  if (schema == NULL) {
    g_autofree char *compiled = ng_data_file ("gschemas.compiled");
    g_autofree char *folder = compiled != NULL ? g_path_get_dirname (compiled) : NULL;
    g_autoptr (GSettingsSchemaSource) source = NULL;

    if (folder != NULL)
      source = g_settings_schema_source_new_from_directory (folder, installed, FALSE, NULL);
    if (source != NULL)
      schema = g_settings_schema_source_lookup (source, SETTINGS_ID, FALSE);
  }
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}
