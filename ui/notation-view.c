#include "ui/notation-view.h"

#include <adwaita.h>

#define LANGUAGES "resource:///io/github/netgraph/Studio/language-specs"

/* The definition of our language lies in the program; those that it builds upon come with the
 * library, whose manager reads them once for all views. */
static void
set_language (GtkSourceBuffer *buffer)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  const char *const *path = gtk_source_language_manager_get_search_path (manager);

  if (!g_strv_contains (path, LANGUAGES)) {
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
    g_auto (GStrv) folders = NULL;

    g_strv_builder_addv (builder, (const char **) path);
    g_strv_builder_add (builder, LANGUAGES);
    folders = g_strv_builder_end (builder);
    gtk_source_language_manager_set_search_path (manager, (const char *const *) folders);
  }
  gtk_source_buffer_set_language (buffer,
                                  gtk_source_language_manager_get_language (manager, "netgraph"));
}

static void
dark_cb (GtkSourceBuffer *buffer)
{
  gboolean is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (
      gtk_source_style_scheme_manager_get_default (), is_dark ? "Adwaita-dark" : "Adwaita");

  gtk_source_buffer_set_style_scheme (buffer, scheme);
}

GtkSourceView *
ng_notation_view_new (NgCompletion *completion, const char *label)
{
  g_autoptr (GtkSourceBuffer) buffer = gtk_source_buffer_new (NULL);
  GtkSourceView *view;

  gtk_source_init ();
  view = GTK_SOURCE_VIEW (gtk_source_view_new_with_buffer (buffer));
  set_language (buffer);
  dark_cb (buffer);
  g_signal_connect_object (adw_style_manager_get_default (),
                           "notify::dark",
                           G_CALLBACK (dark_cb),
                           buffer,
                           G_CONNECT_SWAPPED);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_source_view_set_auto_indent (view, TRUE);
  gtk_source_view_set_insert_spaces_instead_of_tabs (view, TRUE);
  gtk_source_view_set_tab_width (view, 2);
  gtk_source_view_set_smart_backspace (view, TRUE);
  /* Return takes the first proposal. */
  g_object_set (gtk_source_view_get_completion (view), "select-on-show", TRUE, NULL);
  gtk_source_completion_add_provider (gtk_source_view_get_completion (view),
                                      GTK_SOURCE_COMPLETION_PROVIDER (completion));
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return view;
}
