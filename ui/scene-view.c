#include "ui/scene-view.h"

#include "render/export/cairo.h"
#include "ui/shown-theme.h"

#include <adwaita.h>
#include <math.h>

/* Logical pixels per point. */
#define SCALE (96.0 / 72.0)
/* Share of a frame behind which what does not fit fades out. */
#define FADES_FROM 0.75

struct _NgSceneView {
  GtkWidget parent_instance;

  NgScene *scene;
  gboolean is_dark;
  int frame_width, frame_height; /* 0: as large as the scene */
  double least_zoom;
};

G_DEFINE_FINAL_TYPE (NgSceneView, ng_scene_view, GTK_TYPE_WIDGET)

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  NgSceneView *self = NG_SCENE_VIEW (widget);
  NgBox bounds = ng_scene_bounds (self->scene);
  float size = orientation == GTK_ORIENTATION_HORIZONTAL ? bounds.width : bounds.height;

  *minimum = *natural = (int) ceil ((double) size * SCALE);
  if (self->frame_width > 0)
    *minimum = *natural =
        orientation == GTK_ORIENTATION_HORIZONTAL ? self->frame_width : self->frame_height;
}

/* The scene in the frame, in the middle; a larger one begins at its left end. */
static void
snapshot_frame (NgSceneView *self, GtkSnapshot *snapshot, const NgTheme *theme)
{
  NgBox bounds = ng_scene_bounds (self->scene);
  double width = self->frame_width, height = self->frame_height;
  double fitting = MIN (width / (double) bounds.width, height / (double) bounds.height);
  double scale = MIN (MAX (fitting, self->least_zoom * SCALE), SCALE);
  double left = MAX ((width - (double) bounds.width * scale) / 2, 0);
  double top = (height - (double) bounds.height * scale) / 2;
  cairo_pattern_t *fading = cairo_pattern_create_linear (0, 0, width, 0);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));

  cairo_pattern_add_color_stop_rgba (fading, FADES_FROM, 0, 0, 0, 1);
  cairo_pattern_add_color_stop_rgba (
      fading, 1, 0, 0, 0, (double) bounds.width * scale > width ? 0 : 1);
  cairo_push_group (cr);
  cairo_translate (cr, left, top);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, (double) -bounds.x, (double) -bounds.y);
  ng_cairo_draw (self->scene, theme, cr, NULL, 0);
  cairo_pop_group_to_source (cr);
  cairo_mask (cr, fading);
  cairo_pattern_destroy (fading);
  cairo_destroy (cr);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NgSceneView *self = NG_SCENE_VIEW (widget);
  NgBox bounds = ng_scene_bounds (self->scene);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const NgTheme *theme = self->is_dark ? ng_theme_get (NG_THEME_DARK) : ng_shown_theme ();
  cairo_t *cr;

  if (self->frame_width > 0) {
    snapshot_frame (self, snapshot, theme);
    return;
  }
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_scale (cr, SCALE, SCALE);
  cairo_translate (cr, (double) -bounds.x, (double) -bounds.y);
  ng_cairo_draw (self->scene, theme, cr, NULL, 0);
  cairo_destroy (cr);
}

static void
finalize (GObject *object)
{
  ng_scene_unref (NG_SCENE_VIEW (object)->scene);
  G_OBJECT_CLASS (ng_scene_view_parent_class)->finalize (object);
}

static void
ng_scene_view_class_init (NgSceneViewClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  GTK_WIDGET_CLASS (class)->measure = measure;
  GTK_WIDGET_CLASS (class)->snapshot = snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ng_scene_view_init (NgSceneView *self)
{
  g_signal_connect_object (adw_style_manager_get_default (),
                           "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (),
                           "notify::high-contrast",
                           G_CALLBACK (gtk_widget_queue_draw),
                           self,
                           G_CONNECT_SWAPPED);
}

void
ng_scene_view_set_frame (NgSceneView *self, int width, int height, double least_zoom)
{
  self->frame_width = width;
  self->frame_height = height;
  self->least_zoom = least_zoom;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
ng_scene_view_set_dark (NgSceneView *self)
{
  self->is_dark = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

GtkWidget *
ng_scene_view_new (NgScene *scene, const char *label)
{
  NgSceneView *self = g_object_new (NG_TYPE_SCENE_VIEW, NULL);

  self->scene = scene;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}
