#include "render/plot/matrix.h"

#include "core/base/format.h"

#include <math.h>

/* Points. */
#define BAR      8.0F
#define BAR_GAP  10.0F
#define BAR_ROOM 52.0F /* with its numbers */
/* Between the middles of two of its numbers. */
#define APART 10.0F
/* Sides of cells that have room for a cross, and how many have one. */
#define LEAST_CROSS  3.0F
#define MOST_CROSSES 10000
/* Colours of the scale. */
#define COLORS 64

/* The range of all elements that are numbers. */
static gboolean
find_range (const NgTensor *tensor, double *low, double *high)
{
  NgAxis range = ng_axis_begin (FALSE);

  for (gint64 i = 0; i < ng_tensor_count (tensor); i++)
    ng_axis_take (&range, ng_tensor_get_real (tensor, i));
  *low = range.low;
  *high = range.high;
  return range.low <= range.high;
}

/* With a true minus sign. */
static char *
write_number (double value)
{
  g_autofree char *plain = ng_format_real (fabs (value), 3);

  return value < 0 ? g_strconcat ("−", plain, NULL) : g_steal_pointer (&plain);
}

static void
draw_mark (NgSceneBuilder *builder, NgBox box, float y, const char *text)
{
  ng_scene_builder_add_text (
      builder,
      NG_ROLE_PLOT_TEXT,
      ng_plot_font,
      NG_ALIGN_START,
      box.x + BAR + 3,
      CLAMP (y + 0.35F * ng_plot_font.size, box.y + ng_plot_font.size, box.y + box.height),
      text);
}

/* An upright scale from @low to @high, at the left side of a box. Zero is told where it lies apart
 * from the ends. */
static void
draw_scale (NgSceneBuilder *builder, NgScale scale, double low, double high, NgBox box)
{
  guint32 pixels[COLORS];
  g_autofree char *first = write_number (low), *last = write_number (high);
  float zero = high > low ? box.y + (float) (high / (high - low)) * box.height : box.y;

  for (int i = 0; i < COLORS; i++)
    pixels[i] = ng_plot_color (scale, 1 - (double) i / (COLORS - 1));
  ng_scene_builder_add_image (builder, (NgBox){ box.x, box.y, BAR, box.height }, pixels, 1, COLORS);
  draw_mark (builder, box, box.y + box.height, first);
  if (high > low && box.height > 2 * APART)
    draw_mark (builder, box, box.y, last);
  if (zero > box.y + 2 * APART && zero < box.y + box.height - 2 * APART)
    draw_mark (builder, box, zero, "0");
}

/* Adds a scene's pictures so that they fill a box. */
static void
fill (NgSceneBuilder *builder, const NgScene *scene, NgBox box)
{
  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    if (ng_scene_items (scene)[i].kind == NG_ITEM_IMAGE)
      ng_scene_builder_add_item (builder, scene, &ng_scene_items (scene)[i], box);
}

/* What is no number is no colour of the scale: an empty cell with a cross. */
static void
cross_gaps (NgSceneBuilder *builder,
            const NgTensor *tensor,
            const NgAxes *axes,
            gint64 rows,
            gint64 columns)
{
  float width = axes->box.width / (float) columns, height = axes->box.height / (float) rows;
  int n = 0;

  if (MIN (width, height) < LEAST_CROSS)
    return;
  for (gint64 i = 0; i < rows * columns && n < MOST_CROSSES; i++) {
    float x = axes->box.x + (float) (i % columns) * width;
    float y = axes->box.y + (float) (i / columns) * height;

    if (isfinite (ng_tensor_get_real (tensor, i)))
      continue;
    n++;
    ng_scene_builder_add_box (builder, NG_ROLE_CANVAS, (NgBox){ x, y, width, height }, 0);
    ng_scene_builder_add_path (
        builder,
        NG_ROLE_PLOT_AXIS,
        "MLML",
        (NgPoint[]){ { x, y }, { x + width, y + height }, { x, y + height }, { x + width, y } });
  }
}

NgScene *
ng_plot_matrix (const NgMetrics *metrics,
                const NgTensor *tensor,
                NgScale scale,
                const NgPlotWords *words,
                float width,
                float height)
{
  gsize rank = ng_tensor_rank (tensor);
  const gint64 *dims = ng_tensor_dims (tensor);
  gint64 rows = rank > 1 ? dims[rank - 2] : 1, columns = rank > 0 ? dims[rank - 1] : 1;
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  NgAxis x = { .low = 0.5, .high = (double) columns + 0.5, .is_whole = TRUE, .label = words->x };
  NgAxis y = {
    .low = 0.5, .high = (double) rows + 0.5, .is_turned = TRUE, .is_whole = TRUE, .label = words->y
  };
  NgBox page = { 0, 0, MAX (width - BAR_ROOM, 40), height };
  double low, high;
  g_autoptr (NgScene) heat = ng_plot_heat (metrics, tensor, scale, page.width, page.height);

  if (!find_range (tensor, &low, &high))
    low = high = 0;
  if (scale == NG_SCALE_DIVERGING || scale == NG_SCALE_BALANCED) {
    high = MAX (fabs (low), fabs (high));
    low = -high;
  }
  page = ng_axes_fit (metrics, page, &x, &y, words->title);
  NgAxes axes = ng_axes_draw (builder, metrics, page, &x, &y, words->title, FALSE, 0);
  fill (builder, heat, axes.box);
  cross_gaps (builder, tensor, &axes, rows, columns);
  draw_scale (builder,
              scale,
              low,
              high,
              (NgBox){ axes.box.x + axes.box.width + BAR_GAP, axes.box.y, BAR, axes.box.height });
  return ng_scene_builder_end (builder, 4);
}

