#include "ui/command-palette.h"

#include "ui/actions.h"
#include "ui/models.h"
#include "ui/text.h"
#include "ui/typed-list.h"
#include "ui/word-match.h"

#include <glib/gi18n.h>
#include <string.h>

#define RECENT "recent-commands"
/* How many commands are remembered. */
#define MOST_RECENT 8
/* Layers that are offered at once. */
#define MAX_LAYERS 20
/* Pixels. */
#define WIDTH  460
#define HEIGHT 360

struct _NgCommandPalette {
  GtkPopover parent_instance;

  GtkEntry *entry;
  GtkListBox *list;
  GtkWidget *scroller;
  GtkLabel *none;

  NgStudioWindow *window; /* outlives the box */
  GtkWidget *focus;       /* what had it before, and gets it back; a weak pointer */
  GPtrArray *recent;      /* (element-type utf8): the last one first */
};

G_DEFINE_FINAL_TYPE (NgCommandPalette, ng_command_palette, GTK_TYPE_POPOVER)

/* One thing that can be done: an action, or to go to a layer. */
typedef struct {
  char *title;
  const NgAction *action; /* or NULL */
  NgSubject *layer;       /* or NULL */
  gboolean is_enabled;
  NgMatch match;
  guint age; /* of actions: place among those called last, or behind all of them */
} Command;

static void
command_free (Command *self)
{
  g_free (self->title);
  g_clear_pointer (&self->layer, ng_subject_free);
  g_free (self);
}

static GSettings *
settings_of (NgCommandPalette *self)
{
  return ng_studio_application_settings (
      NG_STUDIO_APPLICATION (gtk_window_get_application (GTK_WINDOW (self->window))));
}

/* The recent commands. Without settings they are known for as long as the window lives. */

static void
read_recent (NgCommandPalette *self)
{
  GSettings *settings = settings_of (self);
  g_auto (GStrv) names = settings != NULL ? g_settings_get_strv (settings, RECENT) : NULL;

  if (names == NULL)
    return;
  g_ptr_array_set_size (self->recent, 0);
  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (self->recent, g_strdup (names[i]));
}

static guint
age_of (NgCommandPalette *self, const char *name)
{
  guint age = self->recent->len;

  g_ptr_array_find_with_equal_func (self->recent, name, g_str_equal, &age);
  return age;
}

static void
remember (NgCommandPalette *self, const NgAction *action)
{
  GSettings *settings = settings_of (self);
  guint age = age_of (self, action->name);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (age < self->recent->len)
    g_ptr_array_remove_index (self->recent, age);
  g_ptr_array_insert (self->recent, 0, g_strdup (action->name));
  g_ptr_array_set_size (self->recent, (int) MIN (self->recent->len, MOST_RECENT));
  for (guint i = 0; i < self->recent->len; i++)
    g_ptr_array_add (names, self->recent->pdata[i]);
  g_ptr_array_add (names, NULL);
  if (settings != NULL)
    g_settings_set_strv (settings, RECENT, (const char *const *) names->pdata);
}

/* What is meant. */

static NgMatch
match (const char *typed, const char *title)
{
  g_autofree char *folded = g_utf8_casefold (title, -1);

  return *typed == '\0' ? NG_MATCH_EXACT : ng_match (typed, folded);
}

static void
add_actions (NgCommandPalette *self, GPtrArray *commands, const char *typed)
{
  gsize n;
  const NgAction *actions = ng_actions (&n);

  for (gsize i = 0; i < n; i++) {
    g_autofree char *title = ng_action_title (&actions[i]);
    NgMatch how = match (typed, title);
    Command *command;

    if (how == NG_MATCH_NONE || actions[i].activate_with != NULL ||
        g_str_equal (actions[i].name, "win.commands"))
      continue;
    command = g_new0 (Command, 1);
    command->title = g_steal_pointer (&title);
    command->action = &actions[i];
    command->match = how;
    command->age = age_of (self, actions[i].name);
    command->is_enabled = g_action_group_get_action_enabled (G_ACTION_GROUP (self->window),
                                                             actions[i].name + strlen ("win."));
    g_ptr_array_add (commands, command);
  }
}

