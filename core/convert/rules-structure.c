/* Operators that move elements. */

#include "core/convert/conversion.h"

#include <string.h>

/* How many elements some dimensions hold: @number times lengths that vary, in order. */
typedef struct {
  gint64 number;
  int n;
  gint64 lengths[NG_MAX_RANK];
} Product;

static Product
product_of (const NgDim *dims, int n)
{
  Product product = { .number = 1 };

  for (int i = 0; i < n; i++) {
    int at = product.n;
    if (dims[i].state == NG_DIM_NUMBER) {
      product.number = ng_size_multiply (product.number, dims[i].value);
      continue;
    }
    while (at > 0 && product.lengths[at - 1] > dims[i].value) {
      product.lengths[at] = product.lengths[at - 1];
      at--;
    }
    product.lengths[at] = dims[i].value;
    product.n++;
  }
  return product;
}

static gboolean
is_product (const NgDim *a, int n, const NgDim *b, int m)
{
  Product x = product_of (a, n), y = product_of (b, m);

  if (x.number != y.number || x.n != y.n)
    return FALSE;
  for (int i = 0; i < x.n; i++) {
    if (x.lengths[i] != y.lengths[i])
      return FALSE;
  }
  return TRUE;
}

/* A value in other axes, of which one holds the batch, and levels that stood beside it.
 * @levels: with these levels apart */
typedef struct {
  int axis, merged, outer;
  NgType levels;
} Arrangement;

/* As axis @axis of @y the batch, with @outer levels before it and @inner behind it. As many
 * elements are in front of them as before, and behind them, so that the axis is as long, whether
 * inference knows that or not. @at: how many levels stand before the batch */
static gboolean
arrange (const NgType *x, int at, const NgType *y, int axis, int outer, int inner, Arrangement *to)
{
  int front = at - outer, back = at + inner, rank = y->rank - 1 + outer + inner, n = 0;

  if (front < 0 || back > x->rank || rank > NG_MAX_RANK ||
      !is_product (x->dims, front, y->dims, axis) ||
      !is_product (x->dims + back, x->rank - back, y->dims + axis + 1, y->rank - axis - 1))
    return FALSE;
  *to = (Arrangement){ axis, outer + inner, outer, ng_type_of_rank (rank) };
  for (int i = 0; i < axis; i++)
    to->levels.dims[n++] = y->dims[i];
  for (int i = front; i < back; i++)
    to->levels.dims[n++] = x->dims[i];
  for (int i = axis + 1; i < y->rank; i++)
    to->levels.dims[n++] = y->dims[i];
  return TRUE;
}

/* How many times as many elements there are in @a as in @b, or 0. */
static gint64
ratio_of (const NgDim *a, int n, const NgDim *b, int m)
{
  Product x = product_of (a, n), y = product_of (b, m);

  if (x.n != y.n || y.number < 1 || x.number % y.number != 0)
    return 0;
  for (int i = 0; i < x.n; i++) {
    if (x.lengths[i] != y.lengths[i])
      return 0;
  }
  return x.number / y.number;
}

/* The same where a part of a level goes with the batch. */
static gboolean
arrange_parts (const NgType *x, int at, const NgType *y, int axis, Arrangement *to)
{
  gint64 outer = ratio_of (x->dims, at, y->dims, axis);
  gint64 inner = ratio_of (x->dims + at, x->rank - at, y->dims + axis + 1, y->rank - axis - 1);
  int n = 0;

  if (outer < 1 || inner < 1 || y->rank + 1 > NG_MAX_RANK)
    return FALSE;
  *to = (Arrangement){ .axis = axis, .levels = ng_type_of_rank (0) };
  for (int i = 0; i < axis; i++)
    to->levels.dims[n++] = y->dims[i];
  if (outer > 1)
    to->levels.dims[n++] = ng_dim_number (outer);
  if (inner > 1)
    to->levels.dims[n++] = ng_dim_number (inner);
  for (int i = axis + 1; i < y->rank; i++)
    to->levels.dims[n++] = y->dims[i];
  to->levels.rank = n;
  to->outer = outer > 1;
  to->merged = (outer > 1) + (inner > 1);
  return TRUE;
}

