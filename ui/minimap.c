#include "ui/minimap.h"

#include "ui/shown-theme.h"
#include "ui/tiles.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

/* Logical pixels. */
#define MAX_HEIGHT 150
/* Of a canvas that has room for the map beside its buttons. */
#define LEAST_ROOM 480
#define MARGIN     4
/* What the shorter side of a net takes at least, unless the scale would be larger than this. */
#define LEAST_SIDE 20.0
#define MOST_SCALE 0.1

struct _NgMinimap {
  GtkWidget parent_instance;

  NgCanvas *canvas;
  NgDocument *document;
  NgTiles *tiles;
  gboolean is_wanted;
  NgPoint origin;      /* point of the scene at the map's corner */
  gboolean is_dragged; /* the origin stands still meanwhile */
};

G_DEFINE_FINAL_TYPE (NgMinimap, ng_minimap, GTK_TYPE_WIDGET)

/* Logical pixels per point, so that the whole net fits in; of a net much longer than wide, so that
 * its width can be seen, and a part of its length fits in. */
static double
map_scale (NgBox bounds)
{
  double width = MAX ((double) bounds.width, 1), height = MAX ((double) bounds.height, 1);
  double whole =
      MIN ((NG_MINIMAP_MAX_WIDTH - 2 * MARGIN) / width, (MAX_HEIGHT - 2 * MARGIN) / height);

  return MAX (whole, MIN (LEAST_SIDE / MIN (width, height), MOST_SCALE));
}

/* Along one axis: the whole net, or the part round the view. */
static float
origin_along (float start, float length, float view_start, float view_length, float map_length)
{
  if (length <= map_length)
    return start - (map_length - length) / 2;
  return CLAMP (view_start + view_length / 2 - map_length / 2, start, start + length - map_length);
}

static void
update_origin (NgMinimap *self, NgBox bounds)
{
  NgBox visible = ng_canvas_visible (self->canvas);
  double scale = map_scale (bounds);

  if (self->is_dragged)
    return;
  self->origin.x = origin_along (bounds.x,
                                 bounds.width,
                                 visible.x,
                                 visible.width,
                                 (float) (gtk_widget_get_width (GTK_WIDGET (self)) / scale));
  self->origin.y = origin_along (bounds.y,
                                 bounds.height,
                                 visible.y,
                                 visible.height,
                                 (float) (gtk_widget_get_height (GTK_WIDGET (self)) / scale));
}

static void
update (NgMinimap *self)
{
  NgScene *scene = ng_document_scene (self->document);
  NgBox bounds, visible;

  if (scene == NULL || !self->is_wanted) {
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
    return;
  }
  bounds = ng_scene_bounds (scene);
  visible = ng_canvas_visible (self->canvas);
  gtk_widget_set_visible (
      GTK_WIDGET (self),
      gtk_widget_get_width (GTK_WIDGET (self->canvas)) >= LEAST_ROOM &&
          (bounds.width > visible.width * 1.02f || bounds.height > visible.height * 1.02f));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
picture_changed_cb (NgMinimap *self)
{
  gtk_widget_queue_resize (GTK_WIDGET (self));
  update (self);
}

void
ng_minimap_set_wanted (NgMinimap *self, gboolean is_wanted)
{
  self->is_wanted = is_wanted;
  if (self->document != NULL)
    update (self);
}

void
ng_minimap_set_canvas (NgMinimap *self, NgCanvas *canvas, NgDocument *document)
{
  g_return_if_fail (self->canvas == NULL);
  self->canvas = g_object_ref (canvas);
  self->document = g_object_ref (document);
  self->tiles = ng_tiles_new (ng_document_tasks (document), GTK_WIDGET (self));
  g_signal_connect_object (canvas, "view-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "picture-changed", G_CALLBACK (picture_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  NgMinimap *self = NG_MINIMAP (widget);
  NgScene *scene = self->document != NULL ? ng_document_scene (self->document) : NULL;
  NgBox bounds = scene != NULL ? ng_scene_bounds (scene) : (NgBox){ 0, 0, 1, 1 };
  double length =
      orientation == GTK_ORIENTATION_HORIZONTAL ? (double) bounds.width : (double) bounds.height;
  int most = orientation == GTK_ORIENTATION_HORIZONTAL ? NG_MINIMAP_MAX_WIDTH : MAX_HEIGHT;

  *minimum = *natural = CLAMP (
      (int) ceil (length * map_scale (bounds)) + 2 * MARGIN, (int) LEAST_SIDE + 2 * MARGIN, most);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NgMinimap *self = NG_MINIMAP (widget);
  NgScene *scene = ng_document_scene (self->document);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkRGBA accent = { 0.21f, 0.52f, 0.89f, 1 };
  GdkRGBA wash = { 0.21f, 0.52f, 0.89f, 0.12f };
  const float lines[4] = { 1.5f, 1.5f, 1.5f, 1.5f };
  const GdkRGBA colors[4] = { accent, accent, accent, accent };
  graphene_rect_t view, inside;
  GskRoundedRect outline;
  NgBox bounds, visible;
  double scale;

  if (scene == NULL)
    return;
  bounds = ng_scene_bounds (scene);
  scale = map_scale (bounds);
  update_origin (self, bounds);
  ng_tiles_set_scene (self->tiles, scene, ng_shown_theme ());
  ng_tiles_snapshot (self->tiles,
                     snapshot,
                     (double) self->origin.x,
                     (double) self->origin.y,
                     scale,
                     width,
                     height,
                     gtk_widget_get_scale_factor (widget));
  visible = ng_canvas_visible (self->canvas);
  graphene_rect_init (&view,
                      (float) ((double) (visible.x - self->origin.x) * scale),
                      (float) ((double) (visible.y - self->origin.y) * scale),
                      (float) ((double) visible.width * scale),
                      (float) ((double) visible.height * scale));
  graphene_rect_init (&inside, 1, 1, (float) width - 2, (float) height - 2);
  if (!graphene_rect_intersection (&view, &inside, &view))
    return;
  gtk_snapshot_append_color (snapshot, &wash, &view);
  gsk_rounded_rect_init_from_rect (&outline, &view, 2);
  gtk_snapshot_append_border (snapshot, &outline, lines, colors);
}

/* A press or drag moves the canvas there. */
static void
move_to (NgMinimap *self, double x, double y)
{
  NgScene *scene = ng_document_scene (self->document);
  NgBox bounds;
  double scale;

  if (scene == NULL)
    return;
  bounds = ng_scene_bounds (scene);
  scale = map_scale (bounds);
  ng_canvas_center_at (
      self->canvas, (double) self->origin.x + x / scale, (double) self->origin.y + y / scale);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, NgMinimap *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  self->is_dragged = TRUE;
  move_to (self, x, y);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, NgMinimap *self)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    move_to (self, x + dx, y + dy);
}

static void
drag_end_cb (NgMinimap *self)
{
  self->is_dragged = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
dispose (GObject *object)
{
  NgMinimap *self = NG_MINIMAP (object);

  g_clear_pointer (&self->tiles, ng_tiles_free);
  g_clear_object (&self->canvas);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_minimap_parent_class)->dispose (object);
}

static void
ng_minimap_class_init (NgMinimapClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = dispose;
  widget_class->measure = measure;
  widget_class->snapshot = snapshot;
  gtk_widget_class_set_css_name (widget_class, "minimap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ng_minimap_init (NgMinimap *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->is_wanted = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Map of the whole net"), -1);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}
