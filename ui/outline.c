#include "ui/outline.h"

#include "ui/models.h"
#include "ui/text.h"

#include <glib/gi18n.h>

struct _NgOutline {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkColumnView *view;
  NgDocument *document;
  GtkSortListModel *sorted;
  GtkSingleSelection *selection;
  NgNet *net; /* what the rows are of */
  gboolean is_selecting;
};

enum { SHOWN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgOutline, ng_outline, GTK_TYPE_WIDGET)

/* A column: how a row reads in it, and how rows are ordered by it. */
typedef struct {
  const char *title;
  char *(*text) (NgLayerRow *row);
  int (*compare) (NgLayerRow *a, NgLayerRow *b);
  gboolean is_number;
  gboolean expands;
} Column;

static char *
name_text (NgLayerRow *row)
{
  return g_strdup (ng_layer_row_name (row));
}

static char *
kind_text (NgLayerRow *row)
{
  return g_strdup (ng_layer_row_kind (row));
}

static char *
input_text (NgLayerRow *row)
{
  return g_strdup (ng_layer_row_input (row));
}

static char *
output_text (NgLayerRow *row)
{
  return g_strdup (ng_layer_row_output (row));
}

static char *
parameters_text (NgLayerRow *row)
{
  gint64 count = ng_layer_row_parameters (row);

  return count == 0 ? g_strdup ("") : ng_count_text (count);
}

static char *
macs_text (NgLayerRow *row)
{
  gint64 count = ng_layer_row_macs (row);

  return count <= 0 ? g_strdup ("") : ng_count_text (count);
}

static int
compare_position (NgLayerRow *a, NgLayerRow *b)
{
  guint p = ng_layer_row_position (a), q = ng_layer_row_position (b);

  return p < q ? -1 : p > q;
}

static int
compare_name (NgLayerRow *a, NgLayerRow *b)
{
  return g_utf8_collate (ng_layer_row_name (a), ng_layer_row_name (b));
}

static int
compare_kind (NgLayerRow *a, NgLayerRow *b)
{
  return g_utf8_collate (ng_layer_row_kind (a), ng_layer_row_kind (b));
}

static int
compare_count (gint64 a, gint64 b)
{
  return a < b ? -1 : a > b;
}

static int
compare_parameters (NgLayerRow *a, NgLayerRow *b)
{
  return compare_count (ng_layer_row_parameters (a), ng_layer_row_parameters (b));
}

static int
compare_macs (NgLayerRow *a, NgLayerRow *b)
{
  return compare_count (ng_layer_row_macs (a), ng_layer_row_macs (b));
}

static char *
position_text (NgLayerRow *row)
{
  return g_strdup_printf ("%u", ng_layer_row_position (row) + 1);
}

static const Column columns[] = {
  { "#", position_text, compare_position, TRUE, FALSE },
  { N_ ("Layer"), name_text, compare_name, FALSE, TRUE },
  { N_ ("Kind"), kind_text, compare_kind, FALSE, FALSE },
  { N_ ("Input"), input_text, NULL, FALSE, FALSE },
  { N_ ("Output"), output_text, NULL, FALSE, FALSE },
  { N_ ("Parameters"), parameters_text, compare_parameters, TRUE, FALSE },
  { N_ ("MACs"), macs_text, compare_macs, TRUE, FALSE },
};

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Column *column = user_data;
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->is_number ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           column->expands ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_NONE);
  if (column->is_number)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Column *column = user_data;
  g_autofree char *text = column->text (gtk_list_item_get_item (item));

  ng_label_set (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static int
sort_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Column *column = user_data;

  return column->compare ((NgLayerRow *) a, (NgLayerRow *) b);
}

