#include "ui/inspector-private.h"

#include "core/shape/words.h"
#include "render/export/pango.h"
#include "render/scene/builder.h"
#include "render/standard/kind.h"
#include "ui/attribute-row.h"
#include "ui/edits.h"
#include "ui/layer-call.h"
#include "ui/param-row.h"
#include "ui/port-completion.h"
#include "ui/scene-view.h"
#include "ui/text.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Points. */
#define GLYPH_SIZE 16
/* Letters of a kind above which its heading is set smaller, to stay on one line. */
#define LONG_KIND 20
/* Ports of a net with a row of their own, and layers that are changed together. */
#define MAX_PORTS    32
#define MAX_SELECTED 1000

G_DEFINE_FINAL_TYPE (NgInspector, ng_inspector, GTK_TYPE_WIDGET)

/* ---- rows ---- */

static GtkWidget *
add_edit_row (NgInspector *self, GtkListBox *list, GtkWidget *row)
{
  gtk_list_box_append (list, row);
  g_ptr_array_add (self->rows, row);
  return row;
}

/* What a row of a name or a type is about. */
typedef struct {
  NgDocument *document; /* outlives the row */
  NgSubject *subject;
} About;

static About *
about_new (NgInspector *self, const NgSubject *subject)
{
  About *about = g_new0 (About, 1);

  about->document = self->document;
  about->subject = ng_subject_copy (subject);
  return about;
}

static void
about_free (gpointer data)
{
  About *about = data;

  ng_subject_free (about->subject);
  g_free (about);
}

static NgNet *
rename_edit (gpointer data, NgNet *root, const char *text, GError **error)
{
  return ng_edit_rename (root, ((const About *) data)->subject, text, error);
}

static void
rename_update (gpointer data, NgEditRow *row)
{
  const About *about = data;
  NgNet *root = ng_document_net (about->document), *net;
  g_autofree char *name = NULL;
  int layer;

  if (root == NULL || !ng_subject_resolve (about->subject, root, &net, &layer))
    return;
  if (layer >= 0)
    name = ng_net_shown_name (net, (gsize) layer);
  else if (about->subject->port < (ng_inspector_is_input (about->subject) ? ng_net_n_inputs (net)
                                                                          : ng_net_n_outputs (net)))
    name = g_strdup (ng_inspector_is_input (about->subject)
                         ? ng_net_input_name (net, about->subject->port)
                         : ng_net_output_name (net, about->subject->port));
  if (name != NULL)
    ng_edit_row_show (row, name, NULL, FALSE);
}

static const NgEditKind name_kind = { rename_edit, rename_update, about_free };

static void
append_name (NgInspector *self, GtkListBox *list, const NgSubject *subject)
{
  GtkWidget *row = ng_edit_row_new (self->document,
                                    _ ("Name"),
                                    _ ("What it is called (F2)"),
                                    _ ("Rename"),
                                    &name_kind,
                                    about_new (self, subject));

  ng_edit_row_set_patient (NG_EDIT_ROW (row));
  self->name = NG_EDIT_ROW (add_edit_row (self, list, row));
}

static NgNet *
port_edit (gpointer data, NgNet *root, const char *text, GError **error)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  g_autoptr (NgExpr) sizes = ng_word_sizes (bare); /* as on the canvas: 1×28×28 */
  g_autofree char *written = sizes != NULL ? ng_print (sizes, 0) : NULL;

  return ng_edit_set_port (
      root, ((const About *) data)->subject, written != NULL ? written : text, error);
}

static void
port_update (gpointer data, NgEditRow *row)
{
  const About *about = data;
  const NgSubject *subject = about->subject;
  NgNet *root = ng_document_net (about->document), *net;
  g_autofree char *text = NULL, *ghost = NULL;
  NgCoder *coder;
  NgExpr *option;

  if (root == NULL || !ng_subject_resolve (subject, root, &net, NULL) ||
      subject->port >=
          (ng_inspector_is_input (subject) ? ng_net_n_inputs (net) : ng_net_n_outputs (net)))
    return;
  coder = ng_inspector_is_input (subject) ? ng_net_input_coder (net, subject->port)
                                          : ng_net_output_coder (net, subject->port);
  option = ng_inspector_is_input (subject) ? ng_net_input_option (net, subject->port)
                                           : ng_net_output_option (net, subject->port);
  if (coder != NULL) {
    g_autoptr (NgExpr) written = ng_coder_notation (coder);

    text = ng_print (written, 0);
  } else {
    text = option != NULL ? ng_print (option, 0) : g_strdup ("");
  }
  ghost = ng_type_words (ng_inspector_is_input (subject) ? ng_net_input_type (net, subject->port)
                                                         : ng_net_output_type (net, subject->port),
                         ng_net_length_names (net));
  ng_edit_row_show (row, text, ghost, *text != '\0');
}

