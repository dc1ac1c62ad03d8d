#include "ui/problems.h"

#include "ui/fix-list.h"
#include "ui/text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Rows made at most; the rest is counted in a last row. */
#define MAX_ROWS 200

struct _NgProblems {
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkListBox *list;
  NgDocument *document;
  NgExperiment *experiment;
  char *run_text; /* what the rows say of the last run */
  int current;
  GtkWidget *fixes; /* of the current problem, in its row */
};

enum { SHOWN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgProblems, ng_problems, GTK_TYPE_WIDGET)

/* Those of the net, which come first. */
static guint
n_of_net (NgProblems *self)
{
  return ng_document_problems (self->document)->len;
}

guint
ng_problems_n (NgProblems *self)
{
  return self->document != NULL ? n_of_net (self) + ng_experiment_n_problems (self->experiment) : 0;
}

/* @subject: (out) (transfer full) (nullable): where it is */
static NgDiagnostic *
problem_at (NgProblems *self, guint index, NgSubject **subject)
{
  const NgSubject *where;
  NgDiagnostic *problem;

  if (index < n_of_net (self)) {
    if (subject != NULL)
      *subject = ng_document_problem_subject (self->document, index);
    return g_ptr_array_index (ng_document_problems (self->document), index);
  }
  problem = ng_experiment_problem (self->experiment, index - n_of_net (self), &where);
  if (subject != NULL)
    *subject = ng_subject_copy (where);
  return problem;
}

/* What helps stands under the problem that one looks at. */
static void
show_fixes (NgProblems *self, guint index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) index);
  GtkWidget *texts = row != NULL ? g_object_get_data (G_OBJECT (row), "texts") : NULL;

  if (self->fixes != NULL && gtk_widget_get_parent (self->fixes) == texts)
    return;
  if (self->fixes != NULL)
    gtk_box_remove (GTK_BOX (gtk_widget_get_parent (self->fixes)), self->fixes);
  self->fixes = NULL;
  if (texts == NULL || index >= n_of_net (self))
    return;
  self->fixes = ng_fix_list_new (self->document, problem_at (self, index, NULL));
  gtk_box_append (GTK_BOX (texts), self->fixes);
}

NgFixList *
ng_problems_fixes (NgProblems *self)
{
  return self->fixes != NULL ? NG_FIX_LIST (self->fixes) : NULL;
}

static void
show_problem (NgProblems *self, guint index)
{
  g_autoptr (NgSubject) subject = NULL;

  problem_at (self, index, &subject);
  self->current = (int) index;
  show_fixes (self, index);
  if (subject == NULL)
    return;
  ng_document_select (self->document, subject);
  g_signal_emit (self, signals[SHOWN], 0, subject);
}

void
ng_problems_step (NgProblems *self, int step)
{
  int n = (int) ng_problems_n (self);
  int index;

  if (n == 0)
    return;
  index = self->current < 0 ? (step > 0 ? 0 : n - 1) : (self->current + step + n) % n;
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, index));
  show_problem (self, (guint) index);
}

static void
row_activated_cb (NgProblems *self, GtkListBoxRow *row)
{
  int index = gtk_list_box_row_get_index (row);

  if (index >= 0 && (guint) index < ng_problems_n (self))
    show_problem (self, (guint) index);
}

static char *
place_text (const NgDiagnostic *problem)
{
  if (problem->place.path != NULL && *problem->place.path != '\0')
    return g_strdup (problem->place.path);
  if (problem->place.line > 0)
    return g_strdup_printf (_ ("Line %d"), problem->place.line);
  return g_strdup ("");
}

static GtkWidget *
row_new (const NgDiagnostic *problem)
{
  GtkWidget *row = gtk_list_box_row_new ();
  gboolean is_error = problem->severity == NG_SEVERITY_ERROR;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *icon =
      gtk_image_new_from_icon_name (is_error ? "dialog-error-symbolic" : "dialog-warning-symbolic");
  GtkWidget *message = ng_label_new (problem->message);
  g_autofree char *place = place_text (problem);
  GtkWidget *where = ng_label_new (place);

  gtk_accessible_update_property (GTK_ACCESSIBLE (icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_error ? _ ("Error") : _ ("Warning"),
                                  -1);
  gtk_widget_add_css_class (icon, is_error ? "error" : "warning");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (message), 0);
  gtk_label_set_wrap (GTK_LABEL (message), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (message), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), message);
  if (problem->hint != NULL) {
    GtkWidget *hint = ng_label_new (problem->hint);

    gtk_label_set_xalign (GTK_LABEL (hint), 0);
    gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
    gtk_widget_add_css_class (hint, "dim-label");
    gtk_box_append (GTK_BOX (texts), hint);
  }
  gtk_widget_add_css_class (where, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (where), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (where), 32);
  gtk_widget_set_valign (where, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), where);
  gtk_widget_add_css_class (box, "problem");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "texts", texts);
  return row;
}

static void
append_rest (NgProblems *self, guint n)
{
  g_autofree char *text = g_strdup_printf (
      g_dngettext (NULL, "and %u more like these", "and %u more like these", n), n);
  GtkWidget *label = ng_label_new (text);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 8);
  gtk_widget_set_margin_bottom (label, 8);
  gtk_list_box_append (self->list, label);
}

static void
rebuild (NgProblems *self)
{
  guint n = ng_problems_n (self);
  GtkWidget *row;

  self->fixes = NULL;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < n && i < MAX_ROWS; i++)
    gtk_list_box_append (self->list, row_new (problem_at (self, i, NULL)));
  if (n > MAX_ROWS)
    append_rest (self, n - MAX_ROWS);
  self->current = -1;
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "none");
}

/* A run that says the same as the one before leaves the rows as they are. */
static void
run_changed_cb (NgProblems *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ng_experiment_n_problems (self->experiment); i++)
    g_string_append_printf (
        text, "%s\n", ng_experiment_problem (self->experiment, i, NULL)->message);
  if (g_strcmp0 (text->str, self->run_text) == 0)
    return;
  g_free (self->run_text);
  self->run_text = g_strdup (text->str);
  rebuild (self);
}

void
ng_problems_set_document (NgProblems *self, NgDocument *document, NgExperiment *experiment)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  self->experiment = g_object_ref (experiment);
  g_signal_connect_object (document, "net-changed", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      experiment, "changed", G_CALLBACK (run_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
dispose (GObject *object)
{
  NgProblems *self = NG_PROBLEMS (object);

  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  g_clear_pointer (&self->run_text, g_free);
  g_clear_object (&self->experiment);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_problems_parent_class)->dispose (object);
}

static void
ng_problems_class_init (NgProblemsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = dispose;
  signals[SHOWN] = g_signal_new ("shown",
                                 NG_TYPE_PROBLEMS,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/netgraph/Studio/problems.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, NgProblems, stack);
  gtk_widget_class_bind_template_child (widget_class, NgProblems, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
ng_problems_init (NgProblems *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->current = -1;
}
