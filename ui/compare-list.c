#include "ui/compare-list.h"

#include "ui/difference-text.h"
#include "ui/text.h"
#include "ui/verdict.h"

#include <glib/gi18n.h>

/* Rows that come at once, and one after the other until there are more than the view makes widgets
 * for: making these takes the time, so that a long list never holds up a frame. */
#define BATCH      10
#define MOST_SHOWN 220

/* ---- rows ---- */

#define NG_TYPE_DIFFERENCE_ROW (ng_difference_row_get_type ())
G_DECLARE_FINAL_TYPE (NgDifferenceRow, ng_difference_row, NG, DIFFERENCE_ROW, GObject)

struct _NgDifferenceRow {
  GObject parent_instance;

  NgComparison *comparison;
  const NgMatch *match;
  const NgDifference *difference; /* NULL where there is but one side */
  guint index;                    /* of the match */
};

G_DEFINE_FINAL_TYPE (NgDifferenceRow, ng_difference_row, G_TYPE_OBJECT)

static void
row_finalize (GObject *object)
{
  ng_comparison_unref (NG_DIFFERENCE_ROW (object)->comparison);
  G_OBJECT_CLASS (ng_difference_row_parent_class)->finalize (object);
}

static void
ng_difference_row_class_init (NgDifferenceRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = row_finalize;
}

static void
ng_difference_row_init (NgDifferenceRow *self)
{
}

static void
add_row (GPtrArray *rows, NgComparison *comparison, guint index, const NgDifference *difference)
{
  NgDifferenceRow *row = g_object_new (NG_TYPE_DIFFERENCE_ROW, NULL);

  row->comparison = ng_comparison_ref (comparison);
  row->match = ng_comparison_match (comparison, index);
  row->difference = difference;
  row->index = index;
  g_ptr_array_add (rows, row);
}

/* Returns: (transfer full) (element-type NgDifferenceRow) */
static GPtrArray *
list_rows (NgComparison *comparison)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; comparison != NULL && i < ng_comparison_n_matches (comparison); i++) {
    const NgMatch *match = ng_comparison_match (comparison, i);

    if (match->verdict == NG_VERDICT_ADDED || match->verdict == NG_VERDICT_REMOVED)
      add_row (rows, comparison, i, NULL);
    for (guint d = 0; d < match->differences->len; d++)
      add_row (rows, comparison, i, match->differences->pdata[d]);
  }
  return rows;
}

/* ---- columns ---- */

static char *
name_text (const NgMatch *match, const NgDifference *difference)
{
  return ng_match_name (match);
}

static char *
kind_text (const NgMatch *match, const NgDifference *difference)
{
  return ng_difference_kind (match);
}

typedef struct {
  const char *title;
  char *(*text) (const NgMatch *match, const NgDifference *difference); /* NULL: the badge */
  gboolean expands;
} Column;

static const Column columns[] = {
  { "", NULL, FALSE },
  { N_ ("Layer"), name_text, TRUE },
  { N_ ("Kind"), kind_text, FALSE },
  { N_ ("What"), ng_difference_what, FALSE },
  { N_ ("Before"), ng_difference_before, TRUE },
  { N_ ("After"), ng_difference_after, TRUE },
};

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Column *column = user_data;
  GtkWidget *label;

  if (column->text == NULL) {
    gtk_list_item_set_child (item, ng_verdict_icon_new (NG_VERDICT_SAME));
    return;
  }
  label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (column->expands)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Column *column = user_data;
  const NgDifferenceRow *row = gtk_list_item_get_item (item);
  GtkWidget *child = gtk_list_item_get_child (item);
  g_autofree char *text = NULL;
  g_autofree char *shown = NULL;

  if (column->text == NULL) {
    ng_verdict_icon_set (child, row->match->verdict);
    return;
  }
  text = column->text (row->match, row->difference);
  shown = ng_shown_text (text);
  ng_label_set (GTK_LABEL (child), text);
  if (column->expands)
    gtk_widget_set_tooltip_text (child, shown);
}

/* ---- the list ---- */

struct _NgCompareList {
  GtkWidget parent_instance;

  GtkWidget *stack;
  GtkColumnView *view;
  GtkLabel *none;
  GtkSingleSelection *selection;
  gboolean is_selecting;
  GListStore *rows;
  GPtrArray *all; /* (element-type NgDifferenceRow): of which the first ones are in @rows already */
  guint adding;   /* the source that adds the others */
};

enum { SHOWN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgCompareList, ng_compare_list, GTK_TYPE_WIDGET)

static void
add_column (NgCompareList *self, const Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) shown = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) column);
  shown = gtk_column_view_column_new (*column->title != '\0' ? _ (column->title) : "", factory);
  gtk_column_view_column_set_resizable (shown, column->text != NULL);
  gtk_column_view_column_set_expand (shown, column->expands);
  gtk_column_view_append_column (self->view, shown);
}

