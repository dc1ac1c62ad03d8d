/* What is found in the data themselves, and as much of it as there is: places that are not 0, what
 * a condition keeps, what comes but once, boxes that stand apart. A program has fixed sizes, so
 * these are found while it is written, from values that are known then. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/tensor/element.h"

#include <math.h>
#include <string.h>

/* A table of int64 with @columns columns, from a list of its numbers. */
static NgValue
make_table (NgOperation *to, const GArray *numbers, gint64 columns)
{
  gint64 dims[2] = { columns > 0 ? numbers->len / columns : numbers->len, columns };
  const gint64 *data = numbers->len > 0 ? (const gint64 *) numbers->data : dims;
  g_autoptr (NgTensor) table = ng_tensor_new_copy (NG_ELEMENT_I64, dims, columns > 0 ? 2 : 1, data);

  return ng_build_constant (to->builder, table);
}

static gboolean
is_zero (const NgTensor *tensor, gint64 i)
{
  return ng_element_is_real (ng_tensor_element (tensor)) ? ng_tensor_get_real (tensor, i) == 0
                                                         : ng_tensor_get_int (tensor, i) == 0;
}

static void
infer_nonzero (NgRelation *relation, const NgOnnxNode *node)
{
  NgType data = ng_operand_type (relation, node, 0);
  NgType result = ng_type_of_element (NG_ELEMENT_I64);

  if (ng_operator_infer_known (relation, node))
    return;
  result.rank = 2;
  result.dims[0] = data.rank >= 0 ? ng_dim_number (data.rank) : ng_dim_unknown ();
  result.dims[1] = ng_relation_fresh (relation, 0, 0, 0);
  ng_result_type (relation, node, 0, &result);
}

/* (rank, n): a column for each element. A number has no axes, and one column if it is not 0. */
static void
lower_nonzero (NgOperation *to)
{
  NgTensor *x = ng_operation_known (to, 0);
  gint64 n = 0, dims[2], strides[NG_MAX_RANK];

  if (x == NULL)
    return;
  gint64 count = ng_tensor_count (x), rank = (gint64) ng_tensor_rank (x), stride = 1;
  for (gint64 axis = rank; axis-- > 0;) {
    strides[axis] = stride;
    stride *= ng_tensor_dims (x)[axis];
  }
  for (gint64 i = 0; i < count; i++)
    n += !is_zero (x, i);
  gint64 *places = g_new (gint64, (gsize) MAX (rank * n, 1));
  gint64 column = 0;
  for (gint64 i = 0; i < count; i++) {
    if (is_zero (x, i))
      continue;
    for (gint64 axis = 0; axis < rank; axis++)
      places[axis * n + column] = i / strides[axis] % ng_tensor_dims (x)[axis];
    column++;
  }
  dims[0] = rank;
  dims[1] = n;
  g_autoptr (NgTensor) table = ng_tensor_new_take (NG_ELEMENT_I64, dims, 2, places);
  ng_operation_output (to, 0, ng_build_constant (to->builder, table));
}

/* The axis that parts are taken along, and the array as that has it: all in a row without one. */
static int
parts_axis (NgOperation *to, NgValue *x)
{
  const NgShape shape = *ng_operation_shape (to, *x);
  gint64 count = ng_shape_count (&shape);

  if (ng_onnx_node_attribute (to->node, "axis") != NULL)
    return ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", 0), shape.rank);
  *x = ng_build_reshape (to->builder, *x, &count, 1);
  return 0;
}

/* As the data, with a length of its own along the axis. */
static void
infer_parts (NgRelation *relation, const NgOnnxNode *node)
{
  NgType data = ng_operand_type (relation, node, 0);
  gint64 axis = ng_onnx_node_integer (node, "axis", 0);
  NgDim length = ng_relation_fresh (relation, 0, 0, 0);

  if (ng_operator_infer_known (relation, node))
    return;
  if (ng_onnx_node_attribute (node, "axis") == NULL) {
    data.rank = 1;
    axis = 0;
  }
  if (data.rank >= 0 && (axis < -data.rank || axis >= data.rank)) {
    ng_relation_fail (relation,
                      "ONNX::operator",
                      "%s is asked for axis %" G_GINT64_FORMAT " of an array of rank %d.",
                      node->op,
                      axis,
                      data.rank);
    return;
  }
  if (data.rank >= 0)
    data.dims[axis < 0 ? axis + data.rank : axis] = length;
  ng_result_type (relation, node, 0, &data);
  for (gsize i = 1; i < node->n_results; i++) {
    NgType places = ng_type_of_element (NG_ELEMENT_I64);
    places.rank = 1;
    places.dims[0] = i == 2 ? ng_relation_fresh (relation, 0, 2, 0) : length;
    ng_result_type (relation, node, i, &places);
  }
}

