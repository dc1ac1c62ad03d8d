#include "ui/scene-view.h"

#include "render/export/cairo.h"

#include <adwaita.h>
#include <math.h>

/* Logical pixels per point. */
#define SCALE (96.0 / 72.0)

struct _NgSceneView {
  GtkWidget parent_instance;

  NgScene *scene;
  gboolean is_dark;
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
  NgBox bounds = ng_scene_bounds (NG_SCENE_VIEW (widget)->scene);
  float size = orientation == GTK_ORIENTATION_HORIZONTAL ? bounds.width : bounds.height;

  *minimum = *natural = (int) ceil ((double) size * SCALE);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NgSceneView *self = NG_SCENE_VIEW (widget);
  NgBox bounds = ng_scene_bounds (self->scene);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gboolean is_dark = self->is_dark || adw_style_manager_get_dark (adw_style_manager_get_default ());
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));

  cairo_scale (cr, SCALE, SCALE);
  cairo_translate (cr, (double) -bounds.x, (double) -bounds.y);
  ng_cairo_draw (self->scene, ng_theme_get (is_dark ? NG_THEME_DARK : NG_THEME_LIGHT), cr, NULL, 0);
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
