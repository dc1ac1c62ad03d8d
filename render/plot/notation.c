#include "render/plot/notation.h"

#include "core/graph/literal.h"
#include "render/plot/columns.h"
#include "render/plot/curves.h"
#include "render/plot/gaps.h"
#include "render/plot/matrix.h"

#include <math.h>
#include <string.h>

/* Points, where nothing else is said, and what may be said. */
#define WIDTH      252.0
#define LEAST_SIZE 60.0
#define MOST_SIZE  5000.0
/* Height by width. */
#define ASPECT 0.62
/* Curves, bars or classes of one plot. */
#define MOST_THINGS 1000

typedef enum {
  CURVES,
  COLUMNS,
  DISTRIBUTION,
  MATRIX,
  CONFUSION,
} Sort;

typedef struct {
  const char *name;
  Sort sort;
  gboolean is_log_x, is_log_y, is_points;
  NgScale scale;
  const char *example;
} Head;

#define CURVE_EXAMPLE(head)                                                                        \
  head "[{3, 2, 1.5}], " head "[{{0, 3}, {10, 2}}] or " head "[<|\"train\" -> {3, 2}|>]"

static const Head heads[] = {
  { "ListPlot", CURVES, FALSE, FALSE, TRUE, 0, CURVE_EXAMPLE ("ListPlot") },
  { "ListLinePlot", CURVES, FALSE, FALSE, FALSE, 0, CURVE_EXAMPLE ("ListLinePlot") },
  { "ListLogPlot", CURVES, FALSE, TRUE, FALSE, 0, CURVE_EXAMPLE ("ListLogPlot") },
  { "ListLogLogPlot", CURVES, TRUE, TRUE, FALSE, 0, CURVE_EXAMPLE ("ListLogLogPlot") },
  { "BarChart",
    COLUMNS,
    FALSE,
    FALSE,
    FALSE,
    0,
    "BarChart[{3, 5}] or BarChart[<|\"cat\" -> 3, \"dog\" -> 5|>]" },
  { "Histogram",
    DISTRIBUTION,
    FALSE,
    FALSE,
    FALSE,
    0,
    "Histogram[{1, 2, 2, 3}] or Histogram[numbers, 20]" },
  { "MatrixPlot",
    MATRIX,
    FALSE,
    FALSE,
    FALSE,
    NG_SCALE_DIVERGING,
    "MatrixPlot[{{1, -2}, {3, 4}}]" },
  { "ArrayPlot", MATRIX, FALSE, FALSE, FALSE, NG_SCALE_SEQUENTIAL, "ArrayPlot[{{1, 2}, {3, 4}}]" },
  { "ConfusionMatrixPlot",
    CONFUSION,
    FALSE,
    FALSE,
    FALSE,
    0,
    "ConfusionMatrixPlot[{{8, 2}, {1, 9}}, ChartLabels -> {\"cat\", \"dog\"}]" },
};

/**
 * NgPlot:
 * @tensors: (element-type NgTensor): of curves one for each: {n} or {n, 2}
 * @names: (element-type utf8): of curves, bars or classes; as many, or none
 */
struct _NgPlot {
  const Head *head;
  GPtrArray *tensors, *names;
  char *title, *x, *y;
  NgCurveStyle style;
  gint64 n_bins;
  double width, height;
  NgThemeKind theme;
};

static const Head *
find_head (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    if (strcmp (heads[i].name, name) == 0)
      return &heads[i];
  return NULL;
}

/* What is wrong, with an example of what is right. */
static gboolean
fail (const NgPlot *self, NgDiagnostic *diagnostic, GError **error)
{
  ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "Such as %s.", self->head->example));
  return FALSE;
}

static gboolean
fail_type (const NgPlot *self, const NgExpr *at, const char *needed, GError **error)
{
  g_autofree char *shown = ng_print_short (at, NG_MAX_SHOWN_NAME);

  return fail (self,
               ng_diagnostic_new ("Eval::type",
                                  ng_expr_place (at),
                                  "%s needs %s, and %s is none.",
                                  self->head->name,
                                  needed,
                                  shown),
               error);
}

