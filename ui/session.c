#include "ui/session.h"

#include "ui/window-private.h"

/* Uri; width and height; whether it fills the screen; where the panes begin. */
#define WINDOW_TYPE "(s(ii)b(ii))"

static void
add_window (GVariantBuilder *builder, NgStudioWindow *window)
{
  GFile *file = ng_document_file (window->document);
  g_autofree char *uri = file != NULL ? g_file_get_uri (file) : NULL;
  int width, height;

  if (uri == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  g_variant_builder_add (builder,
                         WINDOW_TYPE,
                         uri,
                         width,
                         height,
                         gtk_window_is_maximized (GTK_WINDOW (window)),
                         gtk_paned_get_position (window->sides),
                         gtk_paned_get_position (window->floors));
}

void
ng_session_save (NgStudioApplication *application, NgStudioWindow *closing)
{
  GSettings *settings = ng_studio_application_settings (application);
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a" WINDOW_TYPE));
  gboolean is_last = TRUE;

  if (settings == NULL)
    return;
  for (GList *l = windows; l != NULL; l = l->next)
    if (NG_IS_STUDIO_WINDOW (l->data) && l->data != closing)
      is_last = FALSE;
  for (GList *l = g_list_last (windows); l != NULL; l = l->prev)
    if (NG_IS_STUDIO_WINDOW (l->data) && (l->data != closing || is_last))
      add_window (&builder, l->data);
  g_settings_set_value (settings, "session", g_variant_builder_end (&builder));
}

static gboolean
restore_window (NgStudioApplication *application,
                const char *uri,
                int width,
                int height,
                gboolean is_maximized,
                int inspector,
                int drawer)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  NgStudioWindow *window;

  if (!g_file_query_exists (file, NULL))
    return FALSE;
  window = ng_studio_window_new (application);
  if (width > 0 && height > 0)
    gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  if (is_maximized)
    gtk_window_maximize (GTK_WINDOW (window));
  else
    gtk_window_unmaximize (GTK_WINDOW (window));
  if (inspector > 0)
    gtk_paned_set_position (window->sides, inspector);
  if (drawer > 0)
    gtk_paned_set_position (window->floors, drawer);
  ng_studio_window_open (window, file);
  gtk_window_present (GTK_WINDOW (window));
  return TRUE;
}

gboolean
ng_session_restore (NgStudioApplication *application)
{
  GSettings *settings = ng_studio_application_settings (application);
  g_autoptr (GVariant) session = NULL;
  GVariantIter iter;
  const char *uri;
  int width, height, inspector, drawer;
  gboolean is_maximized, is_any = FALSE;

  if (settings == NULL || !g_settings_get_boolean (settings, "restore-session"))
    return FALSE;
  session = g_settings_get_value (settings, "session");
  g_variant_iter_init (&iter, session);
  while (g_variant_iter_next (
      &iter, "(&s(ii)b(ii))", &uri, &width, &height, &is_maximized, &inspector, &drawer))
    is_any =
        restore_window (application, uri, width, height, is_maximized, inspector, drawer) || is_any;
  return is_any;
}
