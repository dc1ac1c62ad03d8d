/* Heat maps and images: arrays as pixels. */

#include "render/plot/plot.h"

#include "core/base/format.h"

#include <math.h>
#include <string.h>

/* Rows and columns of pixels of the largest picture. */
#define MOST_CELLS 1024
/* Channels of an array that are shown as tiles. */
#define MOST_TILES 64
#define MOST_BARS  24

/* Five colours of viridis, evenly spaced (matplotlib, CC0), and of a blue to red scale. */
static const guint8 viridis[][3] = {
  { 68, 1, 84 }, { 59, 82, 139 }, { 33, 145, 140 }, { 94, 201, 98 }, { 253, 231, 37 }
};
static const guint8 blue_red[][3] = {
  { 33, 76, 160 }, { 120, 166, 215 }, { 247, 247, 247 }, { 232, 143, 113 }, { 168, 26, 40 }
};

static guint32
between (const guint8 (*colors)[3], double t)
{
  double at = CLAMP (t, 0, 1) * 4;
  int i = MIN ((int) at, 3);
  guint32 pixel = 0xff;

  for (int k = 0; k < 3; k++) {
    double c = colors[i][k] + (at - i) * (colors[i + 1][k] - colors[i][k]);
    pixel = pixel << 8 | (guint32) lround (c);
  }
  return pixel;
}

static guint32
grey (double t)
{
  guint32 level = (guint32) lround (CLAMP (t, 0, 1) * 255);

  return 0xff000000 | level << 16 | level << 8 | level;
}

guint32
ng_plot_color (NgScale scale, double t)
{
  switch (scale) {
  case NG_SCALE_GREY:
  case NG_SCALE_BALANCED:
    return grey (t);
  case NG_SCALE_SEQUENTIAL:
    return between (viridis, t);
  default:
    return between (blue_red, t);
  }
}

/* What is no number is striped, whatever its neighbours are. */
static guint32
stripe (int x, int y)
{
  return (x + y) % 2 == 0 ? 0xffd0006fu : 0xff8a0049u;
}

static guint32
color_of (double value, double low, double high, NgScale scale, int x, int y)
{
  if (!isfinite (value))
    return stripe (x, y);
  double t = high > low ? (value - low) / (high - low) : 0.5;
  switch (scale) {
  case NG_SCALE_GREY:
    return grey (t);
  case NG_SCALE_SEQUENTIAL:
    return between (viridis, t);
  default: {
    double most = MAX (fabs (low), fabs (high));
    return ng_plot_color (scale, most > 0 ? 0.5 + value / (2 * most) : 0.5);
  }
  }
}

/* An array seen as a matrix: @rows and @columns of elements @first + row @row_step + column. */
typedef struct {
  const NgTensor *tensor;
  gint64 first, rows, columns;
} Matrix;

/* The mean of the elements that one pixel stands for; NAN if one of them is no number. */
static double
cell (const Matrix *m, int x, int y, int width, int height)
{
  gint64 left = x * m->columns / width, right = MAX ((x + 1) * m->columns / width, left + 1);
  gint64 top = y * m->rows / height, bottom = MAX ((y + 1) * m->rows / height, top + 1);
  double sum = 0;

  for (gint64 row = top; row < bottom; row++)
    for (gint64 column = left; column < right; column++)
      sum += ng_tensor_get_real (m->tensor, m->first + row * m->columns + column);
  return isfinite (sum) ? sum / (double) ((right - left) * (bottom - top)) : (double) NAN;
}

static void
find_range (const double *cells, gsize n, double *low, double *high)
{
  *low = (double) INFINITY;
  *high = (double) -INFINITY;
  for (gsize i = 0; i < n; i++) {
    if (isfinite (cells[i])) {
      *low = MIN (*low, cells[i]);
      *high = MAX (*high, cells[i]);
    }
  }
  if (!(*high >= *low))
    *low = *high = 0;
}

