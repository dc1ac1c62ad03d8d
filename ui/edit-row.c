#include "ui/edit-row.h"

#include "core/base/format.h"
#include "ui/text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Pixels that the pointer goes for one step. */
#define PIXELS_PER_STEP 8
/* Steps of a real number by which it changes tenfold. */
#define STEPS_PER_TEN 40.0

struct _NgEditRow {
  GtkListBoxRow parent_instance;

  GtkBox *line;
  GtkLabel *name;
  GtkEntry *entry; /* NULL where another control has its place */
  GtkWidget *reset;
  GtkLabel *error;

  NgDocument *document;
  char *label;
  const NgEditKind *kind;
  gpointer data;
  gboolean is_patient;

  char *shown;         /* what the net says, as it was last told */
  NgNet *base;         /* the net before the changes that are one revision */
  NgNet *last;         /* the net that the last one of them made */
  gboolean is_showing; /* the entry is being set */
  gboolean is_applying;
  gboolean is_emptied; /* by who writes, and not left so yet */

  NgEditNumbers numbers;
  NgEditNumbers start; /* at the beginning of a drag */
  int steps;           /* of the drag so far */
};

G_DEFINE_FINAL_TYPE (NgEditRow, ng_edit_row, GTK_TYPE_LIST_BOX_ROW)

const char *
ng_edit_row_name (NgEditRow *self)
{
  return gtk_label_get_text (self->name);
}

GtkEditable *
ng_edit_row_entry (NgEditRow *self)
{
  return self->entry != NULL ? GTK_EDITABLE (self->entry) : NULL;
}

const char *
ng_edit_row_error (NgEditRow *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->error)) ? gtk_label_get_text (self->error)
                                                           : NULL;
}

static void
set_error (NgEditRow *self, const GError *error)
{
  ng_label_set (self->error, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), error != NULL);
  if (self->entry == NULL)
    return;
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* What is written next is a revision of its own. */
static void
end_gesture (NgEditRow *self)
{
  if (self->base == NULL)
    return;
  g_clear_pointer (&self->base, ng_net_unref);
  g_clear_pointer (&self->last, ng_net_unref);
  ng_document_end_merge (self->document);
}

/* All changes of one gesture begin with the net before it, so that values of arrays come back with
 * their shapes. */
static void
begin_gesture (NgEditRow *self)
{
  NgNet *net = ng_document_net (self->document);

  if (self->base != NULL && self->last == net)
    return;
  end_gesture (self);
  self->base = ng_net_ref (net);
  self->last = ng_net_ref (net);
}

static gboolean
apply (NgEditRow *self, const char *text)
{
  g_autofree char *key = g_strdup_printf ("row %p", (void *) self);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;

  if (ng_document_net (self->document) == NULL)
    return FALSE;
  begin_gesture (self);
  net = self->kind->edit (self->data, self->base, text, &error);
  set_error (self, error);
  if (net == NULL)
    return FALSE;
  ng_net_ref (net);
  ng_net_unref (self->last);
  self->last = net;
  self->is_applying = TRUE;
  ng_document_push_merged (self->document, net, self->label, key);
  self->is_applying = FALSE;
  return TRUE;
}

gboolean
ng_edit_row_apply (NgEditRow *self, const char *text)
{
  gboolean is_done = apply (self, text);

  end_gesture (self);
  return is_done;
}

static void
set_entry (NgEditRow *self, const char *text)
{
  if (self->entry == NULL || strcmp (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text) == 0)
    return;
  self->is_showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->is_showing = FALSE;
}

void
ng_edit_row_show (NgEditRow *self, const char *text, const char *ghost, gboolean can_reset)
{
  gboolean is_new = g_strcmp0 (self->shown, text) != 0;

  g_object_ref (self);
  if (is_new) {
    g_free (self->shown);
    self->shown = g_strdup (text);
  }
  if (self->entry != NULL)
    gtk_entry_set_placeholder_text (self->entry, ghost);
  gtk_widget_set_sensitive (self->reset, can_reset);
  gtk_widget_set_opacity (self->reset, can_reset ? 1 : 0);
  if (is_new && !self->is_applying) {
    set_error (self, NULL);
    set_entry (self, text);
  }
  g_object_unref (self);
}