static const NgEditKind port_kind = { port_edit, port_update, about_free };

static void
append_port (NgInspector *self, GtkListBox *list, const char *name, const NgSubject *subject)
{
  GtkWidget *row = ng_edit_row_new (self->document,
                                    name,
                                    ng_inspector_is_input (subject)
                                        ? _ ("Its type or its encoder: {3, 32, 32}, "
                                             "NetEncoder[{\"Image\", {32, 32}}]")
                                        : _ ("Its type or its decoder: 10, NetDecoder[…]"),
                                    _ ("Set Port"),
                                    &port_kind,
                                    about_new (self, subject));

  ng_edit_row_set_is_code (NG_EDIT_ROW (row));
  ng_port_completion_add (GTK_ENTRY (ng_edit_row_entry (NG_EDIT_ROW (row))),
                          !ng_inspector_is_input (subject));
  add_edit_row (self, list, row);
}

static void
append_params (NgInspector *self, const GPtrArray *subjects)
{
  g_autoptr (GPtrArray) names = ng_param_names (self->document, subjects);
  GtkListBox *list = NULL;

  for (guint i = 0; i < names->len; i++) {
    if (list == NULL)
      list = ng_inspector_section (self->box, _ ("Parameters"));
    add_edit_row (self, list, ng_param_row_new (self->document, subjects, names->pdata[i]));
  }
}

/* Rows for attributes that have none yet, before the one that adds more. One that is gone keeps its
 * row, so that it can be written again; what is pressed just now does not vanish. */
static void
add_attributes (NgInspector *self, const GPtrArray *subjects)
{
  g_autoptr (GPtrArray) names = ng_attribute_names (self->document, subjects);

  for (guint i = 0; names != NULL && i < names->len; i++) {
    GtkWidget *row;

    if (ng_inspector_row (self, names->pdata[i]) != NULL)
      continue;
    row = ng_attribute_row_new (self->document, subjects, names->pdata[i]);
    gtk_list_box_insert (self->attributes, row, (int) self->n_attributes++);
    g_ptr_array_add (self->rows, row);
  }
}

/* Attributes of nodes of ONNX models. */
static void
append_attributes (NgInspector *self, const GPtrArray *subjects)
{
  g_autoptr (GPtrArray) names = ng_attribute_names (self->document, subjects);

  if (names == NULL)
    return;
  for (guint i = 0; i < subjects->len; i++)
    g_ptr_array_add (self->holders, ng_subject_copy (subjects->pdata[i]));
  self->attributes = ng_inspector_section (self->box, _ ("Attributes"));
  add_attributes (self, subjects);
  add_edit_row (self, self->attributes, ng_attribute_adder_new (self->document, subjects));
}

static void
append_arrays (NgInspector *self, const NgSubject *subject, const NgLayer *layer)
{
  GtkListBox *list = NULL;

  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
    GtkWidget *row = ng_array_row_new (self->document, subject, a);

    if (list == NULL)
      list = ng_inspector_section (self->box, _ ("Arrays"));
    gtk_list_box_append (list, row);
    g_ptr_array_add (self->arrays, row);
  }
}

/* ---- pages ---- */

static GtkWidget *
glyph_new (const NgLayer *layer)
{
  NgSceneBuilder *builder = ng_scene_builder_new (ng_pango_metrics ());

  ng_scene_builder_add_glyph (
      builder, NG_ROLE_GLYPH + ng_layer_category (layer), ng_kind_glyph (layer), 0, 0, GLYPH_SIZE);
  return ng_scene_view_new (ng_scene_builder_end (builder, 1), ng_layer_kind (layer));
}

static GtkWidget *
help_button_new (const NgLayer *layer)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("help-about-symbolic");
  const char *label = _ ("Help on This Layer");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.help-on");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", ng_layer_class (layer)->name);
  return button;
}