static void
lower_compress (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  NgTensor *condition = x != NG_NO_VALUE ? ng_operation_known (to, 1) : NULL;
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (condition == NULL)
    return;
  int axis = parts_axis (to, &x);
  if (axis < 0)
    return;
  gint64 n = ng_operation_shape (to, x)->dims[axis];
  for (gint64 i = 0; i < ng_tensor_count (condition); i++) {
    if (is_zero (condition, i))
      continue;
    if (i >= n) {
      ng_operation_fail (to, "keeps element %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT, i, n);
      return;
    }
    g_array_append_val (kept, i);
  }
  ng_operation_output (to, 0, ng_build_gather (to->builder, x, make_table (to, kept, 0), axis));
}

/* Parts of a tensor along an axis, to be compared with one another. */
typedef struct {
  const NgTensor *tensor; /* of numbers or texts */
  gint64 n, outer, inner;
  gboolean is_real;
  gint64 flip; /* turns unsigned numbers into signed ones of the same order */
} Parts;

static int
compare_elements (const Parts *self, gint64 a, gint64 b)
{
  if (ng_tensor_element (self->tensor) == NG_ELEMENT_STRING)
    return strcmp (ng_tensor_string (self->tensor, a), ng_tensor_string (self->tensor, b));
  if (self->is_real) {
    double x = ng_tensor_get_real (self->tensor, a), y = ng_tensor_get_real (self->tensor, b);
    if (isnan (x) || isnan (y))
      return isnan (x) - isnan (y);
    return (x > y) - (x < y);
  }
  gint64 x = ng_tensor_get_int (self->tensor, a) ^ self->flip;
  gint64 y = ng_tensor_get_int (self->tensor, b) ^ self->flip;
  return (x > y) - (x < y);
}

static int
compare_parts (const Parts *self, gint64 a, gint64 b)
{
  for (gint64 o = 0; o < self->outer; o++) {
    for (gint64 i = 0; i < self->inner; i++) {
      gint64 base = o * self->n * self->inner + i;
      int order = compare_elements (self, base + a * self->inner, base + b * self->inner);
      if (order != 0)
        return order;
    }
  }
  return 0;
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer data)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  int order = compare_parts (data, x, y);

  return order != 0 ? order : (x > y) - (x < y);
}

static int
compare_numbers (gconstpointer a, gconstpointer b, gpointer data)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* The first place of each different part; in @group for each part the number of its first place. */
static GArray *
find_unique (const Parts *parts, gint64 *group)
{
  g_autofree gint64 *order = g_new (gint64, (gsize) MAX (parts->n, 1));
  GArray *first = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 i = 0; i < parts->n; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint) parts->n, sizeof *order, compare_places, (gpointer) parts);
  for (gint64 i = 0; i < parts->n; i++) {
    if (i == 0 || compare_parts (parts, order[i - 1], order[i]) != 0)
      g_array_append_val (first, order[i]);
    group[order[i]] = g_array_index (first, gint64, first->len - 1);
  }
  return first;
}

