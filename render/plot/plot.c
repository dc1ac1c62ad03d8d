/* Bars, histograms and curves. */

#include "render/plot/plot.h"

#include "core/base/format.h"

#include <math.h>
#include <string.h>

/* Points. */
#define ROW       15.0F
#define BAR       9.0F
#define MOST_NAME 110.0F
#define GAP       6.0F

static const NgFont font_text = { 8.5F, NG_FAMILY_SANS, FALSE, FALSE };
static const NgFont font_bold = { 8.5F, NG_FAMILY_SANS, TRUE, FALSE };
static const NgFont font_small = { 7, NG_FAMILY_SANS, FALSE, FALSE };

typedef struct {
  double value;
  gsize index;
} Ranked;

/* Largest first; what is no number comes last; ties by index. */
static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;

  if (isnan (x->value) != isnan (y->value))
    return isnan (x->value) ? 1 : -1;
  if (!isnan (x->value) && x->value != y->value)
    return x->value > y->value ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

static gsize
find_best (const Ranked *rows, gsize n)
{
  gsize best = 0;

  for (gsize i = 1; i < n; i++)
    if (compare_ranked (&rows[i], &rows[best]) < 0)
      best = i;
  return best;
}

static char *
row_name (const NgMetrics *metrics, const char *const *names, gsize index, int first)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) index + first);

  return ng_metrics_ellipsize (
      metrics, font_bold, names != NULL ? names[index] : number, MOST_NAME, FALSE);
}

/* Bars begin at zero, which lies within the track where there are negative values. */
static void
add_bar (
    NgSceneBuilder *builder, gboolean is_best, double value, double low, double high, NgBox track)
{
  double zero = (0 - low) / (high - low), end = (value - low) / (high - low);
  float left = track.x + (float) MIN (zero, end) * track.width;

  ng_scene_builder_add_box (builder, NG_ROLE_PLOT_TRACK, track, 2);
  if (isfinite (value) && value != 0)
    ng_scene_builder_add_box (
        builder,
        is_best ? NG_ROLE_PLOT_BEST : NG_ROLE_PLOT_BAR,
        (NgBox){
            left, track.y, MAX ((float) fabs (end - zero) * track.width, 0.75F), track.height },
        2);
}

NgScene *
ng_plot_bars (const NgMetrics *metrics,
              const double *values,
              const char *const *names,
              gsize n,
              int first,
              gsize top,
              float width)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  g_autofree Ranked *rows = g_new (Ranked, n + 1);
  double low = 0, high = 0;

  for (gsize i = 0; i < n; i++) {
    rows[i] = (Ranked){ values[i], i };
    if (isfinite (values[i])) {
      low = MIN (low, values[i]);
      high = MAX (high, values[i]);
    }
  }
  if (!(high > low))
    high = low + 1;
  gsize best = n > 0 ? rows[find_best (rows, n)].index : 0;
  if (top > 0 && n > 0) {
    qsort (rows, n, sizeof *rows, compare_ranked);
    n = MIN (n, top);
  }

  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) numbers = g_ptr_array_new_with_free_func (g_free);
  float name_width = 0, number_width = 0;
  for (gsize i = 0; i < n; i++) {
    char *label = row_name (metrics, names, rows[i].index, first);
    char *number = ng_format_real (rows[i].value, 3);
    g_ptr_array_add (labels, label);
    g_ptr_array_add (numbers, number);
    name_width = MAX (name_width, ng_metrics_width (metrics, font_bold, label));
    number_width = MAX (number_width, ng_metrics_width (metrics, font_bold, number));
  }

  float bar_width = MAX (width - name_width - number_width - 2 * GAP, 20);
  for (gsize i = 0; i < n; i++) {
    float y = ROW * (float) i;
    gboolean is_best = rows[i].index == best && !isnan (rows[i].value);
    NgFont font = is_best ? font_bold : font_text;
    ng_scene_builder_add_text (builder,
                               NG_ROLE_TEXT,
                               font,
                               NG_ALIGN_END,
                               name_width,
                               y + 10.5F,
                               g_ptr_array_index (labels, i));
    add_bar (builder,
             is_best,
             rows[i].value,
             low,
             high,
             (NgBox){ name_width + GAP, y + (ROW - BAR) / 2, bar_width, BAR });
    ng_scene_builder_add_text (builder,
                               NG_ROLE_PLOT_TEXT,
                               font,
                               NG_ALIGN_START,
                               name_width + bar_width + 2 * GAP,
                               y + 10.5F,
                               g_ptr_array_index (numbers, i));
  }
  return ng_scene_builder_end (builder, 2);
}

