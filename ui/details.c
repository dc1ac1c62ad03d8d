#include "ui/details.h"

#include "core/base/format.h"
#include "render/export/pango.h"
#include "render/plot/plot.h"
#include "render/standard/card.h"
#include "ui/models.h"
#include "ui/scene-view.h"
#include "ui/text.h"
#include "ui/value.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Points: the pictures in the card. */
#define PLOT_WIDTH   190
#define PLOT_HEIGHT  60
#define VALUE_HEIGHT 150

struct _NgDetails {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkBox *box;
  NgDocument *document;
  NgExperiment *experiment;
  char *title;
  GCancellable *reading; /* the arrays' statistics */
};

G_DEFINE_FINAL_TYPE (NgDetails, ng_details, GTK_TYPE_WIDGET)

static GtkWidget *
label_new (const char *text, const char *class)
{
  GtkWidget *label = ng_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static void
append_heading (NgDetails *self, const char *title, const char *subtitle, const char *summary)
{
  GtkWidget *heading = label_new (title, "title-3");

  g_free (self->title);
  self->title = g_strdup (title);
  gtk_label_set_selectable (GTK_LABEL (heading), TRUE);
  gtk_widget_set_focusable (heading, FALSE);
  gtk_box_append (self->box, heading);
  if (subtitle != NULL && *subtitle != '\0' && strcmp (subtitle, title) != 0)
    gtk_box_append (self->box, label_new (subtitle, "heading"));
  if (summary != NULL && *summary != '\0')
    gtk_box_append (self->box, label_new (summary, "dim-label"));
}

/* Starts a section: a heading and the list under it. */
static GtkListBox *
append_section (NgDetails *self, const char *title)
{
  GtkWidget *heading = label_new (title, "heading");
  GtkWidget *list = gtk_list_box_new ();

  gtk_widget_set_margin_top (heading, 12);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (self->box, heading);
  gtk_box_append (self->box, list);
  return GTK_LIST_BOX (list);
}

static GtkWidget *
append_row (
    GtkListBox *list, const char *name, const char *value, gboolean is_faint, const char *note)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *left = ng_label_new (name);
  GtkWidget *right = label_new (value, is_faint ? "dim-label" : NULL);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", name, value);

  gtk_widget_set_valign (left, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_label_set_ellipsize (GTK_LABEL (left), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_label_set_xalign (GTK_LABEL (right), 1);
  gtk_label_set_justify (GTK_LABEL (right), GTK_JUSTIFY_RIGHT);
  gtk_widget_add_css_class (right, "numeric");
  gtk_box_append (GTK_BOX (line), left);
  gtk_box_append (GTK_BOX (line), right);
  gtk_box_append (GTK_BOX (content), line);
  if (note != NULL && *note != '\0')
    gtk_box_append (GTK_BOX (content), label_new (note, "fact-note"));
  gtk_widget_add_css_class (content, "fact");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), content);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_list_box_append (list, row);
  return content;
}

/* A sentence that has the row to itself. */
static void
append_sentence (GtkListBox *list, const char *text, const char *note)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_box_append (GTK_BOX (content), label_new (text, NULL));
  if (note != NULL && *note != '\0')
    gtk_box_append (GTK_BOX (content), label_new (note, "fact-note"));
  gtk_widget_add_css_class (content, "fact");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), content);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (list, row);
}

static char *
statistics_text (const NgTensorStatistics *statistics)
{
  GString *text = g_string_new (NULL);

  if (statistics->n_finite > 0)
    g_string_append_printf (text,
                            "%.4g … %.4g, %s %.4g ± %.4g",
                            statistics->min,
                            statistics->max,
                            _ ("mean"),
                            statistics->mean,
                            statistics->deviation);
  if (statistics->n_nan + statistics->n_infinite > 0)
    g_string_append_printf (text,
                            _ ("%s%" G_GINT64_FORMAT " not finite"),
                            text->len > 0 ? ", " : "",
                            statistics->n_nan + statistics->n_infinite);
  return g_string_free (text, FALSE);
}

static void
append_statistics (GtkWidget *content, const NgTensorStatistics *statistics)
{
  g_autofree char *text = statistics_text (statistics);

  if (statistics->n_nan + statistics->n_infinite > 0)
    gtk_box_append (GTK_BOX (content), label_new (text, "fact-note"));
  if (statistics->n_finite > 1 && statistics->max > statistics->min) {
    GtkWidget *plot = ng_scene_view_new (
        ng_plot_histogram (ng_pango_metrics (), statistics, PLOT_WIDTH, PLOT_HEIGHT), text);

    gtk_widget_set_halign (plot, GTK_ALIGN_START);
    gtk_box_append (GTK_BOX (content), plot);
  }
}

