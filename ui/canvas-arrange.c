/* Layers moved by hand: all that is selected goes along with the one that is dragged. Its edges and
 * its middle snap to those of others in view, with a line that says which, else to whole points.
 * The picture follows as fast as it can be drawn; nothing is a revision before it is let go. */

#include "ui/canvas-private.h"

#include "ui/arrange.h"

#include <math.h>

/* Pixels within which something snaps; boxes in view that one can snap to, at most. */
#define SNAP      7
#define MOST_SNAP 600

/* A line along which two boxes are aligned, in the scene. */
typedef struct {
  gboolean is_there;
  float at, from, to;
} Guide;

struct _NgMove {
  GArray *items;   /* (element-type NgArrangeItem) */
  GArray *others;  /* (element-type NgBox): what stays */
  NgBox held;      /* what is dragged */
  NgPoint held_at; /* its position */
  float dx, dy;
  Guide vertical, horizontal;
};

gboolean
ng_canvas_is_moving (NgCanvas *self)
{
  return self->move != NULL;
}

static void
end_move (NgCanvas *self)
{
  NgMove *move = g_steal_pointer (&self->move);

  g_array_unref (move->items);
  g_array_unref (move->others);
  g_free (move);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

typedef struct {
  NgMove *move;
  NgPick last;
} Collecting;

static gboolean
is_moved (const NgMove *move, NgBox box)
{
  for (guint i = 0; i < move->items->len; i++) {
    NgBox item = g_array_index (move->items, NgArrangeItem, i).box;

    /* What is inside a frame goes with it. */
    if (box.x >= item.x && box.y >= item.y && box.x + box.width <= item.x + item.width &&
        box.y + box.height <= item.y + item.height)
      return TRUE;
  }
  return FALSE;
}

static void
collect_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  Collecting *collecting = data;
  NgMove *move = collecting->move;

  if (item->kind != NG_ITEM_BOX || move->others->len >= MOST_SNAP ||
      (item->pick.kind != NG_PICK_VERTEX && item->pick.kind != NG_PICK_GROUP) ||
      ng_pick_equal (item->pick, collecting->last) || is_moved (move, item->bounds))
    return;
  collecting->last = item->pick;
  g_array_append_val (move->others, item->bounds);
}

gboolean
ng_canvas_move_begin (NgCanvas *self, double x, double y)
{
  g_autoptr (NgSubject) under = ng_canvas_subject_at (self, x, y);
  g_autoptr (GArray) items = NULL;
  Collecting collecting = { 0 };
  NgBox visible = ng_canvas_visible (self), box;
  NgPick pick;

  if (under == NULL || !ng_document_scene_is_current (self->document))
    return FALSE;
  if (under->kind != NG_PICK_VERTEX && under->kind != NG_PICK_GROUP &&
      under->kind != NG_PICK_NET_INPUT && under->kind != NG_PICK_NET_OUTPUT)
    return FALSE;
  if (!ng_document_is_selected (self->document, under))
    ng_document_select (self->document, under);
  items = ng_arrange_items (self->document);
  if (items->len == 0 || !ng_subject_to_pick (under, self->scene, &pick) ||
      !ng_scene_find (self->scene, pick, &box))
    return FALSE;

  self->move = g_new0 (NgMove, 1);
  self->move->others = g_array_new (FALSE, FALSE, sizeof (NgBox));
  self->move->held = box;
  self->move->held_at = g_array_index (items, NgArrangeItem, 0).position.at;
  for (guint i = 0; i < items->len; i++) {
    const NgArrangeItem *item = &g_array_index (items, NgArrangeItem, i);

    if (item->box.x == box.x && item->box.y == box.y)
      self->move->held_at = item->position.at;
  }
  self->move->items = g_steal_pointer (&items);
  collecting.move = self->move;
  ng_scene_foreach_in (self->scene, &visible, collect_cb, &collecting);
  return TRUE;
}

