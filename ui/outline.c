#include "ui/outline.h"

#include "core/base/format.h"
#include "ui/models.h"
#include "ui/text.h"

#include <glib/gi18n.h>

struct _NgOutline {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkColumnView *view;
  NgDocument *document;
  NgExperiment *experiment;
  GHashTable *problems; /* key of a layer -> what is wrong with it, or NULL until it is asked for */
  GHashTable *cells;    /* of GtkListItem -> its Column: those that are seen */
  GtkSortListModel *sorted;
  GtkSingleSelection *selection;
  NgNet *net; /* what the rows are of */
  gboolean is_selecting;
};

enum { SHOWN, N_SIGNALS };

/* Problems that are looked through for those of a layer. */
enum { MOST_PROBLEMS = 1000 };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgOutline, ng_outline, GTK_TYPE_WIDGET)

/* A column: how a row reads in it, and how rows are ordered by it. */
typedef struct {
  const char *title;
  char *(*text) (NgOutline *self, NgLayerRow *row);
  int (*compare) (NgLayerRow *a, NgLayerRow *b);
  gboolean is_number;
  gboolean expands;
} Column;

static char *
name_text (NgOutline *self, NgLayerRow *row)
{
  return g_strdup (ng_layer_row_name (row));
}

static char *
kind_text (NgOutline *self, NgLayerRow *row)
{
  return g_strdup (ng_layer_row_kind (row));
}

static char *
input_text (NgOutline *self, NgLayerRow *row)
{
  return g_strdup (ng_layer_row_input (row));
}

static char *
output_text (NgOutline *self, NgLayerRow *row)
{
  return g_strdup (ng_layer_row_output (row));
}

static char *
parameters_text (NgOutline *self, NgLayerRow *row)
{
  gint64 count = ng_layer_row_parameters (row);

  return count == 0 ? g_strdup ("") : ng_count_text (count);
}

static char *
macs_text (NgOutline *self, NgLayerRow *row)
{
  gint64 count = ng_layer_row_macs (row);

  return count <= 0 ? g_strdup ("") : ng_count_text (count);
}

static char *
activations_text (NgOutline *self, NgLayerRow *row)
{
  gint64 bytes = ng_layer_row_activations (row);

  return bytes < 0 ? g_strdup ("–") : ng_format_bytes ((guint64) bytes);
}

static char *
number_text (const NgTensorStatistics *statistics, double number)
{
  return statistics != NULL ? g_strdup_printf ("%.4g", number) : g_strdup ("");
}

static char *
least_text (NgOutline *self, NgLayerRow *row)
{
  const NgTensorStatistics *statistics = ng_layer_row_statistics (row);

  return number_text (statistics, statistics != NULL ? statistics->min : 0);
}

static char *
mean_text (NgOutline *self, NgLayerRow *row)
{
  const NgTensorStatistics *statistics = ng_layer_row_statistics (row);

  return number_text (statistics, statistics != NULL ? statistics->mean : 0);
}

static char *
most_text (NgOutline *self, NgLayerRow *row)
{
  const NgTensorStatistics *statistics = ng_layer_row_statistics (row);

  return number_text (statistics, statistics != NULL ? statistics->max : 0);
}

/* What is wrong with each layer, the first of it. */
static GHashTable *
collect_problems (NgDocument *document)
{
  GHashTable *problems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GPtrArray *diagnostics = ng_document_problems (document);

  for (guint i = 0; i < MIN (diagnostics->len, MOST_PROBLEMS); i++) {
    g_autoptr (NgSubject) subject = ng_document_problem_subject (document, i);
    g_autofree char *key = NULL;

    if (subject == NULL || subject->kind == NG_PICK_NONE)
      continue;
    key = ng_subject_layer_key (subject);
    if (!g_hash_table_contains (problems, key))
      g_hash_table_insert (
          problems,
          g_steal_pointer (&key),
          g_strconcat ("⚠ ", ((NgDiagnostic *) diagnostics->pdata[i])->message, NULL));
  }
  return problems;
}

