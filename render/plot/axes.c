#include "render/plot/axes.h"

#include "render/plot/ticks.h"

#include <math.h>

/* Points. */
#define LINE      10.5F
#define TICK      3.0F
#define SMALL     1.8F
#define NEAR      3.0F
#define ROOM_X    44.0F /* for a text of the x axis */
#define ROOM_Y    19.0F
#define MOST_NAME 90.0F
/* Numbers whose differences are numbers, with what is free at the ends of an axis. */
#define LARGEST  1e280
#define SMALLEST 1e-280
/* Ticks at whole numbers. */
#define LARGEST_COUNT 1e6
/* What is thinner than this is stretched. */
#define THINNEST 24.0F

const NgFont ng_plot_font = { 8, NG_FAMILY_SANS, FALSE, FALSE };
const NgFont ng_plot_font_bold = { 9, NG_FAMILY_SANS, TRUE, FALSE };

typedef struct {
  NgSceneBuilder *builder;
  const NgMetrics *metrics;
} Page;

NgAxis
ng_axis_begin (gboolean is_log)
{
  return (NgAxis){ .low = HUGE_VAL, .high = -HUGE_VAL, .is_log = is_log };
}

gboolean
ng_axis_shows (const NgAxis *self, double value)
{
  return fabs (value) <= LARGEST && (!self->is_log || value >= SMALLEST);
}

void
ng_axis_take (NgAxis *self, double value)
{
  if (!ng_axis_shows (self, value))
    return;
  self->low = MIN (self->low, value);
  self->high = MAX (self->high, value);
}

void
ng_axis_end (NgAxis *self, double margin)
{
  if (self->low > self->high) {
    self->low = self->is_log ? 0.1 : 0;
    self->high = 1;
  }
  /* Numbers whose difference is none beside them are one. */
  if (!(self->high - self->low >
        MAX (1e-12 * MAX (fabs (self->high), fabs (self->low)), SMALLEST))) {
    double middle = self->low, half = fabs (middle) > SMALLEST ? fabs (middle) / 2 : 1;

    self->low = self->is_log ? middle / 2 : middle - half;
    self->high = self->is_log ? middle * 2 : middle + half;
  }
  if (self->is_log) {
    double factor = exp (margin * (log (self->high) - log (self->low)));
    self->low /= factor;
    self->high *= factor;
  } else {
    double more = margin * (self->high - self->low);
    self->low -= more;
    self->high += more;
  }
}

/* Where a value is between the ends, from 0 to 1. */
static float
share (const NgAxis *axis, double value)
{
  double t = axis->is_log ? (log (value) - log (axis->low)) / (log (axis->high) - log (axis->low))
                          : (value - axis->low) / (axis->high - axis->low);

  return (float) CLAMP (t, 0, 1);
}

float
ng_axes_x (const NgAxes *self, double value)
{
  return self->box.x + share (&self->x, value) * self->box.width;
}

float
ng_axes_y (const NgAxes *self, double value)
{
  float t = share (&self->y, value);

  return self->box.y + (self->y.is_turned ? t : 1 - t) * self->box.height;
}

/* Names that fit beside one another, or every so many of them. */
static GArray *
name_ticks (const NgAxis *axis, gsize most)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (NgTick));
  gsize every = MAX ((axis->n_names + most - 1) / MAX (most, 1), 1);

  for (gsize i = 0; i < axis->n_names; i += every)
    g_array_append_val (ticks, ((NgTick){ .at = (double) i }));
  return ticks;
}

static GArray *
make_ticks (const NgAxis *axis, gsize most, int *exponent)
{
  *exponent = 0;
  if (axis->is_whole)
    most = MIN (most, (gsize) CLAMP (axis->high - axis->low, 1, LARGEST_COUNT));
  return axis->names != NULL ? name_ticks (axis, MAX (most, 1))
                             : ng_ticks_new (axis->low, axis->high, most, axis->is_log, exponent);
}

