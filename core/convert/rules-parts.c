/* Elements that are found by their places, and places that are found. Layers count from 1. */

#include "core/convert/conversion.h"

#include <string.h>

/* Rows of elements that stand side by side, which are taken one after the other. */
#define MAX_RUNS 64

static gint64
normal_axis (gint64 axis, int rank)
{
  return axis < 0 ? axis + rank : axis;
}

/* A layer before or behind the one that does most, which has the operator's name. */
static NgFeed
put_beside (NgConversion *self, NgFeed feed, int depth, const char *text)
{
  gboolean is_named = self->is_named[self->index];

  self->is_named[self->index] = TRUE;
  int layer = feed.layer < 0 && feed.value < 0
                  ? -1
                  : ng_conversion_put (self, &feed, 1, NULL, depth, "%s", text);
  self->is_named[self->index] = is_named;
  return ng_conversion_feed (layer, 0);
}

/* A function of integers, which gives integers. */
static NgFeed
put_counted (NgConversion *self, NgFeed feed, const NgType *levels, const char *function)
{
  g_autofree char *type = ng_levels_integers (levels);
  g_autofree char *text =
      g_strdup_printf ("ElementwiseLayer[%s, \"Output\" -> %s]", function, type);

  return put_beside (self, feed, 0, text);
}

gboolean
ng_conversion_put_embedding (NgConversion *self,
                             NgTensor *weights,
                             gsize index,
                             gboolean is_shifted)
{
  const NgCarried *carried = ng_conversion_operand (self, index);
  NgFeed feed;

  if (ng_tensor_rank (weights) != 2 || !ng_element_is_real (ng_tensor_element (weights)) ||
      ng_onnx_node_integer (self->node, "axis", 0) != 0)
    return ng_conversion_refuse (self, "what it takes parts of is no matrix");
  if (carried == NULL || !ng_conversion_take (self, index, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  int axis = carried->axis;
  NgGiven given[] = { { "Weights", weights }, { NULL } };
  if (!is_shifted)
    feed = put_counted (self, feed, &carried->wanted, "# + 1 &");
  int rows = feed.layer < 0 && feed.value < 0
                 ? -1
                 : ng_conversion_put (self,
                                      &feed,
                                      1,
                                      given,
                                      0,
                                      "EmbeddingLayer[%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "]",
                                      ng_tensor_dims (weights)[1],
                                      ng_tensor_dims (weights)[0]);
  return ng_conversion_give (self, 0, ng_conversion_feed (rows, 0), axis);
}

/* ---- parts at constant places ---- */

/* Span @first, @first + @step, …, of @n places from 0. */
static char *
span_text (gint64 first, gint64 n, gint64 step)
{
  gint64 last = first + (n - 1) * step;

  first += first < 0 ? 0 : 1;
  last += last < 0 ? 0 : 1;
  if (step == 1)
    return g_strdup_printf ("%" G_GINT64_FORMAT " ;; %" G_GINT64_FORMAT, first, last);
  return g_strdup_printf (
      "%" G_GINT64_FORMAT " ;; %" G_GINT64_FORMAT " ;; %" G_GINT64_FORMAT, first, last, step);
}

/* How many places from @at on are one span. */
static gint64
run_length (const NgTensor *places, gint64 at, gint64 *step)
{
  gint64 n = ng_tensor_count (places), first = ng_tensor_get_int (places, at), end = at + 1;

  *step = end < n ? ng_tensor_get_int (places, end) - first : 1;
  if (*step == 0) {
    *step = 1;
    return 1;
  }
  while (end < n && ng_tensor_get_int (places, end) == first + (end - at) * *step &&
         (ng_tensor_get_int (places, end) < 0) == (first < 0))
    end++;
  return end - at;
}

/* The elements at places of one level, joined there. */
static gboolean
put_runs (NgConversion *self, NgTensor *places, int level, int rank, NgFeed *feed)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (NgFeed));
  gint64 n = ng_tensor_count (places), step, length;

  for (gint64 at = 0; at < n; at += length) {
    char *selectors[NG_MAX_RANK] = { NULL };
    length = run_length (places, at, &step);
    /* Two places of a row that goes on otherwise belong to what follows. */
    if (length == 2 && step != 1 && at + 2 < n)
      length = 1;
    g_autofree char *span =
        span_text (ng_tensor_get_int (places, at), length, length > 1 ? step : 1);
    selectors[level - 1] = span;
    g_autofree char *text = ng_parts_text (selectors, rank);
    NgFeed part =
        ng_conversion_feed (ng_conversion_put (self, feed, 1, NULL, 0, "PartLayer[%s]", text), 0);
    if (part.layer < 0)
      return FALSE;
    if (parts->len == MAX_RUNS)
      return ng_conversion_refuse (self, "it takes too many parts");
    g_array_append_val (parts, part);
  }
  *feed = g_array_index (parts, NgFeed, 0);
  if (parts->len > 1)
    *feed = ng_conversion_feed (ng_conversion_put (self,
                                                   (const NgFeed *) (gpointer) parts->data,
                                                   parts->len,
                                                   NULL,
                                                   0,
                                                   "CatenateLayer[%d]",
                                                   level),
                                0);
  return feed->layer >= 0;
}