static char *
problem_text (NgOutline *self, NgLayerRow *row)
{
  g_autofree char *key = ng_subject_layer_key (ng_layer_row_subject (row));
  const char *text;

  if (self->problems == NULL)
    self->problems = collect_problems (self->document);
  text = g_hash_table_lookup (self->problems, key);
  return g_strdup (text != NULL ? text : "");
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

static int
compare_activations (NgLayerRow *a, NgLayerRow *b)
{
  return compare_count (ng_layer_row_activations (a), ng_layer_row_activations (b));
}

static char *
position_text (NgOutline *self, NgLayerRow *row)
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
  { N_ ("Activations"), activations_text, compare_activations, TRUE, FALSE },
  { N_ ("Least"), least_text, NULL, TRUE, FALSE },
  { N_ ("Mean"), mean_text, NULL, TRUE, FALSE },
  { N_ ("Most"), most_text, NULL, TRUE, FALSE },
  { N_ ("Problem"), problem_text, NULL, FALSE, TRUE },
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
show_cell (NgOutline *self, GtkListItem *item, const Column *column)
{
  g_autofree char *text = column->text (self, gtk_list_item_get_item (item));
  GtkWidget *label = gtk_list_item_get_child (item);

  ng_label_set (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, column->expands ? text : NULL);
}

static void
bind_cb (NgOutline *self, GtkListItem *item, GtkSignalListItemFactory *factory)
{
  const Column *column = g_object_get_data (G_OBJECT (factory), "column");

  g_hash_table_insert (self->cells, item, (gpointer) column);
  show_cell (self, item, column);
}

static void
unbind_cb (NgOutline *self, GtkListItem *item)
{
  g_hash_table_remove (self->cells, item);
}

/* What the rows that are seen say is said again, each in its place. */
static void
show_cells (NgOutline *self)
{
  GHashTableIter iter;
  gpointer item, column;

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &item, &column))
    show_cell (self, item, column);
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
  g_object_set_data (G_OBJECT (factory), "column", (gpointer) column);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (unbind_cb), self);
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
  g_clear_pointer (&self->problems, g_hash_table_unref);
  g_clear_pointer (&self->net, ng_net_unref);
  self->net = net != NULL ? ng_net_ref (net) : NULL;
  rows = ng_layer_rows (self->document, self->experiment, net);
  self->is_selecting = TRUE;
  gtk_sort_list_model_set_model (self->sorted, rows);
  self->is_selecting = FALSE;
  selection_changed_cb (self);
}

/* Rows that are ordered by what layers cost are ordered again as soon as it is known. */
static void
costs_changed_cb (NgOutline *self)
{
  self->is_selecting = TRUE;
  gtk_sorter_changed (gtk_column_view_get_sorter (self->view), GTK_SORTER_CHANGE_DIFFERENT);
  self->is_selecting = FALSE;
  show_cells (self);
}

guint
ng_outline_n_rows (NgOutline *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

void
ng_outline_set_document (NgOutline *self, NgDocument *document, NgExperiment *experiment)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  self->experiment = g_object_ref (experiment);
  g_signal_connect_object (
      document, "net-changed", G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "costs-changed", G_CALLBACK (costs_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (experiment, "changed", G_CALLBACK (show_cells), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (update_rows), NULL);
}

static void
dispose (GObject *object)
{
  NgOutline *self = NG_OUTLINE (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_pointer (&self->problems, g_hash_table_unref);
  g_clear_object (&self->document);
  g_clear_object (&self->experiment);
  G_OBJECT_CLASS (ng_outline_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_hash_table_unref (NG_OUTLINE (object)->cells);
  G_OBJECT_CLASS (ng_outline_parent_class)->finalize (object);
}

static void
ng_outline_class_init (NgOutlineClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  G_OBJECT_CLASS (class)->finalize = finalize;
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
  self->cells = g_hash_table_new (NULL, NULL);
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