static char *
tick_text (const Page *page, const NgAxis *axis, const NgTick *tick, float room)
{
  if (axis->names == NULL)
    return g_strdup (tick->text);
  return ng_metrics_ellipsize (
      page->metrics, ng_plot_font, axis->names[(gsize) tick->at], room, FALSE);
}

/* "loss, ×10³", or what of it there is. */
static char *
label_of (const Page *page, const NgAxis *axis, int exponent, float room)
{
  g_autofree char *power = exponent != 0 ? ng_tick_power (exponent) : NULL;
  g_autofree char *whole = axis->label != NULL && power != NULL
                               ? g_strdup_printf ("%s, %s", axis->label, power)
                               : g_strdup (axis->label != NULL ? axis->label : power);

  return whole != NULL ? ng_metrics_ellipsize (page->metrics, ng_plot_font, whole, room, FALSE)
                       : NULL;
}

static float
text_width (const Page *page, const char *text)
{
  return ng_metrics_width (page->metrics, ng_plot_font, text);
}

static void
draw_text (const Page *page, NgRole role, NgAlign align, float x, float y, const char *text)
{
  ng_scene_builder_add_text (page->builder, role, ng_plot_font, align, x, y, text);
}

static void
draw_line (const Page *page, NgRole role, float x, float y, float to_x, float to_y)
{
  ng_scene_builder_add_path (page->builder, role, "ML", (NgPoint[]){ { x, y }, { to_x, to_y } });
}

static void
draw_y (const Page *page, const NgAxes *axes, const GArray *ticks, float room, gboolean has_grid)
{
  NgBox box = axes->box;

  for (guint i = 0; i < ticks->len; i++) {
    const NgTick *tick = &g_array_index (ticks, NgTick, i);
    g_autofree char *text = tick_text (page, &axes->y, tick, room);
    float y = ng_axes_y (axes, tick->at);
    gboolean is_small = *text == '\0';

    if (has_grid && !is_small)
      draw_line (page, NG_ROLE_RULE, box.x, y, box.x + box.width, y);
    if (axes->y.names == NULL)
      draw_line (page, NG_ROLE_PLOT_AXIS, box.x - (is_small ? SMALL : TICK), y, box.x, y);
    draw_text (page,
               NG_ROLE_PLOT_TEXT,
               NG_ALIGN_END,
               box.x - TICK - NEAR,
               y + 0.35F * ng_plot_font.size,
               text);
  }
}

/* Texts that would come too near to the one before are left out. */
static void
draw_x (const Page *page, const NgAxes *axes, const GArray *ticks, float room)
{
  NgBox box = axes->box;
  float bottom = box.y + box.height, free_from = -G_MAXFLOAT;

  for (guint i = 0; i < ticks->len; i++) {
    const NgTick *tick = &g_array_index (ticks, NgTick, i);
    g_autofree char *text = tick_text (page, &axes->x, tick, room);
    float x = ng_axes_x (axes, tick->at), half = text_width (page, text) / 2;

    if (axes->x.names == NULL)
      draw_line (page, NG_ROLE_PLOT_AXIS, x, bottom, x, bottom + (*text == '\0' ? SMALL : TICK));
    if (*text == '\0' || x - half < free_from)
      continue;
    free_from = x + half + 2 * NEAR;
    draw_text (page, NG_ROLE_PLOT_TEXT, NG_ALIGN_MIDDLE, x, bottom + TICK + LINE - 1, text);
  }
}