static void
append_heading (NgInspector *self, const NgLayer *layer, const char *kind, const char *summary)
{
  gboolean is_long = g_utf8_strlen (kind, -1) > LONG_KIND;
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *title = ng_paragraph_new (kind, is_long ? "heading" : "title-3");

  if (layer != NULL)
    gtk_box_append (GTK_BOX (line), glyph_new (layer));
  gtk_label_set_natural_wrap_mode (GTK_LABEL (title), GTK_NATURAL_WRAP_NONE);
  gtk_box_append (GTK_BOX (line), title);
  if (layer != NULL && ng_layer_category (layer) != NG_CATEGORY_OPERATOR)
    gtk_box_append (GTK_BOX (line), help_button_new (layer));
  gtk_box_append (self->box, line);
  if (summary != NULL && *summary != '\0')
    gtk_box_append (self->box, ng_paragraph_new (summary, "dim-label"));
}

static void
build_layer (NgInspector *self, const NgSubject *subject, NgNet *net, gsize index)
{
  NgLayer *layer = ng_net_layer (net, index);
  g_autoptr (GPtrArray) subjects = g_ptr_array_new ();
  GtkListBox *list = ng_inspector_list (_ ("Name"));

  append_heading (self, layer, ng_layer_kind (layer), ng_layer_class (layer)->summary);
  gtk_box_append (self->box, GTK_WIDGET (list));
  append_name (self, list, subject);
  g_ptr_array_add (subjects, (gpointer) subject);
  append_params (self, subjects);
  append_attributes (self, subjects);
  append_arrays (self, subject, layer);
}

static void
build_layers (NgInspector *self, const GPtrArray *subjects)
{
  g_autofree char *text =
      g_strdup_printf (g_dngettext (NULL, "%u layer", "%u layers", subjects->len), subjects->len);

  append_heading (
      self, NULL, text, _ ("What is written here is given to all of them, as one change"));
  append_params (self, subjects);
  append_attributes (self, subjects);
}

static void
build_port (NgInspector *self, const NgSubject *subject)
{
  GtkListBox *list = ng_inspector_list (_ ("Port"));

  append_heading (self,
                  NULL,
                  ng_inspector_is_input (subject) ? _ ("Input") : _ ("Output"),
                  ng_inspector_is_input (subject) ? _ ("Where values come into the net")
                                                  : _ ("Where values leave the net"));
  gtk_box_append (self->box, GTK_WIDGET (list));
  append_name (self, list, subject);
  append_port (self,
               list,
               ng_inspector_is_input (subject) ? _ ("Type or encoder") : _ ("Type or decoder"),
               subject);
}

static void
build_net (NgInspector *self, const NgNet *net, const char *path)
{
  GtkListBox *list = NULL;
  const char *title = *path != '\0' ? path : ng_document_title (self->document);

  append_heading (self, NULL, title, *path != '\0' ? _ ("Inner net") : _ ("Net"));
  if (ng_net_n_inputs (net) > 0)
    list = ng_inspector_section (self->box, _ ("Inputs"));
  for (guint i = 0; i < ng_net_n_inputs (net) && i < MAX_PORTS; i++) {
    g_autoptr (NgSubject) subject = ng_subject_new (NG_PICK_NET_INPUT, 0, i, path, NULL);

    append_port (self, list, ng_net_input_name (net, i), subject);
  }
  if (ng_net_n_outputs (net) > 0)
    list = ng_inspector_section (self->box, _ ("Outputs"));
  for (guint i = 0; i < ng_net_n_outputs (net) && i < MAX_PORTS; i++) {
    g_autoptr (NgSubject) subject = ng_subject_new (NG_PICK_NET_OUTPUT, 0, i, path, NULL);

    append_port (self, list, ng_net_output_name (net, i), subject);
  }
}

/* Returns: (transfer container): the layers that are selected, if all that is selected are layers
 */
static GPtrArray *
selected_layers (NgInspector *self)
{
  const GPtrArray *selected = ng_document_selected (self->document);
  GPtrArray *layers = g_ptr_array_new ();

  for (guint i = 0; i < selected->len && i < MAX_SELECTED; i++) {
    const NgSubject *subject = selected->pdata[i];
    NgNet *net;
    int layer;

    if (subject->kind == NG_PICK_VERTEX && ng_inspector_layer (self, subject, &net, &layer) != NULL)
      g_ptr_array_add (layers, (gpointer) subject);
  }
  return layers;
}

