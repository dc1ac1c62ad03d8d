#include "render/plot/curves.h"

#include <math.h>

/* Points. */
#define KEY      13.0F
#define KEY_LINE 14.0F
#define NEAR     4.0F
#define MOST_KEY 120.0F
/* Radius of a dot, to the middle of its line. */
#define DOT 1.0F
/* Dots that are nearer than this look like one. */
#define CELL 0.5F
/* Of the length of an axis, free at its ends. */
#define MARGIN 0.04

static double
x_of (const NgCurve *curve, gsize i)
{
  return curve->x != NULL ? curve->x[i] : (double) (i + 1);
}

double *
ng_plot_smooth (const double *values, gsize n, gsize window)
{
  double *result = g_new (double, n + 1), sum = 0;
  gsize before = (MAX (window, 1) - 1) / 2, behind = MAX (window, 1) - before;
  gsize from = 0, to = 0, count = 0;

  for (gsize i = 0; i < n; i++) {
    for (; to < n && to < i + behind; to++)
      if (isfinite (values[to])) {
        sum += values[to];
        count++;
      }
    for (; from + before < i; from++)
      if (isfinite (values[from])) {
        sum -= values[from];
        count--;
      }
    result[i] = isfinite (values[i]) && count > 0 ? sum / (double) count : (double) NAN;
  }
  return result;
}

typedef struct {
  GString *ops;
  GArray *points;
  const NgAxes *axes;
  gboolean is_open;
} Line;

static void
add_point (Line *self, double x, double y)
{
  NgPoint point = { ng_axes_x (self->axes, x), ng_axes_y (self->axes, y) };

  g_string_append_c (self->ops, self->is_open ? 'L' : 'M');
  g_array_append_val (self->points, point);
  self->is_open = TRUE;
}

/* The first, least, greatest and last of the points from @from on that fall on one place of the x
 * axis, in their order. Returns: the first point that falls on another */
static gsize
add_column (Line *self, const NgCurve *curve, const double *y, gsize from)
{
  float column = floorf (2 * ng_axes_x (self->axes, x_of (curve, from)));
  gsize picks[4] = { from, from, from, from }, i = from;

  for (; i < curve->n; i++) {
    if (!ng_axis_shows (&self->axes->y, y[i]) || !ng_axis_shows (&self->axes->x, x_of (curve, i)) ||
        floorf (2 * ng_axes_x (self->axes, x_of (curve, i))) != column)
      break;
    if (y[i] < y[picks[1]])
      picks[1] = i;
    if (y[i] > y[picks[2]])
      picks[2] = i;
    picks[3] = i;
  }
  if (picks[1] > picks[2]) {
    gsize least = picks[1];
    picks[1] = picks[2];
    picks[2] = least;
  }
  for (int k = 0; k < 4; k++)
    if (k == 0 || picks[k] > picks[k - 1])
      add_point (self, x_of (curve, picks[k]), y[picks[k]]);
  return i;
}

/* A ring that is so small that its line fills it, with a speck in the middle. Each quarter begins
 * anew, so that dashes are longer than it. */
static void
draw_dot (NgSceneBuilder *builder, NgRole role, NgPoint at)
{
  const float r = DOT, k = 0.5523F * r;
  const NgPoint points[] = {
    { at.x - r, at.y }, { at.x - r, at.y - k }, { at.x - k, at.y - r }, { at.x, at.y - r },
    { at.x, at.y - r }, { at.x + k, at.y - r }, { at.x + r, at.y - k }, { at.x + r, at.y },
    { at.x + r, at.y }, { at.x + r, at.y + k }, { at.x + k, at.y + r }, { at.x, at.y + r },
    { at.x, at.y + r }, { at.x - k, at.y + r }, { at.x - r, at.y + k }, { at.x - r, at.y },
    { at.x, at.y },     { at.x + 0.01F, at.y }
  };

  ng_scene_builder_add_path (builder, role, "MCMCMCMCML", points);
}

/* Each as a dot, those that look like one once. */
static void
draw_dots (NgSceneBuilder *builder, const NgAxes *axes, NgRole role, const NgCurve *curve)
{
  g_autoptr (GHashTable) cells = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < curve->n; i++) {
    if (!ng_axis_shows (&axes->y, curve->y[i]) || !ng_axis_shows (&axes->x, x_of (curve, i)))
      continue;
    NgPoint at = { ng_axes_x (axes, x_of (curve, i)), ng_axes_y (axes, curve->y[i]) };
    guint cell = (guint) (at.x / CELL) << 16 | ((guint) (at.y / CELL) & 0xffff);

    if (g_hash_table_add (cells, GUINT_TO_POINTER (cell)))
      draw_dot (builder, role, at);
  }
}

