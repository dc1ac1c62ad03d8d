#include "ui/runner.h"

#include "core/base/format.h"
#include "ui/dialogs.h"
#include "ui/filetypes.h"
#include "ui/text.h"
#include "ui/value.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Points. */
#define SAMPLE_WIDTH  90
#define SAMPLE_HEIGHT 90
#define OUTPUT_WIDTH  200
#define OUTPUT_HEIGHT 190
/* Inputs with a row of their own; a net with more has too many to fill in by hand. */
#define MAX_ROWS 16
/* The longest generated sample along a dimension that varies. */
#define MAX_LENGTH 100000

/* The row of one input. */
typedef struct {
  NgRunner *runner;
  guint index;
  GtkWidget *row;
  GtkWidget *picture; /* holds the sample's picture */
  GtkLabel *name;
  GtkLabel *problem;
  GtkWidget *range;
  GtkSpinButton *low, *high;
  guint serial; /* of the sample that the row shows */
} InputRow;

struct _NgRunner {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkBox *box;
  GtkBox *inputs;
  GtkBox *outputs;
  GtkWidget *hint; /* that arrays have no values */
  GtkLabel *status;
  GPtrArray *rows; /* (element-type InputRow) */
  NgDocument *document;
  NgExperiment *experiment;
  NgNet *net; /* what the rows are of */
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (NgRunner, ng_runner, GTK_TYPE_WIDGET)

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
clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
chosen_cb (GObject *owner, guint index, GFile *file)
{
  ng_experiment_set_file (NG_EXPERIMENT (owner), index, file);
}

static void
open_cb (InputRow *row)
{
  ng_dialog_open_sample (GTK_WINDOW (gtk_widget_get_root (row->row)),
                         G_OBJECT (row->runner->experiment),
                         row->index,
                         chosen_cb);
}

static void
random_cb (InputRow *row)
{
  ng_experiment_set_random (row->runner->experiment, row->index);
}

static void
digit_cb (InputRow *row)
{
  ng_experiment_set_digit (row->runner->experiment, row->index);
}

static void
range_cb (InputRow *row)
{
  if (!row->runner->is_updating)
    ng_experiment_set_range (row->runner->experiment,
                             row->index,
                             gtk_spin_button_get_value (row->low),
                             gtk_spin_button_get_value (row->high));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, InputRow *row)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL || !ng_file_is_sample (files->data))
    return FALSE;
  ng_experiment_set_file (row->runner->experiment, row->index, files->data);
  return TRUE;
}

static GtkWidget *
button_new (const char *label, const char *tooltip, GCallback callback, InputRow *row)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_swapped (button, "clicked", callback, row);
  return button;
}

static GtkSpinButton *
spin_new (const char *label, InputRow *row)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (-1e6, 1e6, 1);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), 1);
  gtk_widget_add_css_class (spin, "range");
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 4);
  gtk_widget_set_hexpand (spin, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (spin, label);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (range_cb), row);
  return GTK_SPIN_BUTTON (spin);
}

/* A field for the length of generated samples along a dimension that varies. */
static void
length_cb (GtkSpinButton *spin, InputRow *row)
{
  int dim = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (spin), "dimension"));

  if (!row->runner->is_updating)
    ng_experiment_set_length (
        row->runner->experiment, row->index, dim, (gint64) gtk_spin_button_get_value (spin));
}

static void
append_length (InputRow *row, int dim, gint64 length)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *spin = gtk_spin_button_new_with_range (1, MAX_LENGTH, 1);
  g_autofree char *text = g_strdup_printf (_ ("Length of dimension %d"), dim + 1);
  GtkWidget *label = label_new (text, NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), (double) length);
  gtk_widget_add_css_class (spin, "range");
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  gtk_widget_set_tooltip_text (spin, _ ("How long random numbers are along it"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data (G_OBJECT (spin), "dimension", GINT_TO_POINTER (dim));
  g_signal_connect (spin, "value-changed", G_CALLBACK (length_cb), row);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), spin);
  gtk_box_append (GTK_BOX (row->row), line);
}

static void
number_cb (GtkSpinButton *spin, InputRow *row)
{
  if (!row->runner->is_updating)
    ng_experiment_set_number (
        row->runner->experiment, row->index, gtk_spin_button_get_value (spin));
}

/* A field for an input that is one number. */
static void
append_number (InputRow *row, const NgType *type)
{
  gboolean is_real = type->kind == NG_KIND_REAL || type->kind == NG_KIND_UNKNOWN;
  GtkWidget *spin = gtk_spin_button_new_with_range (-1e9, 1e9, 1);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), is_real ? 4 : 0);
  gtk_widget_set_tooltip_text (spin, _ ("The number"));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("The number"), -1);
  g_signal_connect (spin, "value-changed", G_CALLBACK (number_cb), row);
  gtk_box_append (GTK_BOX (row->row), spin);
}