guint
ng_compare_list_n_rows (NgCompareList *self)
{
  return self->all != NULL ? self->all->len : 0;
}

static void
add_rows (NgCompareList *self, guint n)
{
  guint from = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  n = MIN (n, self->all->len - from);
  g_list_store_splice (self->rows, from, 0, self->all->pdata + from, n);
}

static void
add_all_rows (NgCompareList *self)
{
  g_clear_handle_id (&self->adding, g_source_remove);
  if (self->all != NULL)
    add_rows (self, self->all->len);
}

static gboolean
add_some_cb (gpointer user_data)
{
  NgCompareList *self = user_data;

  add_rows (self, BATCH);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->rows)) < MIN (MOST_SHOWN, self->all->len))
    return G_SOURCE_CONTINUE;
  self->adding = 0;
  add_all_rows (self);
  return G_SOURCE_REMOVE;
}

/* Returns: which match the row at @position is of */
static guint
match_at (NgCompareList *self, guint position)
{
  g_autoptr (NgDifferenceRow) row =
      g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  return row->index;
}

int
ng_compare_list_shown (NgCompareList *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  return position != GTK_INVALID_LIST_POSITION ? (int) match_at (self, position) : -1;
}

static void
show_row (NgCompareList *self)
{
  int index = ng_compare_list_shown (self);

  if (!self->is_selecting && index >= 0)
    g_signal_emit (self, signals[SHOWN], 0, (guint) index);
}

static void
scroll_to (NgCompareList *self, guint position)
{
  /* The action belongs to the list of rows inside the view. */
  gtk_widget_activate_action (
      gtk_widget_get_last_child (GTK_WIDGET (self->view)), "list.scroll-to-item", "u", position);
}

/* Rows of one match follow each other, in the order of matches. */
static guint
find_row (NgCompareList *self, int index)
{
  guint n = ng_compare_list_n_rows (self);

  add_all_rows (self);
  for (guint i = 0; i < n && index >= 0; i++)
    if (match_at (self, i) == (guint) index)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

void
ng_compare_list_select (NgCompareList *self, int index)
{
  guint position;

  if (ng_compare_list_shown (self) == index)
    return;
  position = find_row (self, index);
  self->is_selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->is_selecting = FALSE;
  if (position != GTK_INVALID_LIST_POSITION)
    scroll_to (self, position);
}

void
ng_compare_list_step (NgCompareList *self, int step)
{
  guint n = ng_compare_list_n_rows (self);
  guint from = gtk_single_selection_get_selected (self->selection), to;

  if (n == 0)
    return;
  add_all_rows (self);
  if (from == GTK_INVALID_LIST_POSITION)
    from = step > 0 ? n - 1 : 0;
  to = from;
  do
    to = (to + n + (guint) step) % n;
  while (to != from && match_at (self, to) == match_at (self, from));
  to = find_row (self, (int) match_at (self, to));
  if (gtk_single_selection_get_selected (self->selection) == to)
    show_row (self);
  gtk_single_selection_set_selected (self->selection, to);
  scroll_to (self, to);
}

void
ng_compare_list_set_comparison (NgCompareList *self, NgComparison *comparison)
{
  g_clear_handle_id (&self->adding, g_source_remove);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_object (&self->rows);
  self->all = list_rows (comparison);
  self->rows = g_list_store_new (NG_TYPE_DIFFERENCE_ROW);
  add_rows (self, BATCH);
  if (self->all->len > BATCH)
    self->adding = g_idle_add_full (G_PRIORITY_LOW, add_some_cb, self, NULL);
  self->is_selecting = TRUE;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->rows));
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->is_selecting = FALSE;
  gtk_stack_set_visible_child_name (
      GTK_STACK (self->stack),
      comparison != NULL && ng_comparison_is_same (comparison) ? "none" : "rows");
}

static void
dispose (GObject *object)
{
  NgCompareList *self = NG_COMPARE_LIST (object);

  g_clear_handle_id (&self->adding, g_source_remove);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (ng_compare_list_parent_class)->dispose (object);
}

static void
ng_compare_list_class_init (NgCompareListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[SHOWN] = g_signal_new ("shown",
                                 NG_TYPE_COMPARE_LIST,
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
ng_compare_list_init (NgCompareList *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *none = gtk_label_new (_ ("Nothing differs: the nets are the same."));

  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Differences"), -1);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    add_column (self, &columns[i]);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (show_row), self);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (show_row), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_add_css_class (none, "dim-label");
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), scroller, "rows");
  gtk_stack_add_named (GTK_STACK (self->stack), none, "none");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
}

GtkWidget *
ng_compare_list_new (void)
{
  return g_object_new (NG_TYPE_COMPARE_LIST, NULL);
}
