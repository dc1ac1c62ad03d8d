/* The box in which every command is found by its name. */

#include "tests/ui/ui-test.h"
#include "ui/actions.h"
#include "ui/command-palette.h"

#include <string.h>

static NgCommandPalette *
box_of (NgUiTest *self)
{
  return NG_COMMAND_PALETTE (ng_studio_window_commands (self->window));
}

static gboolean
is_open (NgUiTest *self)
{
  return box_of (self) != NULL && gtk_widget_get_mapped (GTK_WIDGET (box_of (self)));
}

static void
type (NgUiTest *self, const char *text)
{
  gtk_editable_set_text (ng_command_palette_entry (box_of (self)), text);
}

static GtkListBox *
list_in (GtkWidget *widget)
{
  GtkListBox *found = GTK_IS_LIST_BOX (widget) ? GTK_LIST_BOX (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = list_in (child);
  return found;
}

static void
choose (NgUiTest *self)
{
  GtkListBox *list = list_in (GTK_WIDGET (box_of (self)));

  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_selected_row (list));
  g_assert_false (is_open (self));
}

/* Every action that takes no argument is there, with the state that it has. */
static void
test_all (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  guint n_rows = 0, n_commands = 0;
  GtkListBox *list;
  gsize n;
  const NgAction *actions = ng_actions (&n);

  ng_ui_start (self, NULL);
  ng_ui_activate (self, "commands");
  ng_ui_wait (is_open (self));
  list = list_in (GTK_WIDGET (box_of (self)));
  for (GtkListBoxRow *row; (row = gtk_list_box_get_row_at_index (list, (int) n_rows)) != NULL;)
    n_rows++;
  for (gsize i = 0; i < n; i++)
    n_commands += actions[i].activate_with == NULL && strcmp (actions[i].name, "win.commands") != 0;
  g_assert_cmpuint (n_rows, ==, n_commands);
  type (self, "zoom in");
  g_assert_cmpstr (ng_command_palette_chosen (box_of (self)), ==, "Zoom In");
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (gtk_list_box_get_selected_row (list))));
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_selected_row (list));
  g_assert_true (is_open (self));
  type (self, "there is no such command");
  g_assert_null (ng_command_palette_chosen (box_of (self)));
  gtk_popover_popdown (GTK_POPOVER (box_of (self)));
  ng_ui_stop (self);
}

/* Words, initials, letters; layers; and what was called last comes first. */
static void
test_find (gconstpointer data)
{
  static const struct {
    const char *typed, *chosen;
  } cases[] = {
    { "full", "Full Screen" },           { "FULL SCR", "Full Screen" },
    { "dalo", "Delete and Leave Open" }, { "shortcuts", "Keyboard Shortcuts" },
    { "conv2", "Go to conv2" },          { "zmout", "Zoom Out" },
  };
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autofree char *selected = NULL;

  ng_ui_start (self, path);
  ng_ui_activate (self, "commands");
  ng_ui_wait (is_open (self));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    type (self, cases[i].typed);
    g_assert_cmpstr (ng_command_palette_chosen (box_of (self)), ==, cases[i].chosen);
  }
  type (self, "conv2");
  ng_ui_screenshot_of (GTK_WIDGET (box_of (self)), "commands-layer");
  choose (self);
  selected = ng_ui_selected (self);
  g_assert_cmpstr (selected, ==, "conv2");

  ng_ui_activate (self, "commands");
  type (self, "top to");
  choose (self);
  ng_ui_settle (self);
  g_assert_cmpint (ng_document_direction (ng_ui_document (self)), ==, NG_DIRECTION_DOWN);
  ng_ui_activate (self, "commands");
  g_assert_cmpstr (ng_command_palette_chosen (box_of (self)), ==, "Top to Bottom");
  ng_ui_screenshot_of (GTK_WIDGET (box_of (self)), "commands");
  choose (self);
  ng_ui_settle (self);
  g_assert_cmpint (ng_document_direction (ng_ui_document (self)), ==, NG_DIRECTION_RIGHT);
  ng_ui_stop (self);
}

/* By keys alone. */
static void
test_keys (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autofree char *first = NULL;

  ng_ui_start (self, path);
  if (!ng_ui_send ("mousemove 400 500 key ctrl+shift+p")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_open (self));
  ng_ui_send ("key z o o m");
  ng_ui_wait (strcmp (gtk_editable_get_text (ng_command_palette_entry (box_of (self))), "zoom") ==
              0);
  first = g_strdup (ng_command_palette_chosen (box_of (self)));
  ng_ui_send ("key Down");
  ng_ui_wait (strcmp (ng_command_palette_chosen (box_of (self)), first) != 0);
  ng_ui_send ("key Up");
  ng_ui_wait (strcmp (ng_command_palette_chosen (box_of (self)), first) == 0);
  ng_ui_send ("key Escape");
  ng_ui_wait (!is_open (self));
  ng_ui_send ("key ctrl+shift+p");
  ng_ui_wait (is_open (self));
  ng_ui_send ("key i n s p Return");
  ng_ui_wait (!is_open (self));
  ng_ui_wait (!gtk_widget_get_mapped (GTK_WIDGET (ng_studio_window_inspector (self->window))));
  ng_ui_stop (self);
}

/* Whether two commands are never there at once. */
static gboolean
excludes (const NgAction *a, const NgAction *b)
{
  const NgNeeds sorts = NG_NEEDS_CONTENTS | NG_NEEDS_PORT | NG_NEEDS_CLOSED;

  return (a->needs & sorts) != 0 && (b->needs & sorts) != 0 &&
         (a->needs & sorts) != (b->needs & sorts);
}

/* Keys of the canvas, and of the window, one after the other. */
static GStrv
keys_of (const NgAction *action)
{
  g_autofree char *keys = g_strjoinv ("|", (char **) action->keys);

  if (action->canvas_key == NULL)
    return g_strsplit (keys, "|", -1);
  g_autofree char *all = g_strjoin (*keys != '\0' ? "|" : "", keys, action->canvas_key, NULL);
  return g_strsplit (all, "|", -1);
}

/* No key means two things. */
static void
test_meanings (void)
{
  gsize n;
  const NgAction *actions = ng_actions (&n);

  for (gsize i = 0; i < n; i++)
    for (gsize k = i + 1; k < n; k++) {
      g_auto (GStrv) some = keys_of (&actions[i]), others = keys_of (&actions[k]);

      for (gsize s = 0; some[s] != NULL; s++)
        if (*some[s] != '\0' && !excludes (&actions[i], &actions[k]) &&
            g_strv_contains ((const char *const *) others, some[s]))
          g_error ("%s means %s and %s", some[s], actions[i].name, actions[k].name);
    }
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_data_func ("/commands/all", &test, test_all);
  g_test_add_data_func ("/commands/find", &test, test_find);
  g_test_add_data_func ("/commands/keys", &test, test_keys);
  g_test_add_func ("/commands/meanings", test_meanings);
  return ng_ui_run (&test);
}