/* Of several arrangements, which there are where the batch is 1 and is no length that varies:
 * alone, else not in the last axis, which products sum over; behind it, as heads are; whole levels.
 */
static int
cost_of (const Arrangement *self, const NgType *y)
{
  if (self->merged == 0)
    return 0;
  return 100 + self->merged + (self->outer > 0 ? 20 : 0) + (self->axis == y->rank - 1 ? 40 : 0);
}

/* Reshape, Flatten, Squeeze, Unsqueeze: the sizes that inference found say all. */
static gboolean
convert_reshape (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  const NgType *y = ng_conversion_result_type (self, 0);
  Arrangement best = { 0 }, to;
  int least = G_MAXINT;

  if (carried == NULL || carried->axis < 0)
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  NgType x = carried->wanted;
  int at = carried->axis + carried->outer;
  for (int axis = 0; axis < y->rank; axis++) {
    for (int outer = 0; outer <= at; outer++) {
      for (int inner = 0; inner <= x.rank - at; inner++) {
        if (arrange (&x, at, y, axis, outer, inner, &to) && cost_of (&to, y) < least) {
          least = cost_of (&to, y);
          best = to;
        }
      }
    }
    if (arrange_parts (&x, at, y, axis, &to) && cost_of (&to, y) < least) {
      least = cost_of (&to, y);
      best = to;
    }
  }
  return least < G_MAXINT
             ? ng_conversion_pass (self, 0, best.axis, best.merged, best.outer, &best.levels)
             : ng_conversion_refuse (self, "it arranges examples anew");
}

static gboolean
convert_transpose (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0);
  gsize n;
  const gint64 *perm = ng_onnx_node_integers (self->node, "perm", &n);
  int order[NG_MAX_RANK], axis = -1, rank = 0;
  gboolean is_moved = FALSE;
  NgFeed feed;

  if (carried == NULL || carried->axis < 0 || (perm != NULL && n != (gsize) x.rank))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  NgCarried like = *carried;
  for (int i = 0; i < x.rank; i++) {
    int from = perm != NULL ? (int) perm[i] : x.rank - 1 - i;
    if (from != like.axis) {
      order[rank++] = from < like.axis ? from : from - 1 + like.merged;
      continue;
    }
    axis = i;
    for (int j = 0; j < like.merged; j++)
      order[rank++] = like.axis + j;
  }
  for (int i = 0; i < rank; i++)
    is_moved |= order[i] != i;
  if (!is_moved)
    return ng_conversion_pass (self, 0, axis, like.merged, like.outer, &carried->wanted);
  NgType held = carried->wanted;
  for (int i = 0; i < rank; i++)
    held.dims[i] = carried->wanted.dims[order[i]];
  like.axis = axis;
  return ng_conversion_take_as (self, 0, &carried->wanted, &feed) &&
         ng_conversion_put_order (self, order, rank, &feed) &&
         ng_conversion_give_as (self, 0, feed, &like, &held);
}

static gint64
normal_axis (gint64 axis, int rank)
{
  return axis < 0 ? axis + rank : axis;
}

/* Where the batch of all inputs stands, constants apart; -1 where they do not agree. */
static int
agreed_axis (const NgConversion *self)
{
  int axis = -1;

  for (gsize i = 0; i < self->node->n_operands; i++) {
    const NgCarried *carried = ng_conversion_operand (self, i);
    if (carried == NULL)
      continue;
    if (carried->axis < 0 || carried->merged > 0 || (axis >= 0 && carried->axis != axis))
      return -1;
    axis = carried->axis;
  }
  return axis;
}

