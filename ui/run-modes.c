#include "ui/run-modes.h"

#include "ui/text.h"
#include "ui/value.h"

#include <glib/gi18n.h>
#include <string.h>

/* Elements of an output that are offered one by one; of more of them only the largest. */
#define MAX_ELEMENTS 1000
#define MAX_SEED     1000000

struct _NgRunModes {
  GtkBox parent_instance;

  NgExperiment *experiment;
  GtkWidget *seed_line;
  GtkSpinButton *seed;
  GtkToggleButton *gradients, *training;
  GtkWidget *target_line;
  GtkDropDown *output, *element;
  GtkLabel *problem;
  char **outputs; /* what the lists offer */
  char **elements;
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (NgRunModes, ng_run_modes, GTK_TYPE_BOX)

static void
training_cb (NgRunModes *self)
{
  if (!self->is_updating)
    ng_experiment_set_training (self->experiment, gtk_toggle_button_get_active (self->training));
}

static void
seed_cb (NgRunModes *self)
{
  if (!self->is_updating)
    ng_experiment_set_seed (self->experiment,
                            (guint) gtk_spin_button_get_value_as_int (self->seed));
}

static void
gradients_cb (NgRunModes *self)
{
  if (!self->is_updating)
    ng_experiment_set_shows_gradients (self->experiment,
                                       gtk_toggle_button_get_active (self->gradients));
}

/* The first element of the list is the largest, whichever that is. */
static void
target_cb (NgRunModes *self)
{
  guint output = gtk_drop_down_get_selected (self->output);
  guint element = gtk_drop_down_get_selected (self->element);

  if (self->is_updating || output == GTK_INVALID_LIST_POSITION)
    return;
  if (output != ng_experiment_target_output (self->experiment))
    element = 0;
  ng_experiment_set_target (
      self->experiment, output, element == GTK_INVALID_LIST_POSITION ? -1 : (gint64) element - 1);
}

/* ---- following the experiment ---- */

static char **
output_names (NgNet *net)
{
  GStrvBuilder *names = g_strv_builder_new ();
  char **list;

  for (gsize i = 0; net != NULL && i < ng_net_n_outputs (net); i++)
    g_strv_builder_add (names, ng_net_output_name (net, i));
  list = g_strv_builder_end (names);
  g_strv_builder_unref (names);
  return list;
}

static char **
element_names (NgExperiment *experiment, NgNet *net, guint output)
{
  GStrvBuilder *names = g_strv_builder_new ();
  NgTensor *value = ng_experiment_output (experiment, output);
  gint64 n = value != NULL ? ng_tensor_count (value) : 0;
  g_auto (GStrv) classes = NULL;
  char **list;

  if (net != NULL && output < ng_net_n_outputs (net))
    classes = ng_value_classes (ng_net_output_coder (net, output));
  if (classes != NULL && (gint64) g_strv_length (classes) != n)
    g_clear_pointer (&classes, g_strfreev);
  g_strv_builder_add (names, _ ("The largest"));
  for (gint64 i = 0; n <= MAX_ELEMENTS && i < n; i++) {
    g_autofree char *number =
        g_strdup_printf ("%" G_GINT64_FORMAT, i + (ng_net_is_raw (net) ? 0 : 1));

    g_strv_builder_add (names, classes != NULL ? classes[i] : number);
  }
  list = g_strv_builder_end (names);
  g_strv_builder_unref (names);
  return list;
}

/* Offers @names (transfer full), unless the list does so already. */
static void
offer (GtkDropDown *list, char ***old, char **names)
{
  g_autoptr (GtkStringList) model = NULL;

  if (*old != NULL && g_strv_equal ((const char *const *) *old, (const char *const *) names)) {
    g_strfreev (names);
    return;
  }
  g_strfreev (*old);
  *old = names;
  model = gtk_string_list_new ((const char *const *) names);
  gtk_drop_down_set_model (list, G_LIST_MODEL (model));
}

static void
update (NgRunModes *self)
{
  NgNet *net = ng_experiment_net (self->experiment);
  gboolean is_training = ng_experiment_is_training (self->experiment);
  gboolean shows_gradients = ng_experiment_shows_gradients (self->experiment);
  guint output = ng_experiment_target_output (self->experiment);
  const GError *error = ng_experiment_gradient_error (self->experiment);

  self->is_updating = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self), net != NULL);
  gtk_toggle_button_set_active (self->training, is_training);
  gtk_widget_set_visible (self->seed_line, is_training);
  gtk_spin_button_set_value (self->seed, ng_experiment_seed (self->experiment));
  gtk_toggle_button_set_active (self->gradients, shows_gradients);
  gtk_widget_set_visible (self->target_line,
                          shows_gradients && ng_experiment_has_values (self->experiment));
  gtk_widget_set_visible (GTK_WIDGET (self->problem), shows_gradients && error != NULL);
  ng_label_set (self->problem, error != NULL ? error->message : "");
  if (shows_gradients && net != NULL && ng_experiment_has_values (self->experiment)) {
    offer (self->output, &self->outputs, output_names (net));
    offer (self->element, &self->elements, element_names (self->experiment, net, output));
    gtk_widget_set_visible (GTK_WIDGET (self->output), ng_net_n_outputs (net) > 1);
    gtk_drop_down_set_selected (self->output, output);
    gtk_drop_down_set_selected (self->element,
                                (guint) (ng_experiment_target_element (self->experiment) + 1));
  }
  self->is_updating = FALSE;
}

