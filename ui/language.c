#include "ui/language.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <libintl.h>
#include <locale.h>

#define DOMAIN "netgraph"

/* Beside the program where it is installed, and in the build folder. */
static const char *const folders_beside[] = { "../share/locale", "../po" };

static char *
translations_folder (void)
{
  const char *asked = g_getenv ("NETGRAPH_LOCALE_DIR");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  if (asked != NULL)
    return g_strdup (asked);
  for (gsize i = 0; folder != NULL && i < G_N_ELEMENTS (folders_beside); i++) {
    g_autofree char *path = g_build_filename (folder, folders_beside[i], NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      return g_steal_pointer (&path);
  }
  return g_strdup (NG_LOCALE_DIR);
}

void
ng_language_begin (void)
{
  g_autofree char *folder = translations_folder ();

  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  gtk_disable_setlocale ();
  bindtextdomain (DOMAIN, folder);
  bind_textdomain_codeset (DOMAIN, "UTF-8");
  textdomain (DOMAIN);
}