static gboolean
convert_concat (NgConversion *self)
{
  const NgType *y = ng_conversion_result_type (self, 0);
  gint64 along = normal_axis (ng_onnx_node_integer (self->node, "axis", 1), y->rank);
  int axis = agreed_axis (self);
  gsize n = self->node->n_operands;
  g_autofree NgFeed *feeds = g_new0 (NgFeed, n + 1);

  if (axis < 0)
    return ng_conversion_refuse (self, "its inputs do not agree on where the batch is");
  if (axis == along)
    return ng_conversion_refuse (self, "it joins examples");
  for (gsize i = 0; i < n; i++) {
    NgTensor *tensor = ng_conversion_constant (self, i);
    if (tensor == NULL) {
      if (!ng_conversion_take (self, i, &feeds[i]))
        return FALSE;
      continue;
    }
    tensor = ng_conversion_levels_of (self, tensor, y->rank, axis);
    if (tensor == NULL || !ng_element_is_real (ng_tensor_element (tensor)))
      return ng_conversion_refuse (self, "a constant is another one for each example");
    if (!ng_conversion_put_array (self, tensor, &feeds[i]))
      return FALSE;
  }
  if (n == 1)
    return ng_conversion_give (self, 0, feeds[0], axis);
  int level = ng_levels_level ((int) along, axis);
  int layer = level == 1 ? ng_conversion_put (self, feeds, n, NULL, 0, "CatenateLayer[]")
                         : ng_conversion_put (self, feeds, n, NULL, 0, "CatenateLayer[%d]", level);
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), axis);
}

/* ---- parts ---- */