/* The best match first; what can be done now; commands before layers; what was called last. */
static int
compare_commands (gconstpointer a, gconstpointer b)
{
  const Command *s = *(const Command *const *) a, *t = *(const Command *const *) b;

  if (s->match != t->match)
    return s->match < t->match ? -1 : 1;
  if (s->is_enabled != t->is_enabled)
    return s->is_enabled ? -1 : 1;
  if ((s->action != NULL) != (t->action != NULL))
    return s->action != NULL ? -1 : 1;
  return s->age < t->age ? -1 : s->age > t->age;
}

static void
add_layers (NgCommandPalette *self, GPtrArray *commands, const char *typed)
{
  NgDocument *document = ng_studio_window_document (self->window);
  NgNet *net = ng_document_net (document);
  g_autoptr (GListModel) rows = net != NULL ? ng_layer_rows (document, NULL, net) : NULL;
  g_autoptr (GPtrArray) layers = g_ptr_array_new_with_free_func ((GDestroyNotify) command_free);
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (NgLayerRow) row = g_list_model_get_item (rows, i);
    NgMatch how = match (typed, ng_layer_row_name (row));
    Command *command;

    if (how == NG_MATCH_NONE || how == NG_MATCH_LETTERS)
      continue;
    command = g_new0 (Command, 1);
    command->title = g_strdup_printf (_ ("Go to %s"), ng_layer_row_name (row));
    command->layer = ng_subject_copy (ng_layer_row_subject (row));
    command->match = how;
    command->age = i;
    command->is_enabled = TRUE;
    g_ptr_array_add (layers, command);
  }
  g_ptr_array_sort (layers, compare_commands);
  if (layers->len > MAX_LAYERS)
    g_ptr_array_set_size (layers, MAX_LAYERS);
  g_ptr_array_extend_and_steal (commands, g_steal_pointer (&layers));
}

/* The rows. */

static const Command *
command_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "command");
}

/* Returns: (transfer full) (nullable): the first key that means it */
static char *
key_text (const Command *command)
{
  g_auto (GStrv) canvas_keys = NULL;
  const char *first = NULL;
  GdkModifierType modifiers;
  guint key;

  if (command->action == NULL)
    return NULL;
  first = command->action->keys[0];
  if (first == NULL && command->action->canvas_key != NULL) {
    canvas_keys = g_strsplit (command->action->canvas_key, "|", 2);
    first = canvas_keys[0];
  }
  if (first == NULL || !gtk_accelerator_parse (first, &key, &modifiers))
    return NULL;
  return gtk_accelerator_get_label (key, modifiers);
}

static gboolean
is_on (NgCommandPalette *self, const Command *command)
{
  g_autoptr (GVariant) state = NULL;

  if (command->action == NULL || !command->action->is_switch)
    return FALSE;
  state = g_action_group_get_action_state (G_ACTION_GROUP (self->window),
                                           command->action->name + strlen ("win."));
  return g_variant_get_boolean (state);
}

/* (transfer full): @command */
static GtkWidget *
row_new (NgCommandPalette *self, Command *command)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *title = ng_label_new (command->title);
  g_autofree char *key = key_text (command);
  g_autofree char *spoken = g_strjoin (", ", command->title, key, NULL);

  gtk_widget_set_margin_end (line, 6);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (line), title);
  if (is_on (self, command))
    gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name ("object-select-symbolic"));
  if (key != NULL) {
    GtkWidget *label = gtk_label_new (key);

    gtk_widget_add_css_class (label, "dim-label");
    gtk_box_append (GTK_BOX (line), label);
  }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_widget_set_sensitive (row, command->is_enabled);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (row), "command", command, (GDestroyNotify) command_free);
  return row;
}

static void
changed_cb (NgCommandPalette *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *folded = g_utf8_casefold (text, -1);
  const char *typed = g_strstrip (folded);
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) command_free);
  GtkListBoxRow *row;

  add_actions (self, commands, typed);
  if (*typed != '\0')
    add_layers (self, commands, typed);
  g_ptr_array_sort (commands, compare_commands);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  while (commands->len > 0)
    gtk_list_box_append (self->list, row_new (self, g_ptr_array_steal_index (commands, 0)));
  row = gtk_list_box_get_row_at_index (self->list, 0);
  ng_typed_list_select (self->list, GTK_WIDGET (self->entry), row);
  gtk_widget_set_visible (GTK_WIDGET (self->none), row == NULL);
  gtk_widget_set_visible (self->scroller, row != NULL);
}

