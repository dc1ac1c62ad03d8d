/* What a wire that is being drawn looks like: ports that fit glow, the shapes that would come of it
 * stand beside the layers, and the connection that it would replace is struck out. */

#include "ui/canvas-wire-private.h"

#include "render/scene/pick.h"

#include <math.h>

/* Shapes that are shown at most. */
#define MAX_SHAPES 40
/* Pixels: half of a stroke through a connection; radius of a ring round a port. */
#define STRIKE 7
#define RING   9

void
ng_canvas_set_color (cairo_t *cr, NgColor color, double opacity)
{
  cairo_set_source_rgba (cr,
                         (color >> 16 & 0xff) / 255.0,
                         (color >> 8 & 0xff) / 255.0,
                         (color & 0xff) / 255.0,
                         opacity);
}

void
ng_canvas_to_widget (NgCanvas *self, NgPoint point, double *x, double *y)
{
  *x = ((double) point.x - self->x) * self->scale;
  *y = ((double) point.y - self->y) * self->scale;
}

/* A few words on a ground of their own, beside a point of the widget. */
static void
snapshot_words (
    NgCanvas *self, GtkSnapshot *snapshot, const char *words, double x, double y, NgRole role)
{
  NgColor ground = ng_theme_style (self->theme, NG_ROLE_CANVAS).fill;
  NgColor ink = ng_theme_style (self->theme, role).fill;
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), words);
  graphene_rect_t box;
  int width, height;
  cairo_t *cr;

  pango_layout_get_pixel_size (layout, &width, &height);
  x = CLAMP (x, 4, MAX (4, gtk_widget_get_width (GTK_WIDGET (self)) - width - 12));
  y = CLAMP (y, 4, MAX (4, gtk_widget_get_height (GTK_WIDGET (self)) - height - 8));
  graphene_rect_init (&box, (float) x, (float) y, (float) width + 8, (float) height + 4);
  cr = gtk_snapshot_append_cairo (snapshot, &box);
  cairo_rectangle (cr, x, y, width + 8, height + 4);
  ng_canvas_set_color (cr, ground, 0.92);
  cairo_fill (cr);
  ng_canvas_set_color (cr, ink, 1);
  cairo_move_to (cr, x + 4, y + 2);
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
}

