#include "ui/actions.h"

#include <glib/gi18n.h>

static void
quit (NgStudioWindow *window)
{
  g_application_quit (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (window))));
}

static void
full_screen (NgStudioWindow *window)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (window)))
    gtk_window_unfullscreen (GTK_WINDOW (window));
  else
    gtk_window_fullscreen (GTK_WINDOW (window));
}

static void
close_window (NgStudioWindow *window)
{
  gtk_window_close (GTK_WINDOW (window));
}

static const NgAction actions[] = {
  { "win.show-menu", N_ ("Main Menu"), N_ ("General"), { "F10" }, 0, ng_studio_window_show_menu },
  { "win.full-screen", N_ ("Full Screen"), N_ ("General"), { "F11" }, 0, full_screen },
  { "win.about", N_ ("_About NetGraph"), NULL, { NULL }, 0, ng_studio_window_show_about },
  { "win.close", N_ ("Close Window"), N_ ("General"), { "<Control>w" }, 0, close_window },
  { "win.quit", N_ ("Quit"), N_ ("General"), { "<Control>q" }, 0, quit },
};

const NgAction *
ng_actions (gsize *n)
{
  *n = G_N_ELEMENTS (actions);
  return actions;
}

void
ng_actions_add_to_application (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_application_set_accels_for_action (
        application, actions[i].name, (const char *const *) actions[i].keys);
}

static const char *
name_in_window (const NgAction *action)
{
  return action->name + strlen ("win.");
}

static void
activate_cb (GSimpleAction *simple, GVariant *parameter, gpointer user_data)
{
  const char *name = g_action_get_name (G_ACTION (simple));

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (name_in_window (&actions[i]), name) == 0)
      actions[i].activate (user_data);
}

void
ng_actions_add_to_window (NgStudioWindow *window)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    const char *name = name_in_window (&actions[i]);
    g_autoptr (GAction) action = NULL;

    if (actions[i].property != NULL) {
      action = G_ACTION (g_property_action_new (name, window, actions[i].property));
    } else {
      action = G_ACTION (g_simple_action_new (name, NULL));
      g_signal_connect (action, "activate", G_CALLBACK (activate_cb), window);
    }
    g_action_map_add_action (G_ACTION_MAP (window), action);
  }
}

void
ng_actions_update (NgStudioWindow *window, NgNeeds fulfilled)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    GAction *action =
        g_action_map_lookup_action (G_ACTION_MAP (window), name_in_window (&actions[i]));

    if (G_IS_SIMPLE_ACTION (action))
      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), (actions[i].needs & ~fulfilled) == 0);
  }
}

/* The label without the underscore of its mnemonic and without the dots of a dialog. */
static char *
plain_label (const char *label)
{
  GString *text = g_string_new (NULL);

  for (const char *p = label; *p != '\0'; p = g_utf8_next_char (p))
    if (*p != '_' && g_utf8_get_char (p) != 0x2026)
      g_string_append_unichar (text, g_utf8_get_char (p));
  return g_string_free (text, FALSE);
}

static void
add_shortcut (GString *xml, const NgAction *action)
{
  g_autofree char *title = plain_label (_ (action->label));
  g_autofree char *escaped_title = g_markup_escape_text (title, -1);
  g_autofree char *keys = g_strjoinv (" ", (char **) action->keys);
  g_autofree char *escaped_keys = g_markup_escape_text (keys, -1);

  g_string_append_printf (xml,
                          "<child><object class='GtkShortcutsShortcut'>"
                          "<property name='title'>%s</property>"
                          "<property name='accelerator'>%s</property></object></child>",
                          escaped_title,
                          escaped_keys);
}

GtkWidget *
ng_actions_shortcuts (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  g_autoptr (GString) xml = g_string_new (
      "<interface><object class='GtkShortcutsWindow' id='window'>"
      "<property name='modal'>1</property><child><object class='GtkShortcutsSection'>"
      "<property name='section-name'>all</property><property name='max-height'>12</property>");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    const char *section = actions[i].section;

    if (section == NULL || !g_hash_table_add (seen, (gpointer) section))
      continue;
    g_autofree char *title = g_markup_escape_text (_ (section), -1);
    g_string_append_printf (xml,
                            "<child><object class='GtkShortcutsGroup'>"
                            "<property name='title'>%s</property>",
                            title);
    for (gsize j = i; j < G_N_ELEMENTS (actions); j++)
      if (g_strcmp0 (actions[j].section, section) == 0 && actions[j].keys[0] != NULL)
        add_shortcut (xml, &actions[j]);
    g_string_append (xml, "</object></child>");
  }
  g_string_append (xml, "</object></child></object></interface>");
  gtk_builder_add_from_string (builder, xml->str, (gssize) xml->len, NULL);
  return GTK_WIDGET (gtk_builder_get_object (builder, "window"));
}
