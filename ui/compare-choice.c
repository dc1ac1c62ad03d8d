#include "ui/compare-choice.h"

#include "ui/text.h"

#include <glib/gi18n.h>

/* Pixels. */
#define WIDTH  400
#define HEIGHT 420

struct _NgCompareChoice {
  GtkPopover parent_instance;

  GtkListBox *list;
};

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgCompareChoice, ng_compare_choice, GTK_TYPE_POPOVER)

GtkListBox *
ng_compare_choice_list (NgCompareChoice *self)
{
  return self->list;
}

static GtkWidget *
line_new (const char *text, const char *class)
{
  GtkWidget *label = ng_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

void
ng_compare_choice_add (NgCompareChoice *self, const char *icon, const char *title, const char *note)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *spoken = g_strjoin (", ", title, note, NULL);

  gtk_box_append (GTK_BOX (texts), line_new (title, NULL));
  if (note != NULL) {
    GtkWidget *second = line_new (note, "dim-label");

    gtk_widget_add_css_class (second, "caption");
    gtk_box_append (GTK_BOX (texts), second);
  }
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (line), texts);
  gtk_widget_add_css_class (line, "choice");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_list_box_append (self->list, row);
}

static void
activated_cb (NgCompareChoice *self, GtkListBoxRow *row)
{
  guint index = (guint) gtk_list_box_row_get_index (row);

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, index);
}

static void
shown_cb (NgCompareChoice *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
ng_compare_choice_class_init (NgCompareChoiceClass *class)
{
  signals[CHOSEN] = g_signal_new ("chosen",
                                  NG_TYPE_COMPARE_CHOICE,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_UINT);
}

static void
ng_compare_choice_init (NgCompareChoice *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Compare With"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_size_request (scroller, WIDTH, -1);
  gtk_box_append (GTK_BOX (box), line_new (_ ("Compare With"), "heading"));
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_widget_add_css_class (box, "choices");
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
  g_signal_connect (self, "map", G_CALLBACK (shown_cb), NULL);
}

GtkWidget *
ng_compare_choice_new (void)
{
  return g_object_new (NG_TYPE_COMPARE_CHOICE, NULL);
}