static gboolean
convert_gather (NgConversion *self)
{
  NgTensor *data = ng_conversion_constant (self, 0), *places = ng_conversion_constant (self, 1);
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0);
  NgFeed feed;

  if (data != NULL)
    return ng_conversion_put_embedding (self, data, 1, FALSE);
  if (places == NULL)
    return ng_conversion_refuse (self, "the places that it takes are not constant");
  if (carried == NULL || !ng_conversion_take_as (self, 0, &carried->wanted, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  gint64 along = normal_axis (ng_onnx_node_integer (self->node, "axis", 0), x.rank);
  int rank = (int) ng_tensor_rank (places);
  NgCarried like = *carried;
  if (along == like.axis || along < 0 || along >= x.rank || ng_tensor_count (places) == 0)
    return ng_conversion_refuse (self, "it takes some examples of the batch");
  int level = ng_carried_level (carried, (int) along);
  NgType held = carried->wanted, wanted = ng_levels_without (&carried->wanted, level - 1);
  if (along < like.axis)
    like.axis += rank - 1;
  if (rank == 0) {
    char *selectors[NG_MAX_RANK] = { NULL };
    gint64 place = ng_tensor_get_int (places, 0);
    g_autofree char *one = g_strdup_printf ("%" G_GINT64_FORMAT, place < 0 ? place : place + 1);
    selectors[level - 1] = one;
    g_autofree char *text = ng_parts_text (selectors, held.rank);
    int layer = ng_conversion_put (self, &feed, 1, NULL, 0, "PartLayer[%s]", text);
    return ng_conversion_give_as (self, 0, ng_conversion_feed (layer, 0), &like, &wanted);
  }
  held.dims[level - 1] = ng_dim_number (ng_tensor_count (places));
  if (!put_runs (self, places, level, held.rank, &feed))
    return FALSE;
  if (rank == 1 || like.merged == 0)
    return ng_conversion_give_as (self, 0, feed, &like, &held);
  return ng_conversion_refuse (self, "the batch axis holds more than the batch");
}

/* ---- places that are found ---- */

/**
 * Row: a value whose last level is looked through
 * @levels: its levels, that one last
 * @level: where it was, from 0
 */
typedef struct {
  NgFeed feed;
  NgType levels;
  int axis, level;
} Row;

/* Input 0 with its level @along last. */
static gboolean
take_row (NgConversion *self, gint64 along, Row *row)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0);
  int order[NG_MAX_RANK], n = 0;

  if (carried == NULL || !ng_conversion_take (self, 0, &row->feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  along = normal_axis (along, x.rank);
  if (along == carried->axis || along < 0 || along >= x.rank)
    return ng_conversion_refuse (self, "it goes over examples");
  if (!ng_element_is_real (x.element))
    return ng_conversion_refuse (self, "it reads no real numbers");
  row->axis = carried->axis;
  row->level = ng_levels_level ((int) along, row->axis) - 1;
  row->levels = carried->wanted;
  for (int i = 0; i < row->levels.rank; i++) {
    if (i != row->level)
      order[n++] = i;
  }
  order[n] = row->level;
  for (int i = 0; i < row->levels.rank; i++)
    row->levels.dims[i] = carried->wanted.dims[order[i]];
  return ng_conversion_put_order (self, order, row->levels.rank, &row->feed);
}

/* The last level back where it was. */
static gboolean
put_back (NgConversion *self, const Row *row, NgFeed *feed)
{
  int order[NG_MAX_RANK], n = row->levels.rank;

  for (int i = 0; i < n; i++)
    order[i] = i == row->level ? n - 1 : i > row->level ? i - 1 : i;
  return ng_conversion_put_order (self, order, n, feed);
}

/* The places of the @n least or greatest elements of each row, counted from 1. */
static NgFeed
put_ordering (NgConversion *self, const Row *row, gint64 n, gboolean is_greatest)
{
  NgFeed feed = is_greatest ? put_beside (self, row->feed, 0, "ElementwiseLayer[-# &]") : row->feed;

  return ng_conversion_feed (feed.layer < 0 && feed.value < 0
                                 ? -1
                                 : ng_conversion_put (self,
                                                      &feed,
                                                      1,
                                                      NULL,
                                                      row->levels.rank - 1,
                                                      "OrderingLayer[%" G_GINT64_FORMAT "]",
                                                      n),
                             0);
}

static gboolean
convert_arg (NgConversion *self)
{
  gboolean is_max = g_str_equal (self->node->op, "ArgMax");
  gboolean is_last = ng_onnx_node_integer (self->node, "select_last_index", 0) != 0;
  gint64 axis = ng_onnx_node_integer (self->node, "axis", 0);
  gint64 along = normal_axis (axis, ng_conversion_type (self, 0).rank);
  Row row;

  if (!take_row (self, axis, &row))
    return FALSE;
  /* Of equal elements the first stands first in the order, and the last is the last of all. */
  NgFeed feed = put_ordering (self, &row, is_last ? -1 : 1, is_max != is_last);
  NgType held = row.levels;
  held.dims[held.rank - 1] = ng_dim_number (1);
  feed = put_counted (self, feed, &held, "# - 1 &");
  int batch = row.axis -
              (along < row.axis && ng_onnx_node_integer (self->node, "keepdims", 1) == 0 ? 1 : 0);
  return ng_conversion_give_held (self, 0, feed, batch, &held);
}

/* The elements of the rows @x at places of the same rows, from 1, which are the last level. */
static NgFeed
put_extraction (NgConversion *self, NgFeed x, NgFeed places, const NgType *levels)
{
  NgType rows = *levels;
  int depth = levels->rank - 1, layer;

  rows.dims[rows.rank++] = ng_dim_number (1);
  if (rows.rank > NG_MAX_RANK || !ng_conversion_put_reshape (self, levels, &rows, &places))
    return NG_FEED_NONE;
  NgFeed feeds[] = { x, places };
  layer = depth == 0
              ? ng_conversion_put (self, feeds, 2, NULL, 0, "ExtractLayer[]")
              : ng_conversion_put (
                    self, feeds, 2, NULL, 0, "NetMapThreadOperator[ExtractLayer[], %d]", depth);
  return ng_conversion_feed (layer, 0);
}

static gboolean
convert_top_k (NgConversion *self)
{
  NgTensor *count = ng_conversion_constant (self, 1);
  gint64 k = count != NULL && ng_tensor_count (count) == 1
                 ? ng_tensor_get_int (count, 0)
                 : ng_onnx_node_integer (self->node, "k", -1);
  gboolean is_greatest = ng_onnx_node_integer (self->node, "largest", 1) != 0;
  Row row;

  if (k < 1)
    return ng_conversion_refuse (self, "how many elements it takes is not constant");
  if (ng_onnx_node_integer (self->node, "sorted", 1) == 0)
    return ng_conversion_refuse (self, "it does not say in which order they are");
  if (!take_row (self, ng_onnx_node_integer (self->node, "axis", -1), &row))
    return FALSE;
  NgFeed places = put_ordering (self, &row, k, is_greatest);
  if (places.layer < 0)
    return FALSE;
  row.levels.dims[row.levels.rank - 1] = ng_dim_number (k);
  NgFeed values = ng_conversion_is_read (self, 0)
                      ? put_extraction (self, row.feed, places, &row.levels)
                      : places;
  if (values.layer < 0 || !put_back (self, &row, &values) ||
      !ng_conversion_give (self, 0, values, row.axis))
    return FALSE;
  if (!ng_conversion_is_read (self, 1))
    return ng_conversion_give (self, 1, values, row.axis);
  places = put_counted (self, places, &row.levels, "# - 1 &");
  return places.layer >= 0 && put_back (self, &row, &places) &&
         ng_conversion_give (self, 1, places, row.axis);
}

/* ---- places that come in ---- */

static gboolean
take_places (NgConversion *self, gsize index, int axis, NgFeed *feed)
{
  const NgCarried *carried = ng_conversion_operand (self, index);
  NgType type = ng_conversion_type (self, index);

  if (ng_conversion_constant (self, index) != NULL || carried == NULL)
    return ng_conversion_refuse (self, "its places are constant");
  if (carried->axis != axis || !ng_conversion_take (self, index, feed))
    return ng_conversion_refuse (self, "its inputs do not agree on where the batch is");
  if (!ng_element_is_integer (type.element))
    return ng_conversion_refuse (self, "its places are no integers");
  *feed = put_counted (self, *feed, &carried->wanted, "If[# < 0, #, # + 1] &");
  return feed->layer >= 0;
}

/* Along the last level, where all others are as long. */
static gboolean
convert_gather_elements (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0);
  gint64 along = normal_axis (ng_onnx_node_integer (self->node, "axis", 0), x.rank);
  NgFeed feed, places;

  if (carried == NULL || !ng_conversion_take (self, 0, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  int axis = carried->axis, rank = carried->wanted.rank;
  if (along == axis || along < 0 || along >= x.rank)
    return ng_conversion_refuse (self, "it goes over examples");
  const NgCarried *other = ng_conversion_operand (self, 1);
  for (int i = 0; other != NULL && i < rank; i++) {
    if (i != ng_levels_level ((int) along, axis) - 1 &&
        !ng_dim_equal (carried->wanted.dims[i], other->wanted.dims[i]))
      return ng_conversion_refuse (self, "it leaves rows out");
  }
  int level = ng_levels_level ((int) along, axis) - 1;
  if (!take_places (self, 1, axis, &places))
    return FALSE;
  int order[NG_MAX_RANK], n = 0;
  for (int i = 0; i < rank; i++) {
    if (i != level)
      order[n++] = i;
  }
  order[n] = level;
  NgType levels = other->wanted;
  for (int i = 0; i < rank; i++)
    levels.dims[i] = other->wanted.dims[order[i]];
  Row row = { .levels = levels, .axis = axis, .level = level };
  if (!ng_conversion_put_order (self, order, rank, &feed) ||
      !ng_conversion_put_order (self, order, rank, &places))
    return FALSE;
  feed = put_extraction (self, feed, places, &levels);
  return feed.layer >= 0 && put_back (self, &row, &feed) &&
         ng_conversion_give (self, 0, feed, axis);
}

static gboolean
convert_gather_nd (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgFeed feeds[2];

  if (ng_onnx_node_integer (self->node, "batch_dims", 0) != 1)
    return ng_conversion_refuse (self, "its places name examples");
  if (carried == NULL || carried->axis != 0 || !ng_conversion_take (self, 0, &feeds[0]))
    return ng_conversion_refuse (self, "the batch does not stand in front");
  if (!take_places (self, 1, 0, &feeds[1]))
    return FALSE;
  int layer = ng_conversion_put (self, feeds, 2, NULL, 0, "ExtractLayer[]");
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), 0);
}