static double *
read_cells (const Matrix *m, int *width, int *height)
{
  *width = (int) MIN (m->columns, MOST_CELLS);
  *height = (int) MIN (m->rows, MOST_CELLS);
  double *cells = g_new (double, (gsize) *width *(gsize) *height);

  for (int y = 0; y < *height; y++)
    for (int x = 0; x < *width; x++)
      cells[(gsize) y * (gsize) *width + (gsize) x] = cell (m, x, y, *width, *height);
  return cells;
}

/* The largest box of the matrix's proportions; thin ones are made thick enough to be seen. */
static NgBox
fit (gint64 rows, gint64 columns, float width, float height)
{
  double factor = MIN ((double) width / (double) columns, (double) height / (double) rows);

  return (NgBox){ 0,
                  0,
                  MAX ((float) (factor * (double) columns), MIN (width, 12)),
                  MAX ((float) (factor * (double) rows), MIN (height, 12)) };
}

/* The first matrix of an array; a vector is one row. */
static Matrix
first_matrix (const NgTensor *tensor)
{
  gsize rank = ng_tensor_rank (tensor);
  const gint64 *dims = ng_tensor_dims (tensor);

  return (Matrix){ tensor, 0, rank > 1 ? dims[rank - 2] : 1, rank > 0 ? dims[rank - 1] : 1 };
}

static NgScene *
draw_nothing (const NgMetrics *metrics)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  NgFont font = { 8.5F, NG_FAMILY_SANS, FALSE, TRUE };

  ng_scene_builder_add_text (builder, NG_ROLE_TEXT_FAINT, font, NG_ALIGN_START, 0, 0, "empty");
  return ng_scene_builder_end (builder, 2);
}

/* One matrix in colours of the scale between @low and @high; of a vector one row. */
static NgScene *
draw_heat (const NgMetrics *metrics,
           const Matrix *m,
           const double *cells,
           int columns,
           int rows,
           NgScale scale,
           double low,
           double high,
           float width,
           float height)
{
  gsize n = (gsize) columns * (gsize) rows;
  g_autofree guint32 *pixels = g_new (guint32, n);
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);

  for (gsize i = 0; i < n; i++)
    pixels[i] = color_of (
        cells[i], low, high, scale, (int) (i % (gsize) columns), (int) (i / (gsize) columns));
  ng_scene_builder_add_image (
      builder, fit (m->rows, m->columns, width, height), pixels, columns, rows);
  return ng_scene_builder_end (builder, 2);
}

NgScene *
ng_plot_heat (
    const NgMetrics *metrics, const NgTensor *tensor, NgScale scale, float width, float height)
{
  Matrix m = first_matrix (tensor);
  int columns, rows;
  double low, high;

  if (ng_tensor_count (tensor) == 0)
    return draw_nothing (metrics);
  g_autofree double *cells = read_cells (&m, &columns, &rows);
  find_range (cells, (gsize) columns * (gsize) rows, &low, &high);
  return draw_heat (metrics, &m, cells, columns, rows, scale, low, high, width, height);
}

static guint32
mix (double r, double g, double b)
{
  return 0xff000000 | (grey (r) & 0xff0000) | (grey (g) & 0xff00) | (grey (b) & 0xff);
}

/* @n_channels matrices of one size as one picture: three as red, green and blue, one as grey. */
static NgScene *
draw_channels (
    const NgMetrics *metrics, const Matrix *channels, int n_channels, float width, float height)
{
  double *cells[3] = { NULL };
  int columns = 1, rows = 1;
  double low = (double) INFINITY, high = (double) -INFINITY;

  for (int c = 0; c < n_channels; c++) {
    double a, b;
    cells[c] = read_cells (&channels[c], &columns, &rows);
    find_range (cells[c], (gsize) columns * (gsize) rows, &a, &b);
    low = MIN (low, a);
    high = MAX (high, b);
  }
  if (low >= 0 && high <= 1) {
    low = 0;
    high = 1;
  }
  double spread = high > low ? high - low : 1;
  gsize n = (gsize) columns * (gsize) rows;
  g_autofree guint32 *pixels = g_new (guint32, n);
  for (gsize i = 0; i < n; i++) {
    double v[3];
    gboolean is_finite = TRUE;
    for (int c = 0; c < 3; c++) {
      v[c] = (cells[n_channels == 3 ? c : 0][i] - low) / spread;
      is_finite = is_finite && isfinite (v[c]);
    }
    pixels[i] = is_finite ? mix (v[0], v[1], v[2])
                          : stripe ((int) (i % (gsize) columns), (int) (i / (gsize) columns));
  }

  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  ng_scene_builder_add_image (
      builder, fit (channels[0].rows, channels[0].columns, width, height), pixels, columns, rows);
  for (int c = 0; c < n_channels; c++)
    g_free (cells[c]);
  return ng_scene_builder_end (builder, 2);
}

