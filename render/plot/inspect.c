#include "render/plot/inspect.h"

#include "render/plot/curves.h"
#include "render/plot/matrix.h"
#include "render/plot/plot.h"

#include <math.h>

/* A vector of fewer elements is bars. */
#define MOST_BARS 32
/* Elements of a curve. */
#define MOST_CURVE (1 << 20)
/* Points: on less there is no room for axes. */
#define LEAST_WIDTH  120.0F
#define LEAST_HEIGHT 60.0F

static const NgPlotWords no_words = { NULL, NULL, NULL };

static gboolean
is_vector (const NgTensor *tensor)
{
  gsize rank = ng_tensor_rank (tensor);

  return rank == 0 || ng_tensor_dims (tensor)[rank - 1] == ng_tensor_count (tensor);
}

static NgScene *
draw_curve (const NgMetrics *metrics, const NgTensor *tensor, float width, float height)
{
  gsize n = (gsize) MIN (ng_tensor_count (tensor), MOST_CURVE);
  g_autofree double *values = g_new (double, n);
  NgCurve curve = { .y = values, .n = n };
  NgCurveStyle style = { 0 };

  for (gsize i = 0; i < n; i++)
    values[i] = ng_tensor_get_real (tensor, (gint64) i);
  return ng_plot_curves (metrics, &curve, 1, &style, &no_words, width, height);
}

NgScene *
ng_plot_inspect (
    const NgMetrics *metrics, const NgTensor *tensor, gboolean is_signed, float width, float height)
{
  gboolean has_room = width >= LEAST_WIDTH && height >= LEAST_HEIGHT &&
                      ng_tensor_element (tensor) != NG_ELEMENT_STRING;
  gint64 n = ng_tensor_count (tensor);

  if (has_room && n > 1 && !is_vector (tensor) && ng_tensor_rank (tensor) == 2)
    return ng_plot_matrix (metrics,
                           tensor,
                           is_signed ? NG_SCALE_DIVERGING : NG_SCALE_SEQUENTIAL,
                           &no_words,
                           width,
                           height);
  if (has_room && n > MOST_BARS && is_vector (tensor))
    return draw_curve (metrics, tensor, width, height);
  if (has_room && n > 1 && is_signed && !is_vector (tensor))
    return ng_plot_filters (metrics, tensor, NG_SCALE_DIVERGING, &no_words, width, height);
  return is_signed ? ng_plot_signed (metrics, tensor, width, height)
                   : ng_plot_value (metrics, tensor, width, height);
}

NgScene *
ng_plot_weights (const NgMetrics *metrics, const NgTensor *tensor, float width, float height)
{
  if (ng_tensor_count (tensor) < 2 || is_vector (tensor) ||
      ng_tensor_element (tensor) == NG_ELEMENT_STRING)
    return NULL;
  return ng_tensor_rank (tensor) == 2
             ? ng_plot_matrix (metrics, tensor, NG_SCALE_DIVERGING, &no_words, width, height)
             : ng_plot_filters (metrics, tensor, NG_SCALE_DIVERGING, &no_words, width, height);
}

NgScene *
ng_plot_spread (const NgMetrics *metrics,
                const NgTensorStatistics *statistics,
                float width,
                float height)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  const gsize n = G_N_ELEMENTS (statistics->bins);
  NgAxis x = ng_axis_begin (FALSE), y = { .low = 0, .high = 1, .is_whole = TRUE };
  double step;

  ng_axis_take (&x, statistics->min);
  ng_axis_take (&x, statistics->max);
  ng_axis_end (&x, 0);
  for (gsize i = 0; i < n; i++)
    y.high = MAX (y.high, (double) statistics->bins[i]);
  NgAxes axes =
      ng_axes_draw (builder, metrics, (NgBox){ 0, 0, width, height }, &x, &y, NULL, FALSE, 0);
  step = (x.high - x.low) / (double) n;
  for (gsize i = 0; i < n; i++) {
    float left = ng_axes_x (&axes, x.low + step * (double) i);
    float right = ng_axes_x (&axes, x.low + step * (double) (i + 1));
    float top = ng_axes_y (&axes, (double) statistics->bins[i]), bottom = ng_axes_y (&axes, 0);

    if (statistics->bins[i] > 0)
      ng_scene_builder_add_box (builder,
                                NG_ROLE_PLOT_BAR,
                                (NgBox){ left + 0.25F,
                                         MIN (top, bottom - 0.75F),
                                         right - left - 0.5F,
                                         MAX (bottom - top, 0.75F) },
                                0);
  }
  if (statistics->n_finite > 0 && statistics->max > statistics->min) {
    float mean = ng_axes_x (&axes, statistics->mean);

    ng_scene_builder_add_path (
        builder,
        NG_ROLE_PLOT_LINE,
        "ML",
        (NgPoint[]){ { mean, axes.box.y }, { mean, axes.box.y + axes.box.height } });
  }
  return ng_scene_builder_end (builder, 2);
}