static InputRow *
input_row_new (NgRunner *self, guint index)
{
  InputRow *row = g_new0 (InputRow, 1);
  const NgType *type = ng_net_input_type (self->net, index);
  g_autofree char *shape = ng_type_label (type, ng_net_length_names (self->net));
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *dims = label_new (shape, "dim-label");
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  row->runner = self;
  row->index = index;
  row->row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_add_css_class (row->row, "card");
  gtk_widget_add_css_class (row->row, "sample");

  gtk_box_append (GTK_BOX (heading), label_new (ng_net_input_name (self->net, index), "heading"));
  gtk_widget_set_hexpand (dims, TRUE);
  gtk_label_set_xalign (GTK_LABEL (dims), 1);
  gtk_box_append (GTK_BOX (heading), dims);
  gtk_box_append (GTK_BOX (row->row), heading);

  row->picture = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (row->row), row->picture);
  row->name = GTK_LABEL (label_new ("", "dim-label"));
  gtk_box_append (GTK_BOX (row->row), GTK_WIDGET (row->name));
  row->problem = GTK_LABEL (label_new ("", "error"));
  gtk_box_append (GTK_BOX (row->row), GTK_WIDGET (row->problem));

  row->range = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  row->low = spin_new (_ ("What black, or the least number, becomes"), row);
  row->high = spin_new (_ ("What white, or the greatest number, becomes"), row);
  gtk_box_append (GTK_BOX (row->range), gtk_label_new (_ ("Range")));
  gtk_box_append (GTK_BOX (row->range), GTK_WIDGET (row->low));
  gtk_box_append (GTK_BOX (row->range), gtk_label_new ("…"));
  gtk_box_append (GTK_BOX (row->range), GTK_WIDGET (row->high));
  gtk_box_append (GTK_BOX (row->row), row->range);

  for (int d = 0; d < type->rank; d++)
    if (type->dims[d].state != NG_DIM_NUMBER)
      append_length (row, d, ng_experiment_sample (self->experiment, index)->lengths[d]);
  if (type->rank == 0 && type->kind != NG_KIND_STRING && type->kind != NG_KIND_OTHER)
    append_number (row, type);

  gtk_box_set_homogeneous (GTK_BOX (buttons), TRUE);
  gtk_box_append (GTK_BOX (buttons),
                  button_new (_ ("_File…"),
                              _ ("A picture, an array or a table; or drop one here"),
                              G_CALLBACK (open_cb),
                              row));
  if (ng_experiment_takes_digit (self->experiment, index))
    gtk_box_append (GTK_BOX (buttons),
                    button_new (_ ("_Digit"),
                                _ ("A handwritten digit, another one each time"),
                                G_CALLBACK (digit_cb),
                                row));
  gtk_box_append (
      GTK_BOX (buttons),
      button_new (
          _ ("_Random"), _ ("Random numbers, others each time"), G_CALLBACK (random_cb), row));
  gtk_box_append (GTK_BOX (row->row), buttons);

  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), row);
  gtk_widget_add_controller (row->row, GTK_EVENT_CONTROLLER (target));
  return row;
}

static void
update_input_row (InputRow *row)
{
  const NgSample *sample = ng_experiment_sample (row->runner->experiment, row->index);

  ng_label_set (row->name, sample->name != NULL ? sample->name : _ ("No sample yet"));
  gtk_widget_set_visible (GTK_WIDGET (row->problem), sample->problem != NULL);
  ng_label_set (row->problem, sample->problem != NULL ? sample->problem : "");
  gtk_widget_set_visible (row->range, sample->has_range);
  if (gtk_spin_button_get_value (row->low) != sample->low)
    gtk_spin_button_set_value (row->low, sample->low);
  if (gtk_spin_button_get_value (row->high) != sample->high)
    gtk_spin_button_set_value (row->high, sample->high);
  if (sample->tensor == NULL) {
    clear (row->picture);
    row->serial = 0;
  } else if (row->serial != sample->serial) {
    GtkWidget *view =
        ng_value_view_new (sample->tensor,
                           NULL,
                           ng_net_is_raw (row->runner->net) ? NG_VALUE_RAW : NG_VALUE_PLAIN,
                           SAMPLE_WIDTH,
                           SAMPLE_HEIGHT);

    clear (row->picture);
    gtk_widget_set_halign (view, GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (row->picture), view);
    row->serial = sample->serial;
  }
}

static void
update_inputs (NgRunner *self)
{
  NgNet *net = ng_document_net (self->document);

  if (net != self->net) {
    clear (GTK_WIDGET (self->inputs));
    g_ptr_array_set_size (self->rows, 0);
    g_clear_pointer (&self->net, ng_net_unref);
    self->net = net != NULL ? ng_net_ref (net) : NULL;
    for (guint i = 0; net != NULL && i < MIN (ng_net_n_inputs (net), MAX_ROWS); i++) {
      InputRow *row = input_row_new (self, i);

      gtk_box_append (self->inputs, row->row);
      g_ptr_array_add (self->rows, row);
    }
  }
  for (guint i = 0; i < self->rows->len; i++)
    update_input_row (g_ptr_array_index (self->rows, i));
}