/* Channel @index of an array, in the room of a tile. */
typedef NgScene *(*DrawTile) (
    const NgMetrics *metrics, const Matrix *channel, gpointer data, float width, float height);

/* Many channels as tiles, row by row. */
static NgScene *
draw_tiles (const NgMetrics *metrics,
            const NgTensor *tensor,
            gint64 n,
            DrawTile draw,
            gpointer data,
            float width,
            float height)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  Matrix m = first_matrix (tensor);
  int n_tiles = (int) MIN (n, MOST_TILES), across = (int) ceil (sqrt (n_tiles));
  int down = (n_tiles + across - 1) / across;
  float tile_width = width / (float) across, tile_height = height / (float) down;

  for (int i = 0; i < n_tiles; i++) {
    Matrix channel = { tensor, i * m.rows * m.columns, m.rows, m.columns };
    g_autoptr (NgScene) tile =
        draw (metrics, &channel, data, MAX (tile_width - 4, 4), MAX (tile_height - 4, 4));
    ng_scene_builder_add_scene (builder,
                                tile,
                                (float) (i % across) * ng_scene_bounds (tile).width,
                                (float) (i / across) * ng_scene_bounds (tile).height);
  }
  return ng_scene_builder_end (builder, 2);
}

static NgScene *
draw_grey_tile (
    const NgMetrics *metrics, const Matrix *channel, gpointer data, float width, float height)
{
  return draw_channels (metrics, channel, 1, width, height);
}

typedef struct {
  NgScale scale;
  double most; /* the greatest absolute value */
} Signed;

/* @data: Signed */
static NgScene *
draw_signed_tile (
    const NgMetrics *metrics, const Matrix *channel, gpointer data, float width, float height)
{
  const Signed *all = data;
  int columns, rows;
  g_autofree double *cells = read_cells (channel, &columns, &rows);

  return draw_heat (
      metrics, channel, cells, columns, rows, all->scale, -all->most, all->most, width, height);
}

NgScene *
ng_plot_image (const NgMetrics *metrics, const NgTensor *tensor, float width, float height)
{
  gsize rank = ng_tensor_rank (tensor);
  Matrix m = first_matrix (tensor);

  if (ng_tensor_count (tensor) == 0)
    return draw_nothing (metrics);
  gint64 n_channels = ng_tensor_count (tensor) / (m.rows * m.columns);
  if (rank == 3 && n_channels == 3) {
    gint64 size = m.rows * m.columns;
    Matrix channels[3] = { m, m, m };
    channels[1].first = size;
    channels[2].first = 2 * size;
    return draw_channels (metrics, channels, 3, width, height);
  }
  if (n_channels == 1)
    return draw_channels (metrics, &m, 1, width, height);
  return draw_tiles (metrics, tensor, n_channels, draw_grey_tile, NULL, width, height);
}

static NgScene *
draw_number (const NgMetrics *metrics, const NgTensor *tensor)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  NgFont font = { 14, NG_FAMILY_SANS, TRUE, FALSE };
  g_autofree char *text =
      ng_tensor_element (tensor) == NG_ELEMENT_STRING
          ? ng_metrics_ellipsize (metrics, font, ng_tensor_string (tensor, 0), 240, FALSE)
          : ng_format_real (ng_tensor_get_real (tensor, 0), 6);

  ng_scene_builder_add_text (builder, NG_ROLE_TEXT, font, NG_ALIGN_START, 0, 0, text);
  return ng_scene_builder_end (builder, 2);
}

