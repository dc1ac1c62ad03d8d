#include "render/plot/columns.h"

#include "render/plot/ticks.h"

#include <math.h>

/* Of the room of a bar, free beside it. */
#define GAP 0.2F
/* Bins where nobody says how many. */
#define LEAST_BINS 5.0
#define MOST_BINS  50.0
/* More cannot be told apart. */
#define ALL_BINS 1000

static void
draw_bar (
    NgSceneBuilder *builder, const NgAxes *axes, double from, double to, double value, float gap)
{
  float left = ng_axes_x (axes, from), right = ng_axes_x (axes, to);
  float zero = ng_axes_y (axes, 0), end = ng_axes_y (axes, value), inset = gap * (right - left) / 2;

  if (ng_axis_shows (&axes->y, value) && value != 0)
    ng_scene_builder_add_box (builder,
                              NG_ROLE_PLOT_BAR,
                              (NgBox){ left + inset,
                                       MIN (zero, end),
                                       MAX (right - left - 2 * inset, 0.25F),
                                       MAX (fabsf (end - zero), 0.75F) },
                              0);
}

NgScene *
ng_plot_columns (const NgMetrics *metrics,
                 const double *values,
                 const char *const *names,
                 gsize n,
                 const NgPlotWords *words,
                 float width,
                 float height)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  g_auto (GStrv) numbers = ng_axis_numbers (n);
  NgAxis x = { .low = -0.5, .high = (double) MAX (n, 1) - 0.5, .label = words->x };
  NgAxis y = ng_axis_begin (FALSE);

  for (gsize i = 0; i < n; i++)
    ng_axis_take (&y, values[i]);
  x.names = names != NULL ? names : (const char *const *) numbers;
  x.n_names = n;
  ng_axis_take (&y, 0);
  ng_axis_end (&y, 0);
  y.high += y.high > 0 ? 0.04 * (y.high - y.low) : 0;
  y.low -= y.low < 0 ? 0.04 * (y.high - y.low) : 0;
  y.label = words->y;
  NgAxes axes = ng_axes_draw (
      builder, metrics, (NgBox){ 0, 0, width, height }, &x, &y, words->title, TRUE, 0);
  for (gsize i = 0; i < n; i++)
    draw_bar (builder, &axes, (double) i - 0.5, (double) i + 0.5, values[i], GAP);
  return ng_scene_builder_end (builder, 4);
}

NgScene *
ng_plot_distribution (const NgMetrics *metrics,
                      const double *values,
                      gsize n,
                      gsize n_bins,
                      const NgPlotWords *words,
                      float width,
                      float height)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  NgAxis x = ng_axis_begin (FALSE), y = { .low = 0, .label = words->y };
  double wanted = n_bins > 0 ? (double) MIN (n_bins, ALL_BINS)
                             : CLAMP (sqrt ((double) n), LEAST_BINS, MOST_BINS);

  for (gsize i = 0; i < n; i++)
    ng_axis_take (&x, values[i]);
  ng_axis_end (&x, 0);
  double step = ng_tick_step ((x.high - x.low) / wanted), first = floor (x.low / step + 1e-9);
  gsize count = (gsize) CLAMP (ceil (x.high / step - 1e-9) - first, 1, 4 * ALL_BINS);
  g_autofree double *bins = g_new0 (double, count);

  for (gsize i = 0; i < n; i++) {
    double at = floor (values[i] / step + 1e-9) - first;
    /* The last bin holds its upper end too. */
    if (ng_axis_shows (&x, values[i]))
      bins[(gsize) CLAMP (at, 0, (double) (count - 1))]++;
  }
  for (gsize k = 0; k < count; k++)
    y.high = MAX (y.high, bins[k]);
  y.high = y.high > 0 ? 1.04 * y.high : 1;
  x.low = first * step;
  x.high = (first + (double) count) * step;
  x.label = words->x;
  NgAxes axes = ng_axes_draw (
      builder, metrics, (NgBox){ 0, 0, width, height }, &x, &y, words->title, TRUE, 0);
  for (gsize k = 0; k < count; k++)
    draw_bar (builder,
              &axes,
              (first + (double) k) * step,
              (first + (double) k + 1) * step,
              bins[k],
              count < 100 ? 0.06F : 0);
  return ng_scene_builder_end (builder, 4);
}
