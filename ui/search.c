#include "ui/search.h"

#include "ui/models.h"

#include <glib/gi18n.h>

struct _NgSearch {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkSearchEntry *entry;
  GtkLabel *count;
  GtkWidget *previous, *next;

  NgDocument *document;
  NgNet *net; /* what the rows are of */
  GListModel *rows;
  GPtrArray *found; /* (element-type NgLayerRow) */
  int current;
};

enum { SHOWN, STOPPED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgSearch, ng_search, GTK_TYPE_WIDGET)

GtkEditable *
ng_search_entry (NgSearch *self)
{
  return GTK_EDITABLE (self->entry);
}

guint
ng_search_n_found (NgSearch *self)
{
  return self->found->len;
}

static void
update_count (NgSearch *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *count = NULL;

  if (*text == '\0')
    count = g_strdup ("");
  else if (self->found->len == 0)
    count = g_strdup (_ ("Nothing found"));
  else
    count = g_strdup_printf (_ ("%d of %u"), self->current + 1, self->found->len);
  gtk_label_set_text (self->count, count);
  gtk_widget_set_sensitive (self->previous, self->found->len > 1);
  gtk_widget_set_sensitive (self->next, self->found->len > 1);
}

static void
show_current (NgSearch *self)
{
  const NgSubject *subject;

  update_count (self);
  if (self->current < 0 || (guint) self->current >= self->found->len)
    return;
  subject = ng_layer_row_subject (g_ptr_array_index (self->found, (guint) self->current));
  ng_document_select (self->document, subject);
  g_signal_emit (self, signals[SHOWN], 0, subject);
}

void
ng_search_step (NgSearch *self, int step)
{
  int n = (int) self->found->len;

  if (n == 0)
    return;
  self->current = (self->current + step + n) % n;
  show_current (self);
}

static void
update_rows (NgSearch *self)
{
  NgNet *net = ng_document_net (self->document);

  if (net == self->net)
    return;
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_object (&self->rows);
  self->net = net != NULL ? ng_net_ref (net) : NULL;
  self->rows = ng_layer_rows (self->document, NULL, net);
}

static void
changed_cb (NgSearch *self)
{
  g_autofree char *text = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);
  g_auto (GStrv) words = g_strsplit_set (text, " \t", -1);

  g_ptr_array_set_size (self->found, 0);
  self->current = 0;
  if (*g_strstrip (text) != '\0') {
    update_rows (self);
    for (guint i = 0; i < g_list_model_get_n_items (self->rows); i++) {
      g_autoptr (NgLayerRow) row = g_list_model_get_item (self->rows, i);

      if (ng_layer_row_matches (row, (const char *const *) words))
        g_ptr_array_add (self->found, g_steal_pointer (&row));
    }
  }
  show_current (self);
}

static void
net_changed_cb (NgSearch *self)
{
  g_ptr_array_set_size (self->found, 0);
  update_count (self);
}

static void
next_cb (NgSearch *self)
{
  ng_search_step (self, 1);
}

static void
previous_cb (NgSearch *self)
{
  ng_search_step (self, -1);
}

static void
stop_cb (NgSearch *self)
{
  g_signal_emit (self, signals[STOPPED], 0);
}

/* Shift+Enter goes back, which the entry does not know. */
static gboolean
key_cb (
    GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NgSearch *self)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || !(state & GDK_SHIFT_MASK))
    return FALSE;
  ng_search_step (self, -1);
  return TRUE;
}

void
ng_search_set_document (NgSearch *self, NgDocument *document)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  g_signal_connect_object (
      document, "net-changed", G_CALLBACK (net_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
dispose (GObject *object)
{
  NgSearch *self = NG_SEARCH (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_search_parent_class)->dispose (object);
}

static void
ng_search_class_init (NgSearchClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[SHOWN] = g_signal_new ("shown",
                                 NG_TYPE_SEARCH,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_POINTER);
  signals[STOPPED] = g_signal_new (
      "stopped", NG_TYPE_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
button_new (NgSearch *self, const char *icon, const char *tooltip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  gtk_widget_set_sensitive (button, FALSE);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static void
ng_search_init (NgSearch *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->found = g_ptr_array_new_with_free_func (g_object_unref);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->entry = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->entry, "placeholder-text", _ ("Name, kind or shape"), NULL);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Find Layers"), -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->entry), 320, -1);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->entry, "next-match", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->entry, "previous-match", G_CALLBACK (previous_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (stop_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);

  self->count = GTK_LABEL (
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL));
  gtk_label_set_width_chars (self->count, 13);
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  self->previous =
      button_new (self, "go-up-symbolic", _ ("Previous (Shift+Enter)"), G_CALLBACK (previous_cb));
  self->next = button_new (self, "go-down-symbolic", _ ("Next (Enter)"), G_CALLBACK (next_cb));
  gtk_widget_add_css_class (buttons, "linked");
  gtk_box_append (GTK_BOX (buttons), self->previous);
  gtk_box_append (GTK_BOX (buttons), self->next);

  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (self->box), buttons);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->count));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}
