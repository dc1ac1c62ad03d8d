/* StandardForm as a figure. */

#include "render/figure/forms.h"

#include "render/scene/builder.h"

#include <glib/gi18n.h>

/* Points round the picture and its legend. */
#define MARGIN 18

/* What the colours mean, under the picture. @scene: (transfer full) */
static NgScene *
add_legend (NgScene *scene, const NgHeat *heat, const NgMetrics *metrics)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  g_autoptr (NgScene) legend = ng_heat_legend (heat, metrics);
  g_autoptr (NgScene) picture = scene;
  NgBox page = ng_scene_bounds (picture);

  ng_scene_builder_add_scene (builder, picture, page.x, page.y);
  ng_scene_builder_add_scene (builder, legend, page.x, page.y + page.height);
  return ng_scene_builder_end (builder, MARGIN);
}

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  g_autoptr (NgScene) scene = NULL;
  g_autoptr (NgHeat) heat =
      figure->measure != NG_MEASURE_KIND ? ng_heat_new (net, figure->measure, NULL) : NULL;
  NgStandardOptions options = { .direction = figure->direction != NG_FIGURE_AUTOMATIC
                                                 ? (NgDirection) figure->direction
                                                 : NG_DIRECTION_RIGHT,
                                .dimensions = figure->dimensions != NG_FIGURE_AUTOMATIC
                                                  ? (NgDimensions) figure->dimensions
                                                  : NG_DIMENSIONS_ALL,
                                .depth = figure->depth,
                                .header = figure->header,
                                .title = figure->title,
                                .positions = figure->positions,
                                .heat = heat,
                                .without_dot = figure->without_dot,
                                .metrics = figure->metrics };

  scene = ng_standard_draw (net, &options, cancellable, error);
  return scene != NULL && heat != NULL
             ? add_legend (g_steal_pointer (&scene), heat, figure->metrics)
             : g_steal_pointer (&scene);
}

const NgFigureForm ng_figure_standard = {
  .name = "standard",
  .title = N_ ("Standard form"),
  .summary = N_ ("Every layer a card with its glyph, every connection with its dimensions."),
  .theme = NG_THEME_LIGHT,
  .draw = draw,
};
