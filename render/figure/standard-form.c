/* StandardForm as a figure. */

#include "render/figure/forms.h"

#include <glib/gi18n.h>

static NgScene *
draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
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
                                .without_dot = figure->without_dot,
                                .metrics = figure->metrics };

  return ng_standard_draw (net, &options, cancellable, error);
}

const NgFigureForm ng_figure_standard = {
  .name = "standard",
  .title = N_ ("Standard form"),
  .summary = N_ ("Every layer a card with its glyph, every connection with its dimensions."),
  .theme = NG_THEME_LIGHT,
  .draw = draw,
};