/* ---- writing ---- */

/* What is replaced as a whole is empty for a moment: only who leaves it so means that. */
static void
changed_cb (NgEditRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  self->is_emptied = *text == '\0' && !self->is_showing;
  if (self->is_showing || self->is_patient || self->is_emptied)
    return;
  g_object_ref (self);
  apply (self, text);
  g_object_unref (self);
}

/* What was written is replaced by what the net says of it: 3136 in place of 7*7*64. */
static void
settle (NgEditRow *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  if ((self->is_patient || self->is_emptied) && g_strcmp0 (text, self->shown) != 0 &&
      !ng_edit_row_apply (self, text))
    return;
  self->is_emptied = FALSE;
  end_gesture (self);
  if (ng_edit_row_error (self) == NULL && self->shown != NULL)
    set_entry (self, self->shown);
}

static void
activate_cb (NgEditRow *self)
{
  g_object_ref (self);
  settle (self);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  g_object_unref (self);
}

static void
leave_cb (NgEditRow *self)
{
  if (self->document == NULL || ng_document_net (self->document) == NULL)
    return;
  g_object_ref (self);
  settle (self);
  g_object_unref (self);
}

/* Escape takes back what was written since the row got the focus. */
static gboolean
key_cb (NgEditRow *self, guint key)
{
  if (key != GDK_KEY_Escape)
    return FALSE;
  if (self->base != NULL && self->last == ng_document_net (self->document) &&
      self->base != self->last) {
    g_autofree char *name = g_strdup_printf ("row %p", (void *) self);

    ng_document_push_merged (self->document, self->base, self->label, name);
  }
  end_gesture (self);
  self->is_emptied = FALSE;
  set_error (self, NULL);
  set_entry (self, self->shown != NULL ? self->shown : "");
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  return TRUE;
}

static void
reset_cb (NgEditRow *self)
{
  g_object_ref (self);
  if (ng_edit_row_apply (self, "")) {
    set_entry (self, self->shown);
    if (self->entry != NULL)
      gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  }
  g_object_unref (self);
}

/* ---- numbers ---- */

static double
moved (const NgEditNumbers *numbers, double value, int steps)
{
  if (numbers->is_real)
    value = value == 0 ? 0.01 * steps : value * pow (10, steps / STEPS_PER_TEN);
  else
    value += steps;
  return CLAMP (value, numbers->low, numbers->high);
}

static void
move_numbers (NgEditRow *self, const NgEditNumbers *from, int steps)
{
  g_autoptr (GString) text = g_string_new (from->is_list ? "{" : NULL);

  for (gsize i = 0; i < from->n; i++) {
    g_autofree char *number =
        ng_format_real (moved (from, from->values[i], steps), from->is_real ? 3 : 0);

    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", number);
  }
  if (from->is_list)
    g_string_append_c (text, '}');
  if (apply (self, text->str))
    set_entry (self, self->shown);
}

void
ng_edit_row_set_numbers (NgEditRow *self, const NgEditNumbers *numbers)
{
  self->numbers = *numbers;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->name), numbers->n > 0 ? "ew-resize" : NULL);
}

static void
drag_begin_cb (NgEditRow *self)
{
  end_gesture (self);
  self->start = self->numbers;
  self->steps = 0;
}

static void
drag_update_cb (NgEditRow *self, double dx)
{
  int steps = (int) (dx / PIXELS_PER_STEP);

  if (self->start.n == 0 || steps == self->steps)
    return;
  self->steps = steps;
  g_object_ref (self);
  move_numbers (self, &self->start, steps);
  g_object_unref (self);
}

