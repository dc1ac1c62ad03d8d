/* What the inspector tells and nobody writes: cards, values, costs. */

#include "ui/inspector-private.h"

#include "core/base/format.h"
#include "core/engine/cost.h"
#include "render/export/pango.h"
#include "render/plot/inspect.h"
#include "render/standard/card.h"
#include "ui/actions.h"
#include "ui/fix-popover.h"
#include "ui/groups.h"
#include "ui/models.h"
#include "ui/scene-view.h"
#include "ui/text.h"
#include "ui/value.h"

#include <glib/gi18n.h>
#include <string.h>

/* Points: the picture of a value. */
#define VALUE_WIDTH   190
#define VALUE_HEIGHT  150
#define SPREAD_HEIGHT 70

GtkListBox *
ng_inspector_list (const char *name)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_LIST_BOX (list);
}

/* Starts a section: a heading and the list under it. */
GtkListBox *
ng_inspector_section (GtkBox *box, const char *title)
{
  GtkWidget *heading = ng_paragraph_new (title, "heading");
  GtkListBox *list = ng_inspector_list (title);

  gtk_widget_set_margin_top (heading, 12);
  gtk_box_append (box, heading);
  gtk_box_append (box, GTK_WIDGET (list));
  return list;
}

NgNet *
ng_inspector_net (NgInspector *self)
{
  return ng_path_resolve (ng_document_net (self->document), ng_document_inside (self->document));
}

NgLayer *
ng_inspector_layer (NgInspector *self, const NgSubject *subject, NgNet **net, int *layer)
{
  NgNet *root = ng_document_net (self->document);

  if (subject->kind == NG_PICK_EDGE || !ng_subject_resolve (subject, root, net, layer) ||
      *layer < 0)
    return NULL;
  return ng_net_layer (*net, (gsize) *layer);
}

static void
set_title (NgInspector *self, const char *title)
{
  g_autofree char *copy = g_strdup (title);

  g_free (self->title);
  self->title = g_steal_pointer (&copy);
}

static GtkWidget *
append_content (GtkListBox *list)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_widget_add_css_class (content, "fact");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), content);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (list, row);
  return content;
}

static GtkWidget *
append_row (
    GtkListBox *list, const char *name, const char *value, gboolean is_faint, const char *note)
{
  GtkWidget *content = append_content (list);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *left = ng_label_new (name);
  GtkWidget *right = ng_paragraph_new (value, is_faint ? "dim-label" : NULL);
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
    gtk_box_append (GTK_BOX (content), ng_paragraph_new (note, "fact-note"));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_widget_get_parent (content)), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return content;
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

/* A sentence that has the row to itself, and what helps. */
static void
append_problem (NgInspector *self, GtkListBox *list, const NgCardRow *row)
{
  GPtrArray *problems = ng_document_problems (self->document);
  GtkWidget *content = append_content (list);

  gtk_box_append (GTK_BOX (content), ng_paragraph_new (row->value, NULL));
  if (row->note != NULL && *row->note != '\0')
    gtk_box_append (GTK_BOX (content), ng_paragraph_new (row->note, "fact-note"));
  for (guint i = 0; i < problems->len; i++) {
    const NgDiagnostic *problem = problems->pdata[i];

    if (strcmp (problem->message, row->value) != 0)
      continue;
    gtk_box_append (GTK_BOX (content), ng_fix_button_new (self->document, problem));
    break;
  }
}

/* Selects the input and has the command move what feeds it. */
static void
slot_cb (GtkWidget *button, const char *action)
{
  NgInspector *self = NG_INSPECTOR (gtk_widget_get_ancestor (button, NG_TYPE_INSPECTOR));
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (button));
  guint slot = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "slot"));
  const NgSubject *selection = ng_document_selection (self->document);
  g_autoptr (NgSubject) port =
      ng_subject_new (NG_PICK_INPUT, selection->id, slot, selection->net, NULL);

  ng_document_select (self->document, port);
  gtk_widget_activate_action (window, action, NULL);
}

static void
append_slot_button (GtkBox *line, const char *icon, const char *action, guint slot, gboolean can)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *label = ng_action_title (ng_action_find (action));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "slot");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_sensitive (button, can);
  g_object_set_data (G_OBJECT (button), "slot", GUINT_TO_POINTER (slot));
  g_signal_connect (button, "clicked", G_CALLBACK (slot_cb), (gpointer) action);
  gtk_box_append (line, button);
}

/* What feeds a numbered input can be moved to the one before or behind. */
static void
append_slot_buttons (GtkWidget *content, guint slot, guint n_slots)
{
  GtkBox *line = GTK_BOX (gtk_widget_get_first_child (content));

  append_slot_button (line, "go-up-symbolic", "win.slot-earlier", slot, slot > 0);
  append_slot_button (line, "go-down-symbolic", "win.slot-later", slot, slot + 1 < n_slots);
}