NgScene *
ng_plot_histogram (const NgMetrics *metrics,
                   const NgTensorStatistics *statistics,
                   float width,
                   float height)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  const gsize n = G_N_ELEMENTS (statistics->bins);
  guint64 most = 1;
  float step = width / (float) n;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, statistics->bins[i]);
  ng_scene_builder_add_path (
      builder, NG_ROLE_PLOT_AXIS, "ML", (NgPoint[]){ { 0, height }, { width, height } });
  for (gsize i = 0; i < n; i++) {
    float bar = height * (float) ((double) statistics->bins[i] / (double) most);
    if (statistics->bins[i] == 0)
      continue;
    bar = MAX (bar, 0.75F);
    ng_scene_builder_add_box (builder,
                              NG_ROLE_PLOT_BAR,
                              (NgBox){ (float) i * step + 0.5F, height - bar, step - 1, bar },
                              0);
  }

  g_autofree char *low = ng_format_real (statistics->min, 3);
  g_autofree char *high = ng_format_real (statistics->max, 3);
  ng_scene_builder_add_text (
      builder, NG_ROLE_PLOT_TEXT, font_small, NG_ALIGN_START, 0, height + 9, low);
  ng_scene_builder_add_text (
      builder, NG_ROLE_PLOT_TEXT, font_small, NG_ALIGN_END, width, height + 9, high);
  if (statistics->n_finite > 0 && statistics->max > statistics->min) {
    double at = (statistics->mean - statistics->min) / (statistics->max - statistics->min);
    float x = width * (float) CLAMP (at, 0, 1);
    ng_scene_builder_add_path (
        builder, NG_ROLE_PLOT_LINE, "ML", (NgPoint[]){ { x, 0 }, { x, height } });
  }
  return ng_scene_builder_end (builder, 2);
}

NgScene *
ng_plot_spark (const NgMetrics *metrics, const double *values, gsize n, float width, float height)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  g_autoptr (GString) ops = g_string_new (NULL);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  double low = (double) INFINITY, high = (double) -INFINITY;
  /* More points than half points of width cannot be seen: take the means of runs. */
  gsize n_points = MIN (n, (gsize) (2 * width) + 2);
  gboolean is_open = FALSE;

  for (gsize i = 0; i < n; i++) {
    if (isfinite (values[i])) {
      low = MIN (low, values[i]);
      high = MAX (high, values[i]);
    }
  }
  if (!(high > low)) {
    low = isfinite (low) ? low - 1 : 0;
    high = low + 2;
  }
  ng_scene_builder_add_box (builder, NG_ROLE_IMAGE, (NgBox){ 0, 0, width, height }, 2);
  for (gsize i = 0; i < n_points; i++) {
    gsize from = i * n / n_points, to = MAX ((i + 1) * n / n_points, from + 1);
    double sum = 0;
    for (gsize k = from; k < to; k++)
      sum += values[k];
    double mean = sum / (double) (to - from);
    if (!isfinite (mean)) {
      is_open = FALSE;
      continue;
    }
    NgPoint point = { n_points > 1 ? 2 + (width - 4) * (float) i / (float) (n_points - 1)
                                   : width / 2,
                      2 + (height - 4) * (float) (1 - (mean - low) / (high - low)) };
    g_string_append_c (ops, is_open ? 'L' : 'M');
    g_array_append_val (points, point);
    is_open = TRUE;
  }
  if (ops->len > 0)
    ng_scene_builder_add_path (
        builder, NG_ROLE_PLOT_LINE, ops->str, (NgPoint *) (void *) points->data);
  return ng_scene_builder_end (builder, 2);
}
