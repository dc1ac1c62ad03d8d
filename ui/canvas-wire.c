/* Wires drawn by hand, from a port to another one. Ports that would fit are found out one by one
 * while nothing else is to do, and glow; the nearest port within reach draws the wire to itself,
 * and the shapes that would come of it are shown before it is let go. */

#include "ui/canvas-private.h"

#include "ui/edits.h"

#include <glib/gi18n.h>
#include <math.h>

/* Pixels round a port within which a drag begins a wire, and within which a wire is drawn to it. */
#define PORT_REACH 12
#define MAGNET     32
/* Ports that are judged, and shapes that are shown, at most. */
#define MAX_ENDS   400
#define MAX_SHAPES 40
/* Ports judged in one turn of the main loop. */
#define TURN 1

typedef struct {
  NgSubject *subject;
  NgPoint at; /* in the scene */
  gboolean is_judged;
  char *reason; /* why it does not fit; NULL where it does */
} End;

struct _NgWire {
  NgNet *net; /* that the wire is drawn in; without the connection that is pulled off */
  NgSubject *start;
  NgPoint from;
  gboolean is_backward; /* from an input to an output */
  gboolean is_pulled;
  GPtrArray *ends;
  guint next; /* end that is judged next */
  guint idle;
  double x, y; /* of the pointer, on the widget */
  End *over;
  NgNet *preview;
};

static void
free_end (gpointer data)
{
  End *end = data;

  ng_subject_free (end->subject);
  g_free (end->reason);
  g_free (end);
}

void
ng_canvas_wire_cancel (NgCanvas *self)
{
  NgWire *wire = g_steal_pointer (&self->wire);

  if (wire == NULL)
    return;
  g_clear_handle_id (&wire->idle, g_source_remove);
  g_ptr_array_unref (wire->ends);
  ng_subject_free (wire->start);
  g_clear_pointer (&wire->net, ng_net_unref);
  g_clear_pointer (&wire->preview, ng_net_unref);
  g_free (wire);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
ng_canvas_wire_is_drawn (NgCanvas *self)
{
  return self->wire != NULL;
}

/* ---- ports in the picture ---- */

static gboolean
is_port (const NgItem *item)
{
  return (item->role == NG_ROLE_ANCHOR &&
          (item->pick.kind == NG_PICK_INPUT || item->pick.kind == NG_PICK_OUTPUT)) ||
         (item->role == NG_ROLE_PORT &&
          (item->pick.kind == NG_PICK_NET_INPUT || item->pick.kind == NG_PICK_NET_OUTPUT));
}

static gboolean
gives (NgPickKind kind)
{
  return kind == NG_PICK_OUTPUT || kind == NG_PICK_NET_INPUT;
}

static NgPoint
middle (NgBox box)
{
  return (NgPoint){ box.x + box.width / 2, box.y + box.height / 2 };
}

typedef struct {
  float x, y, least;
  NgPick pick;
  NgPoint at;
} Nearest;

static void
nearest_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  Nearest *nearest = data;
  NgPoint at = middle (item->bounds);
  float distance = hypotf (at.x - nearest->x, at.y - nearest->y);

  if (!is_port (item) || distance > nearest->least)
    return;
  nearest->least = distance;
  nearest->pick = item->pick;
  nearest->at = at;
}

/* The port within @reach pixels of a point of the widget. */
static gboolean
find_port (NgCanvas *self, double x, double y, double reach, NgPick *pick, NgPoint *at)
{
  float least = (float) (reach / self->scale);
  Nearest nearest = {
    (float) (self->x + x / self->scale), (float) (self->y + y / self->scale), least, { 0 }, { 0, 0 }
  };
  NgBox box = { nearest.x - least, nearest.y - least, 2 * least, 2 * least };

  if (self->scene == NULL || !ng_document_scene_is_current (self->document))
    return FALSE;
  ng_scene_foreach_in (self->scene, &box, nearest_cb, &nearest);
  *pick = nearest.pick;
  *at = nearest.at;
  return nearest.pick.kind != NG_PICK_NONE;
}

gboolean
ng_canvas_port_at (NgCanvas *self, double x, double y)
{
  NgPick pick;
  NgPoint at;

  return find_port (self, x, y, PORT_REACH, &pick, &at);
}

static void
collect_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  NgWire *wire = data;
  End *end;

  if (!is_port (item) || gives (item->pick.kind) != wire->is_backward ||
      wire->ends->len >= MAX_ENDS)
    return;
  end = g_new0 (End, 1);
  end->subject = ng_subject_from_pick (scene, item->pick);
  end->at = middle (item->bounds);
  if (end->subject == NULL || g_strcmp0 (end->subject->net, wire->start->net) != 0)
    free_end (end);
  else
    g_ptr_array_add (wire->ends, end);
}

