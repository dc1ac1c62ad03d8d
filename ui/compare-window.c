#include "ui/compare-window.h"

#include "ui/models.h"
#include "ui/text.h"
#include "ui/verdict.h"

#include <glib/gi18n.h>

/* Pixels. */
#define WIDTH       1180
#define HEIGHT      780
#define LIST_HEIGHT 220

typedef struct {
  NgDocument *document; /* nobody else's */
  NgDocument *source;   /* (nullable): the open one that it follows; a weak pointer */
  char *title;          /* until it has a net */
  char *note;
} Side;

struct _NgCompareWindow {
  AdwWindow parent_instance;

  Side sides[2];
  NgTasks *tasks;
  NgDirection direction;
  NgComparison *comparison;
  GCancellable *comparing; /* while a worker compares */
  gboolean is_cancelled;   /* whether nothing is compared until somebody asks for it */

  GtkPaned *floors;
  NgComparePanes *panes;
  NgCompareList *list;
  GtkStack *stack; /* of the list and of what stands in its place */
  GtkLabel *message;
  GtkWidget *again;
  GtkBox *legend;
  GtkLabel *counts[NG_VERDICT_REMOVED + 1];
  GSimpleActionGroup *actions;
};

G_DEFINE_FINAL_TYPE (NgCompareWindow, ng_compare_window, ADW_TYPE_WINDOW)

NgComparison *
ng_compare_window_comparison (NgCompareWindow *self)
{
  return self->comparison;
}

NgComparePanes *
ng_compare_window_panes (NgCompareWindow *self)
{
  return self->panes;
}

NgCompareList *
ng_compare_window_list (NgCompareWindow *self)
{
  return self->list;
}

NgDocument *
ng_compare_window_document (NgCompareWindow *self, int side)
{
  return self->sides[side].document;
}

const char *
ng_compare_window_message (NgCompareWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "message") == 0
             ? gtk_label_get_text (self->message)
             : NULL;
}

/* ---- comparing ---- */

typedef struct {
  NgNet *first, *second;
  GCancellable *cancellable;
} CompareData;

static void
compare_data_free (gpointer data)
{
  CompareData *compare = data;

  ng_net_unref (compare->first);
  ng_net_unref (compare->second);
  g_object_unref (compare->cancellable);
  g_free (compare);
}

static gpointer
compare_work (gpointer data, GCancellable *cancellable, GError **error)
{
  CompareData *compare = data;

  return ng_comparison_new (compare->first, compare->second, cancellable);
}

static void
show_message (NgCompareWindow *self, const char *text, gboolean may_repeat)
{
  ng_label_set (self->message, text);
  gtk_widget_set_visible (self->again, may_repeat);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static void
show_comparison (NgCompareWindow *self)
{
  NgComparison *comparison = self->comparison;

  ng_compare_panes_set_comparison (self->panes, comparison);
  ng_compare_list_set_comparison (self->list, comparison);
  gtk_widget_set_visible (GTK_WIDGET (self->legend),
                          comparison != NULL && !ng_comparison_is_same (comparison));
  if (comparison == NULL)
    return;
  for (NgVerdict v = NG_VERDICT_CHANGED; v <= NG_VERDICT_REMOVED; v++) {
    g_autofree char *count = ng_count_text ((gint64) ng_comparison_count (comparison, v));
    g_autofree char *text = g_strdup_printf ("%s %s", count, ng_verdict_word (v));

    ng_label_set (self->counts[v], text);
  }
  gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
compare_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgCompareWindow *self = owner;
  CompareData *compare = data;
  GtkWidget *focus;

  if (compare->cancellable != self->comparing || result == NULL) {
    g_clear_pointer ((NgComparison **) &result, ng_comparison_unref);
    return;
  }
  g_clear_object (&self->comparing);
  self->comparison = result;
  show_comparison (self);
  /* Who has gone nowhere yet goes through the differences. */
  focus = gtk_root_get_focus (GTK_ROOT (self));
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->floors)))
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
stop_comparing (NgCompareWindow *self)
{
  if (self->comparing != NULL)
    g_cancellable_cancel (self->comparing);
  g_clear_object (&self->comparing);
}

static void
forget_comparison (NgCompareWindow *self)
{
  stop_comparing (self);
  g_clear_pointer (&self->comparison, ng_comparison_unref);
  show_comparison (self);
}