char *
ng_parts_text (char *const *selectors, int rank)
{
  GString *text = g_string_new (NULL);
  int last = rank - 1;

  while (last > 0 && selectors[last] == NULL)
    last--;
  if (last == 0) {
    g_string_append (text, selectors[0]);
    return g_string_free (text, FALSE);
  }
  g_string_append_c (text, '{');
  for (int i = 0; i <= last; i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? ", " : "", selectors[i] != NULL ? selectors[i] : "All");
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static gboolean
convert_split (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0);
  gint64 along = normal_axis (ng_onnx_node_integer (self->node, "axis", 0), x.rank), first = 1;
  NgFeed feed;

  if (carried == NULL || !ng_conversion_take_as (self, 0, &carried->wanted, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  if (along == carried->axis || along < 0 || along >= x.rank)
    return ng_conversion_refuse (self, "it parts examples");
  int level = ng_carried_level (carried, (int) along);
  const NgCarried like = *carried;
  NgType held = carried->wanted;
  for (gsize i = 0; i < self->node->n_results; i++) {
    char *selectors[NG_MAX_RANK] = { NULL };
    if (self->node->results[i] < 0)
      return ng_conversion_refuse (self, "nothing tells the sizes of its parts");
    NgDim size = ng_conversion_result_type (self, i)->dims[along];
    if (size.state != NG_DIM_NUMBER)
      return ng_conversion_refuse (self, "the sizes of its parts vary");
    g_autofree char *span = g_strdup_printf (
        "%" G_GINT64_FORMAT " ;; %" G_GINT64_FORMAT, first, first + size.value - 1);
    selectors[level - 1] = span;
    g_autofree char *text = ng_parts_text (selectors, held.rank);
    int layer = ng_conversion_put (self, &feed, 1, NULL, 0, "PartLayer[%s]", text);
    held.dims[level - 1] = size;
    if (!ng_conversion_give_as (self, i, ng_conversion_feed (layer, 0), &like, &held))
      return FALSE;
    first += size.value;
  }
  return TRUE;
}

/* A list of integers: a constant input, or an attribute. */
static gboolean
read_list (NgConversion *self, gsize index, const char *name, gint64 *values, int *n)
{
  gsize length = 0;
  NgTensor *tensor = ng_conversion_constant (self, index);
  const gint64 *list = ng_onnx_node_integers (self->node, name, &length);

  *n = 0;
  if (tensor == NULL && ng_conversion_has (self, index))
    return ng_conversion_refuse (self, "its %s are not constant", name);
  if (tensor != NULL)
    length = (gsize) ng_tensor_count (tensor);
  else if (list == NULL)
    return TRUE;
  if (length > NG_MAX_RANK)
    return ng_conversion_refuse (self, "its %s are too many", name);
  for (gsize i = 0; i < length; i++)
    values[(*n)++] = tensor != NULL ? ng_tensor_get_int (tensor, (gint64) i) : list[i];
  return TRUE;
}

/* start:end:step of a dimension as a span, or NULL for all of it; FALSE where that is not known. */
static gboolean
span_text (NgConversion *self, NgDim x, NgDim y, gint64 start, gint64 end, gint64 step, char **span)
{
  *span = NULL;
  if (x.state == NG_DIM_NUMBER && y.state == NG_DIM_NUMBER) {
    gint64 first = start < 0 ? start + x.value : start;
    first = CLAMP (first, 0, x.value - 1);
    gint64 last = first + (y.value - 1) * step;
    if (step == 1 && first == 0 && y.value == x.value)
      return TRUE;
    *span =
        step == 1
            ? g_strdup_printf ("%" G_GINT64_FORMAT " ;; %" G_GINT64_FORMAT, first + 1, last + 1)
            : g_strdup_printf ("%" G_GINT64_FORMAT " ;; %" G_GINT64_FORMAT " ;; %" G_GINT64_FORMAT,
                               first + 1,
                               last + 1,
                               step);
    return TRUE;
  }
  if (step != 1 || (start >= 0 && end >= 0 && end < G_MAXINT32))
    return ng_conversion_refuse (self,
                                 "what it takes of a length that varies is not all behind it");
  if (start == 0 && end >= G_MAXINT32)
    return TRUE;
  g_autofree char *last =
      end >= G_MAXINT32 ? g_strdup ("All") : g_strdup_printf ("%" G_GINT64_FORMAT, end - 1);
  *span = g_strdup_printf ("%" G_GINT64_FORMAT " ;; %s", start < 0 ? start : start + 1, last);
  return TRUE;
}

static gboolean
convert_slice (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0);
  const NgType *y = ng_conversion_result_type (self, 0);
  gint64 starts[NG_MAX_RANK], ends[NG_MAX_RANK], axes[NG_MAX_RANK], steps[NG_MAX_RANK];
  char *selectors[NG_MAX_RANK + 1] = { NULL };
  int n, n_ends, n_axes, n_steps;
  gboolean ok = TRUE, is_part = FALSE;
  NgFeed feed;

  if (carried == NULL || !ng_conversion_take_as (self, 0, &carried->wanted, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  NgType held = carried->wanted;
  if (!read_list (self, 1, "starts", starts, &n) || !read_list (self, 2, "ends", ends, &n_ends) ||
      !read_list (self, 3, "axes", axes, &n_axes) ||
      !read_list (self, 4, "steps", steps, &n_steps) || n != n_ends)
    return ng_conversion_refuse (self, "what it takes is not constant");
  int axis = carried->axis;
  for (int i = 0; ok && i < n; i++) {
    gint64 at = normal_axis (n_axes == n ? axes[i] : i, x.rank), step = n_steps == n ? steps[i] : 1;
    g_autofree char *span = NULL;
    if (at < 0 || at >= x.rank || step == 0)
      ok = ng_conversion_refuse (self, "it has no such axis");
    else
      ok = span_text (self, x.dims[at], y->dims[at], starts[i], ends[i], step, &span);
    if (ok && span != NULL && at == axis)
      ok = ng_conversion_refuse (self, "it takes some examples of the batch");
    if (ok && span != NULL && at != axis) {
      int level = ng_carried_level (carried, (int) at);
      g_free (selectors[level - 1]);
      selectors[level - 1] = g_steal_pointer (&span);
      held.dims[level - 1] = y->dims[at];
      is_part = TRUE;
    }
  }
  if (ok && is_part) {
    g_autofree char *text = ng_parts_text (selectors, held.rank);
    feed =
        ng_conversion_feed (ng_conversion_put (self, &feed, 1, NULL, 0, "PartLayer[%s]", text), 0);
  }
  for (int i = 0; i < NG_MAX_RANK; i++)
    g_free (selectors[i]);
  const NgCarried like = *carried;
  return ok && ng_conversion_give_as (self, 0, feed, &like, &held);
}

/* ---- more elements ---- */

/* Elements @first to @last of level @level, from 1. */
static NgFeed
put_part (NgConversion *self, NgFeed feed, int level, int rank, gint64 first, gint64 last)
{
  char *selectors[NG_MAX_RANK] = { NULL };
  g_autofree char *span =
      g_strdup_printf ("%" G_GINT64_FORMAT " ;; %" G_GINT64_FORMAT, first, last);
  g_autofree char *text = NULL;

  selectors[level - 1] = span;
  text = ng_parts_text (selectors, rank);
  return ng_conversion_feed (ng_conversion_put (self, &feed, 1, NULL, 0, "PartLayer[%s]", text), 0);
}

/* What is padded less than nothing is cut off. */
static gboolean
cut_off (NgConversion *self, NgType *x, int axis, gint64 *before, gint64 *after, NgFeed *feed)
{
  for (int i = 0; i < x->rank; i++) {
    gint64 front = MAX (-before[i], 0), back = MAX (-after[i], 0);
    if (i == axis || front + back == 0)
      continue;
    if (x->dims[i].state != NG_DIM_NUMBER || front + back >= x->dims[i].value)
      return ng_conversion_refuse (self, "it takes elements of a length away that varies");
    *feed = put_part (
        self, *feed, ng_levels_level (i, axis), x->rank - 1, front + 1, x->dims[i].value - back);
    if (feed->layer < 0)
      return FALSE;
    x->dims[i].value -= front + back;
    before[i] = MAX (before[i], 0);
    after[i] = MAX (after[i], 0);
  }
  return TRUE;
}

/* The end of each level in front of it, and its beginning behind it. */
static gboolean
put_wrapped (NgConversion *self,
             const NgType *x,
             int axis,
             const gint64 *before,
             const gint64 *after,
             NgFeed feed)
{
  for (int i = 0; i < x->rank; i++) {
    NgFeed parts[3];
    gsize n = 0;
    gint64 size = x->dims[i].value;
    int level = ng_levels_level (i, axis);
    if (i == axis || before[i] + after[i] == 0)
      continue;
    if (x->dims[i].state != NG_DIM_NUMBER || MAX (before[i], after[i]) > size)
      return ng_conversion_refuse (self, "it pads with more than there is");
    if (before[i] > 0)
      parts[n++] = put_part (self, feed, level, x->rank - 1, size - before[i] + 1, size);
    parts[n++] = feed;
    if (after[i] > 0)
      parts[n++] = put_part (self, feed, level, x->rank - 1, 1, after[i]);
    for (gsize j = 0; j < n; j++) {
      if (parts[j].layer < 0 && parts[j].value < 0)
        return FALSE;
    }
    feed = ng_conversion_feed (
        ng_conversion_put (self, parts, n, NULL, 0, "CatenateLayer[%d]", level), 0);
    if (feed.layer < 0)
      return FALSE;
  }
  return ng_conversion_give (self, 0, feed, axis);
}

static gboolean
convert_pad (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0);
  const char *mode = ng_onnx_node_text (self->node, "mode", "constant");
  gint64 pads[NG_MAX_RANK], axes[NG_MAX_RANK];
  gint64 before[NG_MAX_RANK] = { 0 }, after[NG_MAX_RANK] = { 0 };
  int n, n_axes;
  NgTensor *number = ng_conversion_constant (self, 2);
  g_autoptr (GString) text = g_string_new ("PaddingLayer[{");
  NgFeed feed;

  if (carried == NULL || !ng_conversion_take (self, 0, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  if (!read_list (self, 1, "pads", pads, &n) || !read_list (self, 3, "axes", axes, &n_axes))
    return FALSE;
  if (n_axes == 0) {
    n_axes = x.rank;
    for (int i = 0; i < x.rank; i++)
      axes[i] = i;
  }
  if (n != 2 * n_axes || (number == NULL && ng_conversion_has (self, 2)))
    return ng_conversion_refuse (self, "what it puts where is not constant");
  for (int i = 0; i < n_axes; i++) {
    gint64 at = normal_axis (axes[i], x.rank);
    if (at < 0 || at >= x.rank)
      return ng_conversion_refuse (self, "it has no such axis");
    before[at] = pads[i];
    after[at] = pads[n_axes + i];
  }
  int axis = carried->axis, last = -1;
  if (before[axis] != 0 || after[axis] != 0)
    return ng_conversion_refuse (self, "it adds examples");
  if (!cut_off (self, &x, axis, before, after, &feed))
    return FALSE;
  if (g_str_equal (mode, "wrap"))
    return put_wrapped (self, &x, axis, before, after, feed);
  for (int i = 0; i < x.rank; i++) {
    if (i != axis && (before[i] != 0 || after[i] != 0))
      last = i;
  }
  if (last < 0)
    return ng_conversion_give (self, 0, feed, axis);
  gboolean is_first = TRUE;
  for (int i = 0; i <= last; i++) {
    if (i == axis)
      continue;
    g_string_append_printf (text,
                            "%s{%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "}",
                            is_first ? "" : ", ",
                            before[i],
                            after[i]);
    is_first = FALSE;
  }
  double value = number != NULL && ng_tensor_count (number) == 1
                     ? ng_tensor_get_real (number, 0)
                     : ng_onnx_node_real (self->node, "value", 0);
  g_autofree char *shown = ng_number_text (value);
  if (g_str_equal (mode, "edge"))
    g_string_append (text, "}, Padding -> \"Fixed\"]");
  else if (g_str_equal (mode, "reflect"))
    g_string_append (text, "}, Padding -> \"Reflected\"]");
  else if (!g_str_equal (mode, "constant"))
    return ng_conversion_refuse (self, "no layer pads in that way");
  else if (value < 0 || value > 0)
    g_string_append_printf (text, "}, Padding -> %s]", shown);
  else
    g_string_append (text, "}]");
  int layer = ng_conversion_put (self, &feed, 1, NULL, 0, "%s", text->str);
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), axis);
}

/* Repeats along axes of size 1, where sizes say how often: one new level for each, which takes the
 * place of that of size 1. */
static gboolean
convert_expand (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0);
  const NgType *y = ng_conversion_result_type (self, 0);
  NgFeed feed;

  if (carried == NULL || carried->axis < 0 || carried->merged > 0)
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  int axis = carried->axis + y->rank - x.rank;
  if (!ng_dim_equal (y->dims[axis], x.dims[carried->axis]))
    return ng_conversion_refuse (self, "it repeats examples");
  NgType now = carried->wanted, held = now, levels = ng_levels_without (y, axis);
  int shift = levels.rank - now.rank;
  if (!ng_conversion_take (self, 0, &feed))
    return FALSE;
  for (int i = 0; i < levels.rank; i++) {
    NgDim size = i < shift ? ng_dim_number (1) : now.dims[i - shift];
    if (ng_dim_equal (size, levels.dims[i]))
      continue;
    if (size.state != NG_DIM_NUMBER || size.value != 1 || levels.dims[i].state != NG_DIM_NUMBER)
      return ng_conversion_refuse (self, "it repeats more than single elements");
    /* Without the level of size 1, then with as many copies there. */
    NgType without = ng_type_of_rank (0);
    for (int j = 0; j < levels.rank; j++) {
      if (j == i)
        continue;
      without.dims[without.rank++] = j < i       ? levels.dims[j]
                                     : j < shift ? ng_dim_number (1)
                                                 : now.dims[j - shift];
    }
    g_autofree char *text = ng_levels_text (&without, "Automatic");
    feed = ng_conversion_feed (
        ng_conversion_put (self, &feed, 1, NULL, 0, "ReshapeLayer[%s]", text), 0);
    if (feed.layer < 0)
      return FALSE;
    feed = ng_conversion_feed (ng_conversion_put (self,
                                                  &feed,
                                                  1,
                                                  NULL,
                                                  0,
                                                  "ReplicateLayer[%" G_GINT64_FORMAT ", %d]",
                                                  levels.dims[i].value,
                                                  i + 1),
                               0);
    if (feed.layer < 0)
      return FALSE;
    held = levels;
    for (int j = i + 1; j < levels.rank; j++)
      held.dims[j] = j < shift ? ng_dim_number (1) : now.dims[j - shift];
  }
  return ng_conversion_give_held (self, 0, feed, axis, &held);
}

