#include "ui/fix-list.h"

#include "core/graph/fixes.h"
#include "ui/text.h"
#include "ui/window.h"

#include <glib/gi18n.h>

struct _NgFixList {
  GtkWidget parent_instance;

  GtkBox *box;
  NgDocument *document;
  NgNet *net;         /* whose problem it is */
  GPtrArray *fixes;   /* (element-type NgFix); NULL while they are looked for */
  GPtrArray *buttons; /* one for each */
  GCancellable *finding;
};

enum { APPLIED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgFixList, ng_fix_list, GTK_TYPE_WIDGET)

gboolean
ng_fix_list_is_busy (NgFixList *self)
{
  return self->finding != NULL;
}

guint
ng_fix_list_n (NgFixList *self)
{
  return self->fixes != NULL ? self->fixes->len : 0;
}

GtkWidget *
ng_fix_list_button (NgFixList *self, guint index)
{
  return g_ptr_array_index (self->buttons, index);
}

static void
clicked_cb (NgFixList *self, GtkWidget *button)
{
  guint index;
  NgFix *fix;
  g_autofree char *text = NULL;
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));

  if (!g_ptr_array_find (self->buttons, button, &index) ||
      ng_document_net (self->document) != self->net)
    return;
  fix = g_ptr_array_index (self->fixes, index);
  text = g_strdup (fix->text);
  g_object_ref (self);
  if (NG_IS_STUDIO_WINDOW (window))
    ng_studio_window_toast_undo (NG_STUDIO_WINDOW (window), text);
  ng_document_push (self->document, fix->net, text);
  g_signal_emit (self, signals[APPLIED], 0, text);
  g_object_unref (self);
}

static char *
effect_text (const NgFix *fix)
{
  g_autofree char *left =
      fix->n_left == 0
          ? g_strdup (_ ("no error is left"))
          : g_strdup_printf (
                g_dngettext (NULL, "%u error is left", "%u errors are left", fix->n_left),
                fix->n_left);

  return fix->result != NULL ? g_strdup_printf ("%s · %s", fix->result, left)
                             : g_steal_pointer (&left);
}

/* As wide as there is room: no popover becomes wider for it. */
static GtkWidget *
narrow_new (const char *text, const char *class)
{
  GtkWidget *label = ng_paragraph_new (text, class);

  gtk_label_set_max_width_chars (GTK_LABEL (label), 1);
  return label;
}

static GtkWidget *
button_new (NgFixList *self, const NgFix *fix)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *effect = effect_text (fix);

  gtk_box_append (GTK_BOX (content), narrow_new (fix->text, NULL));
  gtk_box_append (GTK_BOX (content), narrow_new (effect, "fact-note"));
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "fix");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  fix->text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  effect,
                                  -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked_cb), self);
  return button;
}

static void
show (NgFixList *self)
{
  ng_box_clear (self->box);
  for (guint i = 0; i < self->fixes->len; i++) {
    GtkWidget *button = button_new (self, self->fixes->pdata[i]);

    gtk_box_append (self->box, button);
    g_ptr_array_add (self->buttons, button);
  }
  if (self->fixes->len == 0)
    gtk_box_append (self->box, ng_paragraph_new (_ ("Nothing was found that helps"), "dim-label"));
  else if (gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER) != NULL)
    gtk_widget_grab_focus (self->buttons->pdata[0]);
}

/* ---- finding ---- */

typedef struct {
  NgNet *net;
  NgDiagnostic *problem;
  GCancellable *cancellable;
} FindData;

static void
find_data_free (gpointer data)
{
  FindData *find = data;

  ng_net_unref (find->net);
  ng_diagnostic_unref (find->problem);
  g_object_unref (find->cancellable);
  g_free (find);
}

static gpointer
find_work (gpointer data, GCancellable *cancellable, GError **error)
{
  FindData *find = data;

  return ng_net_find_fixes (find->net, find->problem, cancellable);
}

static void
find_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgFixList *self = owner;
  FindData *find = data;
  g_autoptr (GPtrArray) fixes = result;

  if (find->cancellable != self->finding)
    return;
  g_clear_object (&self->finding);
  self->fixes = fixes != NULL ? g_steal_pointer (&fixes)
                              : g_ptr_array_new_with_free_func ((GDestroyNotify) ng_fix_free);
  show (self);
}

GtkWidget *
ng_fix_list_new (NgDocument *document, const NgDiagnostic *problem)
{
  NgFixList *self = g_object_new (NG_TYPE_FIX_LIST, NULL);
  FindData *find = g_new0 (FindData, 1);

  self->document = g_object_ref (document);
  self->net = ng_net_ref (ng_document_net (document));
  self->finding = g_cancellable_new ();
  find->net = ng_net_ref (self->net);
  find->problem = ng_diagnostic_ref ((NgDiagnostic *) problem);
  find->cancellable = g_object_ref (self->finding);
  gtk_box_append (self->box, ng_paragraph_new (_ ("Looking for what helps…"), "dim-label"));
  ng_tasks_start (ng_document_tasks (document),
                  NG_WORKER_KERNELS,
                  G_OBJECT (self),
                  find_work,
                  find,
                  find_data_free,
                  self->finding,
                  find_done);
  return GTK_WIDGET (self);
}

static void
dispose (GObject *object)
{
  NgFixList *self = NG_FIX_LIST (object);

  if (self->finding != NULL)
    g_cancellable_cancel (self->finding);
  g_clear_object (&self->finding);
  if (self->box != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->box));
  self->box = NULL;
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_fix_list_parent_class)->dispose (object);
}

static void
ng_fix_list_class_init (NgFixListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  signals[APPLIED] = g_signal_new ("applied",
                                   NG_TYPE_FIX_LIST,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
ng_fix_list_init (NgFixList *self)
{
  self->buttons = g_ptr_array_new ();
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_set_parent (GTK_WIDGET (self->box), GTK_WIDGET (self));
}