static void
add_column (NgOutline *self, const Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *shown = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) column);
  shown = gtk_column_view_column_new (_ (column->title), factory);
  gtk_column_view_column_set_resizable (shown, TRUE);
  gtk_column_view_column_set_expand (shown, column->expands);
  if (column->compare != NULL) {
    g_autoptr (GtkSorter) sorter =
        GTK_SORTER (gtk_custom_sorter_new (sort_cb, (gpointer) column, NULL));

    gtk_column_view_column_set_sorter (shown, sorter);
  }
  gtk_column_view_append_column (self->view, shown);
  g_object_unref (shown);
}

/* Selecting here selects in the document, and the other way. */

static void
selected_cb (NgOutline *self)
{
  NgLayerRow *row = gtk_single_selection_get_selected_item (self->selection);

  if (self->is_selecting || row == NULL)
    return;
  self->is_selecting = TRUE;
  ng_document_select (self->document, ng_layer_row_subject (row));
  g_signal_emit (self, signals[SHOWN], 0, ng_layer_row_subject (row));
  self->is_selecting = FALSE;
}

static void
selection_changed_cb (NgOutline *self)
{
  const NgSubject *subject = ng_document_selection (self->document);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (self->is_selecting)
    return;
  self->is_selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  for (guint i = 0; i < n && subject != NULL && subject->kind == NG_PICK_VERTEX; i++) {
    g_autoptr (NgLayerRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

    if (ng_subject_equal (ng_layer_row_subject (row), subject)) {
      gtk_single_selection_set_selected (self->selection, i);
      /* The action belongs to the list of rows inside the view. */
      gtk_widget_activate_action (
          gtk_widget_get_last_child (GTK_WIDGET (self->view)), "list.scroll-to-item", "u", i);
      break;
    }
  }
  self->is_selecting = FALSE;
}

static void
activate_cb (NgOutline *self, guint position)
{
  g_autoptr (NgLayerRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  ng_document_select (self->document, ng_layer_row_subject (row));
  g_signal_emit (self, signals[SHOWN], 0, ng_layer_row_subject (row));
}

/* The rows are made when the table is first seen. */
static void
update_rows (NgOutline *self)
{
  NgNet *net = ng_document_net (self->document);
  g_autoptr (GListModel) rows = NULL;

  if (net == self->net || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  g_clear_pointer (&self->net, ng_net_unref);
  self->net = net != NULL ? ng_net_ref (net) : NULL;
  rows = ng_layer_rows (self->document, net);
  self->is_selecting = TRUE;
  gtk_sort_list_model_set_model (self->sorted, rows);
  self->is_selecting = FALSE;
  selection_changed_cb (self);
}

/* The rows say what layers cost as soon as it is known. */
static void
costs_changed_cb (NgOutline *self)
{
  guint selected = gtk_single_selection_get_selected (self->selection);
  GListModel *rows = gtk_sort_list_model_get_model (self->sorted);
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;

  self->is_selecting = TRUE;
  if (n > 0)
    g_list_model_items_changed (rows, 0, n, n);
  gtk_single_selection_set_selected (self->selection, selected);
  self->is_selecting = FALSE;
}

guint
ng_outline_n_rows (NgOutline *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

void
ng_outline_set_document (NgOutline *self, NgDocument *document)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  g_signal_connect_object (
      document, "net-changed", G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "costs-changed", G_CALLBACK (costs_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (update_rows), NULL);
}

static void
dispose (GObject *object)
{
  NgOutline *self = NG_OUTLINE (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_outline_parent_class)->dispose (object);
}

static void
ng_outline_class_init (NgOutlineClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[SHOWN] = g_signal_new ("shown",
                                 NG_TYPE_OUTLINE,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_POINTER);
}

static void
ng_outline_init (NgOutline *self)
{
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_column_view_set_show_column_separators (self->view, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Layers"), -1);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    add_column (self, &columns[i]);
  self->sorted =
      gtk_sort_list_model_new (NULL, g_object_ref (gtk_column_view_get_sorter (self->view)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (self->sorted));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection);
  g_signal_connect_swapped (
      self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (activate_cb), self);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}
