/* A strip of glyphs: each a trapezoid for the layer that makes an array, with a stripe for each
 * step before and after it, as high on its left as what comes in and on its right as what goes out,
 * and as wide as there are channels, so that what narrows is seen to narrow. What joins lines is a
 * glyph with an arm for each, and so is a place where they part. Equal glyphs have a letter or a
 * sign, and a key spells out what each stands for. The ends are dashed squares. */

#include "render/figure/strip.h"

#include "render/figure/forms.h"
#include "render/figure/tensor-draw.h"

#include <glib/gi18n.h>
#include <math.h>

/* Points, where glyphs are as big as they may be. */
#define GAP     16.0F
#define LANE    5.0F
#define ROW_GAP 14.0F

static void
clear (gpointer picture)
{
  NgStripPicture *self = picture;

  for (guint i = 0; i < self->n_glyphs; i++) {
    ng_step_words_clear (&self->glyphs[i].name);
    g_free (self->glyphs[i].above);
    g_free (self->glyphs[i].before);
  }
  g_free (self->glyphs);
  g_free (self->places);
  g_free (self->edges);
  ng_rail_free (self->rail);
  ng_strip_key_free (self->key);
}

/* The glyphs of all arrays, and behind them the squares of outputs. */
static void
find_glyphs (NgStripPicture *self, const NgTensors *tensors)
{
  self->n_edges = tensors->edges->len;
  for (guint e = 0; e < self->n_edges; e++) {
    const NgTensorEdge *edge = &g_array_index (tensors->edges, NgTensorEdge, e);
    self->edges[e] = (NgRailEdge){ .from = edge->from, .to = edge->to };
  }
  guint n = self->n_glyphs = tensors->nodes->len;
  for (guint i = 0; i < n; i++) {
    const NgTensorNode *node = &g_array_index (tensors->nodes, NgTensorNode, i);

    self->glyphs[i].node = node;
    ng_span_widen (&self->features, ng_strip_features (node));
    if (node->output < 0)
      continue;
    self->edges[self->n_edges++] = (NgRailEdge){ .from = (int) i, .to = (int) self->n_glyphs };
    self->glyphs[self->n_glyphs].is_end = TRUE;
    self->glyphs[self->n_glyphs++].node = node;
  }
}

/* Groups begin and end with room for the borders of their frames. */
static void
make_room_for_frames (NgStripPicture *self)
{
  const GArray *groups = self->look.tensors->groups;
  NgPoint along = ng_rail_turn (self->look.direction, 2 * NG_STRIP_PAD, 0);

  for (guint i = 0; i < groups->len; i++) {
    const NgTensorGroup *group = &g_array_index (groups, NgTensorGroup, i);
    for (int k = group->first; k < group->first + group->n; k++) {
      NgRailNode *place = &self->places[k];
      place->left += fabsf (along.x);
      place->right += fabsf (along.x);
      place->up += fabsf (along.y);
      place->down += fabsf (along.y);
    }
    /* And for the count, below or on the right. */
    self->places[group->first + group->n - 1].text +=
        self->look.font.size * (self->look.direction == NG_DIRECTION_RIGHT ? 1.0F : 2.5F);
  }
}

static const NgRail *
place (gpointer picture,
       const NgTensors *tensors,
       const NgFigure *figure,
       const NgTensorTry *attempt)
{
  NgStripPicture *self = picture;
  guint n = 2 * tensors->nodes->len;

  *self = (NgStripPicture){ .look = ng_tensor_look (tensors, figure, attempt->scale),
                            .features = NG_SPAN_NONE,
                            .glyphs = g_new0 (NgStripGlyph, n + 1),
                            .places = g_new0 (NgRailNode, n + 1),
                            .edges = g_new0 (NgRailEdge, tensors->edges->len + n + 1) };
  self->look.direction = attempt->direction;
  self->key = ng_strip_key_new (&self->look);
  find_glyphs (self, tensors);
  g_autofree int *before = g_new (int, self->n_glyphs + 1);
  for (guint i = 0; i < self->n_glyphs; i++)
    before[i] = -1;
  /* Of several the highest. */
  for (guint e = 0; e < self->n_edges; e++) {
    int from = self->edges[e].from, *known = &before[self->edges[e].to];
    self->glyphs[self->edges[e].to].n_inputs++;
    if (*known < 0 || ng_strip_height (self, self->glyphs[from].node) >
                          ng_strip_height (self, self->glyphs[*known].node))
      *known = from;
  }
  for (guint i = 0; i < self->n_glyphs; i++) {
    ng_strip_make_glyph (self, i, before[i] >= 0 ? self->glyphs[before[i]].node : NULL);
    ng_strip_size_glyph (self, &self->glyphs[i], &self->places[i]);
  }
  make_room_for_frames (self);
  NgRailOptions options = { .direction = self->look.direction,
                            .is_joined = attempt->is_joined,
                            .gap = GAP * attempt->scale,
                            .lane = LANE,
                            .row_gap = ROW_GAP,
                            .width = attempt->length,
                            .most_width = ng_tensor_most_width (&self->look, attempt->length) };
  self->rail = ng_rail_place (self->places, self->n_glyphs, self->edges, self->n_edges, &options);
  ng_strip_find_arms (self);
  ng_strip_add_remarks (self);
  return self->rail;
}

static const NgTensorDrawing drawing = { sizeof (NgStripPicture), FALSE, FALSE, place,
                                         ng_strip_paint,          clear };

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  return ng_tensor_draw (&drawing, net, figure, cancellable, error);
}

const NgFigureForm ng_figure_strip = {
  .name = "strip",
  .title = N_ ("Strip of glyphs"),
  .summary = N_ ("Trapezoids that narrow as arrays do, with a key that spells each out."),
  .theme = NG_THEME_LIGHT,
  .joins_outputs = TRUE,
  .shows_groups = TRUE,
  .folds = TRUE,
  .draw = draw,
};
