/* Pins on what stays where somebody has put it. */

#include "ui/canvas-wire-private.h"

#include "ui/arrange.h"

/* Points: of a pin, and from the left edge of what it is on. */
#define WIDTH  6.0
#define HEIGHT 9.0
#define INSET  6.0
/* Pixels of a pin that can be seen. */
#define LEAST_SEEN 5

/* A head, a collar and a needle. */
static void
draw_pin (cairo_t *cr, double x, double y)
{
  cairo_rectangle (cr, x + WIDTH * 0.2, y, WIDTH * 0.6, HEIGHT * 0.4);
  cairo_rectangle (cr, x, y + HEIGHT * 0.4, WIDTH, HEIGHT * 0.18);
  cairo_rectangle (cr, x + WIDTH * 0.42, y + HEIGHT * 0.58, WIDTH * 0.16, HEIGHT * 0.42);
  cairo_fill (cr);
}

/* On the lower edge of a layer or group, clear of its words; above the mark of a port. */
static NgPoint
place_pin (const NgStop *stop)
{
  if (stop->pick.kind == NG_PICK_NET_INPUT || stop->pick.kind == NG_PICK_NET_OUTPUT)
    return (NgPoint){ stop->box.x + (stop->box.width - (float) WIDTH) / 2,
                      stop->box.y - (float) HEIGHT - 2 };
  return (NgPoint){ stop->box.x + (float) INSET,
                    stop->box.y + stop->box.height - (float) (HEIGHT * 0.58) };
}

void
ng_canvas_snapshot_pins (NgCanvas *self, GtkSnapshot *snapshot)
{
  NgBox visible = ng_canvas_visible (self);
  GArray *stops;
  cairo_t *cr;

  self->n_pins = 0;
  if (ng_positions_size (ng_document_positions (self->document)) == 0 ||
      HEIGHT * self->scale < LEAST_SEEN || !ng_document_scene_is_current (self->document))
    return;
  stops = ng_canvas_stops (self);
  cr = gtk_snapshot_append_cairo (
      snapshot,
      &GRAPHENE_RECT_INIT (0,
                           0,
                           (float) gtk_widget_get_width (GTK_WIDGET (self)),
                           (float) gtk_widget_get_height (GTK_WIDGET (self))));
  cairo_scale (cr, self->scale, self->scale);
  cairo_translate (cr, -self->x, -self->y);
  ng_canvas_set_color (cr, ng_theme_style (self->theme, NG_ROLE_KIND).fill, 1);
  for (guint i = 0; i < stops->len; i++) {
    const NgStop *stop = &g_array_index (stops, NgStop, i);
    NgPoint at = place_pin (stop);
    g_autoptr (NgSubject) subject = NULL;

    if (at.x + (float) WIDTH < visible.x || at.x > visible.x + visible.width ||
        at.y + (float) HEIGHT < visible.y || at.y > visible.y + visible.height)
      continue;
    subject = ng_subject_from_pick (self->scene, stop->pick);
    if (subject == NULL || !ng_arrange_is_pinned (self->document, subject))
      continue;
    draw_pin (cr, (double) at.x, (double) at.y);
    self->n_pins++;
  }
  cairo_destroy (cr);
}