/* Compares what the two documents have now, once both have something. */
static void
compare (NgCompareWindow *self)
{
  CompareData *data;

  forget_comparison (self);
  for (int s = 0; s < 2; s++)
    if (ng_document_net (self->sides[s].document) == NULL) {
      if (!ng_document_is_opening (self->sides[s].document))
        show_message (self, _ ("There is no net to compare with."), FALSE);
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "busy");
  self->comparing = g_cancellable_new ();
  data = g_new0 (CompareData, 1);
  data->first = ng_net_ref (ng_document_net (self->sides[0].document));
  data->second = ng_net_ref (ng_document_net (self->sides[1].document));
  data->cancellable = g_object_ref (self->comparing);
  ng_tasks_start (self->tasks,
                  NG_WORKER_KERNELS,
                  G_OBJECT (self),
                  compare_work,
                  data,
                  compare_data_free,
                  self->comparing,
                  compare_done);
}

static void
cancel (NgCompareWindow *self)
{
  stop_comparing (self);
  self->is_cancelled = TRUE;
  show_message (self, _ ("The comparison was cancelled."), TRUE);
}

static void
compare_again (NgCompareWindow *self)
{
  self->is_cancelled = FALSE;
  compare (self);
}

/* Another net, also where nobody wants to compare yet: what stood here was of the one before. */
static void
net_changed_cb (NgCompareWindow *self)
{
  if (self->is_cancelled)
    forget_comparison (self);
  else
    compare (self);
}

/* ---- the two nets ---- */

static void
failed_cb (NgCompareWindow *self, GFile *file, const GError *error)
{
  g_autofree char *base = file != NULL ? g_file_get_basename (file) : NULL;
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : NULL;
  g_autofree char *title =
      name != NULL ? g_strdup_printf (_ ("“%s” could not be opened"), name) : NULL;
  g_autofree char *reason = ng_failure_text (error);
  g_autofree char *text =
      title != NULL ? g_strconcat (title, "\n", reason, NULL) : g_strdup (reason);

  stop_comparing (self);
  show_message (self, text, FALSE);
}

static void
source_changed_cb (NgCompareWindow *self, NgDocument *source)
{
  for (int s = 0; s < 2; s++)
    if (self->sides[s].source == source)
      ng_document_push_merged (self->sides[s].document, ng_document_net (source), "", "followed");
}