NgAxes
ng_axes_draw (NgSceneBuilder *builder,
              const NgMetrics *metrics,
              NgBox whole,
              const NgAxis *x,
              const NgAxis *y,
              const char *title,
              gboolean has_grid,
              float key)
{
  Page page = { builder, metrics };
  NgAxes axes = { .box = whole, .x = *x, .y = *y };
  int x_exponent, y_exponent;
  float left = 0, room_x;

  if (title != NULL) {
    g_autofree char *text =
        ng_metrics_ellipsize (metrics, ng_plot_font_bold, title, whole.width, FALSE);
    ng_scene_builder_add_text (builder,
                               NG_ROLE_NAME,
                               ng_plot_font_bold,
                               NG_ALIGN_START,
                               whole.x,
                               whole.y + ng_plot_font_bold.size,
                               text);
    axes.box.y += 1.6F * ng_plot_font_bold.size;
  }
  axes.box.y += key;
  g_autoptr (GArray) y_ticks = make_ticks (
      y, (gsize) MAX ((whole.height - 40) / (y->names != NULL ? LINE : ROOM_Y), 2), &y_exponent);
  g_autofree char *y_label = label_of (&page, y, y_exponent, whole.width);
  if (y_label != NULL) {
    draw_text (&page, NG_ROLE_TEXT, NG_ALIGN_START, whole.x, axes.box.y + LINE - 2, y_label);
    axes.box.y += LINE;
  }
  for (guint i = 0; i < y_ticks->len; i++) {
    g_autofree char *text = tick_text (&page, y, &g_array_index (y_ticks, NgTick, i), MOST_NAME);
    left = MAX (left, text_width (&page, text));
  }
  axes.box.y += ng_plot_font.size / 2;
  axes.box.x += left + TICK + NEAR;
  axes.box.width = MAX (whole.x + whole.width - axes.box.x - 10, 10);
  room_x = x->names != NULL && x->n_names > 0
               ? MAX (axes.box.width / (float) x->n_names - NEAR, 2.5F * ng_plot_font.size)
               : ROOM_X;
  g_autoptr (GArray) x_ticks =
      make_ticks (x, (gsize) MAX (axes.box.width / (room_x + NEAR), 2), &x_exponent);
  g_autofree char *x_label = label_of (&page, x, x_exponent, axes.box.width);
  axes.box.height =
      MAX (whole.y + whole.height - axes.box.y - TICK - LINE * (x_label != NULL ? 2 : 1) - 2, 10);
  draw_y (&page, &axes, y_ticks, MOST_NAME, has_grid);
  draw_x (&page, &axes, x_ticks, room_x);
  if (x_label != NULL)
    draw_text (&page,
               NG_ROLE_TEXT,
               NG_ALIGN_MIDDLE,
               axes.box.x + axes.box.width / 2,
               axes.box.y + axes.box.height + TICK + 2 * LINE,
               x_label);
  ng_scene_builder_add_path (
      builder,
      NG_ROLE_PLOT_AXIS,
      "MLL",
      (NgPoint[]){ { axes.box.x, axes.box.y },
                   { axes.box.x, axes.box.y + axes.box.height },
                   { axes.box.x + axes.box.width, axes.box.y + axes.box.height } });
  return axes;
}

NgBox
ng_axes_fit (
    const NgMetrics *metrics, NgBox page, const NgAxis *x, const NgAxis *y, const char *title)
{
  g_autoptr (NgSceneBuilder) trial = ng_scene_builder_new (metrics);
  NgBox box = ng_axes_draw (trial, metrics, page, x, y, title, FALSE, 0).box;
  float across = box.width / (float) (x->high - x->low);
  float down = box.height / (float) (y->high - y->low), unit = MIN (across, down);
  NgPoint size = { unit * (float) (x->high - x->low), unit * (float) (y->high - y->low) };

  if (MIN (size.x, size.y) < THINNEST)
    return page;
  page.width += size.x - box.width;
  page.height += size.y - box.height;
  return page;
}

char **
ng_axis_numbers (gsize n)
{
  char **numbers = g_new0 (char *, n + 1);

  for (gsize i = 0; i < n; i++)
    numbers[i] = g_strdup_printf ("%" G_GSIZE_FORMAT, i + 1);
  return numbers;
}
