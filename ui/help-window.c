#include "ui/help-window.h"

#include "ui/help-pages.h"
#include "ui/typed-list.h"

#include <glib/gi18n.h>

/* Pixels. */
#define WIDTH      860
#define HEIGHT     600
#define LIST_WIDTH 230
#define TEXT_WIDTH 640

struct _NgHelpWindow {
  AdwWindow parent_instance;

  GtkSearchEntry *entry;
  GtkListBox *list;
  GtkLabel *text;
  GtkScrolledWindow *scroller;
  GPtrArray *pages; /* (element-type NgHelpPage): one for each row */
};

G_DEFINE_FINAL_TYPE (NgHelpWindow, ng_help_window, ADW_TYPE_WINDOW)

static const NgHelpPage *
page_of (NgHelpWindow *self, GtkListBoxRow *row)
{
  return row != NULL ? self->pages->pdata[gtk_list_box_row_get_index (row)] : NULL;
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  NgHelpWindow *self = user_data;

  return ng_help_page_matches (page_of (self, row),
                               gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
selected_cb (NgHelpWindow *self, GtkListBoxRow *row)
{
  const NgHelpPage *page = page_of (self, row);
  g_autofree char *markup =
      page != NULL ? ng_help_markup (page->text) : g_strdup (_ ("No page has these words"));

  gtk_label_set_markup (self->text, markup);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void
changed_cb (NgHelpWindow *self)
{
  gtk_list_box_invalidate_filter (self->list);
  ng_typed_list_select (
      self->list, GTK_WIDGET (self->entry), ng_typed_list_row (self->list, NULL, 1));
}

static gboolean
key_pressed_cb (NgHelpWindow *self, guint key, guint code, GdkModifierType state)
{
  return key != GDK_KEY_Tab && key != GDK_KEY_ISO_Left_Tab &&
         ng_typed_list_key (self->list, GTK_WIDGET (self->entry), key);
}

gboolean
ng_help_window_show (NgHelpWindow *self, const char *name)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_list_box_invalidate_filter (self->list);
  for (guint i = 0; i < self->pages->len; i++)
    if (g_str_equal (((NgHelpPage *) self->pages->pdata[i])->name, name)) {
      ng_typed_list_select (self->list,
                            GTK_WIDGET (self->entry),
                            gtk_list_box_get_row_at_index (self->list, (int) i));
      return TRUE;
    }
  return FALSE;
}

guint
ng_help_window_search (NgHelpWindow *self, const char *words)
{
  guint n = 0;

  gtk_editable_set_text (GTK_EDITABLE (self->entry), words);
  changed_cb (self);
  for (guint i = 0; i < self->pages->len; i++)
    n += ng_help_page_matches (self->pages->pdata[i], words);
  return n;
}

const char *
ng_help_window_page (NgHelpWindow *self)
{
  const NgHelpPage *page = page_of (self, gtk_list_box_get_selected_row (self->list));

  return page != NULL ? page->name : NULL;
}

static void
finalize (GObject *object)
{
  g_ptr_array_unref (NG_HELP_WINDOW (object)->pages);
  G_OBJECT_CLASS (ng_help_window_parent_class)->finalize (object);
}

static void
ng_help_window_class_init (NgHelpWindowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  gtk_widget_class_add_binding_action (
      GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
side_new (NgHelpWindow *self)
{
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *scroller;

  self->entry = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Words to find in the help"),
                                  -1);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (gtk_window_close), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  scroller = ng_typed_list_new (&self->list, HEIGHT);
  gtk_widget_set_vexpand (scroller, TRUE);
  for (guint i = 0; i < self->pages->len; i++) {
    GtkWidget *label = gtk_label_new (((NgHelpPage *) self->pages->pdata[i])->title);

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_list_box_append (self->list, label);
  }
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (selected_cb), self);
  gtk_widget_set_size_request (side, LIST_WIDTH, -1);
  gtk_widget_add_css_class (side, "help-side");
  gtk_box_append (GTK_BOX (side), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (side), scroller);
  return side;
}

static GtkWidget *
text_new (NgHelpWindow *self)
{
  GtkWidget *clamp = adw_clamp_new ();

  self->text = GTK_LABEL (gtk_label_new (""));
  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_yalign (self->text, 0);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_wrap_mode (self->text, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (self->text, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "help-text");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), TEXT_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->text));
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->scroller, clamp);
  gtk_widget_set_hexpand (GTK_WIDGET (self->scroller), TRUE);
  return GTK_WIDGET (self->scroller);
}

static void
ng_help_window_init (NgHelpWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->pages = ng_help_pages ();
  gtk_window_set_title (GTK_WINDOW (self), _ ("Help"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (line), side_new (self));
  gtk_box_append (GTK_BOX (line), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (line), text_new (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  changed_cb (self);
}

GtkWidget *
ng_help_window_new (void)
{
  return g_object_new (NG_TYPE_HELP_WINDOW, NULL);
}