void
ng_canvas_snapshot_struck (NgCanvas *self, GtkSnapshot *snapshot, const NgSubject *edge)
{
  NgColor ink = ng_theme_style (self->theme, NG_ROLE_EDGE_PROBLEM).line;
  NgPoint middle;
  NgPick pick;
  double x, y;
  cairo_t *cr;

  if (edge == NULL || !ng_subject_to_pick (edge, self->scene, &pick) ||
      !ng_scene_edge_middle (self->scene, pick, &middle))
    return;
  ng_canvas_snapshot_highlight (self, snapshot, edge, NG_ROLE_EDGE_PROBLEM);
  ng_canvas_to_widget (self, middle, &x, &y);
  cr = gtk_snapshot_append_cairo (
      snapshot,
      &GRAPHENE_RECT_INIT ((float) x - 2 * STRIKE, (float) y - 2 * STRIKE, 4 * STRIKE, 4 * STRIKE));
  ng_canvas_set_color (cr, ink, 1);
  cairo_set_line_width (cr, 2.5);
  cairo_move_to (cr, x - STRIKE, y - STRIKE);
  cairo_line_to (cr, x + STRIKE, y + STRIKE);
  cairo_move_to (cr, x - STRIKE, y + STRIKE);
  cairo_line_to (cr, x + STRIKE, y - STRIKE);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

void
ng_canvas_snapshot_ring (NgCanvas *self, GtkSnapshot *snapshot, NgBox box, NgRole role)
{
  NgColor ink = ng_theme_style (self->theme, role).line;
  graphene_rect_t area;
  double x, y;
  cairo_t *cr;

  ng_canvas_to_widget (self, (NgPoint){ box.x, box.y }, &x, &y);
  graphene_rect_init (&area, (float) x - 2 * RING, (float) y - 2 * RING, 4 * RING, 4 * RING);
  cr = gtk_snapshot_append_cairo (snapshot, &area);
  cairo_arc (cr, x, y, RING, 0, 2 * G_PI);
  ng_canvas_set_color (cr, ink, 0.25);
  cairo_fill_preserve (cr);
  ng_canvas_set_color (cr, ink, 1);
  cairo_set_line_width (cr, 2.5);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* The type of what @subject gives. */
static char *
type_words (NgNet *root, const NgSubject *subject)
{
  NgSource source;
  NgNet *net;
  int layer;

  if (!ng_subject_resolve (subject, root, &net, &layer) ||
      !ng_subject_source (subject, root, &source))
    return NULL;
  return ng_type_label (ng_net_type (net, source), ng_net_length_names (net));
}

typedef struct {
  NgCanvas *canvas;
  GtkSnapshot *snapshot;
  int n;
} Shapes;

/* The type of a layer's output, where the wire would change it. */
static void
shape_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  Shapes *shapes = data;
  NgCanvas *self = shapes->canvas;
  g_autoptr (NgSubject) subject = NULL;
  g_autofree char *before = NULL, *after = NULL, *words = NULL;
  double x, y;

  if (item->role != NG_ROLE_ANCHOR || item->pick.kind != NG_PICK_OUTPUT || shapes->n >= MAX_SHAPES)
    return;
  subject = ng_subject_from_pick (scene, item->pick);
  before = subject != NULL ? type_words (ng_document_net (self->document), subject) : NULL;
  after = subject != NULL ? type_words (self->wire->preview, subject) : NULL;
  if (after == NULL || g_strcmp0 (before, after) == 0)
    return;
  shapes->n++;
  words = g_strconcat ("→ ", after, NULL);
  ng_canvas_to_widget (self, (NgPoint){ item->bounds.x, item->bounds.y }, &x, &y);
  snapshot_words (self, shapes->snapshot, words, x + 6, y + 6, NG_ROLE_KIND);
}

static void
draw_ends (NgCanvas *self, cairo_t *cr)
{
  NgWire *wire = self->wire;
  NgColor accent = ng_theme_style (self->theme, NG_ROLE_SELECTION).line;
  NgColor faint = ng_theme_style (self->theme, NG_ROLE_EDGE).line;

  for (guint i = 0; i < wire->ends->len; i++) {
    const NgWireEnd *end = wire->ends->pdata[i];
    gboolean fits = end->fit == NG_FIT_YES;
    double x, y;

    ng_canvas_to_widget (self, end->at, &x, &y);
    cairo_new_path (cr);
    cairo_arc (cr, x, y, end == wire->over ? RING : fits ? 6 : 3, 0, 2 * G_PI);
    ng_canvas_set_color (cr,
                         fits ? accent : faint,
                         fits                    ? 0.35
                         : end->fit == NG_FIT_NO ? 0.25
                                                 : 0.5);
    cairo_fill_preserve (cr);
    ng_canvas_set_color (cr, fits ? accent : faint, fits ? 1 : 0.4);
    cairo_set_line_width (cr, 1.5);
    cairo_stroke (cr);
  }
}

static void
draw_line (NgCanvas *self, cairo_t *cr)
{
  NgWire *wire = self->wire;
  gboolean is_misfit = wire->over != NULL && wire->over->reason != NULL;
  NgRole role = is_misfit ? NG_ROLE_EDGE_PROBLEM : NG_ROLE_SELECTION;
  double x0, y0, x1 = wire->x, y1 = wire->y, bend;
  static const double dashes[] = { 6, 4 };

  ng_canvas_to_widget (self, wire->from, &x0, &y0);
  if (wire->over != NULL)
    ng_canvas_to_widget (self, wire->over->at, &x1, &y1);
  bend = hypot (x1 - x0, y1 - y0) / 3 * (wire->is_backward ? -1 : 1);
  cairo_move_to (cr, x0, y0);
  if (ng_document_direction (self->document) == NG_DIRECTION_RIGHT)
    cairo_curve_to (cr, x0 + bend, y0, x1 - bend, y1, x1, y1);
  else if (ng_document_direction (self->document) == NG_DIRECTION_DOWN)
    cairo_curve_to (cr, x0, y0 + bend, x1, y1 - bend, x1, y1);
  else
    cairo_curve_to (cr, x0, y0 - bend, x1, y1 + bend, x1, y1);
  cairo_set_line_width (cr, 2.5);
  if (wire->over == NULL || is_misfit)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  ng_canvas_set_color (cr, ng_theme_style (self->theme, role).line, 1);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
append_words (NgCanvas *self, GtkSnapshot *snapshot)
{
  NgWire *wire = self->wire;
  double x = wire->x + 14, y = wire->y + 14;
  g_autofree char *words = NULL;

  if (wire->over != NULL && wire->over->reason != NULL)
    snapshot_words (self, snapshot, wire->over->reason, x, y, NG_ROLE_DIMENSION_PROBLEM);
  else if (!wire->is_backward && (words = type_words (wire->net, wire->start)) != NULL)
    snapshot_words (self, snapshot, words, x, y, NG_ROLE_NAME);
}

void
ng_canvas_snapshot_wire (NgCanvas *self, GtkSnapshot *snapshot)
{
  NgWire *wire = self->wire;
  NgBox visible = ng_canvas_visible (self);
  g_autoptr (NgSubject) replaced = NULL;
  graphene_rect_t all;
  cairo_t *cr;

  if (wire == NULL)
    return;
  replaced = ng_wire_replaced (wire);
  ng_canvas_snapshot_struck (self, snapshot, replaced);
  graphene_rect_init (&all,
                      0,
                      0,
                      (float) gtk_widget_get_width (GTK_WIDGET (self)),
                      (float) gtk_widget_get_height (GTK_WIDGET (self)));
  cr = gtk_snapshot_append_cairo (snapshot, &all);
  draw_ends (self, cr);
  draw_line (self, cr);
  cairo_destroy (cr);
  if (wire->preview != NULL) {
    Shapes shapes = { self, snapshot, 0 };

    ng_scene_foreach_in (self->scene, &visible, shape_cb, &shapes);
  }
  append_words (self, snapshot);
}