static void
append_page_key (GString *key, const NgSubject *subject, const NgLayer *layer)
{
  g_string_append_printf (key,
                          "%d %u %u %s|%s;",
                          subject->kind,
                          subject->id,
                          subject->port,
                          subject->net,
                          subject->group);
  if (layer != NULL)
    g_string_append_printf (
        key, "%s %" G_GSIZE_FORMAT ";", ng_layer_kind (layer), ng_layer_n_arrays (layer));
}

/* What the rows are about: they are made anew only when it is something else. */
static char *
page_key (NgInspector *self, const NgSubject *subject, const GPtrArray *layers)
{
  GString *key = g_string_new (NULL);
  NgNet *net = ng_document_net (self->document);
  int layer;

  if (layers->len > 1) {
    for (guint i = 0; i < layers->len; i++)
      append_page_key (
          key, layers->pdata[i], ng_inspector_layer (self, layers->pdata[i], &net, &layer));
  } else if (subject != NULL) {
    append_page_key (key, subject, ng_inspector_layer (self, subject, &net, &layer));
  } else {
    net = ng_inspector_net (self);
    g_string_append_printf (
        key, "%s|%s", ng_document_title (self->document), ng_document_inside (self->document));
    for (gsize i = 0; i < ng_net_n_inputs (net); i++)
      g_string_append_printf (key, "|%s", ng_net_input_name (net, i));
    for (gsize i = 0; i < ng_net_n_outputs (net); i++)
      g_string_append_printf (key, "|%s", ng_net_output_name (net, i));
  }
  return g_string_free (key, FALSE);
}

static void
build (NgInspector *self, const NgSubject *subject, const GPtrArray *layers)
{
  NgNet *net;
  NgLayer *layer;
  int index;

  self->name = NULL;
  self->attributes = NULL;
  self->n_attributes = 0;
  g_ptr_array_set_size (self->holders, 0);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->arrays, 0);
  ng_box_clear (self->box);
  if (layers->len > 1)
    build_layers (self, layers);
  else if (subject == NULL)
    build_net (self, ng_inspector_net (self), ng_document_inside (self->document));
  else if (ng_inspector_is_port (subject))
    build_port (self, subject);
  else if ((layer = ng_inspector_layer (self, subject, &net, &index)) != NULL &&
           !ng_inspector_is_group (subject)) {
    g_autoptr (NgSubject) whole = ng_subject_of_layer (net, subject->net, (gsize) index);

    build_layer (self, whole, net, (gsize) index);
  }
  self->rest = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_box_append (self->box, GTK_WIDGET (self->rest));
}

/* ---- statistics ---- */

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
  NgLayer *layer = ng_net_layer (read->net, read->layer);
  NgTensorStatistics *statistics = g_new0 (NgTensorStatistics, ng_layer_n_arrays (layer) + 1);

  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++)
    if (ng_layer_array (layer, a) != NULL)
      ng_tensor_statistics (ng_layer_array (layer, a), &statistics[a]);
  return statistics;
}

static void
read_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgInspector *self = owner;
  ReadData *read = data;
  g_autofree NgTensorStatistics *statistics = result;

  if (read->cancellable != self->reading)
    return;
  g_clear_object (&self->reading);
  for (guint i = 0; statistics != NULL && i < self->arrays->len; i++)
    ng_array_row_update (self->arrays->pdata[i], &statistics[i]);
}