static gboolean
fail_option (
    const NgPlot *self, const NgExpr *at, const char *name, const char *what, GError **error)
{
  g_autofree char *shown = ng_print_short (at, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error,
                    "Eval::arguments",
                    ng_expr_place (at),
                    "%s of %s is %s, not %s.",
                    name,
                    self->head->name,
                    what,
                    shown);
  return FALSE;
}

/* The text of a string or symbol, or a number as it is written. */
static char *
text_of (const NgExpr *expr)
{
  if (ng_expr_kind (expr) == NG_EXPR_STRING || ng_expr_kind (expr) == NG_EXPR_SYMBOL)
    return g_strdup (ng_expr_text (expr));
  return ng_print_short (expr, NG_MAX_SHOWN_NAME);
}

static gboolean
is_name (const NgExpr *expr)
{
  return ng_expr_kind (expr) == NG_EXPR_STRING || ng_expr_kind (expr) == NG_EXPR_SYMBOL ||
         ng_expr_is_number (expr);
}

static gboolean
is_none (const NgExpr *expr)
{
  return ng_expr_is_symbol (expr, "None") || ng_expr_is_symbol (expr, "Automatic");
}

static gboolean
read_title (NgPlot *self, NgExpr *value, GError **error)
{
  if (!is_name (value))
    return fail_option (self, value, "PlotLabel", "a string", error);
  g_free (self->title);
  self->title = text_of (value);
  return TRUE;
}

static gboolean
read_axes (NgPlot *self, NgExpr *value, GError **error)
{
  char **labels[] = { &self->x, &self->y };
  gboolean is_list = ng_expr_is_call (value, "List");

  if (is_list ? ng_expr_n_args (value) != 2 : !is_name (value))
    return fail_option (self, value, "AxesLabel", "a string, or two", error);
  for (gsize i = 0; i < (is_list ? 2 : 1); i++) {
    NgExpr *label = is_list ? ng_expr_arg (value, i) : value;

    if (is_none (label))
      continue;
    if (!is_name (label))
      return fail_option (self, label, "AxesLabel", "a string, or two", error);
    g_free (*labels[i]);
    *labels[i] = text_of (label);
  }
  return TRUE;
}

static gboolean
read_names (NgPlot *self, NgExpr *value, GError **error)
{
  if (!ng_expr_is_call (value, "List"))
    return fail_option (self, value, "PlotLegends", "a list of names", error);
  g_ptr_array_set_size (self->names, 0);
  for (gsize i = 0; i < ng_expr_n_args (value); i++)
    g_ptr_array_add (self->names, text_of (ng_expr_arg (value, i)));
  return TRUE;
}

/* "Log", or {x, y} of "Log" and None. */
static gboolean
read_scaling (NgPlot *self, NgExpr *value, GError **error)
{
  gboolean is_list = ng_expr_is_call (value, "List") && ng_expr_n_args (value) == 2;
  NgExpr *functions[2] = { is_list ? ng_expr_arg (value, 0) : NULL,
                           is_list ? ng_expr_arg (value, 1) : value };
  gboolean *is_log[2] = { &self->style.is_log_x, &self->style.is_log_y };

  for (int i = 0; i < 2; i++) {
    g_autofree char *name = functions[i] != NULL && is_name (functions[i])
                                ? text_of (functions[i])
                                : g_strdup (functions[i] != NULL ? "?" : "None");

    if (strcmp (name, "Log") == 0 || strcmp (name, "Log10") == 0)
      *is_log[i] = TRUE;
    else if (strcmp (name, "None") != 0 && strcmp (name, "Automatic") != 0)
      return fail_option (self, value, "ScalingFunctions", "\"Log\", None, or two of them", error);
  }
  return TRUE;
}

static gboolean
read_smoothing (NgPlot *self, NgExpr *value, GError **error)
{
  if (is_none (value))
    return TRUE;
  if (ng_expr_kind (value) != NG_EXPR_INTEGER || ng_expr_integer (value) < 0)
    return fail_option (self, value, "\"Smoothing\"", "a number of values", error);
  self->style.smoothing = (gsize) ng_expr_integer (value);
  return TRUE;
}