/* By how much more to move so that one of the three lines of @box meets the same one of another. */
static float
snap (NgMove *move, NgBox box, gboolean is_across, float reach, Guide *guide)
{
  float least = reach, by = 0;

  *guide = (Guide){ 0 };
  for (guint i = 0; i < move->others->len; i++) {
    NgBox other = g_array_index (move->others, NgBox, i);

    for (int line = 0; line < 3; line++) {
      float share = (float) line / 2;
      float own = is_across ? box.x + share * box.width : box.y + share * box.height;
      float there = is_across ? other.x + share * other.width : other.y + share * other.height;

      if (fabsf (there - own) >= least)
        continue;
      least = fabsf (there - own);
      by = there - own;
      guide->is_there = TRUE;
      guide->at = there;
      guide->from = is_across ? MIN (box.y, other.y) : MIN (box.x, other.x);
      guide->to = is_across ? MAX (box.y + box.height, other.y + other.height)
                            : MAX (box.x + box.width, other.x + other.width);
    }
  }
  return by;
}

void
ng_canvas_move_to (NgCanvas *self, double dx, double dy, gboolean snaps)
{
  NgMove *move = self->move;
  float reach = (float) (SNAP / self->scale);
  NgBox box = move->held;
  g_autoptr (NgPositions) positions = NULL;

  move->dx = (float) (dx / self->scale);
  move->dy = (float) (dy / self->scale);
  move->vertical = move->horizontal = (Guide){ 0 };
  if (snaps) {
    move->dx = roundf (move->held_at.x + move->dx) - move->held_at.x;
    move->dy = roundf (move->held_at.y + move->dy) - move->held_at.y;
    box.x += move->dx;
    box.y += move->dy;
    move->dx += snap (move, box, TRUE, reach, &move->vertical);
    move->dy += snap (move, box, FALSE, reach, &move->horizontal);
  }
  positions = ng_arrange_moved (self->document, move->items, move->dx, move->dy);
  ng_document_try (self->document, positions);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ng_canvas_move_end (NgCanvas *self)
{
  NgMove *move = self->move;

  if (move->dx != 0 || move->dy != 0) {
    g_autoptr (NgPositions) positions =
        ng_arrange_moved (self->document, move->items, move->dx, move->dy);
    g_autofree char *label = ng_arrange_label (move->items);

    ng_document_arrange (self->document, positions, label, NULL);
  } else {
    ng_document_try (self->document, NULL);
  }
  end_move (self);
}

void
ng_canvas_move_cancel (NgCanvas *self)
{
  if (self->move == NULL)
    return;
  ng_document_try (self->document, NULL);
  end_move (self);
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
draw_guide (NgCanvas *self, cairo_t *cr, const Guide *guide, gboolean is_vertical)
{
  double at = ((double) guide->at - (is_vertical ? self->x : self->y)) * self->scale;
  double from = ((double) guide->from - (is_vertical ? self->y : self->x)) * self->scale - 8;
  double to = ((double) guide->to - (is_vertical ? self->y : self->x)) * self->scale + 8;

  if (!guide->is_there)
    return;
  at = floor (at) + 0.5;
  cairo_move_to (cr, is_vertical ? at : from, is_vertical ? from : at);
  cairo_line_to (cr, is_vertical ? at : to, is_vertical ? to : at);
  cairo_stroke (cr);
}

/* Where all that is moved will be, at once, and what it is aligned with. */
void
ng_canvas_snapshot_move (NgCanvas *self, GtkSnapshot *snapshot)
{
  const NgMove *move = self->move;
  NgColor accent = ng_theme_style (self->theme, NG_ROLE_SELECTION).line;
  graphene_rect_t all;
  cairo_t *cr;

  if (move == NULL)
    return;
  graphene_rect_init (&all,
                      0,
                      0,
                      (float) gtk_widget_get_width (GTK_WIDGET (self)),
                      (float) gtk_widget_get_height (GTK_WIDGET (self)));
  cr = gtk_snapshot_append_cairo (snapshot, &all);
  cairo_set_line_width (cr, 1);
  set_color (cr, accent, 0.9);
  draw_guide (self, cr, &move->vertical, TRUE);
  draw_guide (self, cr, &move->horizontal, FALSE);
  set_color (cr, accent, 0.5);
  for (guint i = 0; i < move->items->len; i++) {
    NgBox box = g_array_index (move->items, NgArrangeItem, i).box;

    cairo_rectangle (cr,
                     floor (((double) (box.x + move->dx) - self->x) * self->scale) + 0.5,
                     floor (((double) (box.y + move->dy) - self->y) * self->scale) + 0.5,
                     round ((double) box.width * self->scale),
                     round ((double) box.height * self->scale));
  }
  cairo_stroke (cr);
  cairo_destroy (cr);
}