static void
stop_reading (NgInspector *self)
{
  if (self->reading == NULL)
    return;
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
start_reading (NgInspector *self, const NgSubject *subject)
{
  NgNet *net;
  int layer;
  ReadData *read;

  if (subject == NULL || self->arrays->len == 0 ||
      ng_inspector_layer (self, subject, &net, &layer) == NULL)
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

/* ---- the widget ---- */

static void update (NgInspector *self);

static gboolean
late_cb (gpointer data)
{
  NgInspector *self = data;

  self->late_source = 0;
  if (self->is_late)
    update (self);
  return G_SOURCE_REMOVE;
}

/* A widget that is pressed has to be there when it is let go. */
static gboolean
is_pressed (GtkWidget *widget)
{
  return (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_ACTIVE) != 0;
}

/* What was pressed has been let go, or what had been opened is closed: by and by, as the click
 * itself is still to come. */
static void
let_go_cb (NgInspector *self)
{
  if (self->is_late && self->late_source == 0 && !is_pressed (GTK_WIDGET (self->box)))
    self->late_source = g_idle_add (late_cb, self);
}

/* Returns: (nullable): what is open over the rest of the page */
static GtkWidget *
find_popover (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_popover (child);
  return found;
}

/* Whether the rest of the page is in use, and stays a while; what is open over it is about the net,
 * and goes with it. */
static gboolean
is_in_use (NgInspector *self)
{
  GtkWidget *popover = self->filled == self->net ? find_popover (GTK_WIDGET (self->rest)) : NULL;

  if (popover != NULL) {
    g_signal_handlers_disconnect_by_func (popover, let_go_cb, self);
    g_signal_connect_object (popover, "closed", G_CALLBACK (let_go_cb), self, G_CONNECT_SWAPPED);
  }
  return popover != NULL || is_pressed (GTK_WIDGET (self->rest));
}

static void
update (NgInspector *self)
{
  const NgSubject *subject = ng_document_selection (self->document);
  g_autoptr (GPtrArray) layers = NULL;
  g_autofree char *page = NULL;

  self->is_late = FALSE;
  stop_reading (self);
  self->net = ng_document_net (self->document);
  if (self->net == NULL) {
    g_clear_pointer (&self->page, g_free);
    g_ptr_array_set_size (self->rows, 0);
    g_ptr_array_set_size (self->arrays, 0);
    self->name = NULL;
    self->attributes = NULL;
    ng_box_clear (self->box);
    return;
  }
  layers = selected_layers (self);
  page = page_key (self, subject, layers);
  if (g_strcmp0 (page, self->page) != 0) {
    self->is_late = is_pressed (GTK_WIDGET (self->box));
    if (self->is_late)
      return;
    g_free (self->page);
    self->page = g_steal_pointer (&page);
    build (self, subject, layers);
  } else {
    for (guint i = 0; i < self->rows->len; i++)
      ng_edit_row_update (self->rows->pdata[i]);
    if (self->attributes != NULL)
      add_attributes (self, self->holders);
    for (guint i = 0; i < self->arrays->len; i++)
      ng_array_row_update (self->arrays->pdata[i], NULL);
    self->is_late = is_in_use (self);
    if (self->is_late)
      return;
  }
  ng_inspector_fill (self, subject, layers);
  self->filled = self->net;
  start_reading (self, subject);
}

/* Of a new net the document tells by itself, once all that follow it know it. */
static void
experiment_changed_cb (NgInspector *self)
{
  if (self->net == ng_document_net (self->document))
    update (self);
}

const char *
ng_inspector_title (NgInspector *self)
{
  return self->title != NULL ? self->title : "";
}

NgEditRow *
ng_inspector_row (NgInspector *self, const char *name)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (strcmp (ng_edit_row_name (self->rows->pdata[i]), name) == 0)
      return self->rows->pdata[i];
  return NULL;
}

NgArrayRow *
ng_inspector_array (NgInspector *self, guint index)
{
  return index < self->arrays->len ? self->arrays->pdata[index] : NULL;
}

gboolean
ng_inspector_rename (NgInspector *self)
{
  GtkEditable *entry = self->name != NULL ? ng_edit_row_entry (self->name) : NULL;

  if (entry == NULL)
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  gtk_editable_select_region (entry, 0, -1);
  return TRUE;
}

void
ng_inspector_set_document (NgInspector *self, NgDocument *document, NgExperiment *experiment)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  self->experiment = g_object_ref (experiment);
  g_signal_connect_object (
      document, "selection-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "inside-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "costs-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      experiment, "changed", G_CALLBACK (experiment_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
dispose (GObject *object)
{
  NgInspector *self = NG_INSPECTOR (object);

  stop_reading (self);
  g_clear_handle_id (&self->late_source, g_source_remove);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->arrays, g_ptr_array_unref);
  g_clear_pointer (&self->holders, g_ptr_array_unref);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->page, g_free);
  g_clear_object (&self->document);
  g_clear_object (&self->experiment);
  G_OBJECT_CLASS (ng_inspector_parent_class)->dispose (object);
}

static void
ng_inspector_class_init (NgInspectorClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
ng_inspector_init (NgInspector *self)
{
  self->rows = g_ptr_array_new ();
  self->arrays = g_ptr_array_new ();
  self->holders = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "details");
  g_signal_connect_swapped (self->box, "state-flags-changed", G_CALLBACK (let_go_cb), self);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->box));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}