/* Copies of levels, one behind the other: a new level in front of each, which joins it. */
static gboolean
convert_tile (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgTensor *counts = ng_conversion_constant (self, 1);
  NgType x = ng_conversion_type (self, 0);
  NgFeed feed;

  if (counts == NULL || ng_tensor_count (counts) != x.rank)
    return ng_conversion_refuse (self, "how often it repeats is not constant");
  if (carried == NULL || !ng_conversion_take (self, 0, &feed))
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  int axis = carried->axis;
  NgType levels = carried->wanted;
  if (ng_tensor_get_int (counts, axis) != 1)
    return ng_conversion_refuse (self, "it repeats examples");
  for (int i = 0; i < levels.rank; i++) {
    gint64 n = ng_tensor_get_int (counts, i < axis ? i : i + 1);
    NgType apart = levels, joined = levels;
    if (n == 1)
      continue;
    if (n < 1 || levels.dims[i].state != NG_DIM_NUMBER || levels.rank == NG_MAX_RANK)
      return ng_conversion_refuse (self, "it repeats a length that varies, or takes all away");
    feed = ng_conversion_feed (
        ng_conversion_put (
            self, &feed, 1, NULL, 0, "ReplicateLayer[%" G_GINT64_FORMAT ", %d]", n, i + 1),
        0);
    for (int j = apart.rank++; j > i; j--)
      apart.dims[j] = apart.dims[j - 1];
    apart.dims[i] = ng_dim_number (n);
    joined.dims[i] = ng_dim_number (ng_size_multiply (n, levels.dims[i].value));
    if (feed.layer < 0 || !ng_conversion_put_reshape (self, &apart, &joined, &feed))
      return FALSE;
    levels = joined;
  }
  return ng_conversion_give (self, 0, feed, axis);
}