static gboolean
read_size (NgPlot *self, NgExpr *value, GError **error)
{
  gboolean is_list = ng_expr_is_call (value, "List") && ng_expr_n_args (value) == 2;
  double *sizes[2] = { &self->width, &self->height };

  for (gsize i = 0; i < (is_list ? 2 : 1); i++) {
    NgExpr *size = is_list ? ng_expr_arg (value, i) : value;

    if (!ng_expr_is_number (size) || !(ng_expr_number (size) >= LEAST_SIZE) ||
        !(ng_expr_number (size) <= MOST_SIZE))
      return fail_option (self,
                          value,
                          "ImageSize",
                          "a width in points, or {width, height}, from 60 to 5000",
                          error);
    *sizes[i] = ng_expr_number (size);
  }
  if (!is_list)
    self->height = ASPECT * self->width;
  return TRUE;
}

/* "Dark", as a theme is called, or what it is called elsewhere. */
static gboolean
read_theme (NgPlot *self, NgExpr *value, GError **error)
{
  g_autofree char *name = is_name (value) ? text_of (value) : g_strdup ("?");
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (is_none (value))
    return TRUE;
  if (strcmp (lower, "monochrome") == 0) {
    self->theme = NG_THEME_PRINT;
    return TRUE;
  }
  for (int kind = 0; kind < NG_N_THEMES; kind++) {
    if (strcmp (ng_theme_name (ng_theme_get ((NgThemeKind) kind)), lower) == 0) {
      self->theme = (NgThemeKind) kind;
      return TRUE;
    }
  }
  return fail_option (self,
                      value,
                      "PlotTheme",
                      "\"Light\", \"Dark\", \"Contrast\", \"Contrast-Dark\" or \"Print\"",
                      error);
}

static const struct {
  const char *name;
  gboolean (*read) (NgPlot *self, NgExpr *value, GError **error);
} options[] = {
  { "AxesLabel", read_axes },           { "ChartLabels", read_names },
  { "FrameLabel", read_axes },          { "ImageSize", read_size },
  { "PlotLabel", read_title },          { "PlotLegends", read_names },
  { "PlotTheme", read_theme },          { "Smoothing", read_smoothing },
  { "ScalingFunctions", read_scaling },
};

static gboolean
read_option (NgPlot *self, NgExpr *rule, GError **error)
{
  NgExpr *key = ng_expr_arg (rule, 0);
  g_autofree char *name = is_name (key) ? text_of (key) : g_strdup ("");

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (strcmp (options[i].name, name) == 0)
      return options[i].read (self, ng_expr_arg (rule, 1), error);
  g_autofree char *shown = ng_print_short (key, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "Eval::arguments", ng_expr_place (key), "%s has no option %s.", self->head->name, shown);
  ng_error_set (
      error,
      ng_diagnostic_with_hint (diagnostic,
                               "There are PlotLabel, AxesLabel, PlotLegends, ChartLabels, "
                               "ScalingFunctions, \"Smoothing\", PlotTheme and ImageSize."));
  return FALSE;
}

static NgTensor *
read_numbers (const NgPlot *self, NgExpr *expr, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (NgTensor) tensor = ng_tensor_read (expr, &reason);
  const NgDiagnostic *told = reason != NULL ? ng_error_diagnostic (reason) : NULL;

  if (told != NULL && told->hint == NULL)
    fail (self, ng_diagnostic_new (told->tag, &told->place, "%s", told->message), error);
  else if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  if (tensor != NULL && ng_tensor_element (tensor) == NG_ELEMENT_STRING) {
    fail_type (self, expr, "numbers", error);
    return NULL;
  }
  return g_steal_pointer (&tensor);
}

