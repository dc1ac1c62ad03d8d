#include "ui/array-row.h"

#include "core/base/format.h"
#include "core/formats/document.h"
#include "core/formats/npy.h"
#include "core/graph/alone.h"
#include "render/export/pango.h"
#include "render/plot/inspect.h"
#include "ui/array-window.h"
#include "ui/dialogs.h"
#include "ui/edits.h"
#include "ui/models.h"
#include "ui/scene-view.h"
#include "ui/text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Points: the histogram, and the weights one by one. */
#define PLOT_WIDTH     190
#define PLOT_HEIGHT    80
#define WEIGHTS_HEIGHT 130
/* Elements of arrays that are shown one by one: drawing must not take longer than a frame. */
#define MOST_DRAWN (1 << 17)
/* Arrays of so few elements are written out. */
#define FEW_ELEMENTS 6

struct _NgArrayRow {
  GtkListBoxRow parent_instance;

  GtkImage *icon;
  GtkLabel *name, *shape, *note, *error;
  GtkBox *plot;
  GSimpleActionGroup *actions;

  NgDocument *document;
  NgSubject *subject;
  gsize index;
  NgTensor *plotted; /* whose histogram is shown */
};

G_DEFINE_FINAL_TYPE (NgArrayRow, ng_array_row, GTK_TYPE_LIST_BOX_ROW)

static NgLayer *
find_layer (NgArrayRow *self, NgNet **net, int *layer)
{
  NgNet *root = self->document != NULL ? ng_document_net (self->document) : NULL;
  NgLayer *record;

  if (root == NULL || !ng_subject_resolve (self->subject, root, net, layer) || *layer < 0)
    return NULL;
  record = ng_net_layer (*net, (gsize) *layer);
  return self->index < ng_layer_n_arrays (record) ? record : NULL;
}

const char *
ng_array_row_error (NgArrayRow *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->error)) ? gtk_label_get_text (self->error)
                                                           : NULL;
}

static void
set_error (NgArrayRow *self, const GError *error)
{
  ng_label_set (self->error, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), error != NULL);
}

/* What the array and its layer are called. */
static gboolean
find_names (NgArrayRow *self, const char **array, char **layer)
{
  NgNet *net;
  int index;
  NgLayer *record = find_layer (self, &net, &index);

  if (record == NULL)
    return FALSE;
  *array = ng_layer_array_spec (record, self->index)->name;
  *layer = ng_net_shown_name (net, (gsize) index);
  return TRUE;
}

static void
set_array (NgArrayRow *self, NgTensor *tensor, const char *label)
{
  g_autoptr (GError) error = NULL;
  NgNet *root = ng_document_net (self->document);
  g_autoptr (NgNet) net =
      root != NULL ? ng_edit_set_array (root, self->subject, (guint) self->index, tensor, &error)
                   : NULL;

  set_error (self, error);
  if (net != NULL)
    ng_document_push (self->document, net, label);
}

/* ---- files ---- */

typedef struct {
  char *path;
  NgTensor *tensor; /* to be saved */
} FileData;

static void
file_data_free (gpointer data)
{
  FileData *file = data;

  g_free (file->path);
  g_clear_pointer (&file->tensor, ng_tensor_unref);
  g_free (file);
}

static gpointer
load_work (gpointer data, GCancellable *cancellable, GError **error)
{
  FileData *file = data;
  g_autoptr (GBytes) bytes = ng_file_map (file->path, error);
  g_autoptr (NgTensor) tensor = bytes != NULL ? ng_npy_read (bytes, error) : NULL;

  if (tensor == NULL)
    return NULL;
  return ng_tensor_convert (
      tensor, ng_tensor_element (tensor) == NG_ELEMENT_F64 ? NG_ELEMENT_F64 : NG_ELEMENT_F32);
}

static void
load_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgArrayRow *self = owner;
  g_autoptr (NgTensor) tensor = result;

  if (self->document == NULL)
    return;
  if (tensor != NULL)
    set_array (self, tensor, _ ("Load an Array"));
  else
    set_error (self, error);
}

static void
start (NgArrayRow *self, GFile *file, NgTensor *tensor, NgWork work, NgDone done)
{
  FileData *data;

  if (g_file_peek_path (file) == NULL || self->document == NULL)
    return;
  data = g_new0 (FileData, 1);
  data->path = g_file_get_path (file);
  data->tensor = tensor != NULL ? ng_tensor_ref (tensor) : NULL;
  ng_tasks_start (ng_document_tasks (self->document),
                  NG_WORKER_FILES,
                  G_OBJECT (self),
                  work,
                  data,
                  file_data_free,
                  NULL,
                  done);
}

