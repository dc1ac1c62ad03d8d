/* Which part of the picture is seen, and how large: at first, in the next picture, and as somebody
 * moves and zooms it. */

#include "ui/canvas-private.h"

#include "render/scene/pick.h"

#define ZOOM_STEP 1.2
#define MIN_ZOOM  0.01
#define MAX_ZOOM  8.0
/* A net is shown whole at first, unless that would be smaller than this. */
#define MIN_FIRST_ZOOM 0.55
/* The zoom at which the beginning of a larger one is shown. */
#define READING_ZOOM 0.8
/* Pixels round a net that is shown whole; pixels of it that cannot be moved out of sight. */
#define FIT_MARGIN  16
#define KEEP_INSIDE 80

void
ng_canvas_view_changed (NgCanvas *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  ng_canvas_access_changed (self);
  g_signal_emit_by_name (self, "view-changed");
}

double
ng_canvas_zoom (NgCanvas *self)
{
  return self->scale / NG_CANVAS_POINT;
}

NgBox
ng_canvas_visible (NgCanvas *self)
{
  return (NgBox){ (float) self->x,
                  (float) self->y,
                  (float) (gtk_widget_get_width (GTK_WIDGET (self)) / self->scale),
                  (float) (gtk_widget_get_height (GTK_WIDGET (self)) / self->scale) };
}

/* Along one axis: where the view starts, so that some of the net stays in it; a net that fits in is
 * kept inside. */
static double
keep_inside (double start, double length, double net_start, double net_length, double scale)
{
  double keep = MIN (KEEP_INSIDE / scale, net_length);

  if (net_length <= length)
    return CLAMP (start, net_start + net_length - length, net_start);
  return CLAMP (start, net_start + keep - length, net_start + net_length - keep);
}

void
ng_canvas_clamp_view (NgCanvas *self)
{
  NgBox bounds, visible;

  if (self->scene == NULL)
    return;
  bounds = ng_scene_bounds (self->scene);
  visible = ng_canvas_visible (self);
  self->x = keep_inside (
      self->x, (double) visible.width, (double) bounds.x, (double) bounds.width, self->scale);
  self->y = keep_inside (
      self->y, (double) visible.height, (double) bounds.y, (double) bounds.height, self->scale);
}

/* Logical pixels per point so that all of @box is in view. */
static double
scale_to_fit (NgCanvas *self, NgBox box)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * FIT_MARGIN, 16);
  double height = MAX (gtk_widget_get_height (GTK_WIDGET (self)) - 2 * FIT_MARGIN, 16);

  return MIN (width / MAX ((double) box.width, 1), height / MAX ((double) box.height, 1));
}

/* However large the net is, all of it can be brought into view. */
static double
clamp_scale (NgCanvas *self, double scale, double most)
{
  double least = MIN_ZOOM * NG_CANVAS_POINT;

  if (self->scene != NULL)
    least = MIN (least, scale_to_fit (self, ng_scene_bounds (self->scene)));
  return CLAMP (scale, least, most * NG_CANVAS_POINT);
}

void
ng_canvas_zoom_by (NgCanvas *self, double factor, double x, double y)
{
  double scale = clamp_scale (self, self->scale * factor, MAX_ZOOM);

  self->x += x / self->scale - x / scale;
  self->y += y / self->scale - y / scale;
  self->scale = scale;
  self->is_fitted = FALSE;
  ng_canvas_clamp_view (self);
  ng_canvas_view_changed (self);
}