/* ---- unit vectors ---- */

static gboolean
convert_one_hot (NgConversion *self)
{
  NgTensor *depth = ng_conversion_constant (self, 1), *values = ng_conversion_constant (self, 2);
  const NgCarried *carried = ng_conversion_operand (self, 0);
  const NgType *y = ng_conversion_result_type (self, 0);
  gint64 along = normal_axis (ng_onnx_node_integer (self->node, "axis", -1), y->rank);
  int order[NG_MAX_RANK];
  NgFeed feed;

  if (depth == NULL || ng_tensor_count (depth) != 1 || values == NULL ||
      ng_tensor_count (values) != 2)
    return ng_conversion_refuse (self, "its size or values are not constant");
  if (carried == NULL || !ng_conversion_take (self, 0, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  if (!ng_element_is_integer (ng_conversion_type (self, 0).element))
    return ng_conversion_refuse (self, "its places are no integers");
  gint64 n = ng_tensor_get_int (depth, 0);
  double off = ng_tensor_get_real (values, 0), on = ng_tensor_get_real (values, 1);
  int axis = carried->axis + (along <= carried->axis ? 1 : 0), rank = y->rank - 1;
  g_autofree char *shift = g_strdup_printf ("If[# < 0, # + %" G_GINT64_FORMAT ", # + 1] &", n + 1);
  feed = put_counted (self, feed, &carried->wanted, shift);
  if (feed.layer < 0)
    return FALSE;
  feed = ng_conversion_feed (
      ng_conversion_put (self, &feed, 1, NULL, 0, "UnitVectorLayer[%" G_GINT64_FORMAT "]", n), 0);
  if (feed.layer >= 0 && (off < 0 || off > 0 || on < 1 || on > 1)) {
    g_autofree char *low = ng_number_text (off);
    g_autofree char *high = ng_number_text (on);
    feed = ng_conversion_feed (
        ng_conversion_put (
            self, &feed, 1, NULL, 0, "ElementwiseLayer[If[# > 0, %s, %s] &]", high, low),
        0);
  }
  int level = ng_levels_level ((int) along, axis) - 1;
  for (int i = 0; i < rank; i++)
    order[i] = i == level ? rank - 1 : i > level ? i - 1 : i;
  if (feed.layer < 0 || !ng_conversion_put_order (self, order, rank, &feed) ||
      !ng_conversion_give (self, 0, feed, axis))
    return FALSE;
  NgCarried *value = &self->values[self->first[self->index] + (guint) self->node->results[0]];
  value->held.kind = value->wanted.kind = NG_KIND_REAL;
  return TRUE;
}

/* ---- losses, which take the probability at a place ---- */

/* For each place of each example; what is summed up over examples has no layer. */
static gboolean
convert_loss (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  gboolean is_logarithm = g_str_equal (self->node->op, "NegativeLogLikelihoodLoss");
  NgType target = ng_conversion_type (self, 1);
  int order[NG_MAX_RANK];
  NgFeed feeds[2];

  if (!g_str_equal (ng_onnx_node_text (self->node, "reduction", "mean"), "none"))
    return ng_conversion_refuse (self, "it sums up over examples");
  if (ng_conversion_has (self, 2) || ng_onnx_node_attribute (self->node, "ignore_index") != NULL ||
      ng_conversion_is_read (self, 1))
    return ng_conversion_refuse (self, "it weighs classes, or gives logarithms");
  if (carried == NULL || carried->axis != 0 || !ng_conversion_take (self, 0, &feeds[0]))
    return ng_conversion_refuse (self, "the batch does not stand in front");
  int rank = carried->wanted.rank;
  const NgCarried *other = ng_conversion_operand (self, 1);
  if (other == NULL || other->axis != 0 || !ng_element_is_integer (target.element) ||
      !ng_conversion_take (self, 1, &feeds[1]))
    return ng_conversion_refuse (self, "its targets are no integers of each example");
  for (int i = 0; i < rank; i++)
    order[i] = i + 1 < rank ? i + 1 : 0;
  feeds[1] = put_counted (self, feeds[1], &other->wanted, "# + 1 &");
  if (feeds[1].layer < 0 || !ng_conversion_put_order (self, order, rank, &feeds[0]))
    return FALSE;
  feeds[0] =
      put_beside (self, feeds[0], 0, is_logarithm ? "ElementwiseLayer[Exp]" : "SoftmaxLayer[]");
  if (feeds[0].layer < 0)
    return FALSE;
  int layer = rank == 1
                  ? ng_conversion_put (self, feeds, 2, NULL, 0, "CrossEntropyLossLayer[\"Index\"]")
                  : ng_conversion_put (self,
                                       feeds,
                                       2,
                                       NULL,
                                       0,
                                       "NetMapThreadOperator[CrossEntropyLossLayer[\"Index\"], %d]",
                                       rank - 1);
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), 0);
}

const NgRuleRow ng_rules_parts[] = {
  { "ArgMax", convert_arg },         { "ArgMin", convert_arg },
  { "Gather", convert_gather },      { "GatherElements", convert_gather_elements },
  { "GatherND", convert_gather_nd }, { "NegativeLogLikelihoodLoss", convert_loss },
  { "OneHot", convert_one_hot },     { "SoftmaxCrossEntropyLoss", convert_loss },
  { "TopK", convert_top_k },         { NULL },
};