void
ng_array_row_load (NgArrayRow *self, GFile *file)
{
  start (self, file, NULL, load_work, load_done);
}

static gpointer
save_work (gpointer data, GCancellable *cancellable, GError **error)
{
  FileData *file = data;
  g_autoptr (GBytes) bytes = ng_npy_write (file->tensor, error);

  return GINT_TO_POINTER (bytes != NULL && ng_file_replace (file->path, bytes, error));
}

static void
save_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  if (NG_ARRAY_ROW (owner)->document != NULL)
    set_error (owner, error);
}

void
ng_array_row_save (NgArrayRow *self, GFile *file)
{
  NgNet *net;
  int layer;
  NgLayer *record = find_layer (self, &net, &layer);
  NgTensor *tensor = record != NULL ? ng_layer_array (record, self->index) : NULL;

  if (tensor != NULL)
    start (self, file, tensor, save_work, save_done);
}

/* ---- actions ---- */

static GtkWindow *
window_of (NgArrayRow *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
load_chosen_cb (GObject *owner, guint index, GFile *file)
{
  ng_array_row_load (NG_ARRAY_ROW (owner), file);
}

static void
save_chosen_cb (GObject *owner, guint index, GFile *file)
{
  ng_array_row_save (NG_ARRAY_ROW (owner), file);
}

static void
load_cb (NgArrayRow *self)
{
  ng_dialog_open_array (window_of (self), G_OBJECT (self), 0, load_chosen_cb);
}

static void
save_cb (NgArrayRow *self)
{
  g_autofree char *layer = NULL, *name = NULL;
  const char *array;

  if (!find_names (self, &array, &layer))
    return;
  name = g_strdelimit (g_strdup_printf ("%s-%s", layer, array), "/\\", '-');
  ng_dialog_save_array (window_of (self), G_OBJECT (self), 0, name, save_chosen_cb);
}

static void
random_cb (NgArrayRow *self)
{
  NgNet *net;
  int layer;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) tensor = NULL;

  if (find_layer (self, &net, &layer) == NULL)
    return;
  tensor = ng_net_draw_array (net, (gsize) layer, self->index, g_random_int (), &error);
  if (tensor != NULL)
    set_array (self, tensor, _ ("Draw an Array"));
  else
    set_error (self, error);
}

static void
clear_cb (NgArrayRow *self)
{
  set_array (self, NULL, _ ("Clear an Array"));
}

static void
omit_cb (NgArrayRow *self)
{
  NgNet *net;
  int layer;
  NgLayer *record = find_layer (self, &net, &layer);
  g_autoptr (NgLayer) without = NULL;
  g_autoptr (NgNet) changed = NULL;
  g_autoptr (GError) error = NULL;

  if (record == NULL)
    return;
  without = ng_layer_without_array (record, self->index);
  changed = ng_edit_set_layer (ng_document_net (self->document), self->subject, without, &error);
  set_error (self, error);
  if (changed != NULL)
    ng_document_push (self->document, changed, _ ("Leave an Array Out"));
}

static void
view_cb (NgArrayRow *self)
{
  NgNet *net;
  int layer;
  NgLayer *record = find_layer (self, &net, &layer);
  NgTensor *tensor = record != NULL ? ng_layer_array (record, self->index) : NULL;
  g_autofree char *name = NULL, *title = NULL;
  const char *array;

  if (tensor == NULL || !find_names (self, &array, &name))
    return;
  title = g_strdup_printf (_ ("%s of %s"), array, name);
  gtk_window_present (GTK_WINDOW (ng_array_window_new (window_of (self), tensor, title)));
}

static const struct {
  const char *name, *label;
  void (*activate) (NgArrayRow *self);
} commands[] = {
  { "view", N_ ("_View…"), view_cb },         { "load", N_ ("_Load from .npy…"), load_cb },
  { "save", N_ ("_Save as .npy…"), save_cb }, { "random", N_ ("_Random Values"), random_cb },
  { "clear", N_ ("_Clear"), clear_cb },       { "omit", N_ ("Leave _Out"), omit_cb },
};

static void
activate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *name = g_action_get_name (G_ACTION (action));
  NgArrayRow *self = g_object_ref (user_data);

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      commands[i].activate (self);
  g_object_unref (self);
}

