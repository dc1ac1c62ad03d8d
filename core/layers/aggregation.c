/* AggregationLayer[f, levels]: one number for all elements along some levels. Quantiles are those
 * of Hyndman and Fan 1996, definition 5: the order statistics stand at the middles of n equal
 * steps, with straight lines between them. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"
#include "core/program/compose.h"
#include <math.h>

enum { FUNCTION, LEVELS };
enum {
  MEAN,
  MIN_,
  MAX_,
  TOTAL,
  TIMES,
  MEDIAN,
  VARIANCE,
  STANDARD_DEVIATION,
  MEAN_DEVIATION,
  INTERQUARTILE_RANGE
};

static const char *const functions[] = { "Mean",
                                         "Min",
                                         "Max",
                                         "Total",
                                         "Times",
                                         "Median",
                                         "Variance",
                                         "StandardDeviation",
                                         "MeanDeviation",
                                         "InterquartileRange",
                                         NULL };

#define TOO_FEW "One element has no variance; there have to be two."

static gboolean
needs_two (const NgLayer *layer)
{
  gint64 function = ng_layer_param (layer, FUNCTION)->integer;

  return function == VARIANCE || function == STANDARD_DEVIATION;
}

static void
aggregation_infer (NgRelation *relation)
{
  const NgParam *levels = ng_layer_param (ng_relation_layer (relation), LEVELS);
  int rank = ng_relation_input (relation, 0)->rank;
  NgType type = ng_type_unknown ();
  int from[NG_MAX_RANK], n = 0;
  guint mask;

  /* first;;All leaves the levels before it, however many there are. */
  if (levels->is_span && levels->ints[0] > 0 && levels->ints[1] == NG_ALL)
    type = ng_type_of_rank ((int) levels->ints[0] - 1);
  type.kind = NG_KIND_REAL;
  ng_relation_refine_output (relation, 0, &type);
  if (rank < 0 || !ng_levels_find (levels, rank, &mask))
    return;
  for (int i = 0; i < rank; i++)
    if ((mask & 1u << i) == 0)
      from[n++] = i;
  ng_relation_map_levels (relation, 0, rank, from, n);
}

static void
aggregation_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  const NgParam *levels = ng_layer_param (layer, LEVELS);
  const NgType *input = ng_relation_input (relation, 0);
  g_autofree char *shown = ng_param_label (levels);
  gboolean is_one = TRUE;
  guint mask;

  if (input->rank < 0)
    return;
  if (!ng_levels_find (levels, input->rank, &mask) || mask == 0) {
    ng_relation_fail (relation,
                      "NetGraph::level",
                      "The input has %d level%s, and it is aggregated at %s.",
                      input->rank,
                      input->rank == 1 ? "" : "s",
                      shown);
    return;
  }
  for (int i = 0; i < input->rank; i++)
    if (mask & 1u << i)
      is_one = is_one && input->dims[i].state == NG_DIM_NUMBER && input->dims[i].value == 1;
  if (is_one && needs_two (layer))
    ng_relation_fail (relation, "NetGraph::level", TOO_FEW);
}

/* Σ (x - mean)^2/(n - 1) */
static NgValue
variance (NgProgramBuilder *b, NgValue centred, guint mask, gint64 n)
{
  NgValue squares = ng_build_multiply (b, centred, centred);

  return ng_build_scale (
      b, ng_build_reduce (b, NG_PRIMITIVE_SUM, squares, mask, FALSE), 1 / ((double) n - 1));
}

/* Rows of n numbers, (rows, n), and the places that sort each. */
typedef struct {
  NgProgramBuilder *builder;
  NgValue flat, places;
  gint64 rows, n;
} Sorted;

/* Number k of each row, from 1, the least first. */
static NgValue
statistic (const Sorted *self, gint64 k)
{
  NgProgramBuilder *b = self->builder;
  gint64 start[] = { 0, CLAMP (k, 1, self->n) - 1 }, step[] = { 1, 1 }, dims[] = { self->rows, 1 };
  NgShape shape = { .element = NG_ELEMENT_I64, .rank = 1, .dims = { self->rows } };
  NgValue place = ng_build_slice (b, self->places, start, step, dims);
  NgValue row = ng_build_scale (b, ng_build_iota (b, &shape, 0), (double) self->n);

  place = ng_build_add (b, ng_build_reshape (b, place, dims, 1), row);
  return ng_build_gather (b, self->flat, place, 0);
}

static NgValue
quantile (const Sorted *self, double q)
{
  NgProgramBuilder *b = self->builder;
  double at = 0.5 + (double) self->n * q, part = at - floor (at);
  NgValue low = statistic (self, (gint64) at), high;

  if (part == 0)
    return low;
  high = statistic (self, (gint64) at + 1);
  return ng_build_add (b, ng_build_scale (b, low, 1 - part), ng_build_scale (b, high, part));
}

/* The axes of @mask become one, the last; what stays becomes the rows. */
static Sorted
sort (NgProgramBuilder *b, NgValue x, guint mask, gint64 n)
{
  NgShape shape = *ng_build_shape (b, x);
  Sorted self = { .builder = b, .rows = ng_shape_count (&shape) / n, .n = n };
  int axes[NG_MAX_RANK], n_axes = 0;

  for (int pass = 0; pass < 2; pass++)
    for (int i = 0; i < shape.rank; i++)
      if (((mask >> i) & 1) == (guint) pass)
        axes[n_axes++] = i;
  x = ng_build_reshape (b, ng_build_transpose (b, x, axes), (gint64[]){ self.rows, n }, 2);
  self.places = ng_build_order (b, x, 1);
  self.flat = ng_build_reshape (b, x, (gint64[]){ self.rows * n }, 1);
  return self;
}