/* ---- what fits ---- */

static const NgSubject *
giver (const NgWire *wire, const End *end)
{
  return wire->is_backward ? end->subject : wire->start;
}

static const NgSubject *
taker (const NgWire *wire, const End *end)
{
  return wire->is_backward ? wire->start : end->subject;
}

static void
judge (NgWire *wire, End *end)
{
  if (end->is_judged)
    return;
  end->is_judged = TRUE;
  end->reason = ng_edit_connect_reason (wire->net, giver (wire, end), taker (wire, end));
}

static gboolean
judge_cb (gpointer data)
{
  NgCanvas *self = data;
  NgWire *wire = self->wire;

  for (int i = 0; i < TURN && wire->next < wire->ends->len; i++)
    judge (wire, wire->ends->pdata[wire->next++]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (wire->next < wire->ends->len)
    return G_SOURCE_CONTINUE;
  wire->idle = 0;
  return G_SOURCE_REMOVE;
}

/* ---- the gesture ---- */

/* Pulls the connection off that ends at @input, where a layer or an input of the net that others
 * read too feeds it. */
static NgSubject *
pull_off (NgCanvas *self, const NgSubject *input, NgNet **without)
{
  NgNet *root = ng_document_net (self->document), *net;
  NgSource source;
  int layer;

  *without = NULL;
  if (!ng_subject_resolve (input, root, &net, &layer) || layer < 0)
    return NULL;
  source = ng_net_source (net, (gsize) layer, input->port);
  if (source.kind != NG_SOURCE_LAYER)
    return NULL;
  *without = ng_edit_disconnect (root, input, NULL);
  return *without != NULL ? ng_subject_new (NG_PICK_OUTPUT,
                                            ng_net_vertex (net, (gsize) source.index),
                                            (guint) source.port,
                                            input->net,
                                            NULL)
                          : NULL;
}

/* The first output of the layer under the pointer. */
static gboolean
find_output (NgCanvas *self, double x, double y, NgPick *pick, NgPoint *at)
{
  g_autoptr (NgSubject) under = ng_canvas_subject_at (self, x, y);
  NgBox box;

  if (under == NULL || under->kind != NG_PICK_VERTEX ||
      !ng_document_scene_is_current (self->document))
    return FALSE;
  under->kind = NG_PICK_OUTPUT;
  under->port = 0;
  if (!ng_subject_to_pick (under, self->scene, pick) || !ng_scene_find (self->scene, *pick, &box))
    return FALSE;
  *at = middle (box);
  return TRUE;
}

gboolean
ng_canvas_wire_begin (NgCanvas *self, double x, double y)
{
  NgBox visible = ng_canvas_visible (self), box;
  g_autoptr (NgSubject) port = NULL;
  NgSubject *start;
  NgNet *without = NULL;
  NgPick pick;
  NgPoint at;

  if (!find_port (self, x, y, PORT_REACH, &pick, &at) && !find_output (self, x, y, &pick, &at))
    return FALSE;
  port = ng_subject_from_pick (self->scene, pick);
  if (port == NULL)
    return FALSE;
  start = port->kind == NG_PICK_INPUT ? pull_off (self, port, &without) : NULL;
  if (start != NULL && ng_subject_to_pick (start, self->scene, &pick) &&
      ng_scene_find (self->scene, pick, &box))
    at = middle (box);
  self->wire = g_new0 (NgWire, 1);
  self->wire->is_pulled = start != NULL;
  self->wire->start = start != NULL ? start : g_steal_pointer (&port);
  self->wire->net = without != NULL ? without : ng_net_ref (ng_document_net (self->document));
  self->wire->from = at;
  self->wire->is_backward = !gives (self->wire->start->kind);
  self->wire->ends = g_ptr_array_new_with_free_func (free_end);
  self->wire->x = x;
  self->wire->y = y;
  ng_scene_foreach_in (self->scene, &visible, collect_cb, self->wire);
  self->wire->idle = g_idle_add (judge_cb, self);
  return TRUE;
}

/* The end within the magnet's reach, or that of the layer under the pointer that fits first. */
static End *
end_at (NgCanvas *self)
{
  NgWire *wire = self->wire;
  float x = (float) (self->x + wire->x / self->scale);
  float y = (float) (self->y + wire->y / self->scale);
  float least = (float) (MAGNET / self->scale);
  g_autoptr (NgSubject) under = NULL;
  End *nearest = NULL;

  for (guint i = 0; i < wire->ends->len; i++) {
    End *end = wire->ends->pdata[i];
    float distance = hypotf (end->at.x - x, end->at.y - y);

    if (distance > least)
      continue;
    least = distance;
    nearest = end;
  }
  under = nearest == NULL ? ng_canvas_subject_at (self, wire->x, wire->y) : NULL;
  for (guint i = 0; under != NULL && under->kind == NG_PICK_VERTEX && i < wire->ends->len; i++) {
    End *end = wire->ends->pdata[i];

    if (end->subject->id != under->id || g_strcmp0 (end->subject->net, under->net) != 0 ||
        (end->subject->kind != NG_PICK_INPUT && end->subject->kind != NG_PICK_OUTPUT))
      continue;
    judge (wire, end);
    if (nearest == NULL || end->reason == NULL)
      nearest = end;
    if (end->reason == NULL)
      break;
  }
  return nearest;
}

void
ng_canvas_wire_move (NgCanvas *self, double x, double y)
{
  NgWire *wire = self->wire;
  End *over;

  wire->x = x;
  wire->y = y;
  over = end_at (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (over == wire->over)
    return;
  wire->over = over;
  g_clear_pointer (&wire->preview, ng_net_unref);
  if (over == NULL)
    return;
  judge (wire, over);
  if (over->reason == NULL)
    wire->preview = ng_edit_connect (wire->net, giver (wire, over), taker (wire, over), NULL);
}

gboolean
ng_canvas_wire_end (NgCanvas *self)
{
  NgWire *wire = self->wire;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;
  gboolean is_used = wire->over != NULL || wire->is_pulled;

  if (wire->over != NULL)
    net = ng_edit_connect (wire->net, giver (wire, wire->over), taker (wire, wire->over), &error);
  else if (wire->is_pulled)
    net = ng_net_ref (wire->net);
  if (error != NULL)
    g_signal_emit_by_name (self, "message", error->message);
  else if (net != NULL)
    ng_document_push (self->document, net, wire->over != NULL ? _ ("Connect") : _ ("Disconnect"));
  ng_canvas_wire_cancel (self);
  return is_used;
}

/* ---- drawing ---- */

static void
set_color (cairo_t *cr, NgColor color, double opacity)
{
  cairo_set_source_rgba (cr,
                         (color >> 16 & 0xff) / 255.0,
                         (color >> 8 & 0xff) / 255.0,
                         (color & 0xff) / 255.0,
                         opacity);
}

static void
to_widget (NgCanvas *self, NgPoint point, double *x, double *y)
{
  *x = ((double) point.x - self->x) * self->scale;
  *y = ((double) point.y - self->y) * self->scale;
}

/* A few words on a ground of their own, beside a point. */
static void
append_words (
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
  set_color (cr, ground, 0.92);
  cairo_fill (cr);
  set_color (cr, ink, 1);
  cairo_move_to (cr, x + 4, y + 2);
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
}

/* The type of what the giver gives in @net. */
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
  to_widget (self, middle (item->bounds), &x, &y);
  append_words (self, shapes->snapshot, words, x + 6, y + 6, NG_ROLE_KIND);
}

static void
draw_ends (NgCanvas *self, cairo_t *cr)
{
  NgWire *wire = self->wire;
  NgColor accent = ng_theme_style (self->theme, NG_ROLE_SELECTION).line;
  NgColor faint = ng_theme_style (self->theme, NG_ROLE_EDGE).line;

  for (guint i = 0; i < wire->ends->len; i++) {
    const End *end = wire->ends->pdata[i];
    gboolean fits = end->is_judged && end->reason == NULL;
    double x, y;

    to_widget (self, end->at, &x, &y);
    cairo_new_path (cr);
    cairo_arc (cr, x, y, end == wire->over ? 9 : fits ? 6 : 3, 0, 2 * G_PI);
    set_color (cr, fits ? accent : faint, fits ? 0.35 : end->is_judged ? 0.25 : 0.5);
    cairo_fill_preserve (cr);
    set_color (cr, fits ? accent : faint, fits ? 1 : 0.4);
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

  to_widget (self, wire->from, &x0, &y0);
  if (wire->over != NULL)
    to_widget (self, wire->over->at, &x1, &y1);
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
  set_color (cr, ng_theme_style (self->theme, role).line, 1);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

void
ng_canvas_snapshot_wire (NgCanvas *self, GtkSnapshot *snapshot)
{
  NgWire *wire = self->wire;
  NgBox visible = ng_canvas_visible (self);
  g_autofree char *words = NULL;
  graphene_rect_t all;
  cairo_t *cr;

  if (wire == NULL)
    return;
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
  if (wire->over != NULL && wire->over->reason != NULL)
    append_words (
        self, snapshot, wire->over->reason, wire->x + 14, wire->y + 14, NG_ROLE_DIMENSION_PROBLEM);
  else if (!wire->is_backward && (words = type_words (wire->net, wire->start)) != NULL)
    append_words (self, snapshot, words, wire->x + 14, wire->y + 14, NG_ROLE_NAME);
}
