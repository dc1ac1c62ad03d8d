/* The picture for those who do not see it: each layer in view, group and port of the net is a small
 * widget without a look of its own, which screen readers find, in the order of the flow. The focus
 * stands on the one that is selected. */

#include "ui/canvas-private.h"

#include "ui/arrange.h"
#include "ui/models.h"
#include "ui/tooltip.h"

#include <glib/gi18n.h>

/* How many are made; of a larger net the table of layers tells the rest. */
#define MOST_STOPS 300
/* Problems that are counted; those that a layer flows to. */
#define MOST_PROBLEMS 1000
#define MOST_FLOWS    4
/* Milliseconds of rest before the widgets follow a picture that is being moved. */
#define REST 120

struct _NgStopView {
  GtkWidget parent_instance;

  NgSubject *subject;
};

G_DEFINE_FINAL_TYPE (NgStopView, ng_stop_view, GTK_TYPE_WIDGET)

static void
finalize (GObject *object)
{
  g_clear_pointer (&NG_STOP_VIEW (object)->subject, ng_subject_free);
  G_OBJECT_CLASS (ng_stop_view_parent_class)->finalize (object);
}

/* Whoever leads the focus to a layer, such as a screen reader, means it. */
static gboolean
grab_focus (GtkWidget *widget)
{
  NgDocument *document = NG_CANVAS (gtk_widget_get_parent (widget))->document;
  const NgSubject *subject = NG_STOP_VIEW (widget)->subject;

  if (!ng_document_is_selected (document, subject))
    ng_document_select (document, subject);
  return GTK_WIDGET_CLASS (ng_stop_view_parent_class)->grab_focus (widget);
}

static void
select_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_grab_focus (widget);
}

/* The action is what screen readers offer to do with a layer; all others are the window's and are
 * about what is selected. */
static void
ng_stop_view_class_init (NgStopViewClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "layer.select", NULL, select_cb);
  GTK_WIDGET_CLASS (class)->grab_focus = grab_focus;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_OPTION);
}

static void
ng_stop_view_init (NgStopView *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

const NgSubject *
ng_stop_view_subject (NgStopView *self)
{
  return self->subject;
}

char *
ng_canvas_note (NgCanvas *self, const NgSubject *subject)
{
  return self->note != NULL ? self->note (self->note_owner, subject) : NULL;
}

void
ng_canvas_set_note (NgCanvas *self, NgCanvasNote note, gpointer owner)
{
  self->note = note;
  self->note_owner = owner;
  if (note != NULL)
    ng_canvas_access_changed (self);
}

/* The widgets. */

static NgStopView *
find_view (NgCanvas *self, const NgSubject *subject)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (NG_IS_STOP_VIEW (child) && ng_subject_equal (NG_STOP_VIEW (child)->subject, subject))
      return NG_STOP_VIEW (child);
  return NULL;
}

/* Returns: (transfer full): key of a layer -> how many problems it has */
static GHashTable *
count_problems (NgCanvas *self)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = MIN (ng_document_problems (self->document)->len, MOST_PROBLEMS);

  for (guint i = 0; i < n; i++) {
    g_autoptr (NgSubject) subject = ng_document_problem_subject (self->document, i);
    char *key;

    if (subject == NULL || subject->kind == NG_PICK_NONE || subject->id == NG_PICK_NET)
      continue;
    key = ng_subject_layer_key (subject);
    g_hash_table_replace (
        counts, key, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1));
  }
  return counts;
}

/* "Convolution conv1, input 1×28×28, output 20×24×24, 2 issues" */
static char *
describe (NgCanvas *self, const NgSubject *subject, GHashTable *problems)
{
  NgNet *net;
  int layer;

  if (subject->kind != NG_PICK_VERTEX ||
      !ng_subject_resolve (subject, ng_document_net (self->document), &net, &layer) || layer < 0)
    return ng_describe (self->document, subject);
  g_autofree char *name = ng_net_shown_name (net, (gsize) layer);
  g_autofree char *path = ng_subject_join (subject->net, name);
  g_autofree char *kind = ng_standard_kind (ng_net_layer (net, (gsize) layer));
  g_autofree char *in = ng_layer_input_text (net, (gsize) layer);
  g_autofree char *out = ng_layer_output_text (net, (gsize) layer);
  g_autofree char *key = ng_subject_layer_key (subject);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (problems, key));
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%s %s, input %s, output %s"), kind, path, in, out);
  if (n > 0) {
    g_string_append (text, ", ");
    g_string_append_printf (text, g_dngettext (NULL, "%u issue", "%u issues", n), n);
  }
  return g_string_free (text, FALSE);
}

