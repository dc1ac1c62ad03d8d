/* ResizeLayer[{d1, …}]: more or fewer elements along the levels behind the channels, each between
 * those that were there.
 *
 * Of d elements o are made. Element i lies at i (d - 1)/(o - 1) by the scheme "Point", which keeps
 * the ends, and at (i + 1/2) d/o - 1/2 by "Bin", which keeps the middle of the cells. */

#include "core/graph/lowering.h"
#include "core/graph/relation.h"
#include "core/program/compose.h"
#include <math.h>

enum { SIZES, RESAMPLING, SCHEME, INTERLEAVING };
enum { LINEAR, NEAREST };
enum { POINT, BIN };
enum { N_TAPS = 2 };

/* What Scaled may fall short of a whole number of elements and still give it: 0.29 of 100 is 29. */
#define SLACK 1e-6

static const char *const methods[] = { "Linear", "Nearest", NULL };
static const char *const schemes[] = { "Point", "Bin", NULL };

static NgExpr *
get_entry (const NgLayer *layer, int axis)
{
  return ng_expr_arg (ng_layer_param (layer, SIZES)->expr, (gsize) axis);
}

static int
get_rank (const NgLayer *layer)
{
  return (int) ng_expr_n_args (ng_layer_param (layer, SIZES)->expr);
}

static gboolean
is_scaled (const NgExpr *entry)
{
  return ng_expr_is_call (entry, "Scaled") && ng_expr_n_args (entry) == 1 &&
         ng_expr_is_number (ng_expr_arg (entry, 0)) && ng_expr_number (ng_expr_arg (entry, 0)) > 0;
}

static gboolean
is_whole (const NgExpr *entry)
{
  double factor = is_scaled (entry) ? ng_expr_number (ng_expr_arg (entry, 0)) : 0;

  return ng_expr_is_symbol (entry, "All") || (factor >= 1 && factor == floor (factor));
}

static gboolean
is_size (const NgExpr *entry)
{
  if (ng_expr_kind (entry) == NG_EXPR_INTEGER)
    return ng_expr_integer (entry) > 0 && ng_expr_integer (entry) < NG_MAX_ELEMENTS;
  return ng_expr_is_symbol (entry, "All") || is_scaled (entry);
}

static gboolean
refuse (const NgExpr *entry, const char *wanted, GError **error)
{
  g_autofree char *shown = ng_print_short (entry, NG_MAX_SHOWN_NAME);

  ng_error_set_new (
      error, "NetGraph::badarg", ng_expr_place (entry), "%s, and %s is given.", wanted, shown);
  return FALSE;
}

static gboolean
resize_check (const NgLayer *layer, GError **error)
{
  const NgParam *sizes = ng_layer_param (layer, SIZES);
  const NgParam *scheme = ng_layer_param (layer, SCHEME);
  gboolean is_nearest = ng_layer_param (layer, RESAMPLING)->integer == NEAREST;

  if (!ng_expr_is_call (sizes->expr, "List") || get_rank (layer) == 0 ||
      get_rank (layer) > NG_MAX_RANK - 2)
    return refuse (sizes->expr, "The sizes have to be a list {d1, …}", error);
  for (int i = 0; i < get_rank (layer); i++) {
    if (!is_size (get_entry (layer, i)))
      return refuse (
          get_entry (layer, i), "A size has to be a positive integer, Scaled[r] or All", error);
    if (is_nearest && !is_whole (get_entry (layer, i)))
      return refuse (get_entry (layer, i),
                     "\"Nearest\" repeats elements and takes Scaled[k] for a whole k, or All",
                     error);
  }
  if (is_nearest && !scheme->is_automatic && scheme->integer == POINT)
    return refuse (scheme->expr, "\"Nearest\" takes the scheme \"Bin\"", error);
  return TRUE;
}

/* What becomes of @size elements; 0 where nothing is left, or too much. */
static gint64
new_size (const NgExpr *entry, gint64 size)
{
  double scaled;

  if (ng_expr_kind (entry) == NG_EXPR_INTEGER)
    return ng_expr_integer (entry);
  if (ng_expr_is_symbol (entry, "All"))
    return size;
  scaled = floor (ng_expr_number (ng_expr_arg (entry, 0)) * (double) size + SLACK);
  return scaled < (double) NG_MAX_ELEMENTS ? (gint64) scaled : 0;
}

