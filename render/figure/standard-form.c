/* StandardForm as a figure. */

#include "render/figure/forms.h"

#include "render/scene/builder.h"

#include <glib/gi18n.h>

/* Points: of the names of layers, by which the font size goes. */
#define NAME_SIZE 9

/* The picture with words as large as the figure says, and under it what its colours mean. @scene:
 * (transfer full) */
static NgScene *
compose (NgScene *scene, const NgFigure *figure, const NgHeat *heat)
{
  NgSceneBuilder *builder = ng_scene_builder_new (figure->metrics);
  float factor = figure->font_size > 0 ? figure->font_size / NAME_SIZE : 1;
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
                                .title = figure->title,
                                .aliases = figure->aliases,
                                .positions = positions != NULL ? positions : figure->positions,
                                .heat = heat,
                                .without_dot = figure->without_dot,
                                .metrics = figure->metrics };
  NgScene *scene = ng_standard_draw (net, &options, cancellable, error);

  return scene != NULL && (figure->font_size > 0 || heat != NULL) ? compose (scene, figure, heat)
                                                                  : scene;
}

const NgFigureForm ng_figure_standard = {
  .name = "standard",
  .title = N_ ("Standard form"),
  .summary = N_ ("Every layer a card with its glyph, every connection with its dimensions."),
  .theme = NG_THEME_LIGHT,
  .has_header = TRUE,
  .draw = draw,
};
