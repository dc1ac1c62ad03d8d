#include "ui/typed-list.h"

/* Rows that Page Up and Page Down go. */
#define PAGE 7

GtkWidget *
ng_typed_list_new (GtkListBox **list, int height)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  *list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (*list), "words");
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), height);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (*list));
  return scroller;
}

GtkListBoxRow *
ng_typed_list_row (GtkListBox *list, GtkListBoxRow *from, int step)
{
  int index = from != NULL ? gtk_list_box_row_get_index (from) : -1;
  GtkListBoxRow *last = from;

  for (int left = ABS (step); left > 0;) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, index += step > 0 ? 1 : -1);

    if (index < 0 || row == NULL)
      break;
    /* The filter hides rows so. */
    if (!gtk_widget_get_child_visible (GTK_WIDGET (row)))
      continue;
    last = row;
    left--;
  }
  return last;
}

void
ng_typed_list_select (GtkListBox *list, GtkWidget *entry, GtkListBoxRow *row)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (list), GTK_TYPE_SCROLLED_WINDOW);
  double x, y;

  gtk_list_box_select_row (list, row);
  if (row == NULL ||
      !gtk_widget_translate_coordinates (GTK_WIDGET (row), GTK_WIDGET (list), 0, 0, &x, &y))
    return;
  gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)),
                             y,
                             y + gtk_widget_get_height (GTK_WIDGET (row)));
  gtk_accessible_update_relation (
      GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT, row, -1);
}

gboolean
ng_typed_list_key (GtkListBox *list, GtkWidget *entry, guint key)
{
  static const struct {
    guint key;
    int step;
  } steps[] = {
    { GDK_KEY_Down, 1 },   { GDK_KEY_KP_Down, 1 },       { GDK_KEY_Up, -1 },
    { GDK_KEY_KP_Up, -1 }, { GDK_KEY_Page_Down, PAGE },  { GDK_KEY_Page_Up, -PAGE },
    { GDK_KEY_Tab, 1 },    { GDK_KEY_ISO_Left_Tab, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].key == key) {
      GtkListBoxRow *from = gtk_list_box_get_selected_row (list);

      ng_typed_list_select (list, entry, ng_typed_list_row (list, from, steps[i].step));
      return TRUE;
    }
  return FALSE;
}