/* The level, from 0, of spatial axis @axis. */
static int
level_of (const NgLayer *layer, int axis)
{
  return axis + (ng_layer_param (layer, INTERLEAVING)->integer ? 0 : 1);
}

static int
channel_level (const NgLayer *layer)
{
  return ng_layer_param (layer, INTERLEAVING)->integer ? get_rank (layer) : 0;
}

static void
resize_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  int rank = get_rank (layer), channels = channel_level (layer);
  NgType input = ng_type_of_rank (rank + 1), output = ng_type_of_rank (rank + 1);

  input.kind = output.kind = NG_KIND_REAL;
  ng_relation_refine_input (relation, 0, &input);
  ng_relation_refine_output (relation, 0, &output);
  if (ng_relation_input (relation, 0)->rank != rank + 1 ||
      ng_relation_output (relation, 0)->rank != rank + 1)
    return;
  output.dims[channels] = ng_relation_input (relation, 0)->dims[channels];
  input.dims[channels] = ng_relation_output (relation, 0)->dims[channels];
  for (int i = 0; i < rank; i++) {
    NgExpr *entry = get_entry (layer, i);
    int level = level_of (layer, i);
    NgDim from = ng_relation_input (relation, 0)->dims[level];

    if (ng_expr_is_symbol (entry, "All")) {
      output.dims[level] = from;
      input.dims[level] = ng_relation_output (relation, 0)->dims[level];
    } else if (ng_expr_kind (entry) == NG_EXPR_INTEGER) {
      output.dims[level] = ng_dim_number (ng_expr_integer (entry));
    } else if (from.state == NG_DIM_NUMBER && new_size (entry, from.value) > 0) {
      output.dims[level] = ng_dim_number (new_size (entry, from.value));
    } else if (from.state == NG_DIM_VARYING) {
      output.dims[level] = ng_relation_fresh (relation, 0, 0, i);
    }
  }
  ng_relation_refine_output (relation, 0, &output);
  ng_relation_refine_input (relation, 0, &input);
}

static void
resize_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  const NgType *input = ng_relation_input (relation, 0);

  if (input->rank != get_rank (layer) + 1)
    return;
  if (input->dims[channel_level (layer)].state == NG_DIM_VARYING)
    ng_relation_fail (relation, "NetGraph::varying", "The number of channels cannot vary.");
  for (int i = 0; i < get_rank (layer); i++) {
    NgDim from = input->dims[level_of (layer, i)];
    NgExpr *entry = get_entry (layer, i);

    if (from.state == NG_DIM_VARYING && ng_expr_kind (entry) == NG_EXPR_INTEGER)
      ng_relation_fail (relation,
                        "NetGraph::varying",
                        "Level %d varies; its size can be Scaled[r] or All.",
                        level_of (layer, i) + 1);
    else if (from.state == NG_DIM_NUMBER && new_size (entry, from.value) == 0)
      ng_relation_fail (relation,
                        "NetGraph::kernel",
                        "Of %" G_GINT64_FORMAT
                        " elements along level %d nothing is left, or too many.",
                        from.value,
                        level_of (layer, i) + 1);
  }
}

/* Where element @i of @n lies among @size. */
static double
place_of (int scheme, gint64 i, gint64 n, gint64 size)
{
  double place;

  if (scheme == POINT)
    return n > 1 ? (double) i * (double) (size - 1) / (double) (n - 1) : 0;
  place = ((double) i + 0.5) * (double) size / (double) n - 0.5;
  return CLAMP (place, 0, (double) (size - 1));
}

static NgValue
interpolate (NgProgramBuilder *b, NgValue x, int axis, gint64 n, int scheme)
{
  gint64 size = ng_build_shape (b, x)->dims[axis];
  g_autofree gint64 *places = g_new (gint64, (gsize) n * N_TAPS);
  g_autofree double *weights = g_new (double, (gsize) n *N_TAPS);

  for (gint64 i = 0; i < n; i++) {
    double place = place_of (scheme, i, n, size);

    places[i] = (gint64) floor (place);
    places[n + i] = MIN (places[i] + 1, size - 1);
    weights[n + i] = place - floor (place);
    weights[i] = 1 - weights[n + i];
  }
  return ng_build_resample (b, x, axis, n, N_TAPS, places, weights);
}

