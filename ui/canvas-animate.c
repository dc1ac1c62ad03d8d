/* One picture turns into the next, for a moment, so that the eye can follow what moves. While it
 * does, the canvas shows a scene of its own through a view of its own; for all that is pointed at,
 * the later ones count. Large pictures, and desktops that want no motion, change at once. */

#include "ui/canvas-private.h"

#include "render/export/cairo.h"
#include "render/scene/tween.h"

#include <math.h>

/* Microseconds; items in view, before and after together, beyond which nothing moves. */
#define DURATION   220000
#define MOST_ITEMS 3000

struct _NgMotion {
  NgTween *tween;
  double x, y, scale; /* of the view where it begins */
  gint64 start;       /* 0 before the first frame */
  double progress;    /* from 0 to 1, eased */
  guint tick;
};

void
ng_canvas_animate_stop (NgCanvas *self)
{
  NgMotion *motion = g_steal_pointer (&self->motion);

  if (motion == NULL)
    return;
  if (motion->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), motion->tick);
  ng_tween_free (motion->tween);
  g_free (motion);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The view is moved as the eye sees it: the scale by factors, the middle of the widget straight. */
static void
view_on_way (NgCanvas *self, const NgCanvasView *end, NgCanvasView *view)
{
  const NgMotion *motion = self->motion;
  double t = motion->progress, width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));

  view->scale = motion->scale * pow (end->scale / motion->scale, t);
  view->x = (1 - t) * (motion->x + width / 2 / motion->scale) +
            t * (end->x + width / 2 / end->scale) - width / 2 / view->scale;
  view->y = (1 - t) * (motion->y + height / 2 / motion->scale) +
            t * (end->y + height / 2 / end->scale) - height / 2 / view->scale;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  NgCanvas *self = NG_CANVAS (widget);
  NgMotion *motion = self->motion;
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double share;

  if (motion->start == 0)
    motion->start = now;
  share = CLAMP ((double) (now - motion->start) / DURATION, 0, 1);
  motion->progress = 1 - pow (1 - share, 3);
  gtk_widget_queue_draw (widget);
  if (share < 1)
    return G_SOURCE_CONTINUE;
  motion->tick = 0;
  ng_canvas_animate_stop (self);
  return G_SOURCE_REMOVE;
}

void
ng_canvas_animate (NgCanvas *self, const NgCanvasView *from)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_wanted = FALSE;
  g_autoptr (NgScene) scene = ng_scene_ref (from->scene);
  NgMotion *motion = g_new0 (NgMotion, 1);
  NgCanvasView view = *from;

  /* What is still on its way goes on from there. */
  if (self->motion != NULL) {
    view_on_way (self, from, &view);
    ng_scene_unref (scene);
    scene = ng_tween_at (self->motion->tween, (float) self->motion->progress);
  }
  ng_canvas_animate_stop (self);
  g_object_get (gtk_widget_get_settings (widget), "gtk-enable-animations", &is_wanted, NULL);
  if (is_wanted && gtk_widget_get_mapped (widget)) {
    NgBox before = { (float) view.x,
                     (float) view.y,
                     (float) (gtk_widget_get_width (widget) / view.scale),
                     (float) (gtk_widget_get_height (widget) / view.scale) };

    motion->tween = ng_tween_new (scene, before, self->scene, ng_canvas_visible (self), MOST_ITEMS);
  }
  if (motion->tween == NULL) {
    g_free (motion);
    return;
  }
  motion->x = view.x;
  motion->y = view.y;
  motion->scale = view.scale;
  motion->tick = gtk_widget_add_tick_callback (widget, tick_cb, NULL, NULL);
  self->motion = motion;
}

gboolean
ng_canvas_animate_enter (NgCanvas *self, NgCanvasView *kept)
{
  NgCanvasView view;

  if (self->motion == NULL)
    return FALSE;
  *kept = (NgCanvasView){ self->scene, self->x, self->y, self->scale };
  view_on_way (self, kept, &view);
  self->x = view.x;
  self->y = view.y;
  self->scale = view.scale;
  self->scene = ng_tween_at (self->motion->tween, (float) self->motion->progress);
  return TRUE;
}

void
ng_canvas_animate_leave (NgCanvas *self, const NgCanvasView *kept)
{
  ng_scene_unref (self->scene);
  self->scene = kept->scene;
  self->x = kept->x;
  self->y = kept->y;
  self->scale = kept->scale;
}

void
ng_canvas_snapshot_scene (NgCanvas *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  NgBox visible = ng_canvas_visible (self);
  graphene_rect_t all = GRAPHENE_RECT_INIT (
      0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &all);

  cairo_scale (cr, self->scale, self->scale);
  cairo_translate (cr, -self->x, -self->y);
  ng_cairo_draw (
      self->scene, self->theme, cr, &visible, self->scale * gtk_widget_get_scale_factor (widget));
  cairo_destroy (cr);
}
