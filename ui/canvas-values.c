/* The values that passed in the last run, as small pictures beside the connections. */

#include "ui/canvas-private.h"

#include "render/export/cairo.h"
#include "ui/value.h"

#include <math.h>

/* Points: of a picture beside a connection; of a pinned one. */
#define SMALL_WIDTH   60
#define SMALL_HEIGHT  30
#define PINNED_WIDTH  120
#define PINNED_HEIGHT 90
/* Logical pixels round the picture, and between it and what it belongs to. */
#define PADDING 3
#define GAP     4
/* Below this zoom small pictures would hide the net; more of them would hide each other. */
#define LEAST_ZOOM 0.35
/* Below this zoom they become smaller with the net. */
#define FULL_ZOOM 0.6
#define MAX_SMALL 80
/* Logical pixels per point. */
#define SCALE (96.0 / 72.0)

void
ng_canvas_forget_plots (NgCanvas *self)
{
  g_hash_table_remove_all (self->plots);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ng_canvas_set_shows_values (NgCanvas *self, gboolean shows_values)
{
  self->shows_values = shows_values;
  ng_canvas_forget_plots (self);
}

gboolean
ng_canvas_shows_values (NgCanvas *self)
{
  return self->shows_values;
}

gboolean
ng_canvas_hides_values (NgCanvas *self)
{
  return self->shows_values && ng_experiment_has_values (self->experiment) &&
         ng_canvas_zoom (self) < LEAST_ZOOM;
}

guint
ng_canvas_n_striped (NgCanvas *self)
{
  return self->n_striped;
}

guint
ng_canvas_n_badges (NgCanvas *self)
{
  return self->n_badges;
}

guint
ng_canvas_n_values (NgCanvas *self)
{
  return self->n_values;
}

void
ng_canvas_toggle_pin (NgCanvas *self, const NgSubject *subject)
{
  ng_canvas_forget_plots (self);
  for (guint i = 0; i < self->pins->len; i++)
    if (ng_subject_equal (g_ptr_array_index (self->pins, i), subject)) {
      g_ptr_array_remove_index (self->pins, i);
      return;
    }
  if (subject != NULL)
    g_ptr_array_add (self->pins, ng_subject_copy (subject));
}

/* What is shown at @subject: the value that passed, or the gradient that came back. */
static NgTensor *
shown_value (NgCanvas *self, const NgSubject *subject)
{
  return ng_experiment_shows_gradients (self->experiment)
             ? ng_experiment_gradient (self->experiment, subject)
             : ng_experiment_value (self->experiment, subject);
}

static NgScene *
plot_of (NgCanvas *self, NgTensor *value, const NgSubject *subject, gboolean is_pinned)
{
  NgValueFlags flags;
  g_auto (GStrv) classes = NULL;
  NgScene *plot = g_hash_table_lookup (self->plots, value);

  if (plot != NULL)
    return plot;
  flags = ng_value_flags (self->document, subject);
  if (ng_experiment_shows_gradients (self->experiment))
    flags |= NG_VALUE_SIGNED;
  classes = is_pinned ? ng_value_classes_at (self->document, subject) : NULL;
  plot =
      is_pinned
          ? ng_value_plot (value, (const char *const *) classes, flags, PINNED_WIDTH, PINNED_HEIGHT)
          : ng_value_small_plot (value, flags, SMALL_WIDTH, SMALL_HEIGHT);
  g_hash_table_insert (self->plots, ng_tensor_ref (value), plot);
  return plot;
}

static void
set_source (cairo_t *cr, NgColor color)
{
  cairo_set_source_rgba (cr,
                         (color >> 16 & 0xff) / 255.0,
                         (color >> 8 & 0xff) / 255.0,
                         (color & 0xff) / 255.0,
                         (color >> 24) / 255.0);
}

/* A card with the plot in @room of the widget, as large as it fits in: at the top, in the middle.
 */
static void
append_plot (NgCanvas *self, GtkSnapshot *snapshot, NgScene *plot, graphene_rect_t room)
{
  NgBox bounds = ng_scene_bounds (plot);
  double scale = MIN (SCALE,
                      MIN (((double) room.size.width - 2 * PADDING) / (double) bounds.width,
                           ((double) room.size.height - 2 * PADDING) / (double) bounds.height));
  double width = floor ((double) bounds.width * scale) + 2 * PADDING;
  double height = floor ((double) bounds.height * scale) + 2 * PADDING;
  double x = floor ((double) room.origin.x + ((double) room.size.width - width) / 2);
  double y = floor ((double) room.origin.y);
  cairo_t *cr;

  if (scale <= 0)
    return;
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
  cairo_rectangle (cr, x + 0.5, y + 0.5, width - 1, height - 1);
  set_source (cr, ng_theme_style (self->theme, NG_ROLE_CANVAS).fill);
  cairo_fill_preserve (cr);
  set_source (cr, ng_theme_style (self->theme, NG_ROLE_RULE).line);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_translate (cr, x + PADDING, y + PADDING);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, (double) -bounds.x, (double) -bounds.y);
  ng_cairo_draw (plot, self->theme, cr, NULL, 0);
  cairo_destroy (cr);
  self->n_values++;
}

