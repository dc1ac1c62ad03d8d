/* NgAxes: the frame of a plot, with ticks at round numbers, names and titles. */

#pragma once

#include "render/scene/builder.h"

G_BEGIN_DECLS

/**
 * NgAxis:
 * @low, @high: the values at its ends
 * @is_log: whether equal factors are equally long
 * @is_turned: of y: whether values grow downwards, as rows of a matrix do
 * @is_whole: whether ticks stand at whole numbers alone
 * @label: (nullable): what it is of, with its unit
 * @names: (nullable) (array length=n_names): categories instead of numbers, at 0, 1, …
 */
typedef struct {
  double low, high;
  gboolean is_log, is_turned, is_whole;
  const char *label;
  const char *const *names;
  gsize n_names;
} NgAxis;

/** NgAxes: @box: where the data are drawn */
typedef struct {
  NgBox box;
  NgAxis x, y;
} NgAxes;

/** NgPlotWords: what is written at a plot: above it, and what its axes are of; %NULL for nothing */
typedef struct {
  const char *title, *x, *y;
} NgPlotWords;

/* Fonts of words in plots. */
extern const NgFont ng_plot_font, ng_plot_font_bold;

/** ng_axis_begin: Returns: an axis without values */
NgAxis ng_axis_begin (gboolean is_log);
/** ng_axis_take: makes the axis reach @value, where it can show it */
void ng_axis_take (NgAxis *self, double value);
/** ng_axis_end: leaves @margin, a share of its length, at both ends; an axis that took one value or
 *   none gets a length */
void ng_axis_end (NgAxis *self, double margin);

/**
 * ng_axes_draw:
 * @page: everything lies in it
 * @title: (nullable): above all
 * @has_grid: whether ticks of y have lines across
 * @key: points free for a key, between the title and the data
 */
NgAxes ng_axes_draw (NgSceneBuilder *builder,
                     const NgMetrics *metrics,
                     NgBox page,
                     const NgAxis *x,
                     const NgAxis *y,
                     const char *title,
                     gboolean has_grid,
                     float key);

/** ng_axes_fit: Returns: the greatest part of @page in which one unit of x is as long as one of y,
 *   where the data do not become very thin by that; else @page. No axis is logarithmic */
NgBox ng_axes_fit (
    const NgMetrics *metrics, NgBox page, const NgAxis *x, const NgAxis *y, const char *title);

/** ng_axes_x, ng_axes_y: Returns: where a value is; of values outside the end */
float ng_axes_x (const NgAxes *self, double value);
float ng_axes_y (const NgAxes *self, double value);

/** ng_axis_shows: Returns: whether the value has a place on the axis */
gboolean ng_axis_shows (const NgAxis *self, double value);

/** ng_axis_numbers: Returns: (transfer full): "1", "2", … for @n things without names */
char **ng_axis_numbers (gsize n);

G_END_DECLS
