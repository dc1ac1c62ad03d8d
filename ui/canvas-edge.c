/* While something is dragged to the edge of the canvas, the picture moves on under it, the faster
 * the nearer to the edge or the further beyond. */

#include "ui/canvas-private.h"

/* Pixels: how near to the edge that begins, and how far the picture moves in a second at the edge
 * itself. */
#define NEAR  32
#define SPEED 600.0

/* How fast the picture has to move along one axis to show what is beyond. */
static double
speed_at (double at, double length)
{
  double room = MIN (NEAR, length / 4);

  if (at < room)
    return SPEED * MIN ((room - at) / NEAR, 2);
  if (at > length - room)
    return -SPEED * MIN ((at - length + room) / NEAR, 2);
  return 0;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  NgCanvas *self = NG_CANVAS (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = (double) (now - self->edge_time) / G_USEC_PER_SEC;
  double x = self->x, y = self->y;

  self->edge_time = now;
  ng_canvas_pan (self,
                 speed_at (self->drag_at_x, gtk_widget_get_width (widget)) * seconds,
                 speed_at (self->drag_at_y, gtk_widget_get_height (widget)) * seconds);
  if (self->x == x && self->y == y)
    return G_SOURCE_CONTINUE;
  /* Where the drag began goes along with the picture. */
  self->start_x += (x - self->x) * self->scale;
  self->start_y += (y - self->y) * self->scale;
  ng_canvas_drag_to (self, self->drag_at_x, self->drag_at_y);
  return G_SOURCE_CONTINUE;
}

void
ng_canvas_edge_follow (NgCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_near = speed_at (self->drag_at_x, gtk_widget_get_width (widget)) != 0 ||
                     speed_at (self->drag_at_y, gtk_widget_get_height (widget)) != 0;

  if (!is_near) {
    ng_canvas_edge_stop (self);
  } else if (self->edge_tick == 0) {
    self->edge_time = gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (widget));
    self->edge_tick = gtk_widget_add_tick_callback (widget, tick_cb, NULL, NULL);
  }
}

void
ng_canvas_edge_stop (NgCanvas *self)
{
  if (self->edge_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->edge_tick);
  self->edge_tick = 0;
}