static NgValue
order_statistic (NgProgramBuilder *b, NgValue x, gint64 function, guint mask, gint64 n)
{
  Sorted sorted = sort (b, x, mask, n);
  NgShape shape = *ng_build_shape (b, x);
  gint64 dims[NG_MAX_RANK];
  int rank = 0;
  NgValue y;

  if (function == MEDIAN)
    y = quantile (&sorted, 0.5);
  else
    y = ng_build_subtract (b, quantile (&sorted, 0.75), quantile (&sorted, 0.25));
  for (int i = 0; i < shape.rank; i++)
    if ((mask & 1u << i) == 0)
      dims[rank++] = shape.dims[i];
  return ng_build_reshape (b, y, dims, rank);
}

static NgValue
aggregate (NgProgramBuilder *b, NgValue x, gint64 function, guint mask, gint64 n)
{
  NgValue mean, centred;

  switch (function) {
  case MEAN:
    return ng_build_mean (b, x, mask, FALSE);
  case MIN_:
    return ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MIN, x, mask, FALSE);
  case MAX_:
    return ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, x, mask, FALSE);
  case TOTAL:
    return ng_build_reduce (b, NG_PRIMITIVE_SUM, x, mask, FALSE);
  case TIMES:
    return ng_build_reduce (b, NG_PRIMITIVE_PRODUCT, x, mask, FALSE);
  case MEDIAN:
  case INTERQUARTILE_RANGE:
    return order_statistic (b, x, function, mask, n);
  default:
    break;
  }
  mean = ng_build_mean (b, x, mask, TRUE);
  centred = ng_build_subtract (b, x, ng_build_broadcast_at (b, mean, x, 0));
  if (function == MEAN_DEVIATION)
    return ng_build_mean (b, ng_build_unary (b, NG_PRIMITIVE_ABS, centred), mask, FALSE);
  mean = variance (b, centred, mask, n);
  return function == VARIANCE ? mean : ng_build_root (b, mean);
}

/* x: (batch, *s) -> (batch, *t) */
static void
aggregation_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_real_input (to, 0);
  gint64 n = 1;
  NgShape shape;
  guint mask;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, x);
  ng_levels_find (ng_lowering_param (to, LEVELS), shape.rank - 1, &mask);
  mask <<= 1;
  for (int i = 0; i < shape.rank; i++)
    if (mask & 1u << i)
      n *= shape.dims[i];
  if (n < 2 && needs_two (ng_lowering_layer (to))) {
    ng_lowering_fail (to, "NetGraph::level", TOO_FEW);
    return;
  }
  ng_lowering_output (to, 0, aggregate (b, x, ng_lowering_param_integer (to, FUNCTION), mask, n));
}

static char *
aggregation_label (const NgLayer *layer)
{
  const NgParam *levels = ng_layer_param (layer, LEVELS);
  g_autofree char *function = ng_param_label (ng_layer_param (layer, FUNCTION));
  g_autofree char *at = levels->is_given ? ng_param_label (levels) : NULL;

  return at != NULL ? g_strconcat (function, ", ", at, NULL) : g_steal_pointer (&function);
}

static char *
aggregation_term (const NgLayer *layer, const NgType *input)
{
  g_autofree char *function = ng_param_label (ng_layer_param (layer, FUNCTION));

  return strcmp (function, "Total") == 0   ? g_strdup ("Σ")
         : strcmp (function, "Times") == 0 ? g_strdup ("Π")
                                           : g_ascii_strdown (function, -1);
}

const NgLayerClass ng_layer_aggregation = {
  .name = "AggregationLayer",
  .summary = "Gives one number for all elements along some levels",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M2 2h3v3h-3z M2 6.5h3v3h-3z M2 11h3v3h-3z M7 3l4 4 M7 13l4-4 M7 8h3 M11 6h3v4h-3z",
  .law = "the aggregated levels go",
  .params = { { "Function",
                NG_PARAM_WORD,
                .position = 1,
                .choices = functions,
                .flags = NG_PARAM_REQUIRED,
                .help = "Mean, Min, Max, Total, Times, Median, Variance, StandardDeviation, "
                        "MeanDeviation or InterquartileRange." },
              { "Levels",
                NG_PARAM_LEVELS,
                .position = 2,
                .value = "2 ;; All",
                .help = "The levels that go: n, {n1, …} or n1;;n2; all but the first unless "
                        "said." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .infer = aggregation_infer,
  .verify = aggregation_verify,
  .lower = aggregation_lower,
  .label = aggregation_label,
  .term_of = aggregation_term,
  .examples = { "AggregationLayer[Mean, \"Input\" -> {2, 3, 2}]",
                "AggregationLayer[Max, 1, \"Input\" -> {\"Varying\", 2}]",
                "AggregationLayer[Times, {1, -1}, \"Input\" -> {2, 3, 2}]",
                "AggregationLayer[Median, 1, \"Input\" -> {4, 3}]",
                "AggregationLayer[StandardDeviation, 1 ;; 2, \"Input\" -> {2, 2, 3}]",
                "AggregationLayer[Variance, -1, \"Input\" -> {2, \"Varying\"}]",
                "AggregationLayer[MeanDeviation, \"Input\" -> {2, 4}]",
                "AggregationLayer[InterquartileRange, \"Input\" -> {2, 5}]" },
};