static void
enable (NgArrayRow *self, const char *name, gboolean is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

/* ---- showing ---- */

/* Whether training leaves the array as it is: LearningRateMultipliers says 0 or None. */
static gboolean
is_fixed (const NgLayer *layer, const char *name)
{
  const NgExpr *option = ng_layer_option (layer, "LearningRateMultipliers");

  if (option != NULL && !ng_expr_is_number (option) && !ng_expr_is_symbol (option, "None"))
    option = ng_expr_lookup (option, name);
  return option != NULL && (ng_expr_is_symbol (option, "None") ||
                            (ng_expr_is_number (option) && ng_expr_number (option) == 0));
}

static char *
elements_text (const NgTensor *tensor)
{
  GString *text = g_string_new (NULL);

  for (gint64 i = 0; i < ng_tensor_count (tensor); i++) {
    g_autofree char *element = ng_format_real (ng_tensor_get_real (tensor, i), 4);

    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", element);
  }
  return g_string_free (text, FALSE);
}

static void
append_numbers (GString *note, const NgTensor *tensor, const NgTensorStatistics *statistics)
{
  g_autofree char *elements = NULL;

  if (ng_tensor_element (tensor) == NG_ELEMENT_STRING)
    return;
  if (ng_tensor_count (tensor) <= FEW_ELEMENTS) {
    elements = elements_text (tensor);
    g_string_append_printf (note, " · %s", elements);
    return;
  }
  if (statistics == NULL)
    return;
  if (statistics->n_finite > 0)
    g_string_append_printf (note,
                            "\n%.4g … %.4g, %s %.4g ± %.4g",
                            statistics->min,
                            statistics->max,
                            _ ("mean"),
                            statistics->mean,
                            statistics->deviation);
  if (statistics->n_nan + statistics->n_infinite > 0) {
    g_autofree char *count = ng_count_text (statistics->n_nan + statistics->n_infinite);

    g_string_append (note, statistics->n_finite > 0 ? ", " : "\n");
    g_string_append_printf (note, _ ("%s not finite"), count);
  }
}

static char *
note_text (NgArrayRow *self, const NgLayer *record, const NgTensorStatistics *statistics)
{
  const NgArraySpec *spec = ng_layer_array_spec (record, self->index);
  NgTensor *tensor = ng_layer_array (record, self->index);
  const char *shared = ng_layer_array_shared (record, self->index);
  GString *note = g_string_new (NULL);

  if (ng_layer_array_is_absent (record, self->index)) {
    g_string_append (note, _ ("absent"));
    return g_string_free (note, FALSE);
  }
  g_string_append (note,
                   spec->is_statistic              ? _ ("statistic of training")
                   : is_fixed (record, spec->name) ? _ ("fixed")
                                                   : _ ("learned"));
  if (shared != NULL)
    g_string_append_printf (note, _ (" · shared as “%s”"), shared);
  if (tensor == NULL) {
    g_string_append_printf (note, " · %s", _ ("no values yet"));
    return g_string_free (note, FALSE);
  }
  g_string_append_printf (note, " · %s", ng_element_name (ng_tensor_element (tensor)));
  append_numbers (note, tensor, statistics);
  return g_string_free (note, FALSE);
}

/* @scene: (transfer full) */
static void
add_plot (NgArrayRow *self, NgScene *scene, const char *spoken)
{
  GtkWidget *plot = ng_scene_view_new (scene, spoken);

  gtk_widget_set_halign (plot, GTK_ALIGN_START);
  gtk_box_append (self->plot, plot);
}

static void
show_plot (NgArrayRow *self, NgTensor *tensor, const NgTensorStatistics *statistics)
{
  GtkWidget *child;
  NgScene *weights;
  g_autofree char *spoken = NULL;

  if (statistics == NULL && tensor == self->plotted)
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->plot))) != NULL)
    gtk_box_remove (self->plot, child);
  g_clear_pointer (&self->plotted, ng_tensor_unref);
  if (tensor == NULL || statistics == NULL || statistics->n_finite < 2 ||
      statistics->max <= statistics->min)
    return;
  spoken = g_strdup_printf ("%.4g … %.4g", statistics->min, statistics->max);
  add_plot (
      self, ng_plot_spread (ng_pango_metrics (), statistics, PLOT_WIDTH, PLOT_HEIGHT), spoken);
  weights = ng_tensor_count (tensor) <= MOST_DRAWN
                ? ng_plot_weights (ng_pango_metrics (), tensor, PLOT_WIDTH, WEIGHTS_HEIGHT)
                : NULL;
  if (weights != NULL)
    add_plot (self, weights, spoken);
  self->plotted = ng_tensor_ref (tensor);
}

