/* StandardForm as a figure. */

#include "render/figure/forms.h"

#include "render/scene/builder.h"

#include <glib/gi18n.h>

/* Points: of the names of layers, by which the font size goes. */
#define NAME_SIZE 9
/* By this dimensions may shrink and still have 6 points. */
#define LEGIBLE 0.8F

static float
font_factor (const NgFigure *figure)
{
  return figure->font_size > 0 ? figure->font_size / NAME_SIZE : 1;
}

/* Whether the words of the picture can be read when it is as wide as the figure. */
static gboolean
fits (const NgFigure *figure, const NgScene *scene)
{
  return (double) (ng_scene_bounds (scene).width * font_factor (figure) * LEGIBLE) <= figure->width;
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

/* In rows that fill the width; or downwards, if nobody has said where the flow goes, where that is
 * no wider and takes less of the page. */
static NgScene *
draw_in_column (NgNet *net,
                const NgFigure *figure,
                NgStandardOptions options,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (NgScene) down = NULL;
  NgScene *rows;

  options.wrap = (float) figure->width / (LEGIBLE * font_factor (figure));
  rows = ng_standard_draw (net, &options, cancellable, error);
  if (rows == NULL || figure->direction != NG_FIGURE_AUTOMATIC)
    return rows;
  options.wrap = 0;
  options.direction = NG_DIRECTION_DOWN;
  down = ng_standard_draw (net, &options, cancellable, error);
  if (down != NULL &&
      (!fits (figure, down) || ng_scene_bounds (down).height >= ng_scene_bounds (rows).height))
    return rows;
  ng_scene_unref (rows);
  return g_steal_pointer (&down);
}

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  g_autoptr (NgHeat) heat =
      figure->measure != NG_MEASURE_KIND
          ? ng_heat_new (net, figure->measure, NULL, figure->groups, figure->positions)
          : NULL;
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
                                .heat = heat,
                                .without_dot = figure->without_dot,
                                .metrics = figure->metrics };
  NgScene *scene = ng_standard_draw (net, &options, cancellable, error);

  if (scene != NULL && figure->width > 0 && options.wrap == 0 &&
      options.direction == NG_DIRECTION_RIGHT && !fits (figure, scene)) {
    ng_scene_unref (scene);
    scene = draw_in_column (net, figure, options, cancellable, error);
  }
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