static void
give_unique (NgOperation *to, NgValue x, int axis, const Parts *parts)
{
  g_autofree gint64 *group = g_new (gint64, (gsize) MAX (parts->n, 1));
  g_autofree gint64 *rank = g_new0 (gint64, (gsize) MAX (parts->n, 1));
  g_autoptr (GArray) first = find_unique (parts, group);
  g_autoptr (GArray) inverse = g_array_new (FALSE, TRUE, sizeof (gint64));
  g_autoptr (GArray) counts = g_array_new (FALSE, TRUE, sizeof (gint64));

  if (ng_onnx_node_integer (to->node, "sorted", 1) == 0)
    g_qsort_with_data (first->data, (gint) first->len, sizeof (gint64), compare_numbers, NULL);
  g_array_set_size (counts, first->len);
  for (guint i = 0; i < first->len; i++)
    rank[g_array_index (first, gint64, i)] = i;
  for (gint64 i = 0; i < parts->n; i++) {
    gint64 number = rank[group[i]];
    g_array_append_val (inverse, number);
    g_array_index (counts, gint64, number)++;
  }
  NgValue places = make_table (to, first, 0);
  ng_operation_output (to, 0, ng_build_gather (to->builder, x, places, axis));
  ng_operation_output (to, 1, places);
  ng_operation_output (to, 2, make_table (to, inverse, 0));
  ng_operation_output (to, 3, make_table (to, counts, 0));
}

static void
lower_unique (NgOperation *to)
{
  NgValue x = ng_operation_input (to, 0);
  gboolean is_text = ng_operation_element (to, 0) == NG_ELEMENT_STRING;
  g_autoptr (NgTensor) texts = is_text ? ng_operation_texts (to, x, 0) : NULL;
  NgTensor *known = is_text ? texts : ng_operation_known (to, 0);

  if (known == NULL)
    return;
  int axis = parts_axis (to, &x);
  if (axis < 0)
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  Parts parts = { .tensor = known,
                  .n = shape.dims[axis],
                  .outer = 1,
                  .inner = 1,
                  .is_real = ng_element_is_real (shape.element),
                  .flip = ng_element_is_unsigned (shape.element) ? G_MININT64 : 0 };
  for (int i = 0; i < shape.rank; i++) {
    if (i != axis)
      *(i < axis ? &parts.outer : &parts.inner) *= shape.dims[i];
  }
  if (parts.n > G_MAXINT) {
    ng_operation_lack (to, "of so many elements cannot be run");
    return;
  }
  give_unique (to, x, axis, &parts);
}

static void
infer_selected (NgRelation *relation, const NgOnnxNode *node)
{
  NgType result = ng_type_of_element (NG_ELEMENT_I64);

  if (ng_operator_infer_known (relation, node))
    return;
  result.rank = 2;
  result.dims[0] = ng_relation_fresh (relation, 0, 0, 0);
  result.dims[1] = ng_dim_number (3);
  ng_result_type (relation, node, 0, &result);
}

typedef struct {
  float low[2], high[2];
} Box;

/* From two corners, any that lie opposite, or from the centre and the size. */
static Box
read_box (const NgTensor *boxes, gint64 first, gboolean has_centre)
{
  Box box;
  float values[4];

  for (int i = 0; i < 4; i++)
    values[i] = (float) ng_tensor_get_real (boxes, first + i);
  for (int i = 0; i < 2; i++) {
    float a = values[i], b = values[i + 2];
    box.low[i] = has_centre ? a - b / 2 : MIN (a, b);
    box.high[i] = has_centre ? a + b / 2 : MAX (a, b);
  }
  return box;
}

static float
area_of (const Box *box)
{
  return (box->high[0] - box->low[0]) * (box->high[1] - box->low[1]);
}

/* What both cover, by what either covers. */
static float
overlap (const Box *a, const Box *b)
{
  Box common;

  for (int i = 0; i < 2; i++) {
    common.low[i] = MAX (a->low[i], b->low[i]);
    common.high[i] = MIN (a->high[i], b->high[i]);
    if (common.high[i] <= common.low[i])
      return 0;
  }
  float shared = area_of (&common), all = area_of (a) + area_of (b) - shared;
  return area_of (a) > 0 && area_of (b) > 0 && all > 0 ? shared / all : 0;
}

typedef struct {
  double score;
  gint64 index;
} Candidate;

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

typedef struct {
  const NgTensor *boxes, *scores;
  gint64 limit;
  float overlap;
  double score; /* -infinity for any */
  gboolean has_centre;
} Suppression;