static void
choose (NgCommandPalette *self, GtkListBoxRow *row)
{
  NgStudioWindow *window = self->window;
  g_autoptr (NgSubject) layer = NULL;
  const NgAction *action;

  if (row == NULL || !command_of (row)->is_enabled) {
    gtk_widget_error_bell (GTK_WIDGET (self->entry));
    return;
  }
  action = command_of (row)->action;
  if (action == NULL)
    layer = ng_subject_copy (command_of (row)->layer);
  else
    remember (self, action);
  gtk_popover_popdown (GTK_POPOVER (self));
  if (action != NULL) {
    g_action_group_activate_action (G_ACTION_GROUP (window), action->name + strlen ("win."), NULL);
    return;
  }
  ng_document_select (ng_studio_window_document (window), layer);
  ng_studio_window_show_subject (window, layer);
  gtk_widget_grab_focus (GTK_WIDGET (ng_studio_window_canvas (window)));
}

static void
activate_cb (NgCommandPalette *self)
{
  choose (self, gtk_list_box_get_selected_row (self->list));
}

static void
row_activated_cb (NgCommandPalette *self, GtkListBoxRow *row)
{
  choose (self, row);
}

static gboolean
key_pressed_cb (NgCommandPalette *self, guint key, guint code, GdkModifierType state)
{
  return ng_typed_list_key (self->list, GTK_WIDGET (self->entry), key);
}

GtkEditable *
ng_command_palette_entry (NgCommandPalette *self)
{
  return GTK_EDITABLE (self->entry);
}

const char *
ng_command_palette_chosen (NgCommandPalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? command_of (row)->title : NULL;
}

/* In the middle, under the header bar. */
void
ng_command_palette_open (NgCommandPalette *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *header = gtk_widget_get_first_child (parent);

  read_recent (self);
  g_set_weak_pointer (&self->focus, gtk_root_get_focus (GTK_ROOT (self->window)));
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  else
    changed_cb (self);
  gtk_popover_set_pointing_to (
      GTK_POPOVER (self),
      &(GdkRectangle){ gtk_widget_get_width (parent) / 2, gtk_widget_get_height (header), 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
closed_cb (NgCommandPalette *self)
{
  if (self->focus != NULL && gtk_widget_get_mapped (self->focus))
    gtk_widget_grab_focus (self->focus);
}

static void
dispose (GObject *object)
{
  NgCommandPalette *self = NG_COMMAND_PALETTE (object);

  g_clear_weak_pointer (&self->focus);
  g_clear_pointer (&self->recent, g_ptr_array_unref);
  G_OBJECT_CLASS (ng_command_palette_parent_class)->dispose (object);
}

static void
ng_command_palette_class_init (NgCommandPaletteClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
}

static void
ng_command_palette_init (NgCommandPalette *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->recent = g_ptr_array_new_with_free_func (g_free);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
  g_signal_connect (self, "closed", G_CALLBACK (closed_cb), NULL);

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_icon_from_icon_name (self->entry, GTK_ENTRY_ICON_PRIMARY, "edit-find-symbolic");
  gtk_entry_set_icon_activatable (self->entry, GTK_ENTRY_ICON_PRIMARY, FALSE);
  gtk_entry_set_placeholder_text (self->entry, _ ("Name of a command or of a layer"));
  gtk_widget_set_size_request (GTK_WIDGET (self->entry), WIDTH, -1);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Command"), -1);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);

  self->scroller = ng_typed_list_new (&self->list, HEIGHT);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);

  self->none = GTK_LABEL (gtk_label_new (_ ("No command is called that")));
  gtk_widget_add_css_class (GTK_WIDGET (self->none), "dim-label");
  gtk_widget_set_margin_top (GTK_WIDGET (self->none), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->none), 12);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), self->scroller);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->none));
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

GtkWidget *
ng_command_palette_new (NgStudioWindow *window)
{
  NgCommandPalette *self = g_object_new (NG_TYPE_COMMAND_PALETTE, NULL);

  self->window = window;
  return GTK_WIDGET (self);
}