/* Blocks of a picture as channels, or the other way round. */
static gboolean
convert_blocks (NgConversion *self)
{
  static const int to_depth[] = { 2, 4, 0, 1, 3 };
  static const int from_depth[] = { 2, 3, 0, 4, 1 }, from_columns[] = { 0, 3, 1, 4, 2 };
  const NgCarried *carried = ng_conversion_operand (self, 0);
  NgType x = ng_conversion_type (self, 0), now, split = ng_type_of_rank (5);
  gint64 n = ng_onnx_node_integer (self->node, "blocksize", 1);
  gboolean is_to_depth = g_str_equal (self->node->op, "SpaceToDepth");
  gboolean is_columns = g_str_equal (ng_onnx_node_text (self->node, "mode", "DCR"), "CRD");
  NgFeed feed;

  if (x.rank != 4 || n < 1 || !ng_conversion_take_first (self, &feed))
    return ng_conversion_refuse (self, "it reads no pictures");
  now = carried->wanted;
  for (int i = 0; i < 3; i++) {
    if (now.dims[i].state != NG_DIM_NUMBER)
      return ng_conversion_refuse (self, "its sizes vary");
  }
  gint64 c = now.dims[0].value, h = now.dims[1].value, w = now.dims[2].value;
  const gint64 to[] = { c, h / n, n, w / n, n }, from[] = { n, n, c / (n * n), h, w };
  const gint64 columns[] = { c / (n * n), n, n, h, w };
  const gint64 *sizes = is_to_depth ? to : is_columns ? columns : from;
  for (int i = 0; i < 5; i++)
    split.dims[i] = ng_dim_number (sizes[i]);
  const int *order = is_to_depth ? to_depth : is_columns ? from_columns : from_depth;
  NgType held = ng_type_of_rank (5);
  for (int i = 0; i < 5; i++)
    held.dims[i] = split.dims[order[i]];
  return ng_conversion_put_reshape (self, &now, &split, &feed) &&
         ng_conversion_put_order (self, order, 5, &feed) &&
         ng_conversion_give_held (self, 0, feed, 0, &held);
}

const NgRuleRow ng_rules_structure[] = {
  { "Concat", convert_concat },     { "DepthToSpace", convert_blocks },
  { "Expand", convert_expand },     { "Flatten", convert_reshape },
  { "Pad", convert_pad },           { "Reshape", convert_reshape },
  { "Slice", convert_slice },       { "SpaceToDepth", convert_blocks },
  { "Split", convert_split },       { "Squeeze", convert_reshape },
  { "Tile", convert_tile },         { "Transpose", convert_transpose },
  { "Unsqueeze", convert_reshape }, { NULL },
};