static void
append_output (NgRunner *self, guint index)
{
  NgTensor *value = ng_experiment_output (self->experiment, index);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  g_autofree char *summary = ng_value_summary (value);
  NgValueFlags flags = ng_value_flags (self->document, NULL);
  g_auto (GStrv) names = ng_value_classes (ng_net_output_coder (self->net, index));
  const char *const *classes = (const char *const *) names;
  g_autofree char *caption = ng_value_caption (value, classes, flags);
  GtkWidget *view = ng_value_view_new (value, classes, flags, OUTPUT_WIDTH, OUTPUT_HEIGHT);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "sample");
  gtk_box_append (GTK_BOX (card), label_new (ng_net_output_name (self->net, index), "heading"));
  gtk_widget_set_halign (view, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (card), view);
  if (caption != NULL)
    gtk_box_append (GTK_BOX (card), label_new (caption, "caption"));
  gtk_box_append (GTK_BOX (card), label_new (summary, "dim-label"));
  gtk_box_append (self->outputs, card);
}

static gboolean
has_problem (NgRunner *self)
{
  for (guint i = 0; self->net != NULL && i < ng_net_n_inputs (self->net); i++)
    if (ng_experiment_sample (self->experiment, i)->problem != NULL)
      return TRUE;
  return FALSE;
}

static void
update_status (NgRunner *self)
{
  const GError *error = ng_experiment_error (self->experiment);
  g_autofree char *text = NULL;

  gtk_widget_remove_css_class (GTK_WIDGET (self->status), "error");
  if (ng_experiment_is_running (self->experiment)) {
    text = g_strdup (_ ("Running…"));
  } else if (error != NULL) {
    const NgDiagnostic *problem = ng_error_diagnostic (error);

    if (ng_error_has_tag (error, "NetGraph::notinit"))
      text = g_strdup_printf (_ ("%s\nPress Initialize to fill them with random numbers."),
                              error->message);
    else if (problem != NULL && problem->hint != NULL)
      text = g_strdup_printf ("%s\n%s", error->message, problem->hint);
    else
      text = g_strdup (error->message);
    if (problem != NULL && problem->place.path != NULL && *problem->place.path != '\0' &&
        strstr (error->message, problem->place.path) == NULL) {
      g_autofree char *message = g_steal_pointer (&text);

      text = g_strdup_printf (_ ("In %s: %s"), problem->place.path, message);
    }
    gtk_widget_add_css_class (GTK_WIDGET (self->status), "error");
  } else if (ng_experiment_has_values (self->experiment)) {
    g_autofree char *time =
        ng_format_nanoseconds ((gint64) (ng_experiment_milliseconds (self->experiment) * 1e6));

    text = g_strdup_printf (_ ("Took %s"), time);
  } else if (!has_problem (self)) {
    text = g_strdup (_ ("Choose a sample for every input, or press Run."));
  }
  ng_label_set (self->status, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->status), text != NULL);
}

static void
update (NgRunner *self)
{
  NgNetState state = ng_document_state (self->document);

  self->is_updating = TRUE;
  update_inputs (self);
  gtk_widget_set_visible (self->hint, (state & NG_STATE_UNINITIALIZED) != 0);
  update_status (self);
  clear (GTK_WIDGET (self->outputs));
  for (guint i = 0; self->net != NULL && i < ng_net_n_outputs (self->net) &&
                    ng_experiment_output (self->experiment, i) != NULL && i < MAX_ROWS;
       i++)
    append_output (self, i);
  self->is_updating = FALSE;
}

void
ng_runner_set_document (NgRunner *self, NgDocument *document, NgExperiment *experiment)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  self->experiment = g_object_ref (experiment);
  g_signal_connect_object (experiment, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
dispose (GObject *object)
{
  NgRunner *self = NG_RUNNER (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_object (&self->experiment);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_runner_parent_class)->dispose (object);
}

static void
ng_runner_class_init (NgRunnerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

/* A word that the arrays have no values yet, and the button that gives them some. */
static GtkWidget *
hint_new (void)
{
  GtkWidget *hint = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Initialize"));

  gtk_widget_add_css_class (hint, "card");
  gtk_widget_add_css_class (hint, "sample");
  gtk_box_append (GTK_BOX (hint), label_new (_ ("Arrays Without Values"), "heading"));
  gtk_box_append (
      GTK_BOX (hint),
      label_new (_ ("This net has not been trained. Filled with random numbers it can run."),
                 "dim-label"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.initialize");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (GTK_BOX (hint), button);
  return hint;
}

static void
ng_runner_init (NgRunner *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "details");
  self->hint = hint_new ();
  self->inputs = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  self->status = GTK_LABEL (g_object_new (GTK_TYPE_LABEL,
                                          "accessible-role",
                                          GTK_ACCESSIBLE_ROLE_STATUS,
                                          "xalign",
                                          0.0,
                                          "wrap",
                                          TRUE,
                                          NULL));
  self->outputs = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_box_append (self->box, self->hint);
  gtk_box_append (self->box, GTK_WIDGET (self->inputs));
  gtk_box_append (self->box, GTK_WIDGET (self->status));
  gtk_box_append (self->box, GTK_WIDGET (self->outputs));
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->box));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}
