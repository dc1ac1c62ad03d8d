/* What fingers do to a canvas. One draws a wire from a port and moves what is selected, and the
 * picture elsewhere; two move the picture and zoom it; one that rests asks for the menu. */

#include "ui/canvas-private.h"

#include "ui/finger.h"

gboolean
ng_canvas_finger_pans (NgCanvas *self, double x, double y)
{
  g_autoptr (NgSubject) port = NULL, under = NULL;

  if (!ng_finger_points (GTK_WIDGET (self)))
    return FALSE;
  port = ng_canvas_port_at (self, x, y);
  under = port == NULL ? ng_canvas_subject_at (self, x, y) : NULL;
  return port == NULL && (under == NULL || !ng_document_is_selected (self->document, under));
}

void
ng_canvas_pinch_begin (NgCanvas *self, double x, double y)
{
  ng_canvas_stop_moving (self);
  ng_canvas_cancel (self);
  ng_canvas_edge_stop (self);
  self->has_band = FALSE;
  self->has_dragged = TRUE; /* what the first finger does is no tap */
  self->pinch_scale = 1;
  self->pinch_x = x;
  self->pinch_y = y;
}

void
ng_canvas_pinch_to (NgCanvas *self, double scale, double x, double y)
{
  ng_canvas_pan (self, x - self->pinch_x, y - self->pinch_y);
  if (scale != self->pinch_scale)
    ng_canvas_zoom_by (self, scale / self->pinch_scale, x, y);
  self->pinch_scale = scale;
  self->pinch_x = x;
  self->pinch_y = y;
}

static void
begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, NgCanvas *self)
{
  double x = self->pointer_x, y = self->pointer_y;

  gtk_gesture_get_bounding_box_center (gesture, &x, &y);
  ng_canvas_pinch_begin (self, x, y);
}

static void
update_cb (GtkGesture *gesture, GdkEventSequence *sequence, NgCanvas *self)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    ng_canvas_pinch_to (self, gtk_gesture_zoom_get_scale_delta (GTK_GESTURE_ZOOM (gesture)), x, y);
}

/* Added behind the other gestures, it hears of the second finger before a drag ends by it. */
void
ng_canvas_init_touch (NgCanvas *self)
{
  GtkGesture *zoom = gtk_gesture_zoom_new ();

  g_signal_connect (zoom, "begin", G_CALLBACK (begin_cb), self);
  g_signal_connect (zoom, "update", G_CALLBACK (update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (zoom));
}