/* The best boxes of one class of one example, none of which overlaps a better one too much. */
static void
select_boxes (const Suppression *self, gint64 example, gint64 class, GArray *selected)
{
  gint64 n = ng_tensor_dims (self->boxes)[1], n_classes = ng_tensor_dims (self->scores)[1];
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (Box));

  for (gint64 i = 0; i < n; i++) {
    double score = ng_tensor_get_real (self->scores, (example * n_classes + class) * n + i);
    Candidate candidate = { score, i };
    if (score > self->score)
      g_array_append_val (candidates, candidate);
  }
  g_array_sort (candidates, compare_candidates);
  for (guint i = 0; i < candidates->len && (gint64) kept->len < self->limit; i++) {
    gint64 index = g_array_index (candidates, Candidate, i).index;
    Box box = read_box (self->boxes, (example * n + index) * 4, self->has_centre);
    gboolean stands = TRUE;
    for (guint j = 0; stands && j < kept->len; j++)
      stands = overlap (&box, &g_array_index (kept, Box, j)) <= self->overlap;
    if (!stands)
      continue;
    gint64 row[3] = { example, class, index };
    g_array_append_val (kept, box);
    g_array_append_vals (selected, row, 3);
  }
}

/* A number that may be left out. */
static gboolean
read_number (NgOperation *to, gsize index, double *value)
{
  if (ng_operation_input (to, index) == NG_NO_VALUE)
    return TRUE;
  NgTensor *known = ng_operation_known (to, index);
  if (known != NULL && ng_tensor_count (known) == 1)
    *value = ng_tensor_get_real (known, 0);
  else if (known != NULL)
    ng_operation_fail (to, "has an array in place of a number");
  return !ng_operation_has_failed (to);
}

static void
lower_suppression (NgOperation *to)
{
  double limit = 0, overlap = 0, score = -HUGE_VAL;
  NgTensor *boxes = ng_operation_known (to, 0);
  NgTensor *scores = boxes != NULL ? ng_operation_known (to, 1) : NULL;
  g_autoptr (GArray) selected = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (scores == NULL || !read_number (to, 2, &limit) || !read_number (to, 3, &overlap) ||
      !read_number (to, 4, &score))
    return;
  const gint64 *of_boxes = ng_tensor_dims (boxes), *of_scores = ng_tensor_dims (scores);
  if (ng_tensor_rank (boxes) != 3 || ng_tensor_rank (scores) != 3 || of_boxes[2] != 4 ||
      of_boxes[0] != of_scores[0] || of_boxes[1] != of_scores[2]) {
    ng_operation_fail (to, "has boxes and scores that do not fit each other");
    return;
  }
  Suppression self = { .boxes = boxes,
                       .scores = scores,
                       .limit = (gint64) CLAMP (limit, 0, (double) NG_MAX_ELEMENTS),
                       .overlap = (float) overlap,
                       .score = score,
                       .has_centre = ng_onnx_node_integer (to->node, "center_point_box", 0) != 0 };
  for (gint64 example = 0; example < of_scores[0]; example++)
    for (gint64 class = 0; class < of_scores[1]; class ++)
      select_boxes (&self, example, class, selected);
  ng_operation_output (to, 0, make_table (to, selected, 3));
}

const NgOperatorClass ng_operators_selection[] = {
  { .name = "NonZero",
    .summary = "Places of the elements that are not 0",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X" },
    .outputs = { "Y" },
    .takes_texts = TRUE,
    .infer = infer_nonzero,
    .lower = lower_nonzero },
  { .name = "Compress",
    .summary = "The parts that a condition keeps",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "input", "condition" },
    .outputs = { "output" },
    .takes_texts = TRUE,
    .infer = infer_parts,
    .lower = lower_compress },
  { .name = "Unique",
    .summary = "The parts that differ, each once",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X" },
    .outputs = { "Y", "indices", "inverse_indices", "counts" },
    .takes_texts = TRUE,
    .infer = infer_parts,
    .lower = lower_unique },
  { .name = "NonMaxSuppression",
    .summary = "Boxes that overlap no better one",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "boxes",
                "scores",
                "max_output_boxes_per_class",
                "iou_threshold",
                "score_threshold" },
    .outputs = { "selected_indices" },
    .infer = infer_selected,
    .lower = lower_suppression },
  { .name = NULL },
};