/* The rows of a card, of @layer (nullable), but for those of @without, which are shown otherwise.
 */
static void
append_card (NgInspector *self, const NgCard *card, guint without, const NgLayer *layer)
{
  guint n_slots = layer != NULL && ng_layer_has_slots (layer) ? ng_layer_n_inputs (layer) : 0;
  GtkListBox *list = NULL;
  NgRowKind last = 0;
  guint slot = 0;

  for (guint i = 0; i < card->rows->len; i++) {
    const NgCardRow *row = g_ptr_array_index (card->rows, i);

    if ((without & 1u << row->kind) != 0)
      continue;
    if (list == NULL || row->kind != last)
      list = ng_inspector_section (self->rest, section_title (row->kind));
    last = row->kind;
    if (row->kind == NG_ROW_PROBLEM) {
      append_problem (self, list, row);
    } else {
      GtkWidget *content = append_row (list, row->name, row->value, row->is_faint, row->note);

      if (row->kind == NG_ROW_INPUT && n_slots > 1)
        append_slot_buttons (content, slot++, n_slots);
    }
  }
}

static void
append_picture (GtkListBox *list, const NgTensor *value, GStrv names, NgValueFlags flags)
{
  const char *const *classes = (const char *const *) names;
  g_autofree char *summary = ng_value_summary (value);
  g_autofree char *caption = ng_value_caption (value, classes, flags);
  GtkWidget *content = append_row (list, _ ("Last run"), "", FALSE, summary);
  GtkWidget *view = ng_value_view_new (value, classes, flags, VALUE_WIDTH, VALUE_HEIGHT);

  gtk_widget_set_halign (view, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (content), view);
  if (caption != NULL)
    gtk_box_append (GTK_BOX (content), ng_paragraph_new (caption, "fact-note"));
}

/* The value that passed and the gradient that came back, where there are such. */
static void
append_value (NgInspector *self, const NgSubject *subject)
{
  NgTensor *value = ng_experiment_value (self->experiment, subject);
  NgTensor *gradient = ng_experiment_gradient (self->experiment, subject);
  NgValueFlags flags = ng_value_flags (self->document, subject);
  g_auto (GStrv) classes = ng_value_classes_at (self->document, subject);

  if (value != NULL)
    append_picture (
        ng_inspector_section (self->rest, _ ("Value That Passed")), value, classes, flags);
  if (gradient != NULL)
    append_picture (
        ng_inspector_section (self->rest, _ ("Gradient")), gradient, NULL, flags | NG_VALUE_SIGNED);
}

/* How the gradients of a layer's arrays are spread. */
static void
append_array_gradients (NgInspector *self, const NgSubject *subject, const NgLayer *layer)
{
  GtkListBox *list = NULL;

  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
    NgTensor *gradient = ng_experiment_array_gradient (self->experiment, subject, a);
    g_autofree char *summary = NULL;
    NgTensorStatistics statistics;
    GtkWidget *content;

    if (gradient == NULL)
      continue;
    if (list == NULL)
      list = ng_inspector_section (self->rest, _ ("Gradients of Arrays"));
    summary = ng_value_summary (gradient);
    content = append_row (list, ng_layer_array_spec (layer, a)->name, "", FALSE, summary);
    ng_tensor_statistics (gradient, &statistics);
    if (statistics.n_finite > 1 && statistics.max > statistics.min)
      gtk_box_append (
          GTK_BOX (content),
          ng_scene_view_new (
              ng_plot_spread (ng_pango_metrics (), &statistics, VALUE_WIDTH, SPREAD_HEIGHT),
              summary));
  }
}

static void
append_cost_rows (NgInspector *self, gint64 parameters, gint64 products)
{
  GtkListBox *list;

  if (parameters <= 0 && products <= 0)
    return;
  list = ng_inspector_section (self->rest, _ ("Cost"));
  if (parameters > 0) {
    g_autofree char *text = ng_count_text (parameters);

    append_row (list, _ ("Parameters"), text, FALSE, NULL);
  }
  if (products > 0) {
    g_autofree char *text = ng_count_text (products);

    append_row (list, _ ("MACs"), text, FALSE, _ ("multiplications for one example"));
  }
}

/* What a layer has to learn and to compute. */
static void
append_costs (NgInspector *self, const NgSubject *subject, NgNet *net, gsize layer)
{
  g_autofree char *name = ng_net_shown_name (net, layer);
  g_autofree char *path = ng_subject_join (subject->net, name);

  append_cost_rows (
      self, ng_net_layer_parameters (net, layer), ng_document_multiply_adds (self->document, path));
}

/* Of all layers of the net that is shown; -1 while they are not known. */
static gint64
count_products (NgInspector *self, const NgNet *net)
{
  gint64 sum = 0;
  gboolean is_known = FALSE;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_autofree char *name = ng_net_shown_name (net, i);
    g_autofree char *path = ng_subject_join (ng_document_inside (self->document), name);
    gint64 products = ng_document_multiply_adds (self->document, path);

    is_known |= products >= 0;
    sum += MAX (products, 0);
  }
  return is_known ? sum : -1;
}

