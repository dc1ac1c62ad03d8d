/* The knife: a stroke of the pointer, with Alt or with Ctrl and the other button, cuts the
 * connections that it crosses, all in one step. While it is drawn they are struck out. */

#include "ui/canvas-wire-private.h"

#include "render/scene/pick.h"
#include "ui/edits.h"

#include <glib/gi18n.h>
#include <math.h>

/* Pixels between two points of a stroke, at least. */
#define LEAST_STEP 3

struct _NgKnife {
  NgNet *net;
  GArray *points; /* (element-type NgPoint): in the scene */
  GPtrArray *cut; /* (element-type NgSubject): edges */
  double x0, y0;
};

void
ng_canvas_knife_cancel (NgCanvas *self)
{
  NgKnife *knife = g_steal_pointer (&self->knife);

  if (knife == NULL)
    return;
  g_array_unref (knife->points);
  g_ptr_array_unref (knife->cut);
  ng_net_unref (knife->net);
  g_free (knife);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
has_edge (const NgKnife *knife, const NgSubject *edge)
{
  return g_ptr_array_find_with_equal_func (knife->cut, edge, (GEqualFunc) ng_subject_equal, NULL);
}

/* Strikes @edge out, if cutting it changes anything. */
static void
strike (NgKnife *knife, NgSubject *edge)
{
  g_autoptr (NgSubject) owned = edge;
  g_autoptr (NgNet) without = NULL;

  if (edge == NULL || has_edge (knife, edge))
    return;
  without = ng_edit_disconnect (knife->net, edge, NULL);
  if (without != NULL && without != knife->net)
    g_ptr_array_add (knife->cut, g_steal_pointer (&owned));
}

static void
add_point (NgCanvas *self, double x, double y)
{
  NgKnife *knife = self->knife;
  NgPoint here = { (float) (self->x + x / self->scale), (float) (self->y + y / self->scale) };
  NgPoint last;
  g_autoptr (GArray) crossed = NULL;

  if (knife->points->len == 0) {
    g_array_append_val (knife->points, here);
    return;
  }
  last = g_array_index (knife->points, NgPoint, knife->points->len - 1);
  if (hypot ((double) (here.x - last.x), (double) (here.y - last.y)) * self->scale < LEAST_STEP)
    return;
  g_array_append_val (knife->points, here);
  crossed = ng_scene_cross (self->scene, last, here);
  for (guint i = 0; i < crossed->len; i++)
    strike (knife, ng_subject_from_pick (self->scene, g_array_index (crossed, NgPick, i)));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Cuts net by net, since outputs that go move the others. */
static NgNet *
cut_all (const NgKnife *knife, GError **error)
{
  g_autoptr (NgNet) net = ng_net_ref (knife->net);
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < knife->cut->len; i++) {
    const NgSubject *first = knife->cut->pdata[i];
    g_autoptr (GPtrArray) edges = g_ptr_array_new ();
    NgNet *next;

    if (!g_hash_table_add (done, first->net))
      continue;
    for (guint k = i; k < knife->cut->len; k++)
      if (g_str_equal (((NgSubject *) knife->cut->pdata[k])->net, first->net))
        g_ptr_array_add (edges, knife->cut->pdata[k]);
    next = ng_edit_delete (net, edges, FALSE, NULL, error);
    if (next == NULL)
      return NULL;
    ng_net_unref (net);
    net = next;
  }
  return g_steal_pointer (&net);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, NgCanvas *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  gboolean is_knife = (button == GDK_BUTTON_PRIMARY && (state & GDK_ALT_MASK) != 0) ||
                      (button == GDK_BUTTON_SECONDARY && (state & GDK_CONTROL_MASK) != 0);

  if (!is_knife || self->is_read_only || self->scene == NULL ||
      !ng_document_scene_is_current (self->document)) {
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  ng_canvas_stop_moving (self);
  ng_canvas_wire_cancel (self);
  self->knife = g_new0 (NgKnife, 1);
  self->knife->net = ng_net_ref (ng_document_net (self->document));
  self->knife->points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  self->knife->cut = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  self->knife->x0 = x;
  self->knife->y0 = y;
  add_point (self, x, y);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, NgCanvas *self)
{
  if (self->knife != NULL)
    add_point (self, self->knife->x0 + dx, self->knife->y0 + dy);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, NgCanvas *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;
  guint n;

  if (self->knife == NULL)
    return;
  add_point (self, self->knife->x0 + dx, self->knife->y0 + dy);
  n = self->knife->cut->len;
  net = n > 0 ? cut_all (self->knife, &error) : NULL;
  ng_canvas_knife_cancel (self);
  if (error != NULL) {
    g_signal_emit_by_name (self, "message", error->message);
  } else if (net != NULL) {
    ng_document_push (self->document, net, _ ("Cut Connections"));
    g_signal_emit_by_name (self, "wires-cut", n);
  }
}

static gboolean
key_pressed_cb (
    GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NgCanvas *self)
{
  if (self->knife == NULL || key != GDK_KEY_Escape)
    return FALSE;
  ng_canvas_knife_cancel (self);
  return TRUE;
}

void
ng_canvas_init_knife (NgCanvas *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

void
ng_canvas_snapshot_knife (NgCanvas *self, GtkSnapshot *snapshot)
{
  NgKnife *knife = self->knife;
  graphene_rect_t all;
  cairo_t *cr;

  if (knife == NULL)
    return;
  for (guint i = 0; i < knife->cut->len; i++)
    ng_canvas_snapshot_struck (self, snapshot, knife->cut->pdata[i]);
  graphene_rect_init (&all,
                      0,
                      0,
                      (float) gtk_widget_get_width (GTK_WIDGET (self)),
                      (float) gtk_widget_get_height (GTK_WIDGET (self)));
  cr = gtk_snapshot_append_cairo (snapshot, &all);
  for (guint i = 0; i < knife->points->len; i++) {
    double x, y;

    ng_canvas_to_widget (self, g_array_index (knife->points, NgPoint, i), &x, &y);
    cairo_line_to (cr, x, y);
  }
  ng_canvas_set_color (cr, ng_theme_style (self->theme, NG_ROLE_EDGE_PROBLEM).line, 0.8);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  cairo_destroy (cr);
}
