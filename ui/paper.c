#include "ui/paper.h"

#include "render/export/cairo.h"

#include <math.h>

/* Logical pixels per point at zoom 1. */
#define SCALE (96.0 / 72.0)
/* Pixels round the page. */
#define MARGIN     24
#define LEAST_ZOOM 0.1
#define MOST_ZOOM  16.0
/* Zoom of a page that has all the room it wants. */
#define MOST_FITTING_ZOOM 3.0
#define ZOOM_STEP         1.15

struct _NgPaper {
  GtkWidget parent_instance;

  NgScene *scene;
  const NgTheme *theme;
  double width; /* points of the page */
  double zoom;  /* 0 fits */
};

G_DEFINE_FINAL_TYPE (NgPaper, ng_paper, GTK_TYPE_WIDGET)

static double
page_width (NgPaper *self)
{
  return self->width > 0 ? self->width : (double) ng_scene_bounds (self->scene).width;
}

static double
page_height (NgPaper *self)
{
  NgBox bounds = ng_scene_bounds (self->scene);

  return page_width (self) * (double) bounds.height / MAX ((double) bounds.width, 1e-3);
}

double
ng_paper_zoom (NgPaper *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN;
  double height = gtk_widget_get_height (GTK_WIDGET (self)) - 2 * MARGIN;

  if (self->scene == NULL || self->zoom > 0)
    return self->zoom > 0 ? self->zoom : 1;
  return CLAMP (MIN (width / page_width (self), height / page_height (self)) / SCALE,
                LEAST_ZOOM / 10,
                MOST_FITTING_ZOOM);
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
  NgPaper *self = NG_PAPER (widget);

  *minimum = *natural = 100;
  if (self->scene != NULL && self->zoom > 0)
    *minimum = *natural =
        2 * MARGIN + (int) ceil ((orientation == GTK_ORIENTATION_HORIZONTAL ? page_width (self)
                                                                            : page_height (self)) *
                                 SCALE * self->zoom);
}

/* Where the page is in the widget, and how many pixels a point of the scene is. */
typedef struct {
  double left, top, width, height, scale;
} Place;

static void
page_place (NgPaper *self, Place *place)
{
  double zoom = ng_paper_zoom (self) * SCALE;

  place->width = page_width (self) * zoom;
  place->height = page_height (self) * zoom;
  place->left = floor ((gtk_widget_get_width (GTK_WIDGET (self)) - place->width) / 2);
  place->top = floor ((gtk_widget_get_height (GTK_WIDGET (self)) - place->height) / 2);
  place->scale = place->width / MAX ((double) ng_scene_bounds (self->scene).width, 1e-3);
}

gboolean
ng_paper_pick (NgPaper *self, double x, double y, NgPick *pick)
{
  NgBox bounds;
  Place place;

  if (self->scene == NULL)
    return FALSE;
  bounds = ng_scene_bounds (self->scene);
  page_place (self, &place);
  return ng_scene_pick (self->scene,
                        bounds.x + (float) ((x - place.left) / place.scale),
                        bounds.y + (float) ((y - place.top) / place.scale),
                        0,
                        pick);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NgPaper *self = NG_PAPER (widget);
  Place place;
  GskRoundedRect page;
  NgColor ground = ng_theme_style (self->theme, NG_ROLE_CANVAS).fill;
  NgBox bounds;
  cairo_t *cr;

  if (self->scene == NULL)
    return;
  bounds = ng_scene_bounds (self->scene);
  page_place (self, &place);
  gsk_rounded_rect_init_from_rect (
      &page,
      &GRAPHENE_RECT_INIT (
          (float) place.left, (float) place.top, (float) place.width, (float) place.height),
      0);
  gtk_snapshot_append_outset_shadow (snapshot, &page, &(GdkRGBA){ 0, 0, 0, 0.3F }, 0, 1, 0, 6);
  cr = gtk_snapshot_append_cairo (snapshot, &page.bounds);
  cairo_set_source_rgb (
      cr, (ground >> 16 & 255) / 255.0, (ground >> 8 & 255) / 255.0, (ground & 255) / 255.0);
  cairo_paint (cr);
  cairo_translate (cr, place.left, place.top);
  cairo_scale (cr, place.scale, place.scale);
  cairo_translate (cr, (double) -bounds.x, (double) -bounds.y);
  ng_cairo_draw (self->scene, self->theme, cr, NULL, 0);
  cairo_destroy (cr);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, NgPaper *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (!(state & GDK_CONTROL_MASK))
    return FALSE;
  ng_paper_set_zoom (self, ng_paper_zoom (self) * pow (ZOOM_STEP, -dy));
  return TRUE;
}

static void
finalize (GObject *object)
{
  g_clear_pointer (&NG_PAPER (object)->scene, ng_scene_unref);
  ng_theme_unref (NG_PAPER (object)->theme);
  G_OBJECT_CLASS (ng_paper_parent_class)->finalize (object);
}

static void
ng_paper_class_init (NgPaperClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  GTK_WIDGET_CLASS (class)->measure = measure;
  GTK_WIDGET_CLASS (class)->snapshot = snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ng_paper_init (NgPaper *self)
{
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  self->theme = ng_theme_get (NG_THEME_LIGHT);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

GtkWidget *
ng_paper_new (void)
{
  return g_object_new (NG_TYPE_PAPER, NULL);
}

void
ng_paper_set_scene (NgPaper *self, NgScene *scene, double width)
{
  if (scene != NULL)
    ng_scene_ref (scene);
  g_clear_pointer (&self->scene, ng_scene_unref);
  self->scene = scene;
  self->width = width;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
ng_paper_set_theme (NgPaper *self, const NgTheme *theme)
{
  ng_theme_ref (theme);
  ng_theme_unref (self->theme);
  self->theme = theme;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ng_paper_set_zoom (NgPaper *self, double zoom)
{
  self->zoom = zoom > 0 ? CLAMP (zoom, LEAST_ZOOM, MOST_ZOOM) : 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
