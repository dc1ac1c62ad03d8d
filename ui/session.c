#include "ui/session.h"

#include "ui/window-private.h"

/* Uris of the tabs; which of them is seen; width and height; whether it fills the screen; where the
 * panes begin. */
#define WINDOW_TYPE "(asu(ii)b(ii))"

static void
add_window (GVariantBuilder *builder, NgStudioWindow *window)
{
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
  guint seen = 0;
  int width, height;

  for (guint i = 0; i < ng_studio_window_n_sheets (window); i++) {
    NgSheet *sheet = ng_studio_window_sheet (window, i);
    GFile *file = ng_document_file (sheet->document);

    if (file == NULL)
      continue;
    if (sheet == window->sheet)
      seen = uris->len;
    g_ptr_array_add (uris, g_file_get_uri (file));
  }
  if (uris->len == 0)
    return;
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  g_variant_builder_add (builder,
                         "(@asu(ii)b(ii))",
                         g_variant_new_strv ((const char *const *) uris->pdata, (gssize) uris->len),
                         seen,
                         width,
                         height,
                         gtk_window_is_maximized (GTK_WINDOW (window)),
                         gtk_paned_get_position (window->sheet->sides),
                         gtk_paned_get_position (window->sheet->floors));
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

/* Files that are gone are left out. */
static void
restore_tabs (NgStudioWindow *window, const char *const *uris, guint seen)
{
  NgSheet *selected = NULL;

  for (guint i = 0; uris[i] != NULL; i++) {
    g_autoptr (GFile) file = g_file_new_for_uri (uris[i]);
    NgSheet *sheet;

    if (!g_file_query_exists (file, NULL))
      continue;
    sheet = ng_studio_window_free_sheet (window);
    ng_document_open (sheet->document, file);
    if (selected == NULL || i == seen)
      selected = sheet;
  }
  ng_studio_window_select (window, selected);
}

static gboolean
restore_window (NgStudioApplication *application,
                const char *const *uris,
                guint seen,
                int width,
                int height,
                gboolean is_maximized,
                int inspector,
                int drawer)
{
  gboolean is_any = FALSE;
  NgStudioWindow *window;

  for (guint i = 0; uris[i] != NULL; i++) {
    g_autoptr (GFile) file = g_file_new_for_uri (uris[i]);

    is_any = is_any || g_file_query_exists (file, NULL);
  }
  if (!is_any)
    return FALSE;
  window = ng_studio_window_new (application);
  if (width > 0 && height > 0)
    gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  if (is_maximized)
    gtk_window_maximize (GTK_WINDOW (window));
  else
    gtk_window_unmaximize (GTK_WINDOW (window));
  if (inspector > 0)
    gtk_paned_set_position (window->sheet->sides, inspector);
  if (drawer > 0)
    gtk_paned_set_position (window->sheet->floors, drawer);
  restore_tabs (window, uris, seen);
  gtk_window_present (GTK_WINDOW (window));
  return TRUE;
}

gboolean
ng_session_restore (NgStudioApplication *application)
{
  GSettings *settings = ng_studio_application_settings (application);
  g_autoptr (GVariant) session = NULL;
  GVariantIter iter;
  const char **uris;
  guint seen;
  int width, height, inspector, drawer;
  gboolean is_maximized, is_any = FALSE;

  if (settings == NULL || !g_settings_get_boolean (settings, "restore-session"))
    return FALSE;
  session = g_settings_get_value (settings, "session");
  g_variant_iter_init (&iter, session);
  while (g_variant_iter_next (&iter,
                              "(^a&su(ii)b(ii))",
                              &uris,
                              &seen,
                              &width,
                              &height,
                              &is_maximized,
                              &inspector,
                              &drawer)) {
    is_any =
        restore_window (application, uris, seen, width, height, is_maximized, inspector, drawer) ||
        is_any;
    g_free (uris);
  }
  return is_any;
}
