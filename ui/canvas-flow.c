/* What the last run says of connections, over the picture: stripes where numbers are not finite, a
 * badge on the layer where that begins, and, while gradients are shown, lines as thick as the
 * gradient is large, with a legend. */

#include "ui/canvas-private.h"

#include "core/base/format.h"
#include "render/export/cairo.h"
#include "render/export/pango.h"
#include "render/plot/plot.h"
#include "ui/value.h"

#include <glib/gi18n.h>
#include <math.h>

/* Connections that are drawn over at most; more of them are too thin to be told apart. */
#define MAX_WIRES 600
/* Points: thickness of lines, and of dashes. */
#define STRIPE_WIDTH  3.5
#define STRIPE_LENGTH 5.0
#define LEAST_WIDTH   1.0
#define MOST_WIDTH    7.0
/* Factors of ten below the largest gradient at which lines are at their thinnest. */
#define MOST_DECADES 5.0
/* Logical pixels: a badge; the legend and its distance from the corner. */
#define BADGE_HEIGHT 18
#define BADGE_PAD    6
#define LEGEND_WIDTH 150.0F
#define LEGEND_GAP   12.0F
#define LEGEND_PAD   10.0F

/* The two colours of stripes are those of numbers in pictures that are none. */
static const GdkRGBA stripe_dark = { 0.54f, 0, 0.286f, 1 };
static const GdkRGBA stripe_light = { 1, 0.36f, 0.72f, 1 };

typedef struct {
  NgCanvas *canvas;
  cairo_t *cr;
  gboolean shows_weights;
  double least, most;
  guint n;
} Flow;

/* From 0 for the least gradient to 1 for the largest, by factors of ten. */
static double
share_of (const Flow *flow, double weight)
{
  double decades = MIN (log10 (flow->most / flow->least), MOST_DECADES);

  if (weight <= 0)
    return 0;
  if (decades <= 0)
    return 1;
  return CLAMP (1 - log10 (flow->most / weight) / decades, 0, 1);
}

static void
draw_weight (const Flow *flow, const NgScene *scene, const NgItem *item, double weight)
{
  NgColor color = ng_theme_style (flow->canvas->theme, NG_ROLE_SELECTION).line;
  double share = share_of (flow, weight);

  ng_cairo_trace (flow->cr, ng_scene_item_path (scene, item));
  cairo_set_source_rgba (flow->cr,
                         (color >> 16 & 0xff) / 255.0,
                         (color >> 8 & 0xff) / 255.0,
                         (color & 0xff) / 255.0,
                         0.35 + 0.45 * share);
  cairo_set_line_width (flow->cr, LEAST_WIDTH + (MOST_WIDTH - LEAST_WIDTH) * share);
  cairo_stroke (flow->cr);
}

static void
draw_stripes (const Flow *flow, const NgScene *scene, const NgItem *item)
{
  static const double dash[] = { STRIPE_LENGTH };

  ng_cairo_trace (flow->cr, ng_scene_item_path (scene, item));
  cairo_set_line_width (flow->cr, STRIPE_WIDTH);
  gdk_cairo_set_source_rgba (flow->cr, &stripe_light);
  cairo_stroke_preserve (flow->cr);
  gdk_cairo_set_source_rgba (flow->cr, &stripe_dark);
  cairo_set_dash (flow->cr, dash, 1, 0);
  cairo_stroke (flow->cr);
  cairo_set_dash (flow->cr, NULL, 0, 0);
}

static void
wire_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  Flow *flow = data;
  NgExperiment *experiment = flow->canvas->experiment;
  g_autoptr (NgSubject) subject = NULL;

  if (item->kind != NG_ITEM_PATH || item->pick.kind != NG_PICK_EDGE || item->role < NG_ROLE_EDGE ||
      item->role > NG_ROLE_EDGE_PROBLEM || flow->n >= MAX_WIRES)
    return;
  flow->n++;
  subject = ng_subject_from_pick (scene, item->pick);
  if (subject == NULL)
    return;
  if (flow->shows_weights) {
    double weight = ng_experiment_weight (experiment, subject);

    if (weight >= 0)
      draw_weight (flow, scene, item, weight);
  }
  if (ng_experiment_is_broken (experiment, subject)) {
    draw_stripes (flow, scene, item);
    flow->canvas->n_striped++;
  }
}

/* A badge with words on it, so that the colour alone need not tell. */
static void
append_badge (NgCanvas *self, GtkSnapshot *snapshot, const graphene_rect_t *box)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, "⚠ NaN");
  PangoFontDescription *font = pango_font_description_from_string ("Sans Bold 8");
  static const GdkRGBA white = { 1, 1, 1, 1 };
  GskRoundedRect outline;
  int width, height;

  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_get_pixel_size (layout, &width, &height);
  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT (box->origin.x - BADGE_PAD,
                                                        box->origin.y - BADGE_HEIGHT / 2.0f,
                                                        (float) (width + 2 * BADGE_PAD),
                                                        BADGE_HEIGHT),
                                   4);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &stripe_dark, &outline.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (
      snapshot, &outline, (float[]){ 1, 1, 1, 1 }, (GdkRGBA[]){ white, white, white, white });
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (box->origin.x, box->origin.y - (float) height / 2));
  gtk_snapshot_append_layout (snapshot, layout, &white);
  gtk_snapshot_restore (snapshot);
  self->n_badges++;
}