static const char *
section_title (NgRowKind kind)
{
  switch (kind) {
  case NG_ROW_PARAMETER:
    return _ ("Parameters");
  case NG_ROW_ARRAY:
    return _ ("Arrays");
  case NG_ROW_INPUT:
    return _ ("Inputs");
  case NG_ROW_OUTPUT:
    return _ ("Outputs");
  case NG_ROW_PROBLEM:
    return _ ("Problems");
  case NG_ROW_FACT:
    return _ ("Facts");
  }
  return "";
}

static void
append_card (NgDetails *self, const NgCard *card, gboolean is_net)
{
  GtkListBox *list = NULL;
  NgRowKind last = 0;

  if (is_net)
    append_heading (self, ng_document_title (self->document), _ ("Net"), NULL);
  else
    append_heading (self, card->title, card->subtitle, card->summary);
  for (guint i = 0; i < card->rows->len; i++) {
    const NgCardRow *row = g_ptr_array_index (card->rows, i);
    GtkWidget *content;

    if (list == NULL || row->kind != last)
      list = append_section (self, section_title (row->kind));
    last = row->kind;
    if (row->kind == NG_ROW_PROBLEM) {
      append_sentence (list, row->value, row->note);
      continue;
    }
    if (row->kind == NG_ROW_PARAMETER) {
      content = append_row (list, row->name, row->value, row->is_faint, NULL);
      gtk_widget_set_tooltip_text (content, row->note);
      continue;
    }
    content = append_row (list, row->name, row->value, row->is_faint, row->note);
    if (row->has_statistics)
      append_statistics (content, &row->statistics);
  }
}

/* The value that passed, where there is one. */
static void
append_value (NgDetails *self, const NgSubject *subject)
{
  NgTensor *value = ng_experiment_value (self->experiment, subject);
  NgValueFlags flags = ng_value_flags (self->document, subject);
  g_autofree char *summary = NULL;
  g_autofree char *caption = NULL;
  GtkListBox *list;
  GtkWidget *content, *view;

  if (value == NULL)
    return;
  summary = ng_value_summary (value);
  list = append_section (self, _ ("Value That Passed"));
  content = append_row (list, _ ("Last run"), "", FALSE, summary);
  view = ng_value_view_new (value, NULL, flags, PLOT_WIDTH, VALUE_HEIGHT);
  gtk_widget_set_halign (view, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (content), view);
  caption = ng_value_caption (value, NULL, flags);
  if (caption != NULL)
    gtk_box_append (GTK_BOX (content), label_new (caption, "fact-note"));
}

/* What a layer has to learn and to compute. */
static void
append_costs (NgDetails *self, const NgSubject *subject)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  gint64 parameters, products;
  GtkListBox *list;
  NgNet *net;
  int layer;

  if (!ng_subject_resolve (subject, ng_document_net (self->document), &net, &layer) || layer < 0 ||
      subject->kind == NG_PICK_EDGE)
    return;
  name = ng_net_shown_name (net, (gsize) layer);
  path = ng_path_join (subject->net, name);
  parameters = ng_layer_parameters (net, (gsize) layer);
  products = ng_document_multiply_adds (self->document, path);
  if (parameters <= 0 && products <= 0)
    return;
  list = append_section (self, _ ("Cost"));
  if (parameters > 0) {
    g_autofree char *text = ng_count_text (parameters);

    append_row (list, _ ("Parameters"), text, FALSE, NULL);
  }
  if (products > 0) {
    g_autofree char *text = ng_count_text (products);

    append_row (list, _ ("MACs"), text, FALSE, _ ("multiplications for one example"));
  }
}

static void
append_group (NgDetails *self, const NgSubject *subject)
{
  NgNet *net = ng_path_resolve (ng_document_net (self->document), subject->net);
  g_autoptr (GListModel) rows = net != NULL ? ng_layer_rows (self->document, net) : NULL;
  g_autofree char *prefix = g_strconcat (subject->group, "/", NULL);
  g_autofree char *shown = NULL;
  g_autofree char *counted = NULL;
  gint64 parameters = 0;
  guint n = 0;
  GtkListBox *list;

  for (guint i = 0; rows != NULL && i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (NgLayerRow) row = g_list_model_get_item (rows, i);
    gint64 of_row;

    if (!g_str_has_prefix (ng_layer_row_name (row), prefix))
      continue;
    of_row = ng_layer_row_parameters (row);
    parameters = parameters < 0 || of_row < 0 ? -1 : parameters + of_row;
    n++;
  }
  append_heading (self, subject->group, _ ("Group"), _ ("Layers whose names begin alike"));
  list = append_section (self, _ ("Facts"));
  shown = ng_count_text (n);
  counted = ng_count_text (parameters);
  append_row (list, _ ("Layers"), shown, FALSE, NULL);
  append_row (list, _ ("Parameters"), counted, FALSE, NULL);
}

static void
clear (NgDetails *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
}