static void
follow_source (NgCompareWindow *self, Side *side, NgDocument *source)
{
  g_set_weak_pointer (&side->source, source);
  ng_document_set_net (side->document, ng_document_net (source), ng_document_title (source));
  g_signal_connect_object (
      source, "net-changed", G_CALLBACK (source_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
open_file (Side *side, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  side->title = g_filename_display_name (base);
  ng_document_open (side->document, file);
}

static void
set_side (NgCompareWindow *self, Side *side, const NgCompared *compared)
{
  side->document = ng_document_new (self->tasks);
  side->note = g_strdup (compared->note);
  ng_document_set_direction (side->document, self->direction);
  if (compared->document != NULL)
    follow_source (self, side, compared->document);
  else if (compared->file != NULL)
    open_file (side, compared->file);
  else
    ng_document_set_net (side->document, compared->net, compared->title);
  g_signal_connect_object (
      side->document, "net-changed", G_CALLBACK (net_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      side->document, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
}

/* ---- looking at both ---- */

static void
chosen_cb (NgCompareWindow *self, int match)
{
  ng_compare_list_select (self->list, match);
}

static void
shown_cb (NgCompareWindow *self, guint match)
{
  ng_compare_panes_show (self->panes, match);
}

static void
update_title (NgCompareWindow *self, int s)
{
  const Side *side = &self->sides[s];
  GtkBox *box = ng_compare_panes_title (self->panes, s);
  NgCanvas *canvas = ng_compare_panes_canvas (self->panes, s);
  const char *order = s == 0 ? _ ("Before") : _ ("After");
  const char *title =
      ng_document_net (side->document) != NULL ? ng_document_title (side->document) : side->title;
  g_autofree char *spoken = g_strdup_printf ("%s: %s%s%s",
                                             order,
                                             title,
                                             side->note != NULL ? ", " : "",
                                             side->note != NULL ? side->note : "");
  GtkWidget *labels[] = { ng_label_new (order),
                          ng_label_new (title),
                          side->note != NULL ? ng_label_new (side->note) : NULL };

  ng_box_clear (box);
  for (gsize i = 0; i < G_N_ELEMENTS (labels) && labels[i] != NULL; i++) {
    gtk_widget_add_css_class (labels[i], i == 1 ? "heading" : "dim-label");
    gtk_label_set_ellipsize (GTK_LABEL (labels[i]),
                             i == 1 ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_NONE);
    gtk_box_append (box, labels[i]);
  }
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
update_titles (NgCompareWindow *self)
{
  for (int s = 0; s < 2; s++)
    update_title (self, s);
}

static void
build_panes (NgCompareWindow *self)
{
  self->panes =
      NG_COMPARE_PANES (ng_compare_panes_new (self->sides[0].document, self->sides[1].document));
  g_signal_connect_object (self->panes, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_vexpand (GTK_WIDGET (self->panes), TRUE);
  gtk_paned_set_start_child (self->floors, GTK_WIDGET (self->panes));
  update_titles (self);
}

/* ---- actions: what these keys mean in a window with one net, they mean here ---- */

static NgCanvas *
active_canvas (NgCompareWindow *self)
{
  NgCanvas *second = ng_compare_panes_canvas (self->panes, 1);

  return ng_canvas_has_focus (second) ? second : ng_compare_panes_canvas (self->panes, 0);
}

static void
zoom_in_cb (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  ng_canvas_zoom_in (active_canvas (self));
}

static void
zoom_out_cb (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  ng_canvas_zoom_out (active_canvas (self));
}

static void
zoom_original_cb (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  ng_canvas_set_zoom (active_canvas (self), 1);
}

static void
fit_cb (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  ng_compare_panes_fit (NG_COMPARE_WINDOW (self)->panes);
}

static void
next_cb (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  ng_compare_list_step (NG_COMPARE_WINDOW (self)->list, 1);
}

static void
previous_cb (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  ng_compare_list_step (NG_COMPARE_WINDOW (self)->list, -1);
}

static void
swap_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  NgCompareWindow *self = user_data;
  Side first = self->sides[0];

  self->sides[0] = self->sides[1];
  self->sides[1] = first;
  /* Weak pointers know their own place. */
  for (int s = 0; s < 2; s++)
    if (self->sides[s].source != NULL) {
      g_object_remove_weak_pointer (G_OBJECT (self->sides[s].source),
                                    (gpointer *) &self->sides[1 - s].source);
      g_object_add_weak_pointer (G_OBJECT (self->sides[s].source),
                                 (gpointer *) &self->sides[s].source);
    }
  build_panes (self);
  net_changed_cb (self);
}

static void
top_down_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  NgCompareWindow *self = user_data;

  self->direction = g_variant_get_boolean (state) ? NG_DIRECTION_DOWN : NG_DIRECTION_RIGHT;
  for (int s = 0; s < 2; s++)
    ng_document_set_direction (self->sides[s].document, self->direction);
  g_simple_action_set_state (action, state);
}

static void
next_pane_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  NgCompareWindow *self = user_data;
  GtkWidget *panes[] = { GTK_WIDGET (ng_compare_panes_canvas (self->panes, 0)),
                         GTK_WIDGET (ng_compare_panes_canvas (self->panes, 1)),
                         GTK_WIDGET (self->list) };
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  gsize here = G_N_ELEMENTS (panes) - 1;

  for (gsize i = 0; focus != NULL && i < G_N_ELEMENTS (panes); i++)
    if (focus == panes[i] || gtk_widget_is_ancestor (focus, panes[i]))
      here = i;
  here = (here + 1) % G_N_ELEMENTS (panes);
  if (here == 2)
    gtk_widget_child_focus (panes[here], GTK_DIR_TAB_FORWARD);
  else
    gtk_widget_grab_focus (panes[here]);
}

static void
close_cb (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
add_actions (NgCompareWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "zoom-in", .activate = zoom_in_cb },
    { .name = "zoom-out", .activate = zoom_out_cb },
    { .name = "zoom-original", .activate = zoom_original_cb },
    { .name = "fit", .activate = fit_cb },
    { .name = "next-problem", .activate = next_cb },
    { .name = "previous-problem", .activate = previous_cb },
    { .name = "next-pane", .activate = next_pane_cb },
    { .name = "top-down", .state = "true", .change_state = top_down_cb },
    { .name = "swap", .activate = swap_cb },
    { .name = "close", .activate = close_cb },
    { .name = "close-tab", .activate = close_cb },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (
      G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "win", G_ACTION_GROUP (self->actions));
}

/* ---- the window ---- */

static void
set_meaning (GtkWidget *button, const char *action, const char *tip)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
}

static GtkWidget *
button_new (const char *icon, const char *action, const char *tip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  set_meaning (button, action, tip);
  return button;
}

static GtkWidget *
header_new (void)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *steps = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *flow = gtk_toggle_button_new ();
  AdwHeaderBar *bar = ADW_HEADER_BAR (header);

  gtk_button_set_icon_name (GTK_BUTTON (flow), "go-bottom-symbolic");
  set_meaning (flow, "win.top-down", _ ("Top to Bottom (Ctrl+K)"));

  gtk_widget_add_css_class (steps, "linked");
  gtk_box_append (
      GTK_BOX (steps),
      button_new ("go-up-symbolic", "win.previous-problem", _ ("Previous Difference (Shift+F8)")));
  gtk_box_append (GTK_BOX (steps),
                  button_new ("go-down-symbolic", "win.next-problem", _ ("Next Difference (F8)")));
  adw_header_bar_pack_start (bar, steps);
  adw_header_bar_pack_start (
      bar, button_new ("object-flip-horizontal-symbolic", "win.swap", _ ("Swap Both Nets")));
  adw_header_bar_pack_end (
      bar, button_new ("zoom-fit-best-symbolic", "win.fit", _ ("Whole Nets (Ctrl+9)")));
  adw_header_bar_pack_end (bar, flow);
  return header;
}

static GtkWidget *
busy_new (NgCompareWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (cancel), self);
  gtk_box_append (GTK_BOX (box), spinner);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_ ("Comparing…")));
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static GtkWidget *
message_new (NgCompareWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *label = ng_paragraph_new ("", NULL);

  self->message = GTK_LABEL (label);
  self->again = gtk_button_new_with_mnemonic (_ ("Compare _Again"));
  gtk_label_set_xalign (self->message, 0.5f);
  gtk_label_set_justify (self->message, GTK_JUSTIFY_CENTER);
  gtk_widget_set_halign (self->again, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->again, "clicked", G_CALLBACK (compare_again), self);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->again);
  return box;
}

