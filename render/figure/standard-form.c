/* StandardForm as a figure. */

#include "render/figure/forms.h"

#include "render/export/widths.h"
#include "render/scene/builder.h"
#include "render/standard/chart.h"

#include <glib/gi18n.h>

/* Points: of the names of layers, by which the font size goes. */
#define NAME_SIZE 9
/* By this dimensions may shrink and still have 6 points. */
#define LEGIBLE 0.8F
/* By this words are notably larger. */
#define NOTABLY 1.25F
/* More columns side by side are hard to follow. */
#define MOST_COLUMNS 4
/* Points by which each of several columns is longer than its part of one. */
#define TURNS 80

static float
font_factor (const NgFigure *figure)
{
  return figure->font_size > 0 ? figure->font_size / NAME_SIZE : 1;
}

/* By how much the words shrink when it is as wide as the figure, 1 where they do not. */
static float
shrinking (const NgFigure *figure, const NgScene *scene)
{
  float width = ng_scene_bounds (scene).width * font_factor (figure);

  return MIN (1, (float) figure->width / MAX (width, 1));
}

/* The picture with words as large as the figure says, and under it what its colours mean. @scene:
 * (transfer full) */
static NgScene *
compose (NgScene *scene, const NgFigure *figure, const NgHeat *heat)
{
  NgSceneBuilder *builder = ng_scene_builder_new (figure->metrics);
  float factor = font_factor (figure);
  NgBox page = ng_scene_bounds (scene);

  ng_scene_builder_add_scaled (builder, scene, 0, 0, factor);
  if (heat != NULL) {
    g_autoptr (NgScene) legend = ng_heat_legend (heat, figure->metrics);
    NgBox bounds = ng_scene_bounds (legend);

    ng_scene_builder_add_scaled (builder, legend, 0, page.height * factor, factor);
    page.width = MAX (page.width, bounds.width);
    page.height += bounds.height;
  }
  ng_scene_unref (scene);
  return ng_scene_builder_end_page (builder,
                                    (NgBox){ 0, 0, page.width * factor, page.height * factor });
}

/* Whether its words can be read. */
static gboolean
is_legible (const NgFigure *figure, const NgScene *scene)
{
  return shrinking (figure, scene) >= LEGIBLE - 1e-4F;
}

/* Points that it is high in print. */
static float
height_of (const NgFigure *figure, const NgScene *scene)
{
  return ng_scene_bounds (scene).height * font_factor (figure) * shrinking (figure, scene);
}

/* Whether it is as a reader of the paper needs it: legible, and no higher than a page. */
static gboolean
fits (const NgFigure *figure, const NgScene *scene)
{
  return is_legible (figure, scene) &&
         (double) height_of (figure, scene) <= ng_paper_height (figure->width);
}

/* What fits goes before what is legible, and that before what is not; then the lower one is better,
 * or that whose words are notably larger. */
static gboolean
is_better (const NgFigure *figure, const NgScene *a, const NgScene *b)
{
  if (fits (figure, a) != fits (figure, b))
    return fits (figure, a);
  if (is_legible (figure, a) != is_legible (figure, b))
    return is_legible (figure, a);
  return is_legible (figure, a) ? height_of (figure, a) < height_of (figure, b)
                                : shrinking (figure, a) > NOTABLY * shrinking (figure, b);
}

/* Draws it otherwise if that is better, @scene: (inout) (transfer full). Returns: whether nothing
 * has gone wrong */
static gboolean
try_otherwise (NgNet *net,
               const NgFigure *figure,
               NgStandardOptions options,
               NgDirection direction,
               float wrap,
               NgScene **scene,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (NgScene) other = NULL;

  options.direction = direction;
  options.wrap = wrap;
  other = ng_standard_draw (net, &options, cancellable, error);
  if (other == NULL)
    return FALSE;
  if (is_better (figure, other, *scene)) {
    g_autoptr (NgScene) worse = g_steal_pointer (scene);

    *scene = g_steal_pointer (&other);
  }
  return TRUE;
}

/* Down in one piece, which reads best; where that is higher than a page, in as few columns as fit
 * on one. As try_otherwise() */