/* Returns: (transfer full): what is said of it: "Convolution conv1, …, pinned in place" */
static char *
spoken_text (NgCanvas *self, const NgSubject *subject, GHashTable *problems)
{
  g_autofree char *text = describe (self, subject, problems);

  if (text == NULL || !ng_arrange_is_pinned (self->document, subject))
    return g_steal_pointer (&text);
  return g_strdup_printf (_ ("%s, pinned in place"), text);
}

static void
add_flow (NgCanvas *self, const NgSubject *from, NgNet *net, NgSource source, GPtrArray *views)
{
  gsize n;
  const NgTarget *targets = ng_net_targets (net, source, &n);

  for (gsize i = 0; i < n && views->len < MOST_FLOWS; i++) {
    g_autoptr (NgSubject) to = NULL;
    NgStopView *view;

    if (targets[i].index < 0)
      continue;
    to = ng_subject_of_layer (net, from->net, (gsize) targets[i].index);
    view = find_view (self, to);
    if (view != NULL && !g_ptr_array_find (views, view, NULL))
      g_ptr_array_add (views, view);
  }
}

static void
update_flows (NgCanvas *self, NgStopView *view)
{
  const NgSubject *subject = view->subject;
  GtkAccessible *accessible = GTK_ACCESSIBLE (view);
  g_autoptr (GPtrArray) to = g_ptr_array_new ();
  NgNet *net;
  int layer;

  if (!ng_subject_resolve (subject, ng_document_net (self->document), &net, &layer))
    return;
  if (subject->kind == NG_PICK_VERTEX)
    for (gsize port = 0; port < ng_layer_n_outputs (ng_net_layer (net, (gsize) layer)); port++)
      add_flow (self, subject, net, (NgSource){ NG_SOURCE_LAYER, layer, (int) port }, to);
  else if (subject->kind == NG_PICK_NET_INPUT)
    add_flow (self, subject, net, (NgSource){ NG_SOURCE_INPUT, (int) subject->port, 0 }, to);
  switch (to->len) {
  case 0:
    gtk_accessible_reset_relation (accessible, GTK_ACCESSIBLE_RELATION_FLOW_TO);
    break;
#define FLOWS(...)                                                                                 \
  gtk_accessible_update_relation (                                                                 \
      accessible, GTK_ACCESSIBLE_RELATION_FLOW_TO, __VA_ARGS__, NULL, -1)
  case 1:
    FLOWS (to->pdata[0]);
    break;
  case 2:
    FLOWS (to->pdata[0], to->pdata[1]);
    break;
  case 3:
    FLOWS (to->pdata[0], to->pdata[1], to->pdata[2]);
    break;
  default:
    FLOWS (to->pdata[0], to->pdata[1], to->pdata[2], to->pdata[3]);
#undef FLOWS
  }
}

/* Returns: (element-type NgSubject): what is in view and what is selected, along the flow; a port
 * of a layer while it is selected */
static GPtrArray *
shown_stops (NgCanvas *self)
{
  GPtrArray *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  const NgSubject *selection = ng_document_selection (self->document);
  NgBox visible = ng_canvas_visible (self);
  GArray *stops = self->scene != NULL ? ng_canvas_stops (self) : NULL;

  for (guint i = 0; stops != NULL && i < stops->len; i++) {
    const NgStop *stop = &g_array_index (stops, NgStop, i);
    g_autoptr (NgSubject) subject = NULL;
    gboolean is_seen =
        stop->box.x < visible.x + visible.width && stop->box.x + stop->box.width > visible.x &&
        stop->box.y < visible.y + visible.height && stop->box.y + stop->box.height > visible.y;

    if (!is_seen && selection == NULL)
      continue;
    subject = ng_subject_from_pick (self->scene, stop->pick);
    if (subject != NULL &&
        ((is_seen && subjects->len < MOST_STOPS) || ng_subject_equal (subject, selection)))
      g_ptr_array_add (subjects, g_steal_pointer (&subject));
  }
  if (selection != NULL && (selection->kind == NG_PICK_INPUT || selection->kind == NG_PICK_OUTPUT))
    g_ptr_array_add (subjects, ng_subject_copy (selection));
  return subjects;
}