NgScene *
ng_plot_signed_in (
    const NgMetrics *metrics, const NgTensor *tensor, NgScale scale, float width, float height)
{
  Matrix m = first_matrix (tensor);
  gint64 n = ng_tensor_count (tensor);
  Signed all = { scale, 0 };

  if (n == 0)
    return draw_nothing (metrics);
  if (n == 1)
    return draw_number (metrics, tensor);
  for (gint64 i = 0; i < n; i++) {
    double x = fabs (ng_tensor_get_real (tensor, i));

    if (isfinite (x))
      all.most = MAX (all.most, x);
  }
  if (n == m.rows * m.columns)
    return draw_signed_tile (metrics, &m, &all, width, height);
  return draw_tiles (
      metrics, tensor, n / (m.rows * m.columns), draw_signed_tile, &all, width, height);
}

NgScene *
ng_plot_signed (const NgMetrics *metrics, const NgTensor *tensor, float width, float height)
{
  return ng_plot_signed_in (metrics, tensor, NG_SCALE_DIVERGING, width, height);
}

/* Points of the scale, and how many colours it is made of. */
#define LEGEND_BAR    8.0F
#define LEGEND_COLORS 64

NgScene *
ng_plot_legend (const NgMetrics *metrics,
                const char *title,
                const char *low,
                const char *high,
                const char *note,
                float width)
{
  static const NgFont bold = { 8.5F, NG_FAMILY_SANS, TRUE, FALSE };
  static const NgFont small = { 7, NG_FAMILY_SANS, FALSE, FALSE };
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  guint32 pixels[LEGEND_COLORS];
  float top = 6;

  for (int i = 0; i < LEGEND_COLORS; i++)
    pixels[i] = ng_plot_color (NG_SCALE_DIVERGING, (double) i / (LEGEND_COLORS - 1));
  ng_scene_builder_add_text (builder, NG_ROLE_TEXT, bold, NG_ALIGN_START, 0, 0, title);
  ng_scene_builder_add_image (
      builder, (NgBox){ 0, top, width, LEGEND_BAR }, pixels, LEGEND_COLORS, 1);
  top += LEGEND_BAR + 9;
  ng_scene_builder_add_text (builder, NG_ROLE_PLOT_TEXT, small, NG_ALIGN_START, 0, top, low);
  ng_scene_builder_add_text (
      builder, NG_ROLE_PLOT_TEXT, small, NG_ALIGN_MIDDLE, width / 2, top, "0");
  ng_scene_builder_add_text (builder, NG_ROLE_PLOT_TEXT, small, NG_ALIGN_END, width, top, high);
  if (note != NULL)
    ng_scene_builder_add_text (
        builder, NG_ROLE_PLOT_TEXT, small, NG_ALIGN_START, 0, top + 11, note);
  return ng_scene_builder_end (builder, 2);
}

NgScene *
ng_plot_value (const NgMetrics *metrics, const NgTensor *tensor, float width, float height)
{
  gsize rank = ng_tensor_rank (tensor);
  gint64 n = ng_tensor_count (tensor);

  if (n == 0)
    return draw_nothing (metrics);
  if (n == 1 || ng_tensor_element (tensor) == NG_ELEMENT_STRING)
    return draw_number (metrics, tensor);

  /* A vector, however many levels of one element are around it. */
  if (rank == 0 || ng_tensor_dims (tensor)[rank - 1] == n) {
    gsize shown = (gsize) MIN (n, 1 << 20);
    g_autofree double *values = g_new (double, shown);
    for (gsize i = 0; i < shown; i++)
      values[i] = ng_tensor_get_real (tensor, (gint64) i);
    return n <= MOST_BARS ? ng_plot_bars (metrics, values, NULL, shown, 1, 0, width)
                          : ng_plot_spark (metrics, values, shown, width, height);
  }
  if (rank == 3)
    return ng_plot_image (metrics, tensor, width, height);
  return ng_plot_heat (metrics, tensor, NG_SCALE_SEQUENTIAL, width, height);
}
