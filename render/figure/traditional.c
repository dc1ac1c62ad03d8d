/* TraditionalForm: the net as a mathematical figure, black on white. */

#include "render/figure/forms.h"

#include "render/export/widths.h"
#include "render/figure/sketch.h"
#include "render/layout/pieces.h"

#include <glib/gi18n.h>
#include <math.h>

/* Points round the picture, and between the pieces of a long one. */
#define MARGIN    2.0F
#define PIECE_GAP 22.0F
/* What pieces cost, where a width is given and where none is, and each of them; and what smaller
 * words cost. */
#define WIDE_PIECES 0.2
#define PIECES      0.8
#define PIECE       0.12
#define SHRINK      6.0
/* What a figure costs that is higher than a page. */
#define TALL        6.0
#define MOST_PIECES 8
/* Points that words have at least, where there is a way. */
#define LEGIBLE 6.0
/* Width to height that pages like, and how far from that, as a logarithm, is as good. */
#define ASPECT 1.35
#define LIKED  0.8

/* How a picture may be arranged, and how far it is from what a page likes. */
typedef struct {
  NgDirection direction;
  int n_pieces;
  double cost;
} Arrangement;

/* Of pictures that are to fit a width, the ones that need not be made smaller are best, then the
 * lower ones; of others those that are neither very wide nor very high. Pieces are read less easily
 * than one. */
static double
cost_of (const NgFigure *figure, float width, float height, int n_pieces)
{
  double w = (double) (MAX (width, 1) + 2 * MARGIN), h = (double) (MAX (height, 1) + 2 * MARGIN);

  if (figure->width <= 0)
    return MAX (fabs (log (w / h / ASPECT)) - LIKED, 0) +
           (n_pieces > 1 ? PIECES + PIECE * n_pieces : 0);
  double scale = MIN (1, figure->width / w), page = ng_paper_height (figure->width);
  return TALL * MAX (log (h * scale / page), 0) - SHRINK * log (scale) +
         MAX (log (h * scale / figure->width), 0) + (n_pieces > 1 ? WIDE_PIECES : 0) +
         PIECE * n_pieces;
}

/* Tries one direction. */
static gboolean
try_direction (NgSketchMaker *maker,
               NgSketch *sketch,
               NgDirection direction,
               Arrangement *best,
               GCancellable *cancellable,
               GError **error)
{
  if (!ng_sketch_place (maker, sketch, direction, cancellable, error))
    return FALSE;
  g_autoptr (NgPieces) pieces =
      ng_pieces_new (sketch->layout, sketch->layout_edges, direction, PIECE_GAP);
  for (int n = 1; n <= MOST_PIECES; n++) {
    float width, height;
    if (!ng_pieces_cut (pieces, n, &width, &height))
      continue;
    double cost = cost_of (maker->figure, width, height, n);
    if (cost < best->cost)
      *best = (Arrangement){ direction, n, cost };
  }
  return TRUE;
}

static gboolean
place (NgSketchMaker *maker,
       NgSketch *sketch,
       NgDirection *direction,
       GCancellable *cancellable,
       GError **error)
{
  const NgFigure *figure = maker->figure;
  gboolean is_free = figure->direction == NG_FIGURE_AUTOMATIC;
  NgDirection first = is_free ? NG_DIRECTION_RIGHT : (NgDirection) figure->direction;
  Arrangement best = { first, 1, G_MAXDOUBLE };
  float width, height;

  if (!try_direction (maker, sketch, first, &best, cancellable, error) ||
      (is_free && !try_direction (maker, sketch, NG_DIRECTION_UP, &best, cancellable, error)) ||
      (is_free && best.direction == first &&
       !ng_sketch_place (maker, sketch, first, cancellable, error)))
    return FALSE;
  *direction = best.direction;
  g_autoptr (NgPieces) pieces =
      ng_pieces_new (sketch->layout, sketch->layout_edges, best.direction, PIECE_GAP);
  if (best.n_pieces > 1 && ng_pieces_cut (pieces, best.n_pieces, &width, &height))
    ng_pieces_apply (pieces, sketch->layout, NG_SKETCH_CORNER);
  return TRUE;
}

