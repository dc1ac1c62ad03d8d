#include "ui/settings.h"

#include "core/base/data-file.h"

#define SETTINGS_ID "io.github.netgraph.Studio"

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