gboolean
ng_inspector_is_input (const NgSubject *subject)
{
  return subject->kind == NG_PICK_NET_INPUT;
}

gboolean
ng_inspector_is_group (const NgSubject *subject)
{
  return subject->kind == NG_PICK_GROUP || subject->kind == NG_PICK_OPENER;
}

gboolean
ng_inspector_is_port (const NgSubject *subject)
{
  return subject->kind == NG_PICK_NET_INPUT || subject->kind == NG_PICK_NET_OUTPUT;
}

/* ---- what is made anew ---- */

static void
fill_group (NgInspector *self, const NgSubject *subject)
{
  NgNet *net = ng_path_resolve (ng_document_net (self->document), subject->net);
  NgScopeRules rules = ng_document_groups (self->document);
  g_autoptr (NgGroup) group = ng_group_new (ng_document_net (self->document), &rules, subject);
  const char *title = group != NULL ? group->title : subject->group;
  g_autofree char *shown = NULL;
  g_autofree char *counted = NULL;
  gint64 parameters = 0;
  guint n = group != NULL ? group->layers->len : 0;
  GtkListBox *list;

  for (guint i = 0; i < n; i++) {
    gint64 of_layer = ng_net_layer_parameters (net, (gsize) g_array_index (group->layers, int, i));

    parameters = parameters < 0 || of_layer < 0 ? -1 : parameters + of_layer;
  }
  set_title (self, title);
  gtk_box_append (self->rest, ng_paragraph_new (title, "title-3"));
  gtk_box_append (self->rest,
                  ng_paragraph_new (group != NULL && group->repeat != NULL
                                        ? _ ("Layers that repeat")
                                        : _ ("Layers whose names begin alike"),
                                    "dim-label"));
  list = ng_inspector_section (self->rest, _ ("Facts"));
  shown = ng_count_text (n);
  counted = ng_count_text (parameters);
  append_row (list, _ ("Layers"), shown, FALSE, NULL);
  append_row (list, _ ("Parameters"), counted, FALSE, NULL);
}

static void
fill_net (NgInspector *self, const NgNet *net)
{
  g_autoptr (NgCard) card = ng_card_net (net);
  gint64 products = count_products (self, net);
  const char *inside = ng_document_inside (self->document);

  set_title (self, *inside != '\0' ? inside : ng_document_title (self->document));
  append_card (self, card, 1u << NG_ROW_INPUT | 1u << NG_ROW_OUTPUT, NULL);
  append_cost_rows (self, 0, products);
}

static void
fill_layer (NgInspector *self, const NgSubject *subject, NgNet *net, gsize index)
{
  g_autoptr (NgCard) card = ng_card_layer (net, index, FALSE);
  const NgLayer *layer = ng_net_layer (net, index);

  set_title (self, card->title);
  append_card (self, card, 1u << NG_ROW_ARRAY | 1u << NG_ROW_PARAMETER, layer);
  append_value (self, subject);
  append_array_gradients (self, subject, layer);
  append_costs (self, subject, net, index);
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

static void
fill_edge (NgInspector *self, const NgSubject *subject)
{
  NgNet *net;
  int layer;
  NgTarget target;
  g_autoptr (NgCard) card = NULL;

  if (!ng_subject_resolve (subject, ng_document_net (self->document), &net, &layer))
    return;
  target = (NgTarget){ subject->kind == NG_PICK_EDGE ? layer : -1, (int) subject->port };
  if (ng_inspector_is_input (subject) && !target_of_input (net, subject->port, &target))
    return;
  card = ng_card_edge (net, target);
  if (ng_inspector_is_port (subject)) {
    set_title (self,
               ng_inspector_is_input (subject) ? ng_net_input_name (net, subject->port)
                                               : ng_net_output_name (net, subject->port));
  } else {
    set_title (self, card->title);
    gtk_box_append (self->rest, ng_paragraph_new (card->title, "title-3"));
    gtk_box_append (self->rest, ng_paragraph_new (card->subtitle, "heading"));
    gtk_box_append (self->rest, ng_paragraph_new (card->summary, "dim-label"));
  }
  append_card (self, card, 0, NULL);
  append_value (self, subject);
}

void
ng_inspector_fill (NgInspector *self, const NgSubject *subject, const GPtrArray *layers)
{
  NgNet *net;
  int layer;

  ng_box_clear (self->rest);
  if (layers->len > 1)
    set_title (self, "");
  else if (subject == NULL)
    fill_net (self, ng_inspector_net (self));
  else if (ng_inspector_is_group (subject))
    fill_group (self, subject);
  else if (ng_inspector_layer (self, subject, &net, &layer) != NULL)
    fill_layer (self, subject, net, (gsize) layer);
  else
    fill_edge (self, subject);
}