static gboolean
scroll_cb (NgEditRow *self, double dx, double dy)
{
  NgEditNumbers now = self->numbers;

  if (now.n == 0 || dy == 0 || self->entry == NULL ||
      !gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)))))
    return FALSE;
  g_object_ref (self);
  move_numbers (self, &now, dy < 0 ? 1 : -1);
  g_object_unref (self);
  return TRUE;
}

/* ---- the row ---- */

static void
add_entry (NgEditRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->entry), FALSE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 6);
  gtk_editable_set_alignment (GTK_EDITABLE (self->entry), 1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), TRUE);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), focus);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), key);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), scroll);
  gtk_accessible_update_relation (
      GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->name, NULL, -1);
  gtk_box_insert_child_after (self->line, GTK_WIDGET (self->entry), GTK_WIDGET (self->name));
}

void
ng_edit_row_set_control (NgEditRow *self, GtkWidget *control)
{
  gtk_box_remove (self->line, GTK_WIDGET (self->entry));
  self->entry = NULL;
  gtk_widget_set_hexpand (GTK_WIDGET (self->name), TRUE);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_accessible_update_relation (
      GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->name, NULL, -1);
  gtk_box_insert_child_after (self->line, control, GTK_WIDGET (self->name));
}

void
ng_edit_row_set_patient (NgEditRow *self)
{
  self->is_patient = TRUE;
}

void
ng_edit_row_set_is_code (NgEditRow *self)
{
  GtkBox *content = GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->line)));

  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "code");
  g_object_ref (self->entry);
  gtk_box_remove (self->line, GTK_WIDGET (self->entry));
  gtk_box_insert_child_after (content, GTK_WIDGET (self->entry), GTK_WIDGET (self->line));
  g_object_unref (self->entry);
  gtk_editable_set_alignment (GTK_EDITABLE (self->entry), 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->name), TRUE);
}

void
ng_edit_row_update (NgEditRow *self)
{
  self->kind->update (self->data, self);
}

GtkWidget *
ng_edit_row_new (NgDocument *document,
                 const char *name,
                 const char *help,
                 const char *label,
                 const NgEditKind *kind,
                 gpointer data)
{
  NgEditRow *self = g_object_new (NG_TYPE_EDIT_ROW, NULL);

  self->document = g_object_ref (document);
  self->label = g_strdup (label);
  self->kind = kind;
  self->data = data;
  ng_label_set (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->line), help);
  if (help != NULL)
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, help, -1);
  ng_edit_row_update (self);
  return GTK_WIDGET (self);
}

static void
dispose (GObject *object)
{
  NgEditRow *self = NG_EDIT_ROW (object);

  if (self->document != NULL)
    end_gesture (self);
  if (self->data != NULL)
    self->kind->free (self->data);
  self->data = NULL;
  g_clear_object (&self->document);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (ng_edit_row_parent_class)->dispose (object);
}

static void
ng_edit_row_class_init (NgEditRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
}

static void
ng_edit_row_init (NgEditRow *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->line = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->name = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->name, 0);
  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (self->name, 15);
  gtk_label_set_max_width_chars (self->name, 15);
  self->reset = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  gtk_widget_add_css_class (self->reset, "flat");
  gtk_widget_set_valign (self->reset, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->reset, _ ("Back to the Default"));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->reset), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Back to the Default"), -1);
  gtk_box_append (self->line, GTK_WIDGET (self->name));
  gtk_box_append (self->line, self->reset);
  add_entry (self);
  self->error = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->error, 0);
  gtk_label_set_wrap (self->error, TRUE);
  gtk_label_set_wrap_mode (self->error, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (self->error), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->error), "caption");
  gtk_widget_set_visible (GTK_WIDGET (self->error), FALSE);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->line));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->error));
  gtk_widget_add_css_class (content, "edit");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), content);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  g_signal_connect_swapped (self->reset, "clicked", G_CALLBACK (reset_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (end_gesture), self);
  gtk_widget_add_controller (GTK_WIDGET (self->name), GTK_EVENT_CONTROLLER (drag));
}