/* ---- the widget ---- */

static GtkToggleButton *
choice_new (GtkBox *box, const char *label, const char *tooltip)
{
  GtkWidget *button = gtk_toggle_button_new_with_mnemonic (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_box_append (box, button);
  return GTK_TOGGLE_BUTTON (button);
}

static GtkBox *
append_choices (NgRunModes *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_box_append (GTK_BOX (self), box);
  return GTK_BOX (box);
}

static GtkBox *
append_line (NgRunModes *self, const char *name)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = ng_paragraph_new (name, NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (self), line);
  return GTK_BOX (line);
}

static GtkDropDown *
list_new (GtkBox *line, const char *label, NgRunModes *self)
{
  GtkWidget *list = gtk_drop_down_new (NULL, NULL);

  gtk_widget_set_tooltip_text (list, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (list, "notify::selected", G_CALLBACK (target_cb), self);
  gtk_box_append (line, list);
  return GTK_DROP_DOWN (list);
}

static void
dispose (GObject *object)
{
  NgRunModes *self = NG_RUN_MODES (object);

  g_clear_object (&self->experiment);
  g_clear_pointer (&self->outputs, g_strfreev);
  g_clear_pointer (&self->elements, g_strfreev);
  G_OBJECT_CLASS (ng_run_modes_parent_class)->dispose (object);
}

static void
ng_run_modes_class_init (NgRunModesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
}

static void
ng_run_modes_init (NgRunModes *self)
{
  GtkBox *box;
  GtkWidget *spin = gtk_spin_button_new_with_range (0, MAX_SEED, 1);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 8);

  box = append_choices (self);
  self->gradients =
      choice_new (box, _ ("_Gradients"), _ ("How what comes out would change with what passes"));
  self->training = choice_new (
      box, _ ("In _Training"), _ ("Dropout drops, and normalization looks at the batch"));
  box = append_line (self, _ ("Of what comes out"));
  self->target_line = GTK_WIDGET (box);
  self->output = list_new (box, _ ("Which output"), self);
  self->element = list_new (box, _ ("Which of its numbers"), self);
  self->problem = GTK_LABEL (ng_paragraph_new ("", "error"));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->problem));

  box = append_line (self, _ ("Seed of what is drawn"));
  self->seed_line = GTK_WIDGET (box);
  self->seed = GTK_SPIN_BUTTON (spin);
  gtk_widget_add_css_class (spin, "range");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Seed of what is drawn"), -1);
  gtk_box_append (box, spin);

  g_signal_connect_swapped (self->training, "toggled", G_CALLBACK (training_cb), self);
  g_signal_connect_swapped (self->gradients, "toggled", G_CALLBACK (gradients_cb), self);
  g_signal_connect_swapped (self->seed, "value-changed", G_CALLBACK (seed_cb), self);
}

GtkWidget *
ng_run_modes_new (NgExperiment *experiment)
{
  NgRunModes *self = g_object_new (NG_TYPE_RUN_MODES, NULL);

  self->experiment = g_object_ref (experiment);
  g_signal_connect_object (experiment, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
