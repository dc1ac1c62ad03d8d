/* TraditionalForm: the net as a mathematical figure, black on white. */

#include "render/figure/forms.h"

#include "render/figure/sketch.h"

#include <math.h>

/* Points round the picture. */
#define MARGIN 2.0F

static gboolean
place (NgSketchMaker *maker,
       NgSketch *sketch,
       NgDirection *direction,
       GCancellable *cancellable,
       GError **error)
{
  const NgFigure *figure = maker->figure;

  *direction =
      figure->direction != NG_FIGURE_AUTOMATIC ? (NgDirection) figure->direction : NG_DIRECTION_UP;
  return ng_sketch_place (maker, sketch, *direction, cancellable, error);
}

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  NgStandardOptions options = { .depth = figure->depth,
                                .dimensions = NG_DIMENSIONS_NONE,
                                .metrics = figure->metrics };
  g_autoptr (NgChartMaker) charts = ng_chart_maker_new (&options);
  g_autoptr (NgChart) chart = ng_chart_new (charts, net);
  g_autoptr (NgSketchMaker) maker = ng_sketch_maker_new (figure);
  g_autoptr (NgSketch) sketch = ng_sketch_new (maker, chart);
  NgDirection direction;

  if (!place (maker, sketch, &direction, cancellable, error))
    return NULL;
  NgSceneBuilder *builder = ng_scene_builder_new (figure->metrics);
  ng_sketch_draw (maker, sketch, direction, builder);
  return ng_scene_builder_end (builder, MARGIN);
}

const NgFigureForm ng_figure_traditional = {
  .name = "traditional",
  .title = "Traditional form",
  .summary = "Boxes of words and circles of signs, black on white, for publications.",
  .theme = NG_THEME_PRINT,
  .draw = draw,
};