void
ng_canvas_set_zoom (NgCanvas *self, double zoom)
{
  ng_canvas_zoom_by (self,
                     zoom / ng_canvas_zoom (self),
                     gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                     gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

void
ng_canvas_pan (NgCanvas *self, double dx, double dy)
{
  self->x -= dx / self->scale;
  self->y -= dy / self->scale;
  self->is_fitted = FALSE;
  ng_canvas_clamp_view (self);
  ng_canvas_view_changed (self);
}

void
ng_canvas_center_at (NgCanvas *self, double x, double y)
{
  NgBox visible = ng_canvas_visible (self);

  self->x = x - (double) visible.width / 2;
  self->y = y - (double) visible.height / 2;
  ng_canvas_clamp_view (self);
  ng_canvas_view_changed (self);
}

/* Shows @box whole, in the middle, at no more than @most. */
static void
fit_box (NgCanvas *self, NgBox box, double most)
{
  self->scale = clamp_scale (self, scale_to_fit (self, box), most);
  self->is_fitted = FALSE;
  ng_canvas_center_at (self, (double) (box.x + box.width / 2), (double) (box.y + box.height / 2));
}

void
ng_canvas_fit (NgCanvas *self)
{
  if (self->scene == NULL)
    return;
  fit_box (self, ng_scene_bounds (self->scene), 1);
  self->is_fitted = TRUE;
}

void
ng_canvas_fit_selection (NgCanvas *self)
{
  NgPick pick;
  NgBox box;

  if (!ng_canvas_find_box (self, ng_document_selection (self->document), &pick, &box))
    return;
  fit_box (self, box, 2);
}

void
ng_canvas_show (NgCanvas *self, const NgSubject *subject)
{
  NgBox visible = ng_canvas_visible (self);
  float margin = (float) (FIT_MARGIN / self->scale);
  NgPick pick;
  NgBox box;

  if (!ng_canvas_find_box (self, subject, &pick, &box))
    return;
  if (box.x < visible.x + margin)
    self->x = (double) (box.x - margin);
  else if (box.x + box.width > visible.x + visible.width - margin)
    self->x =
        (double) (box.x + MIN (box.width, visible.width - 2 * margin) + margin - visible.width);
  if (box.y < visible.y + margin)
    self->y = (double) (box.y - margin);
  else if (box.y + box.height > visible.y + visible.height - margin)
    self->y =
        (double) (box.y + MIN (box.height, visible.height - 2 * margin) + margin - visible.height);
  ng_canvas_clamp_view (self);
  ng_canvas_view_changed (self);
}

/* Round the selection, where it is in view, else round the middle. */
static void
zoom_step (NgCanvas *self, double factor)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double x = width / 2, y = height / 2;
  graphene_rect_t box;

  if (self->document != NULL &&
      ng_canvas_box (self, ng_document_selection (self->document), &box)) {
    double box_x = (double) (box.origin.x + box.size.width / 2);
    double box_y = (double) (box.origin.y + box.size.height / 2);

    if (box_x >= 0 && box_x <= width && box_y >= 0 && box_y <= height) {
      x = box_x;
      y = box_y;
    }
  }
  ng_canvas_zoom_by (self, factor, x, y);
}

void
ng_canvas_zoom_in (NgCanvas *self)
{
  zoom_step (self, ZOOM_STEP);
}

void
ng_canvas_zoom_out (NgCanvas *self)
{
  zoom_step (self, 1 / ZOOM_STEP);
}

/* The first layer of all, where it fell. */
static void
place_dropped (NgCanvas *self)
{
  NgPick pick;
  NgBox box;

  self->has_first = FALSE;
  if (!ng_canvas_find_box (self, ng_document_selection (self->document), &pick, &box))
    return;
  self->is_fitted = FALSE;
  self->x = (double) (box.x + box.width / 2) - self->first_x / self->scale;
  self->y = (double) (box.y + box.height / 2) - self->first_y / self->scale;
  ng_canvas_clamp_view (self);
  ng_canvas_view_changed (self);
}

/* At first the whole net, or as much of its beginning as can be read. */
void
ng_canvas_place_first (NgCanvas *self)
{
  NgBox bounds = ng_scene_bounds (self->scene);
  NgBox visible;

  ng_canvas_fit (self);
  self->is_placed = TRUE;
  if (self->has_first)
    place_dropped (self);
  if (ng_canvas_zoom (self) >= MIN_FIRST_ZOOM)
    return;
  ng_canvas_set_zoom (self, READING_ZOOM);
  visible = ng_canvas_visible (self);
  if (bounds.width > visible.width && ng_document_direction (self->document) == NG_DIRECTION_RIGHT)
    self->x = (double) bounds.x;
  if (bounds.height > visible.height && ng_document_direction (self->document) == NG_DIRECTION_DOWN)
    self->y = (double) bounds.y;
  ng_canvas_clamp_view (self);
  ng_canvas_view_changed (self);
}

/* Places the new scene so that what was opened or closed, or the selection, or what is in the
 * middle, stays where it was. */
void
ng_canvas_place_again (NgCanvas *self, NgScene *old)
{
  const NgSubject *anchor =
      self->anchor != NULL ? self->anchor : ng_document_selection (self->document);
  g_autoptr (NgSubject) middle = NULL;
  NgBox visible = ng_canvas_visible (self), before, after;
  NgNet *net = ng_document_net (self->document);
  NgPick pick;

  if (anchor == NULL || !ng_subject_visible_pick (anchor, net, old, &pick)) {
    if (!ng_scene_pick (old,
                        visible.x + visible.width / 2,
                        visible.y + visible.height / 2,
                        visible.width,
                        &pick))
      return;
    anchor = middle = ng_subject_from_pick (old, pick);
  }
  if (!ng_scene_find (old, pick, &before) ||
      !ng_subject_visible_pick (anchor, net, self->scene, &pick) ||
      !ng_scene_find (self->scene, pick, &after))
    return;
  self->x += (double) (after.x - before.x);
  self->y += (double) (after.y - before.y);
}

/* What was shown whole still is, unless it would be too small to read. */
gboolean
ng_canvas_fits_again (NgCanvas *self)
{
  double scale = scale_to_fit (self, ng_scene_bounds (self->scene));

  if (!self->is_fitted || scale < MIN_FIRST_ZOOM * NG_CANVAS_POINT)
    return FALSE;
  ng_canvas_fit (self);
  return TRUE;
}