/* Each element @n / size times. */
static NgValue
repeat (NgProgramBuilder *b, NgValue x, int axis, gint64 n)
{
  gint64 size = ng_build_shape (b, x)->dims[axis];
  g_autofree gint64 *places = g_new (gint64, (gsize) n);

  for (gint64 i = 0; i < n; i++)
    places[i] = i / (n / size);
  return ng_build_resample (b, x, axis, n, 1, places, NULL);
}

/* x: (batch, c, *d) or (batch, *d, c) */
static void
resize_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  const NgLayer *layer = ng_lowering_layer (to);
  gboolean is_nearest = ng_lowering_param_integer (to, RESAMPLING) == NEAREST;
  const NgParam *scheme = ng_lowering_param (to, SCHEME);
  NgValue x = ng_lowering_input (to, 0);

  for (int i = 0; i < get_rank (layer) && !ng_program_builder_has_failed (b); i++) {
    int axis = level_of (layer, i) + 1;
    gint64 size = ng_build_shape (b, x)->dims[axis];
    gint64 n = new_size (get_entry (layer, i), size);

    if (n < 1 || n > G_MAXINT32) {
      ng_lowering_fail (to,
                        "NetGraph::kernel",
                        "Of %" G_GINT64_FORMAT
                        " elements along level %d nothing is left, or too many.",
                        size,
                        axis);
      return;
    }
    if (n == size)
      continue;
    if (!ng_lowering_has_room (to, (double) n, N_TAPS * (sizeof (gint64) + sizeof (double))))
      return;
    x = is_nearest
            ? repeat (b, x, axis, n)
            : interpolate (b, x, axis, n, scheme->is_automatic ? POINT : (int) scheme->integer);
  }
  ng_lowering_output (to, 0, x);
}

static char *
resize_label (const NgLayer *layer)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < get_rank (layer); i++) {
    g_autofree char *shown = ng_print_short (get_entry (layer, i), NG_MAX_SHOWN_NAME);

    g_string_append_printf (text, "%s%s", i > 0 ? "×" : "", shown);
  }
  return g_string_free (text, FALSE);
}

const NgLayerClass ng_layer_resize = {
  .name = "ResizeLayer",
  .summary = "Makes more or fewer elements along the levels behind the channels",
  .category = NG_CATEGORY_CONVOLUTION,
  .glyph = "M2 9h5v5h-5z M2 2h12v12h-3 M6 6l5-1 M11 5l-1 5",
  .law = "the sizes that are given, Scaled[r] of them, or All as they are",
  .params = { { "Dimensions",
                NG_PARAM_EXPR,
                .position = 1,
                .flags = NG_PARAM_REQUIRED,
                .help = "The new sizes {d1, …}: integers, Scaled[r], or All." },
              { "Resampling",
                NG_PARAM_WORD,
                .value = "\"Linear\"",
                .choices = methods,
                .help = "Linear between two elements, or Nearest, which repeats them." },
              { "Scheme",
                NG_PARAM_WORD,
                .value = "Automatic",
                .choices = schemes,
                .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                .help = "Point keeps the ends, Bin the middle of the cells." },
              { "Interleaving",
                NG_PARAM_BOOLEAN,
                .value = "False",
                .help = "Whether the channels are the last level." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .check = resize_check,
  .infer = resize_infer,
  .verify = resize_verify,
  .lower = resize_lower,
  .label = resize_label,
  .examples = { "ResizeLayer[{4, 5}, \"Input\" -> {2, 3, 2}]",
                "ResizeLayer[{Scaled[0.5], All}, \"Scheme\" -> \"Bin\", \"Input\" -> {1, 5, 2}]",
                "ResizeLayer[{Scaled[2]}, Resampling -> \"Nearest\", Interleaving -> True, "
                "\"Input\" -> {\"Varying\", 2}]" },
};