static void
draw_count (NgSceneBuilder *builder,
            const NgMetrics *metrics,
            const NgAxes *axes,
            NgPoint cell,
            double x,
            double y,
            double count)
{
  if (1.2F * ng_plot_font.size > cell.y || 0.3F * ng_plot_font.size > cell.x)
    return;
  g_autofree char *text = ng_format_real (count, 4);
  if (ng_metrics_width (metrics, ng_plot_font, text) + 2 > cell.x)
    return;
  ng_scene_builder_add_text (builder,
                             count == 0 ? NG_ROLE_TEXT_FAINT : NG_ROLE_TEXT,
                             ng_plot_font,
                             NG_ALIGN_MIDDLE,
                             ng_axes_x (axes, x),
                             ng_axes_y (axes, y) + 0.35F * ng_plot_font.size,
                             text);
}

NgScene *
ng_plot_confusion (const NgMetrics *metrics,
                   const double *counts,
                   const char *const *names,
                   gsize n,
                   const NgPlotWords *words,
                   float width,
                   float height)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  g_auto (GStrv) numbers = ng_axis_numbers (n);
  NgAxis x = { .low = -0.5,
               .high = (double) MAX (n, 1) - 0.5,
               .n_names = n,
               .label = words->x != NULL ? words->x : "predicted" };
  NgAxis y = x;

  x.names = y.names = names != NULL ? names : (const char *const *) numbers;
  y.label = words->y != NULL ? words->y : "actual";
  y.is_turned = TRUE;
  NgBox page = ng_axes_fit (metrics, (NgBox){ 0, 0, width, height }, &x, &y, words->title);
  NgAxes axes = ng_axes_draw (builder, metrics, page, &x, &y, words->title, FALSE, 0);
  NgPoint cell = { axes.box.width / (float) MAX (n, 1), axes.box.height / (float) MAX (n, 1) };

  for (gsize i = 0; i < n; i++) {
    double sum = 0;

    for (gsize j = 0; j < n; j++)
      sum += isfinite (counts[i * n + j]) ? fabs (counts[i * n + j]) : 0;
    for (gsize j = 0; j < n; j++) {
      double count = counts[i * n + j];
      float side = (float) sqrt (sum > 0 && isfinite (count) ? fabs (count) / sum : 0);
      NgBox box = { ng_axes_x (&axes, (double) j) - side * cell.x / 2,
                    ng_axes_y (&axes, (double) i) - side * cell.y / 2,
                    side * cell.x,
                    side * cell.y };
      if (side > 0)
        ng_scene_builder_add_box (builder, NG_ROLE_PLOT_AREA, box, 0);
      draw_count (builder, metrics, &axes, cell, (double) j, (double) i, count);
    }
  }
  for (gsize i = 1; i < n; i++) {
    float across = ng_axes_x (&axes, (double) i - 0.5), down = ng_axes_y (&axes, (double) i - 0.5);

    ng_scene_builder_add_path (builder,
                               NG_ROLE_RULE,
                               "MLML",
                               (NgPoint[]){ { across, axes.box.y },
                                            { across, axes.box.y + axes.box.height },
                                            { axes.box.x, down },
                                            { axes.box.x + axes.box.width, down } });
  }
  return ng_scene_builder_end (builder, 4);
}

NgScene *
ng_plot_filters (const NgMetrics *metrics,
                 const NgTensor *tensor,
                 NgScale scale,
                 const NgPlotWords *words,
                 float width,
                 float height)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  float top = words->title != NULL ? 1.6F * ng_plot_font_bold.size : 0;
  g_autoptr (NgScene) tiles = ng_plot_signed_in (
      metrics, tensor, scale, MAX (width - BAR_ROOM, 40), MAX (height - top, 20));
  NgBox bounds = ng_scene_bounds (tiles);
  double low, high;

  if (words->title != NULL) {
    g_autofree char *title =
        ng_metrics_ellipsize (metrics, ng_plot_font_bold, words->title, width, FALSE);
    ng_scene_builder_add_text (
        builder, NG_ROLE_NAME, ng_plot_font_bold, NG_ALIGN_START, 0, ng_plot_font_bold.size, title);
  }
  ng_scene_builder_add_scene (builder, tiles, 0, top);
  if (find_range (tensor, &low, &high)) {
    high = MAX (fabs (low), fabs (high));
    draw_scale (builder,
                scale,
                -high,
                high,
                (NgBox){ bounds.width + BAR_GAP, top + 2, BAR, MAX (bounds.height - 4, 30) });
  }
  return ng_scene_builder_end (builder, 4);
}