void
ng_array_row_update (NgArrayRow *self, const NgTensorStatistics *statistics)
{
  NgNet *net;
  int layer;
  NgLayer *record = find_layer (self, &net, &layer);
  const NgArraySpec *spec = record != NULL ? ng_layer_array_spec (record, self->index) : NULL;
  NgTensor *tensor = record != NULL ? ng_layer_array (record, self->index) : NULL;
  gboolean is_absent, is_steady;
  g_autofree char *shape = NULL, *note = NULL;

  if (record == NULL)
    return;
  is_absent = ng_layer_array_is_absent (record, self->index);
  is_steady = spec->is_statistic || is_fixed (record, spec->name);
  if (statistics == NULL && tensor != NULL && tensor == self->plotted)
    return;
  shape = is_absent        ? g_strdup ("None")
          : tensor != NULL ? ng_format_dims (ng_tensor_dims (tensor), ng_tensor_rank (tensor))
                           : ng_type_label (ng_net_array_type (net, (gsize) layer, self->index),
                                            ng_net_length_names (net));
  note = note_text (self, record, statistics);
  ng_label_set (self->name, spec->name);
  ng_label_set (self->shape, *shape != '\0' ? shape : _ ("number"));
  ng_label_set (self->note, note);
  gtk_image_set_from_icon_name (self->icon,
                                is_absent   ? "action-unavailable-symbolic"
                                : is_steady ? "changes-prevent-symbolic"
                                            : "changes-allow-symbolic");
  show_plot (self, tensor, statistics);
  enable (self, "view", tensor != NULL && ng_tensor_element (tensor) != NG_ELEMENT_STRING);
  enable (self, "save", tensor != NULL && ng_tensor_element (tensor) != NG_ELEMENT_STRING);
  enable (self, "random", ng_type_is_fixed (ng_net_array_type (net, (gsize) layer, self->index)));
  enable (self, "clear", tensor != NULL || is_absent);
  enable (self, "omit", spec->is_optional && !is_absent);
}

GtkWidget *
ng_array_row_new (NgDocument *document, const NgSubject *subject, gsize index)
{
  NgArrayRow *self = g_object_new (NG_TYPE_ARRAY_ROW, NULL);

  self->document = g_object_ref (document);
  self->subject = ng_subject_copy (subject);
  self->index = index;
  ng_array_row_update (self, NULL);
  return GTK_WIDGET (self);
}

static void
dispose (GObject *object)
{
  NgArrayRow *self = NG_ARRAY_ROW (object);

  g_clear_object (&self->document);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->subject, ng_subject_free);
  g_clear_pointer (&self->plotted, ng_tensor_unref);
  G_OBJECT_CLASS (ng_array_row_parent_class)->dispose (object);
}

static void
ng_array_row_class_init (NgArrayRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
}

static GtkWidget *
menu_button_new (NgArrayRow *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  self->actions = g_simple_action_group_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autoptr (GSimpleAction) action = g_simple_action_new (commands[i].name, NULL);
    g_autofree char *name = g_strconcat ("array.", commands[i].name, NULL);

    g_signal_connect (action, "activate", G_CALLBACK (activate_cb), self);
    g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    g_menu_append (menu, _ (commands[i].label), name);
  }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "array", G_ACTION_GROUP (self->actions));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _ ("Values of the Array"));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Values of the Array"), -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static GtkLabel *
label_new (const char *class)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (label), class);
  return label;
}

static void
ng_array_row_init (NgArrayRow *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), "dim-label");
  self->name = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->name, 0);
  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_END);
  self->shape = label_new ("numeric");
  gtk_widget_set_hexpand (GTK_WIDGET (self->shape), TRUE);
  gtk_label_set_xalign (self->shape, 1);
  self->note = label_new ("fact-note");
  self->error = label_new ("error");
  gtk_widget_set_visible (GTK_WIDGET (self->error), FALSE);
  self->plot = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->shape));
  gtk_box_append (GTK_BOX (line), menu_button_new (self));
  gtk_box_append (GTK_BOX (content), line);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->note));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->plot));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->error));
  gtk_widget_add_css_class (content, "edit");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), content);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}