/* Under @box, for a plot of this size at most, in points. */
static graphene_rect_t
room_below (const graphene_rect_t *box, double width, double height)
{
  width = width * SCALE + 2 * PADDING;
  return GRAPHENE_RECT_INIT ((float) ((double) (box->origin.x + box->size.width / 2) - width / 2),
                             box->origin.y + box->size.height + GAP,
                             (float) width,
                             (float) (height * SCALE + 2 * PADDING));
}

/* Inside a layer, where its glyph is: above the name, or left of it where the flow goes down. */
static graphene_rect_t
room_inside (NgCanvas *self, const graphene_rect_t *box)
{
  gboolean is_wide = ng_document_direction (self->document) != NG_DIRECTION_RIGHT;

  return GRAPHENE_RECT_INIT (box->origin.x + 2,
                             box->origin.y + 2,
                             is_wide ? box->size.width * 0.26f : box->size.width - 4,
                             is_wide ? box->size.height - 4 : box->size.height * 0.42f);
}

typedef struct {
  NgPick self;
  gboolean is_free;
} Neighbors;

static void
neighbor_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  Neighbors *neighbors = data;

  if (item->kind == NG_ITEM_BOX && item->role != NG_ROLE_FRAME &&
      (item->pick.kind == NG_PICK_VERTEX || item->pick.kind == NG_PICK_GROUP) &&
      !ng_pick_equal (item->pick, neighbors->self))
    neighbors->is_free = FALSE;
}

/* Whether no layer but @pick stands where @room is. */
static gboolean
is_free (NgCanvas *self, const graphene_rect_t *room, NgPick pick)
{
  NgBox box = { (float) (self->x + (double) room->origin.x / self->scale),
                (float) (self->y + (double) room->origin.y / self->scale),
                (float) ((double) room->size.width / self->scale),
                (float) ((double) room->size.height / self->scale) };
  Neighbors neighbors = { pick, TRUE };

  ng_scene_foreach_in (self->scene, &box, neighbor_cb, &neighbors);
  return neighbors.is_free;
}

/* What is found while the visible items are gone through: layers and inputs of the net. */
typedef struct {
  NgCanvas *canvas;
  GtkSnapshot *snapshot;
  GHashTable *seen; /* values that are shown already */
} Search;

/* Under the layer that made it or the input that it came in by; in the layer where others are in
 * the way. */
static void
found_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  Search *search = data;
  NgCanvas *self = search->canvas;
  g_autoptr (NgSubject) subject = NULL;
  graphene_rect_t box, room;
  NgTensor *value;
  double shrink;

  if ((item->pick.kind != NG_PICK_VERTEX && item->pick.kind != NG_PICK_NET_INPUT) ||
      item->role == NG_ROLE_FRAME || item->role == NG_ROLE_FRAME_NAME ||
      g_hash_table_size (search->seen) >= MAX_SMALL)
    return;
  subject = ng_subject_from_pick (scene, item->pick);
  value = shown_value (self, subject);
  if (value == NULL || !ng_canvas_box (self, subject, &box) ||
      !g_hash_table_add (search->seen, value))
    return;
  shrink = MIN (ng_canvas_zoom (self) / FULL_ZOOM, 1);
  room = room_below (&box, SMALL_WIDTH * shrink, SMALL_HEIGHT * shrink);
  if (item->pick.kind == NG_PICK_VERTEX && !is_free (self, &room, item->pick))
    room = room_inside (self, &box);
  append_plot (self, search->snapshot, plot_of (self, value, subject, FALSE), room);
}

void
ng_canvas_snapshot_values (NgCanvas *self, GtkSnapshot *snapshot)
{
  Search search = { self, snapshot, NULL };
  NgBox visible = ng_canvas_visible (self);

  self->n_values = 0;
  if (!ng_experiment_has_values (self->experiment) ||
      !ng_document_scene_is_current (self->document))
    return;
  search.seen = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < self->pins->len; i++) {
    const NgSubject *pin = g_ptr_array_index (self->pins, i);
    NgTensor *value = shown_value (self, pin);
    graphene_rect_t box;

    if (value == NULL || !ng_canvas_box (self, pin, &box))
      continue;
    g_hash_table_add (search.seen, value);
    append_plot (self,
                 snapshot,
                 plot_of (self, value, pin, TRUE),
                 room_below (&box, PINNED_WIDTH, PINNED_HEIGHT));
  }
  if (self->shows_values && ng_canvas_zoom (self) >= LEAST_ZOOM)
    ng_scene_foreach_in (self->scene, &visible, found_cb, &search);
  g_hash_table_unref (search.seen);
}
