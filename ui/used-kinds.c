#include "ui/used-kinds.h"

#include "core/graph/registry.h"
#include <string.h>

#define RECENT     "recent-kinds"
#define FAVOURITES "favourite-kinds"
/* How many are remembered. */
#define MOST_RECENT 8

static GPtrArray *
read_kinds (GSettings *settings, const char *key)
{
  GPtrArray *classes = g_ptr_array_new ();
  g_auto (GStrv) names = settings != NULL ? g_settings_get_strv (settings, key) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    const NgLayerClass *class = ng_registry_find (names[i]);

    if (class != NULL && !g_ptr_array_find (classes, class, NULL))
      g_ptr_array_add (classes, (gpointer) class);
  }
  return classes;
}

static void
write_kinds (GSettings *settings, const char *key, const GPtrArray *classes)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < classes->len; i++)
    g_ptr_array_add (names, (gpointer) ((const NgLayerClass *) classes->pdata[i])->name);
  g_ptr_array_add (names, NULL);
  g_settings_set_strv (settings, key, (const char *const *) names->pdata);
}

GPtrArray *
ng_recent_kinds (GSettings *settings)
{
  return read_kinds (settings, RECENT);
}

GPtrArray *
ng_favourite_kinds (GSettings *settings)
{
  return read_kinds (settings, FAVOURITES);
}

void
ng_recent_kinds_add (GSettings *settings, const NgLayerClass *class)
{
  g_autoptr (GPtrArray) classes = ng_recent_kinds (settings);

  if (settings == NULL)
    return;
  g_ptr_array_remove (classes, (gpointer) class);
  g_ptr_array_insert (classes, 0, (gpointer) class);
  g_ptr_array_set_size (classes, (int) MIN (classes->len, MOST_RECENT));
  write_kinds (settings, RECENT, classes);
}

void
ng_favourite_kinds_toggle (GSettings *settings, const NgLayerClass *class)
{
  g_autoptr (GPtrArray) classes = ng_favourite_kinds (settings);

  if (settings == NULL)
    return;
  if (!g_ptr_array_remove (classes, (gpointer) class))
    g_ptr_array_add (classes, (gpointer) class);
  write_kinds (settings, FAVOURITES, classes);
}