/* A picture that may be drawn. */
typedef struct {
  NgSketchMaker *maker;
  NgSketch *sketch;
  NgDirection direction;
} Picture;

static void
picture_clear (Picture *self)
{
  g_clear_pointer (&self->sketch, ng_sketch_free);
  g_clear_pointer (&self->maker, ng_sketch_maker_free);
}

/* Points that the smallest words have in print. */
static double
smallest_words (const Picture *self)
{
  double width = self->maker->figure->width,
         own = (double) (self->sketch->layout->width + 2 * MARGIN);

  return (double) self->maker->label.size * (width > 0 ? MIN (1, width / own) : 1);
}

static gboolean
make_picture (const NgFigure *figure,
              const NgChart *chart,
              NgSketchDensity density,
              Picture *picture,
              GCancellable *cancellable,
              GError **error)
{
  picture->maker = ng_sketch_maker_new (figure, density);
  picture->maker->cancellable = cancellable;
  picture->sketch = ng_sketch_new (picture->maker, chart);
  return place (picture->maker, picture->sketch, &picture->direction, cancellable, error);
}

/* Whether it is no higher than a page. */
static gboolean
fits_page (const Picture *self)
{
  const NgLayout *layout = self->sketch->layout;
  double width = self->maker->figure->width, own = (double) layout->width + 2 * (double) MARGIN;

  return width <= 0 || ((double) layout->height + 2 * (double) MARGIN) * MIN (1, width / own) <=
                           ng_paper_height (width);
}

static gboolean
is_better (const Picture *self, const Picture *other)
{
  double words = MIN (smallest_words (self), LEGIBLE),
         others = MIN (smallest_words (other), LEGIBLE);

  return words > others || (words == others && fits_page (self) && !fits_page (other));
}

/* The roomiest picture that fits a page and whose words can be read; else the one whose words are
 * largest. */
static gboolean
find_picture (const NgFigure *figure,
              const NgChart *chart,
              Picture *best,
              GCancellable *cancellable,
              GError **error)
{
  for (NgSketchDensity density = NG_SKETCH_ROOMY; density < NG_N_SKETCH_DENSITIES; density++) {
    Picture picture = { 0 };
    if (!make_picture (figure, chart, density, &picture, cancellable, error)) {
      picture_clear (&picture);
      return FALSE;
    }
    if (best->sketch == NULL || is_better (&picture, best)) {
      picture_clear (best);
      *best = picture;
    } else {
      picture_clear (&picture);
    }
    if (figure->width <= 0 || (smallest_words (best) >= LEGIBLE && fits_page (best)))
      break;
  }
  return TRUE;
}

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) apart = ng_figure_apart (figure);
  NgStandardOptions options = { .groups = NG_GROUPS_NAMES,
                                .positions = figure->positions,
                                .apart = (const char *const *) apart,
                                .depth = figure->depth,
                                .dimensions = NG_DIMENSIONS_NONE,
                                .metrics = figure->metrics };
  g_autoptr (NgChartMaker) charts = ng_chart_maker_new (&options);
  g_autoptr (NgChart) chart = ng_chart_new (charts, net);
  NgSceneBuilder *builder = NULL;
  Picture picture = { 0 };

  if (find_picture (figure, chart, &picture, cancellable, error)) {
    builder = ng_scene_builder_new (figure->metrics);
    ng_sketch_draw (picture.maker, picture.sketch, picture.direction, builder);
    ng_sketch_draw_key (picture.maker, picture.sketch, net, builder);
    if (figure->header)
      ng_sketch_draw_title (picture.maker, picture.sketch, net, builder);
  }
  picture_clear (&picture);
  return builder != NULL ? ng_scene_builder_end (builder, MARGIN) : NULL;
}

const NgFigureForm ng_figure_traditional = {
  .name = "traditional",
  .title = N_ ("Traditional form"),
  .summary = N_ ("Boxes of words and circles of signs, black on white, for publications."),
  .theme = NG_THEME_PRINT,
  .has_header = TRUE,
  .folds = TRUE,
  .draw = draw,
};
