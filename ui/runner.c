#include "ui/runner.h"

#include "core/base/format.h"
#include "ui/result-card.h"
#include "ui/run-modes.h"
#include "ui/sample-row.h"
#include "ui/text.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Inputs with a row of their own; a net with more has too many to fill in by hand. */
#define MAX_ROWS 16

struct _NgRunner {
  GtkWidget parent_instance;

  GtkWidget *all; /* what scrolls, and below it what is always seen */
  GtkBox *foot;
  GtkBox *inputs;
  GtkBox *outputs;
  GtkWidget *hint; /* that arrays have no values */
  GtkLabel *status;
  GPtrArray *rows; /* (element-type NgSampleRow) */
  NgDocument *document;
  NgExperiment *experiment;
  NgNet *net; /* what the rows are of */
};

G_DEFINE_FINAL_TYPE (NgRunner, ng_runner, GTK_TYPE_WIDGET)

/* Whether the rows can stay, which then are of @net. */
static gboolean
keep_rows (NgRunner *self, NgNet *net)
{
  if (net == NULL || self->net == NULL || ng_net_n_inputs (net) != ng_net_n_inputs (self->net))
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    if (!ng_sample_row_take_net (g_ptr_array_index (self->rows, i), net))
      return FALSE;
  ng_net_unref (self->net);
  self->net = ng_net_ref (net);
  return TRUE;
}

static void
update_inputs (NgRunner *self)
{
  NgNet *net = ng_document_net (self->document);

  if (net != self->net && !keep_rows (self, net)) {
    ng_box_clear (self->inputs);
    g_ptr_array_set_size (self->rows, 0);
    g_clear_pointer (&self->net, ng_net_unref);
    self->net = net != NULL ? ng_net_ref (net) : NULL;
    for (guint i = 0; net != NULL && i < MIN (ng_net_n_inputs (net), MAX_ROWS); i++) {
      GtkWidget *row = ng_sample_row_new (self->experiment, net, i);

      gtk_box_append (self->inputs, row);
      g_ptr_array_add (self->rows, row);
    }
  }
  for (guint i = 0; i < self->rows->len; i++)
    ng_sample_row_update (g_ptr_array_index (self->rows, i));
}

NgSampleRow *
ng_runner_row (NgRunner *self, guint index)
{
  return index < self->rows->len ? g_ptr_array_index (self->rows, index) : NULL;
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

  update_inputs (self);
  gtk_widget_set_visible (self->hint, (state & NG_STATE_UNINITIALIZED) != 0);
  update_status (self);
  ng_box_clear (self->outputs);
  for (guint i = 0; self->net != NULL && i < ng_net_n_outputs (self->net) &&
                    ng_experiment_output (self->experiment, i) != NULL && i < MAX_ROWS;
       i++)
    gtk_box_append (self->outputs, ng_result_card_new (self->document, self->experiment, i));
}

void
ng_runner_set_document (NgRunner *self, NgDocument *document, NgExperiment *experiment)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  self->experiment = g_object_ref (experiment);
  gtk_box_append (self->foot, ng_run_modes_new (experiment));
  g_signal_connect_object (experiment, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
dispose (GObject *object)
{
  NgRunner *self = NG_RUNNER (object);

  g_clear_pointer (&self->all, gtk_widget_unparent);
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
  gtk_box_append (GTK_BOX (hint), ng_paragraph_new (_ ("Arrays Without Values"), "heading"));
  gtk_box_append (
      GTK_BOX (hint),
      ng_paragraph_new (_ ("This net has not been trained. Filled with random numbers it can run."),
                        "dim-label"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.initialize");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (GTK_BOX (hint), button);
  return hint;
}

static void
ng_runner_init (NgRunner *self)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->rows = g_ptr_array_new ();
  gtk_widget_add_css_class (GTK_WIDGET (box), "details");
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
  gtk_box_append (box, self->hint);
  gtk_box_append (box, GTK_WIDGET (self->inputs));
  gtk_box_append (box, GTK_WIDGET (self->outputs));
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (box));
  gtk_widget_set_vexpand (scroller, TRUE);

  self->foot = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->foot), "foot");
  gtk_box_append (self->foot, GTK_WIDGET (self->status));
  self->all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->all), scroller);
  gtk_box_append (GTK_BOX (self->all), GTK_WIDGET (self->foot));
  gtk_widget_set_parent (self->all, GTK_WIDGET (self));
}