/* Makes the children those of @subjects, in that order. Widgets that stay are kept. */
static void
replace_views (NgCanvas *self, GPtrArray *subjects)
{
  g_autoptr (GPtrArray) views = g_ptr_array_new ();
  GtkWidget *next, *last = NULL;

  for (guint i = 0; i < subjects->len; i++) {
    NgStopView *view = find_view (self, subjects->pdata[i]);

    if (view == NULL) {
      view = g_object_new (NG_TYPE_STOP_VIEW, NULL);
      view->subject = ng_subject_copy (subjects->pdata[i]);
    }
    g_ptr_array_add (views, view);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = next) {
    next = gtk_widget_get_next_sibling (child);
    if (NG_IS_STOP_VIEW (child) && !g_ptr_array_find (views, child, NULL))
      gtk_widget_unparent (child);
  }
  for (guint i = 0; i < views->len; last = views->pdata[i++])
    if (gtk_widget_get_parent (views->pdata[i]) == NULL ||
        gtk_widget_get_prev_sibling (views->pdata[i]) != last)
      gtk_widget_insert_after (views->pdata[i], GTK_WIDGET (self), last);
}

static void
update_selected (NgCanvas *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (NG_IS_STOP_VIEW (child))
      gtk_accessible_update_state (
          GTK_ACCESSIBLE (child),
          GTK_ACCESSIBLE_STATE_SELECTED,
          ng_document_is_selected (self->document, NG_STOP_VIEW (child)->subject),
          -1);
}

static void
update_views (NgCanvas *self)
{
  gboolean has_focus = ng_canvas_has_focus (self);
  g_autoptr (GPtrArray) subjects = shown_stops (self);
  g_autoptr (GHashTable) problems = count_problems (self);

  g_clear_handle_id (&self->access_source, g_source_remove);
  replace_views (self, subjects);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    g_autofree char *text = NULL;
    g_autofree char *note = NULL;
    g_autofree char *both = NULL;

    if (!NG_IS_STOP_VIEW (child))
      continue;
    text = spoken_text (self, NG_STOP_VIEW (child)->subject, problems);
    note = ng_canvas_note (self, NG_STOP_VIEW (child)->subject);
    both = g_strjoin (", ", text != NULL ? text : "", note, NULL);
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, both, -1);
    update_flows (self, NG_STOP_VIEW (child));
  }
  update_selected (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  if (has_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static gboolean
rest_cb (gpointer user_data)
{
  NgCanvas *self = user_data;

  self->access_source = 0;
  update_views (self);
  return G_SOURCE_REMOVE;
}

void
ng_canvas_access_changed (NgCanvas *self)
{
  if (self->document == NULL)
    return;
  if (self->access_source != 0)
    g_source_remove (self->access_source);
  self->access_source = g_timeout_add (REST, rest_cb, self);
}

void
ng_canvas_access_selected (NgCanvas *self)
{
  const NgSubject *selection = ng_document_selection (self->document);

  if (self->scene != NULL && selection != NULL && ng_canvas_shows_selection (self) &&
      find_view (self, selection) == NULL) {
    update_views (self);
    return;
  }
  update_selected (self);
  if (ng_canvas_has_focus (self))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

GtkWidget *
ng_canvas_access_focus (NgCanvas *self)
{
  const NgSubject *selection =
      self->document != NULL ? ng_document_selection (self->document) : NULL;
  NgStopView *view = selection != NULL ? find_view (self, selection) : NULL;

  return view != NULL ? GTK_WIDGET (view) : NULL;
}

gboolean
ng_canvas_has_focus (NgCanvas *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));

  return gtk_widget_is_focus (GTK_WIDGET (self)) ||
         (child != NULL && NG_IS_STOP_VIEW (child) && gtk_widget_is_focus (child));
}

void
ng_canvas_access_allocate (NgCanvas *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    graphene_rect_t box = GRAPHENE_RECT_INIT (0, 0, 0, 0);
    int width, height;

    if (!NG_IS_STOP_VIEW (child))
      continue;
    ng_canvas_box (self, NG_STOP_VIEW (child)->subject, &box);
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
    gtk_widget_size_allocate (child,
                              &(GtkAllocation){ (int) box.origin.x,
                                                (int) box.origin.y,
                                                MAX ((int) box.size.width, width),
                                                MAX ((int) box.size.height, height) },
                              -1);
  }
}
