#include "ui/preferences.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
  const char *nick, *label;
} schemes[] = {
  { "default", N_ ("As the system") },
  { "force-light", N_ ("Light") },
  { "force-dark", N_ ("Dark") },
};

static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page, const char *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_page_add (page, group);
  return group;
}

static void
add_switch (AdwPreferencesGroup *group,
            GSettings *settings,
            const char *key,
            const char *title,
            const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *widget = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
  g_settings_bind (settings, key, widget, "active", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_group_add (group, row);
}

static gboolean
scheme_to_index (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *nick = g_variant_get_string (variant, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (strcmp (schemes[i].nick, nick) == 0)
      g_value_set_uint (value, i);
  return TRUE;
}

static GVariant *
scheme_from_index (const GValue *value, const GVariantType *type, gpointer user_data)
{
  guint index = g_value_get_uint (value);

  return index < G_N_ELEMENTS (schemes) ? g_variant_new_string (schemes[index].nick) : NULL;
}

static void
add_schemes (AdwPreferencesGroup *group, GSettings *settings)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    gtk_string_list_append (labels, _ (schemes[i].label));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Style"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (labels));
  g_settings_bind_with_mapping (settings,
                                "color-scheme",
                                row,
                                "selected",
                                G_SETTINGS_BIND_DEFAULT,
                                scheme_to_index,
                                scheme_from_index,
                                NULL,
                                NULL);
  adw_preferences_group_add (group, row);
}

void
ng_preferences_show (NgStudioWindow *parent)
{
  NgStudioApplication *application =
      NG_STUDIO_APPLICATION (gtk_window_get_application (GTK_WINDOW (parent)));
  GSettings *settings = ng_studio_application_settings (application);
  GtkWidget *window;
  AdwPreferencesPage *page;
  AdwPreferencesGroup *group;

  if (settings == NULL) {
    ng_studio_window_toast (parent, _ ("The settings of the program are not installed"));
    return;
  }
  window = adw_preferences_window_new ();
  page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (window), FALSE);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (parent));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 560, 480);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), page);

  group = add_group (page, _ ("Files"));
  add_switch (group,
              settings,
              "restore-session",
              _ ("Bring Windows Back"),
              _ ("Open the files again that were open when the program ended"));
  add_switch (group,
              settings,
              "open-in-tabs",
              _ ("Open Files in Tabs"),
              _ ("Files become tabs of the window used last, rather than windows"));
  group = add_group (page, _ ("Picture"));
  add_schemes (group, settings);
  add_switch (group,
              settings,
              "top-down",
              _ ("Top to Bottom"),
              _ ("Nets flow downwards rather than to the right"));
  add_switch (group, settings, "bottom-up", _ ("Bottom to Top"), _ ("Nets flow upwards"));
  add_switch (group,
              settings,
              "show-minimap",
              _ ("Map"),
              _ ("A net larger than the view has a small map in the corner"));
  gtk_window_present (GTK_WINDOW (window));
}
