/* What becomes of the table: actions of a window, accelerators, keys of the canvas, the window of
 * shortcuts. */

#include "ui/actions.h"

#include <glib/gi18n.h>

void
ng_actions_add_to_application (GtkApplication *application)
{
  gsize n;
  const NgAction *actions = ng_actions (&n);

  for (gsize i = 0; i < n; i++)
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
  gsize n;
  const NgAction *actions = ng_actions (&n);
  const char *name = g_action_get_name (G_ACTION (simple));

  for (gsize i = 0; i < n; i++) {
    if (strcmp (name_in_window (&actions[i]), name) != 0)
      continue;
    if (actions[i].activate != NULL)
      actions[i].activate (user_data);
    else
      actions[i].activate_with (user_data, g_variant_get_string (parameter, NULL));
  }
}

/* A property action would keep the window alive, so these are plain ones with a state that follows
 * the property. */
static void
change_state_cb (GSimpleAction *simple, GVariant *state, gpointer user_data)
{
  g_object_set (
      user_data, g_action_get_name (G_ACTION (simple)), g_variant_get_boolean (state), NULL);
}

static void
notify_cb (NgStudioWindow *window, GParamSpec *pspec, GSimpleAction *simple)
{
  gboolean is_on;

  g_object_get (window, pspec->name, &is_on, NULL);
  g_simple_action_set_state (simple, g_variant_new_boolean (is_on));
}

static GSimpleAction *
switch_new (NgStudioWindow *window, const char *property)
{
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);
  GSimpleAction *simple;
  gboolean is_on;

  g_object_get (window, property, &is_on, NULL);
  simple = g_simple_action_new_stateful (property, NULL, g_variant_new_boolean (is_on));
  g_signal_connect (simple, "change-state", G_CALLBACK (change_state_cb), window);
  g_signal_connect_object (window, signal, G_CALLBACK (notify_cb), simple, 0);
  return simple;
}

void
ng_actions_add_to_window (NgStudioWindow *window)
{
  gsize n;
  const NgAction *actions = ng_actions (&n);

  for (gsize i = 0; i < n; i++) {
    const char *name = name_in_window (&actions[i]);
    g_autoptr (GSimpleAction) simple = NULL;

    if (actions[i].is_switch) {
      simple = switch_new (window, name);
    } else {
      simple = g_simple_action_new (
          name, actions[i].activate_with != NULL ? G_VARIANT_TYPE_STRING : NULL);
      g_signal_connect (simple, "activate", G_CALLBACK (activate_cb), window);
    }
    g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (simple));
  }
}

void
ng_actions_add_to_canvas (GtkWidget *canvas)
{
  gsize n;
  const NgAction *actions = ng_actions (&n);
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (gsize i = 0; i < n; i++)
    if (actions[i].canvas_key != NULL)
      gtk_shortcut_controller_add_shortcut (
          GTK_SHORTCUT_CONTROLLER (controller),
          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (actions[i].canvas_key),
                            gtk_named_action_new (actions[i].name)));
  gtk_widget_add_controller (canvas, controller);
}

void
ng_actions_update (NgStudioWindow *window, NgNeeds fulfilled)
{
  gsize n;
  const NgAction *actions = ng_actions (&n);

  for (gsize i = 0; i < n; i++) {
    GAction *action =
        g_action_map_lookup_action (G_ACTION_MAP (window), name_in_window (&actions[i]));

    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), (actions[i].needs & ~fulfilled) == 0);
  }
}

char *
ng_action_title (const NgAction *action)
{
  const char *label = _ (action->label);
  GString *text = g_string_new (NULL);

  for (const char *p = label; *p != '\0'; p = g_utf8_next_char (p))
    if (*p != '_' && g_utf8_get_char (p) != 0x2026)
      g_string_append_unichar (text, g_utf8_get_char (p));
  return g_string_free (text, FALSE);
}

static void
add_shortcut (GString *xml, const NgAction *action)
{
  g_autofree char *title = ng_action_title (action);
  g_autofree char *escaped_title = g_markup_escape_text (title, -1);
  const char *first = action->keys[0] != NULL ? action->keys[0] : "";
  const char *second = action->canvas_key != NULL ? action->canvas_key : "";
  g_autofree char *keys = g_strdelimit (g_strjoin (" ", first, second, NULL), "|", ' ');
  g_autofree char *escaped_keys = g_markup_escape_text (g_strstrip (keys), -1);

  g_string_append_printf (xml,
                          "<child><object class='GtkShortcutsShortcut'>"
                          "<property name='title'>%s</property>"
                          "<property name='accelerator'>%s</property></object></child>",
                          escaped_title,
                          escaped_keys);
}

static gboolean
has_key (const NgAction *action)
{
  return action->keys[0] != NULL || action->canvas_key != NULL;
}

GtkWidget *
ng_actions_shortcuts (void)
{
  gsize n;
  const NgAction *actions = ng_actions (&n);
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  g_autoptr (GString) xml = g_string_new (
      "<interface><object class='GtkShortcutsWindow' id='window'>"
      "<property name='modal'>1</property><child><object class='GtkShortcutsSection'>"
      "<property name='section-name'>all</property><property name='max-height'>12</property>");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < n; i++) {
    const char *section = actions[i].section;

    if (section == NULL || !g_hash_table_add (seen, (gpointer) section))
      continue;
    g_autofree char *title = g_markup_escape_text (_ (section), -1);
    g_string_append_printf (xml,
                            "<child><object class='GtkShortcutsGroup'>"
                            "<property name='title'>%s</property>",
                            title);
    for (gsize j = i; j < n; j++)
      if (g_strcmp0 (actions[j].section, section) == 0 && has_key (&actions[j]))
        add_shortcut (xml, &actions[j]);
    g_string_append (xml, "</object></child>");
  }
  g_string_append (xml, "</object></child></object></interface>");
  gtk_builder_add_from_string (builder, xml->str, (gssize) xml->len, NULL);
  return GTK_WIDGET (gtk_builder_get_object (builder, "window"));
}