static gboolean
try_downwards (NgNet *net,
               const NgFigure *figure,
               const NgStandardOptions *options,
               NgScene **scene,
               GCancellable *cancellable,
               GError **error)
{
  float room = (float) figure->width / (LEGIBLE * font_factor (figure));
  NgBox piece;

  if (!try_otherwise (net, figure, *options, NG_DIRECTION_DOWN, 0, scene, cancellable, error))
    return FALSE;
  piece = ng_scene_bounds (*scene);
  for (int n = 2; n <= MOST_COLUMNS && !fits (figure, *scene) &&
                  (float) n * piece.width <= room + 2 * NG_MARGIN;
       n++)
    if (!try_otherwise (net,
                        figure,
                        *options,
                        NG_DIRECTION_DOWN,
                        piece.height / (float) n + TURNS,
                        scene,
                        cancellable,
                        error))
      return FALSE;
  return TRUE;
}

/* What is too wide for the column goes down, or to the right in rows, and in rows where somebody
 * has said that it goes to the right. @scene: (transfer full): in one row */
static NgScene *
draw_in_column (NgNet *net,
                const NgFigure *figure,
                const NgStandardOptions *options,
                NgScene *scene,
                GCancellable *cancellable,
                GError **error)
{
  float room = (float) figure->width / (LEGIBLE * font_factor (figure));
  gboolean may_turn = figure->direction == NG_FIGURE_AUTOMATIC;

  if ((may_turn && !try_downwards (net, figure, options, &scene, cancellable, error)) ||
      (!fits (figure, scene) &&
       !try_otherwise (
           net, figure, *options, NG_DIRECTION_RIGHT, room, &scene, cancellable, error)))
    g_clear_pointer (&scene, ng_scene_unref);
  return scene;
}

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) apart = ng_figure_apart (figure);
  const NgScopeRules rules = { figure->groups,
                               ng_standard_cache_repeats (figure->cache),
                               figure->positions,
                               (const char *const *) apart,
                               cancellable };
  g_autoptr (NgHeat) heat =
      figure->measure != NG_MEASURE_KIND ? ng_heat_new (net, figure->measure, NULL, &rules) : NULL;
  g_autoptr (NgPositions) positions = NULL;

  if (figure->wires != NG_FIGURE_AUTOMATIC) {
    positions = ng_positions_copy (figure->positions);
    ng_positions_set_wires (positions, (NgWires) figure->wires);
  }
  NgStandardOptions options = { .direction = figure->direction != NG_FIGURE_AUTOMATIC
                                                 ? (NgDirection) figure->direction
                                                 : NG_DIRECTION_RIGHT,
                                .dimensions = figure->dimensions != NG_FIGURE_AUTOMATIC
                                                  ? (NgDimensions) figure->dimensions
                                                  : NG_DIMENSIONS_ALL,
                                .groups = figure->groups,
                                .depth = figure->depth,
                                .wrap = (float) figure->wrap,
                                .header = figure->header,
                                .badges = figure->badges,
                                .title = figure->title,
                                .aliases = figure->aliases,
                                .positions = positions != NULL ? positions : figure->positions,
                                .apart = (const char *const *) apart,
                                .cache = figure->cache,
                                .heat = heat,
                                .without_dot = figure->without_dot,
                                .metrics = figure->metrics };
  NgScene *scene = ng_standard_draw (net, &options, cancellable, error);

  if (scene != NULL && figure->width > 0 && options.wrap == 0 &&
      options.direction == NG_DIRECTION_RIGHT && !is_legible (figure, scene))
    scene = draw_in_column (net, figure, &options, scene, cancellable, error);
  return scene != NULL && (figure->font_size > 0 || heat != NULL) ? compose (scene, figure, heat)
                                                                  : scene;
}

const NgFigureForm ng_figure_standard = {
  .name = "standard",
  .title = N_ ("Standard form"),
  .summary = N_ ("Every layer a card with its glyph, every connection with its dimensions."),
  .theme = NG_THEME_LIGHT,
  .has_header = TRUE,
  .waits_to_wrap = TRUE,
  .draw = draw,
};