static void
append_badges (NgCanvas *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < ng_experiment_n_problems (self->experiment); i++) {
    const NgSubject *subject;
    graphene_rect_t box;

    ng_experiment_problem (self->experiment, i, &subject);
    if (ng_canvas_box (self, subject, &box))
      append_badge (self, snapshot, &box);
  }
}

/* "Gradient of Output, cat" */
static char *
target_text (NgCanvas *self)
{
  NgNet *net = ng_document_net (self->document);
  guint output = ng_experiment_target_output (self->experiment);
  gint64 element = ng_experiment_target (self->experiment);
  g_auto (GStrv) classes = NULL;
  g_autofree char *number = NULL;

  if (net == NULL || output >= ng_net_n_outputs (net) || element < 0)
    return NULL;
  classes = ng_value_classes (ng_net_output_coder (net, output));
  if (classes != NULL && element < (gint64) g_strv_length (classes))
    return g_strdup_printf (
        _ ("Gradient of %s, %s"), ng_net_output_name (net, output), classes[element]);
  if (ng_tensor_count (ng_experiment_output (self->experiment, output)) == 1)
    return g_strdup_printf (_ ("Gradient of %s"), ng_net_output_name (net, output));
  number = ng_format_count (element + (ng_net_is_raw (net) ? 0 : 1));
  return g_strdup_printf (
      _ ("Gradient of %s, number %s"), ng_net_output_name (net, output), number);
}

/* A card with what colours mean, at the right, below those that are there. */
static void
append_legend (NgCanvas *self, GtkSnapshot *snapshot, const NgScene *legend)
{
  NgBox bounds = ng_scene_bounds (legend);
  GskRoundedRect card;
  float scale = 96.0f / 72;
  float width = bounds.width * scale + 2 * LEGEND_PAD;
  float height = bounds.height * scale + 2 * LEGEND_PAD;
  float x = (float) gtk_widget_get_width (GTK_WIDGET (self)) - width - LEGEND_GAP;
  float y = self->legends_end + LEGEND_GAP;
  NgColor paper = ng_theme_style (self->theme, NG_ROLE_CANVAS).fill;
  NgColor line = ng_theme_style (self->theme, NG_ROLE_RULE).line;
  GdkRGBA fill = ng_canvas_rgba (paper), border = ng_canvas_rgba (line);
  cairo_t *cr;

  self->legends_end = y + height;
  gsk_rounded_rect_init_from_rect (&card, &GRAPHENE_RECT_INIT (x, y, width, height), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &card);
  gtk_snapshot_append_color (snapshot, &fill, &card.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (
      snapshot, &card, (float[]){ 1, 1, 1, 1 }, (GdkRGBA[]){ border, border, border, border });
  cr = gtk_snapshot_append_cairo (snapshot, &card.bounds);
  cairo_translate (cr, (double) (x + LEGEND_PAD), (double) (y + LEGEND_PAD));
  cairo_scale (cr, (double) scale, (double) scale);
  cairo_translate (cr, (double) -bounds.x, (double) -bounds.y);
  ng_cairo_draw (legend, self->theme, cr, NULL, 0);
  cairo_destroy (cr);
}

void
ng_canvas_snapshot_heat (NgCanvas *self, GtkSnapshot *snapshot)
{
  const NgHeat *heat = ng_document_heat (self->document);
  g_autoptr (NgScene) legend = heat != NULL ? ng_heat_legend (heat, ng_pango_metrics ()) : NULL;

  if (legend != NULL)
    append_legend (self, snapshot, legend);
}

static void
append_weights_legend (NgCanvas *self, GtkSnapshot *snapshot, const Flow *flow)
{
  g_autofree char *title = target_text (self);
  g_autofree char *least = ng_format_real (flow->least, 2);
  g_autofree char *most = ng_format_real (flow->most, 2);
  g_autofree char *note = g_strdup_printf (_ ("Thickness: mean size, %s … %s"), least, most);
  g_autoptr (NgScene) legend = NULL;

  if (title == NULL)
    return;
  legend = ng_plot_legend (ng_pango_metrics (), title, _ ("less"), _ ("more"), note, LEGEND_WIDTH);
  append_legend (self, snapshot, legend);
}

void
ng_canvas_snapshot_flow (NgCanvas *self, GtkSnapshot *snapshot)
{
  NgBox visible = ng_canvas_visible (self);
  Flow flow = { .canvas = self };
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  self->n_striped = self->n_badges = 0;
  self->legends_end = 0;
  if (!ng_experiment_has_values (self->experiment) ||
      !ng_document_scene_is_current (self->document))
    return;
  flow.shows_weights = ng_experiment_shows_gradients (self->experiment) &&
                       ng_experiment_weight_range (self->experiment, &flow.least, &flow.most);
  if (!flow.shows_weights && !ng_experiment_has_broken (self->experiment))
    return;
  flow.cr = gtk_snapshot_append_cairo (snapshot,
                                       &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_scale (flow.cr, self->scale, self->scale);
  cairo_translate (flow.cr, -self->x, -self->y);
  ng_scene_foreach_in (self->scene, &visible, wire_cb, &flow);
  cairo_destroy (flow.cr);
  append_badges (self, snapshot);
  if (flow.shows_weights)
    append_weights_legend (self, snapshot, &flow);
}