/* The first thing that reads an input of the net: an edge that stands for the port. */
static gboolean
target_of_input (const NgNet *net, guint port, NgTarget *target)
{
  gsize n;
  const NgTarget *targets = ng_net_targets (net, (NgSource){ NG_SOURCE_INPUT, (int) port, 0 }, &n);

  if (n == 0)
    return FALSE;
  *target = targets[0];
  return TRUE;
}

/* Returns: (transfer full) (nullable): the card without statistics of what is selected */
static NgCard *
card_of (NgDetails *self, const NgSubject *subject)
{
  NgNet *root = ng_document_net (self->document), *net;
  NgTarget target;
  int layer;

  if (subject == NULL)
    return ng_card_net (root);
  if (!ng_subject_resolve (subject, root, &net, &layer))
    return NULL;
  switch (subject->kind) {
  case NG_PICK_VERTEX:
  case NG_PICK_INPUT:
  case NG_PICK_OUTPUT:
    return ng_card_layer (net, (gsize) layer, FALSE);
  case NG_PICK_EDGE:
    return ng_card_edge (net, (NgTarget){ layer, (int) subject->port });
  case NG_PICK_NET_OUTPUT:
    return ng_card_edge (net, (NgTarget){ -1, (int) subject->port });
  case NG_PICK_NET_INPUT:
    return target_of_input (net, subject->port, &target) ? ng_card_edge (net, target) : NULL;
  default:
    return NULL;
  }
}

static void
show_card (NgDetails *self, const NgCard *card, const NgSubject *subject)
{
  clear (self);
  append_card (self, card, subject == NULL);
  if (subject == NULL)
    return;
  append_value (self, subject);
  append_costs (self, subject);
}

/* Statistics of arrays take a while for large ones, so a worker reads them. */

typedef struct {
  NgNet *net;
  gsize layer;
  GCancellable *cancellable;
} ReadData;

static void
read_data_free (gpointer data)
{
  ReadData *read = data;

  ng_net_unref (read->net);
  g_object_unref (read->cancellable);
  g_free (read);
}

static gpointer
read_work (gpointer data, GCancellable *cancellable, GError **error)
{
  ReadData *read = data;

  return ng_card_layer (read->net, read->layer, TRUE);
}

static void
read_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgDetails *self = owner;
  ReadData *read = data;
  g_autoptr (NgCard) card = result;

  if (read->cancellable != self->reading)
    return;
  g_clear_object (&self->reading);
  if (card != NULL)
    show_card (self, card, ng_document_selection (self->document));
}

static void
stop_reading (NgDetails *self)
{
  if (self->reading == NULL)
    return;
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static gboolean
has_values (const NgLayer *layer)
{
  for (gsize i = 0; i < ng_layer_n_arrays (layer); i++)
    if (ng_layer_array (layer, i) != NULL)
      return TRUE;
  return FALSE;
}

static void
start_reading (NgDetails *self, const NgSubject *subject)
{
  NgNet *net;
  int layer;
  ReadData *read;

  if (subject == NULL || subject->kind != NG_PICK_VERTEX ||
      !ng_subject_resolve (subject, ng_document_net (self->document), &net, &layer) ||
      !has_values (ng_net_layer (net, (gsize) layer)))
    return;
  self->reading = g_cancellable_new ();
  read = g_new0 (ReadData, 1);
  read->net = ng_net_ref (net);
  read->layer = (gsize) layer;
  read->cancellable = g_object_ref (self->reading);
  ng_tasks_start (ng_document_tasks (self->document),
                  NG_WORKER_FILES,
                  G_OBJECT (self),
                  read_work,
                  read,
                  read_data_free,
                  self->reading,
                  read_done);
}

static void
update (NgDetails *self)
{
  const NgSubject *subject = ng_document_selection (self->document);
  g_autoptr (NgCard) card = NULL;

  stop_reading (self);
  clear (self);
  if (ng_document_net (self->document) == NULL)
    return;
  if (subject != NULL && (subject->kind == NG_PICK_GROUP || subject->kind == NG_PICK_OPENER)) {
    append_group (self, subject);
    return;
  }
  card = card_of (self, subject);
  if (card == NULL)
    card = ng_card_net (ng_document_net (self->document));
  show_card (self, card, subject);
  start_reading (self, subject);
}

const char *
ng_details_title (NgDetails *self)
{
  return self->title != NULL ? self->title : "";
}

void
ng_details_set_document (NgDetails *self, NgDocument *document, NgExperiment *experiment)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  self->experiment = g_object_ref (experiment);
  g_signal_connect_object (
      document, "selection-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "costs-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (experiment, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
dispose (GObject *object)
{
  NgDetails *self = NG_DETAILS (object);

  stop_reading (self);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->title, g_free);
  g_clear_object (&self->document);
  g_clear_object (&self->experiment);
  G_OBJECT_CLASS (ng_details_parent_class)->dispose (object);
}

static void
ng_details_class_init (NgDetailsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
ng_details_init (NgDetails *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "details");
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->box));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}