/* Whether an expression is a list of numbers, or of pairs of them: one curve. */
static gboolean
is_curve (const NgExpr *expr)
{
  const NgExpr *first = ng_expr_n_args (expr) > 0 ? ng_expr_arg (expr, 0) : NULL;

  if (!ng_expr_is_call (expr, "List") || first == NULL || !ng_expr_is_call (first, "List"))
    return TRUE;
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    const NgExpr *pair = ng_expr_arg (expr, i);

    if (!ng_expr_is_call (pair, "List") || ng_expr_n_args (pair) != 2 ||
        !ng_expr_is_number (ng_expr_arg (pair, 0)) || !ng_expr_is_number (ng_expr_arg (pair, 1)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_curve (NgPlot *self, NgExpr *expr, GError **error)
{
  NgTensor *tensor = read_numbers (self, expr, error);

  if (tensor == NULL)
    return FALSE;
  g_ptr_array_add (self->tensors, tensor);
  return ng_tensor_rank (tensor) == 1 ||
         (ng_tensor_rank (tensor) == 2 && ng_tensor_dims (tensor)[1] == 2) ||
         fail_type (self, expr, "a list of numbers or of pairs {x, y}", error);
}

static gboolean
check_number (const NgPlot *self, const NgExpr *at, gsize n, GError **error)
{
  return n <= MOST_THINGS || fail_type (self, at, "at most a thousand things", error);
}

/* The values of an association, whose keys are names. */
static NgExpr *
take_names (NgPlot *self, NgExpr *data)
{
  gsize n = ng_expr_n_args (data);
  g_autofree NgExpr **values = g_new (NgExpr *, n + 1);

  if (!ng_expr_is_call (data, "Association"))
    return ng_expr_ref (data);
  for (gsize i = 0; i < n; i++)
    if (!ng_expr_is_rule (ng_expr_arg (data, i)))
      return ng_expr_ref (data);
  for (gsize i = 0; i < n; i++) {
    values[i] = ng_expr_ref (ng_expr_arg (ng_expr_arg (data, i), 1));
    g_ptr_array_add (self->names, text_of (ng_expr_arg (ng_expr_arg (data, i), 0)));
  }
  return ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), values, n, ng_expr_place (data));
}

static gboolean
read_curves (NgPlot *self, NgExpr *data, GError **error)
{
  gboolean is_named = ng_expr_is_call (data, "Association");
  g_autoptr (NgExpr) curves = take_names (self, data);

  if (!is_named && is_curve (curves))
    return add_curve (self, curves, error);
  if (!check_number (self, data, ng_expr_n_args (curves), error))
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (curves); i++)
    if (!add_curve (self, ng_expr_arg (curves, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
read_array (NgPlot *self, NgExpr *data, GError **error)
{
  g_autoptr (NgExpr) values = take_names (self, data);
  NgTensor *tensor = read_numbers (self, values, error);
  gsize rank;

  if (tensor == NULL)
    return FALSE;
  g_ptr_array_add (self->tensors, tensor);
  rank = ng_tensor_rank (tensor);
  switch (self->head->sort) {
  case COLUMNS:
    return (rank == 1 || fail_type (self, data, "a list of numbers", error)) &&
           check_number (self, data, (gsize) ng_tensor_count (tensor), error);
  case MATRIX:
    return (rank >= 2 && ng_tensor_count (tensor) > 0) || fail_type (self, data, "a matrix", error);
  case CONFUSION:
    return ((rank == 2 && ng_tensor_dims (tensor)[0] == ng_tensor_dims (tensor)[1]) ||
            fail_type (self, data, "a square matrix", error)) &&
           check_number (self, data, (gsize) ng_tensor_dims (tensor)[0], error);
  default:
    return TRUE;
  }
}

static gsize
count_things (const NgPlot *self)
{
  const NgTensor *first = self->tensors->pdata[0];

  switch (self->head->sort) {
  case CURVES:
    return self->tensors->len;
  case COLUMNS:
  case CONFUSION:
    return (gsize) ng_tensor_dims (first)[0];
  default:
    return self->names->len;
  }
}

static gboolean
check_names (const NgPlot *self, const NgExpr *call, GError **error)
{
  gsize n = count_things (self);

  if (self->names->len == 0 || self->names->len == n)
    return TRUE;
  ng_error_set_new (error,
                    "Eval::arguments",
                    ng_expr_place (call),
                    "%s is given %u names for %" G_GSIZE_FORMAT " things.",
                    self->head->name,
                    self->names->len,
                    n);
  return FALSE;
}

static gboolean
read_call (NgPlot *self, NgExpr *call, GError **error)
{
  gsize n = ng_expr_n_args (call), first = 1;
  NgExpr *given = n > 0 ? ng_expr_arg (call, 0) : NULL;

  if (given == NULL || ng_expr_is_rule (given))
    return fail (self,
                 ng_diagnostic_new ("Eval::arguments",
                                    ng_expr_place (call),
                                    "%s takes data, and options.",
                                    self->head->name),
                 error);
  g_autoptr (NgExpr) data = ng_plot_with_gaps (given);
  if (!(self->head->sort == CURVES ? read_curves (self, data, error)
                                   : read_array (self, data, error)))
    return FALSE;
  if (self->head->sort == DISTRIBUTION && n > 1 &&
      ng_expr_kind (ng_expr_arg (call, 1)) == NG_EXPR_INTEGER) {
    self->n_bins = ng_expr_integer (ng_expr_arg (call, 1));
    first = 2;
    if (self->n_bins < 1)
      return fail_option (self, ng_expr_arg (call, 1), "The second argument", "1 or more", error);
  }
  for (gsize i = first; i < n; i++) {
    NgExpr *option = ng_expr_arg (call, i);

    if (!ng_expr_is_rule (option))
      return fail_option (self, option, "What follows the data", "an option", error);
    if (!read_option (self, option, error))
      return FALSE;
  }
  return check_names (self, call, error);
}

NgPlot *
ng_plot_read (NgExpr *call, GError **error)
{
  g_autoptr (NgPlot) self = g_new0 (NgPlot, 1);

  self->head = find_head (ng_expr_text (ng_expr_head (call)));
  g_return_val_if_fail (self->head != NULL, NULL);
  self->tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->style =
      (NgCurveStyle){ self->head->is_log_x, self->head->is_log_y, self->head->is_points, 0 };
  self->width = WIDTH;
  self->height = ASPECT * WIDTH;
  return read_call (self, call, error) ? g_steal_pointer (&self) : NULL;
}

void
ng_plot_free (NgPlot *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->tensors, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self->title);
  g_free (self->x);
  g_free (self->y);
  g_free (self);
}

static double *
values_of (const NgTensor *tensor, gint64 first, gint64 step, gsize *n)
{
  double *values;

  *n = (gsize) (ng_tensor_count (tensor) / step);
  values = g_new (double, *n + 1);
  for (gsize i = 0; i < *n; i++)
    values[i] = ng_tensor_get_real (tensor, first + (gint64) i * step);
  return values;
}

/* owned: (element-type double*): gets the numbers. Returns: (transfer full): one for each tensor */
static NgCurve *
make_curves (const NgPlot *self, GPtrArray *owned)
{
  guint n = self->tensors->len;
  NgCurve *curves = g_new0 (NgCurve, n + 1);

  for (guint i = 0; i < n; i++) {
    const NgTensor *tensor = self->tensors->pdata[i];
    gint64 step = ng_tensor_rank (tensor) == 2 ? 2 : 1;
    double *y = values_of (tensor, step - 1, step, &curves[i].n);

    g_ptr_array_add (owned, y);
    curves[i].y = y;
    if (step == 2) {
      double *x = values_of (tensor, 0, step, &curves[i].n);
      g_ptr_array_add (owned, x);
      curves[i].x = x;
    }
    curves[i].name = self->names->len > 0 ? self->names->pdata[i] : NULL;
  }
  return curves;
}

static NgScene *
draw_curves (const NgPlot *self, const NgMetrics *metrics, const NgPlotWords *words)
{
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autofree NgCurve *curves = make_curves (self, owned);

  return ng_plot_curves (metrics,
                         curves,
                         self->tensors->len,
                         &self->style,
                         words,
                         (float) self->width,
                         (float) self->height);
}

const NgTheme *
ng_plot_theme (const NgPlot *self)
{
  return ng_theme_get (self->theme);
}

/* Of matrices all are shown: what is no number is striped. */
static void
count_lost (const NgPlot *self, gsize *n_lost, gsize *n)
{
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autofree NgCurve *curves =
      self->head->sort == CURVES ? make_curves (self, owned) : g_new0 (NgCurve, 1);
  gsize n_curves = self->head->sort == CURVES ? self->tensors->len : 1;

  *n_lost = *n = 0;
  if (self->head->sort == MATRIX)
    return;
  if (self->head->sort != CURVES) {
    curves[0].y = values_of (self->tensors->pdata[0], 0, 1, &curves[0].n);
    g_ptr_array_add (owned, (gpointer) curves[0].y);
  }
  for (gsize i = 0; i < n_curves; i++) {
    *n_lost += ng_plot_lost (&curves[i], &self->style);
    *n += curves[i].n;
  }
}

NgDiagnostic *
ng_plot_doubt (const NgPlot *self)
{
  gboolean is_log = self->style.is_log_x || self->style.is_log_y;
  NgDiagnostic *diagnostic;
  gsize n_lost, n;

  count_lost (self, &n_lost, &n);
  if (n_lost == 0)
    return NULL;
  diagnostic = ng_diagnostic_new ("Plot::gaps",
                                  NULL,
                                  "%s leaves out %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                                  " values, which have no place in it.",
                                  self->head->name,
                                  n_lost,
                                  n);
  return ng_diagnostic_as_warning (ng_diagnostic_with_hint (
      diagnostic,
      is_log ? "On a logarithmic axis there are numbers above 0 and below infinity alone."
             : "They are infinite, or no numbers."));
}

/* Where all is grey for print, from dark to light is from black to white. */
static NgScale
in_theme (const NgPlot *self, NgScale scale)
{
  if (self->theme != NG_THEME_PRINT)
    return scale;
  return scale == NG_SCALE_SEQUENTIAL ? NG_SCALE_GREY : NG_SCALE_BALANCED;
}

NgScene *
ng_plot_draw (const NgPlot *self, const NgMetrics *metrics)
{
  NgPlotWords words = { self->title, self->x, self->y };
  float width = (float) self->width, height = (float) self->height;
  const NgTensor *tensor = self->tensors->len > 0 ? self->tensors->pdata[0] : NULL;
  const char *const *names = self->names->len > 0 ? (const char *const *) self->names->pdata : NULL;
  gsize n;

  if (self->head->sort == CURVES)
    return draw_curves (self, metrics, &words);
  if (self->head->sort == MATRIX)
    return ng_tensor_rank (tensor) == 2
               ? ng_plot_matrix (
                     metrics, tensor, in_theme (self, self->head->scale), &words, width, height)
               : ng_plot_filters (
                     metrics, tensor, in_theme (self, NG_SCALE_DIVERGING), &words, width, height);

  g_autofree double *values = values_of (tensor, 0, 1, &n);
  if (self->head->sort == COLUMNS)
    return ng_plot_columns (metrics, values, names, n, &words, width, height);
  if (self->head->sort == DISTRIBUTION)
    return ng_plot_distribution (metrics, values, n, (gsize) self->n_bins, &words, width, height);
  return ng_plot_confusion (
      metrics, values, names, (gsize) ng_tensor_dims (tensor)[0], &words, width, height);
}

char *
ng_plot_describe (const NgPlot *self)
{
  const NgTensor *tensor = self->tensors->len > 0 ? self->tensors->pdata[0] : NULL;

  if (self->head->sort == CURVES)
    return g_strdup_printf ("%s[«%u %s»]",
                            self->head->name,
                            self->tensors->len,
                            self->tensors->len == 1 ? "curve" : "curves");
  return g_strdup_printf (
      "%s[«%" G_GINT64_FORMAT " numbers»]", self->head->name, ng_tensor_count (tensor));
}