/* A point that stands alone is a dot. */
static void
draw_line (
    NgSceneBuilder *builder, const NgAxes *axes, NgRole role, const NgCurve *curve, const double *y)
{
  g_autoptr (GString) ops = g_string_new (NULL);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  Line line = { ops, points, axes, FALSE };

  for (gsize i = 0; i < curve->n;) {
    if (!ng_axis_shows (&axes->y, y[i]) || !ng_axis_shows (&axes->x, x_of (curve, i))) {
      line.is_open = FALSE;
      i++;
      continue;
    }
    guint first = points->len;
    i = add_column (&line, curve, y, i);
    gboolean ends = i == curve->n || !ng_axis_shows (&axes->y, y[i]) ||
                    !ng_axis_shows (&axes->x, x_of (curve, i));
    if (points->len == first + 1 && ops->str[ops->len - 1] == 'M' && ends) {
      draw_dot (builder, role, g_array_index (points, NgPoint, first));
      g_array_set_size (points, first);
      g_string_truncate (ops, ops->len - 1);
      line.is_open = FALSE;
    }
  }
  if (points->len > 0)
    ng_scene_builder_add_path (builder, role, ops->str, (const NgPoint *) (void *) points->data);
}

gsize
ng_plot_lost (const NgCurve *curve, const NgCurveStyle *style)
{
  NgAxis x = ng_axis_begin (style->is_log_x), y = ng_axis_begin (style->is_log_y);
  gsize n = 0;

  for (gsize i = 0; i < curve->n; i++)
    n += !ng_axis_shows (&y, curve->y[i]) || !ng_axis_shows (&x, x_of (curve, i));
  return n;
}

/* Rows of the key; draws it where @builder is not NULL. */
static float
draw_key (NgSceneBuilder *builder,
          const NgMetrics *metrics,
          const NgCurve *curves,
          gsize n,
          float top,
          float width)
{
  float x = 0, y = top;
  gboolean is_empty = TRUE;

  for (gsize i = 0; i < n; i++) {
    if (curves[i].name == NULL)
      continue;
    g_autofree char *name =
        ng_metrics_ellipsize (metrics, ng_plot_font, curves[i].name, MOST_KEY, TRUE);
    float length = KEY_LINE + NEAR + ng_metrics_width (metrics, ng_plot_font, name);

    if (x > 0 && x + length > width) {
      x = 0;
      y += KEY;
    }
    is_empty = FALSE;
    if (builder != NULL) {
      ng_scene_builder_add_path (builder,
                                 NG_ROLE_PLOT_SERIES + i % NG_N_ROLE_SERIES,
                                 "ML",
                                 (NgPoint[]){ { x, y + KEY / 2 }, { x + KEY_LINE, y + KEY / 2 } });
      ng_scene_builder_add_text (builder,
                                 NG_ROLE_PLOT_TEXT,
                                 ng_plot_font,
                                 NG_ALIGN_START,
                                 x + KEY_LINE + NEAR,
                                 y + KEY / 2 + 0.35F * ng_plot_font.size,
                                 name);
    }
    x += length + 3 * NEAR;
  }
  return is_empty ? 0 : y + KEY - top;
}

NgScene *
ng_plot_curves (const NgMetrics *metrics,
                const NgCurve *curves,
                gsize n,
                const NgCurveStyle *style,
                const NgPlotWords *words,
                float width,
                float height)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  NgAxis x = ng_axis_begin (style->is_log_x), y = ng_axis_begin (style->is_log_y);
  float key = draw_key (NULL, metrics, curves, n, 0, width);

  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < curves[i].n; k++) {
      if (!ng_axis_shows (&y, curves[i].y[k]) || !ng_axis_shows (&x, x_of (&curves[i], k)))
        continue;
      ng_axis_take (&x, x_of (&curves[i], k));
      ng_axis_take (&y, curves[i].y[k]);
    }
  }
  ng_axis_end (&x, 0);
  ng_axis_end (&y, MARGIN);
  x.label = words->x;
  y.label = words->y;
  NgAxes axes = ng_axes_draw (
      builder, metrics, (NgBox){ 0, 0, width, height }, &x, &y, words->title, TRUE, key);
  draw_key (
      builder, metrics, curves, n, words->title != NULL ? 1.6F * ng_plot_font_bold.size : 0, width);
  for (gsize i = 0; style->smoothing > 1 && !style->is_points && i < n; i++)
    draw_line (builder, &axes, NG_ROLE_PLOT_RAW + i % NG_N_ROLE_SERIES, &curves[i], curves[i].y);
  for (gsize i = 0; style->is_points && i < n; i++)
    draw_dots (builder, &axes, NG_ROLE_PLOT_SERIES + i % NG_N_ROLE_SERIES, &curves[i]);
  for (gsize i = 0; !style->is_points && i < n; i++) {
    g_autofree double *smooth =
        style->smoothing > 1 ? ng_plot_smooth (curves[i].y, curves[i].n, style->smoothing) : NULL;
    draw_line (builder,
               &axes,
               NG_ROLE_PLOT_SERIES + i % NG_N_ROLE_SERIES,
               &curves[i],
               smooth != NULL ? smooth : curves[i].y);
  }
  return ng_scene_builder_end (builder, 4);
}