/* What the badges mean, and how many there are of each. */
static GtkWidget *
legend_new (NgCompareWindow *self)
{
  self->legend = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18));
  gtk_widget_add_css_class (GTK_WIDGET (self->legend), "legend");
  for (NgVerdict v = NG_VERDICT_CHANGED; v <= NG_VERDICT_REMOVED; v++) {
    GtkWidget *entry = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

    self->counts[v] = GTK_LABEL (gtk_label_new (""));
    gtk_box_append (GTK_BOX (entry), ng_verdict_icon_new (v));
    gtk_box_append (GTK_BOX (entry), GTK_WIDGET (self->counts[v]));
    gtk_box_append (self->legend, entry);
  }
  return GTK_WIDGET (self->legend);
}

static GtkWidget *
floor_new (NgCompareWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->list = NG_COMPARE_LIST (ng_compare_list_new ());
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, busy_new (self), "busy");
  gtk_stack_add_named (self->stack, message_new (self), "message");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->list), "list");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_widget_set_size_request (GTK_WIDGET (self->stack), -1, LIST_HEIGHT / 2);
  g_signal_connect_object (self->list, "shown", G_CALLBACK (shown_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (box, "drawer");
  gtk_box_append (GTK_BOX (box), legend_new (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  return box;
}

static void
dispose (GObject *object)
{
  NgCompareWindow *self = NG_COMPARE_WINDOW (object);

  stop_comparing (self);
  for (int s = 0; s < 2; s++) {
    g_clear_weak_pointer (&self->sides[s].source);
    g_clear_object (&self->sides[s].document);
    g_clear_pointer (&self->sides[s].title, g_free);
    g_clear_pointer (&self->sides[s].note, g_free);
  }
  g_clear_object (&self->actions);
  g_clear_pointer (&self->comparison, ng_comparison_unref);
  g_clear_pointer (&self->tasks, ng_tasks_unref);
  G_OBJECT_CLASS (ng_compare_window_parent_class)->dispose (object);
}

static void
ng_compare_window_class_init (NgCompareWindowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_add_binding_action (
      GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ng_compare_window_init (NgCompareWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  add_actions (self);
  self->floors = GTK_PANED (gtk_paned_new (GTK_ORIENTATION_VERTICAL));
  gtk_paned_set_end_child (self->floors, floor_new (self));
  gtk_paned_set_resize_end_child (self->floors, FALSE);
  gtk_paned_set_shrink_start_child (self->floors, FALSE);
  gtk_paned_set_shrink_end_child (self->floors, FALSE);
  gtk_paned_set_position (self->floors, HEIGHT - LIST_HEIGHT - 80);
  gtk_box_append (GTK_BOX (box), header_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->floors));
  gtk_widget_set_vexpand (GTK_WIDGET (self->floors), TRUE);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Comparison"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
}

GtkWidget *
ng_compare_window_new (NgTasks *tasks, const NgCompared *before, const NgCompared *after)
{
  NgCompareWindow *self = g_object_new (NG_TYPE_COMPARE_WINDOW, NULL);

  self->tasks = ng_tasks_ref (tasks);
  self->direction = NG_DIRECTION_DOWN;
  set_side (self, &self->sides[0], before);
  set_side (self, &self->sides[1], after);
  build_panes (self);
  for (int s = 0; s < 2; s++)
    g_signal_connect_object (self->sides[s].document,
                             "net-changed",
                             G_CALLBACK (update_titles),
                             self,
                             G_CONNECT_SWAPPED);
  compare (self);
  return GTK_WIDGET (self);
}
