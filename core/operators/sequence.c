/* Sequences and optional values. They are lists of values while a program is written, so what makes
 * them and takes them apart leaves nothing in the program; where numbers say which element is meant
 * these have to be known then. An optional value that is none is a list that is marked as such by
 * holding no value at all. */

#include "core/base/limits.h"
#include "core/operators/operation.h"

/* The elements of an input that is a sequence. */
static const NgValue *
items_of (NgOperation *to, gsize index, gsize *n)
{
  NgValue list = ng_operation_need (to, index);
  const NgValue *items = NULL;

  if (list == NG_NO_VALUE)
    return NULL;
  if (to->lowering != NULL)
    items = ng_lowering_list_items (to->lowering, list, n);
  if (items == NULL && to->lowering == NULL)
    ng_operation_lack (to, "is found only as part of its net");
  else if (items == NULL)
    ng_operation_fail (to, "needs a sequence");
  return items;
}

static void
give_list (NgOperation *to, gsize index, const NgValue *values, gsize n)
{
  if (to->lowering == NULL)
    ng_operation_lack (to, "is found only as part of its net");
  else
    ng_operation_output (to, index, ng_lowering_list (to->lowering, values, n));
}

static void
lower_construct (NgOperation *to)
{
  for (gsize i = 0; i < to->n_inputs; i++)
    if (ng_operation_need (to, i) == NG_NO_VALUE)
      return;
  give_list (to, 0, to->inputs, to->n_inputs);
}

static void
lower_empty (NgOperation *to)
{
  give_list (to, 0, NULL, 0);
}

/* A place among @n, counted from the end if negative; @missing where the input is absent. */
static gboolean
read_place (NgOperation *to, gsize index, gsize n, gint64 missing, gint64 *place)
{
  *place = missing;
  if (ng_operation_input (to, index) != NG_NO_VALUE &&
      ng_operation_integers (to, index, place, 1) != 1)
    return FALSE;
  if (*place < 0)
    *place += (gint64) n;
  return TRUE;
}

static gboolean
check_place (NgOperation *to, gint64 place, gsize n)
{
  if (place >= 0 && place < (gint64) n)
    return TRUE;
  ng_operation_fail (
      to, "means element %" G_GINT64_FORMAT " of a sequence of %" G_GSIZE_FORMAT, place, n);
  return FALSE;
}

static void
lower_at (NgOperation *to)
{
  gsize n;
  gint64 place;
  const NgValue *items = items_of (to, 0, &n);

  if (items != NULL && ng_operation_need (to, 1) != NG_NO_VALUE &&
      read_place (to, 1, n, 0, &place) && check_place (to, place, n))
    ng_operation_output (to, 0, items[place]);
}

static void
lower_insert (NgOperation *to)
{
  gsize n;
  gint64 place;
  NgValue x = ng_operation_need (to, 1);
  const NgValue *items = x != NG_NO_VALUE ? items_of (to, 0, &n) : NULL;

  if (items == NULL || !read_place (to, 2, n, (gint64) n, &place) ||
      !check_place (to, place, n + 1))
    return;
  g_autofree NgValue *values = g_new (NgValue, n + 1);
  for (gsize i = 0; i <= n; i++)
    values[i] = (gint64) i < place ? items[i] : (gint64) i == place ? x : items[i - 1];
  give_list (to, 0, values, n + 1);
}

static void
lower_erase (NgOperation *to)
{
  gsize n;
  gint64 place;
  const NgValue *items = items_of (to, 0, &n);

  if (items == NULL || !read_place (to, 1, n, -1, &place) || !check_place (to, place, n))
    return;
  g_autofree NgValue *values = g_new (NgValue, n);
  for (gsize i = 0; i + 1 < n; i++)
    values[i] = items[(gint64) i < place ? i : i + 1];
  give_list (to, 0, values, n - 1);
}

static void
lower_length (NgOperation *to)
{
  gsize n;

  if (items_of (to, 0, &n) == NULL)
    return;
  gint64 length = (gint64) n;
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_I64, NULL, 0, &length);
  ng_operation_output (to, 0, ng_build_constant (to->builder, tensor));
}

/* Sizes of the pieces of an axis of @size elements: each one alone, all of one size but the last,
 * or as a list says. */
static GArray *
piece_sizes (NgOperation *to, gint64 size)
{
  GArray *sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  NgTensor *given = NULL;
  gint64 total = 0, each = 1;

  if (ng_operation_input (to, 1) != NG_NO_VALUE) {
    given = ng_operation_known (to, 1);
    if (given == NULL)
      return sizes;
    if (ng_tensor_rank (given) == 0)
      each = ng_tensor_get_int (given, 0);
  }
  if (given != NULL && ng_tensor_rank (given) > 0) {
    for (gint64 i = 0; i < ng_tensor_count (given) && total >= 0 && total <= size; i++) {
      gint64 piece = ng_tensor_get_int (given, i);
      g_array_append_val (sizes, piece);
      total = piece < 0 || piece > size ? -1 : total + piece;
    }
  } else if (each > 0 && size / each > NG_MAX_PIECES) {
    ng_operation_lack (to, "of more than %d pieces cannot be run", NG_MAX_PIECES);
    return sizes;
  } else if (each > 0) {
    for (; total < size; total += g_array_index (sizes, gint64, sizes->len - 1)) {
      gint64 piece = MIN (each, size - total);
      g_array_append_val (sizes, piece);
    }
  }
  if (total != size || each < 1)
    ng_operation_fail (to, "divides an axis into pieces that do not fit it");
  return sizes;
}

static void
lower_split (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gboolean keeps = ng_operation_input (to, 1) != NG_NO_VALUE ||
                   ng_onnx_node_integer (to->node, "keepdims", 1) != 0;
  gint64 start = 0;

  if (x == NG_NO_VALUE)
    return;
  int axis = ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", 0), shape.rank);
  if (axis < 0)
    return;
  g_autoptr (GArray) sizes = piece_sizes (to, shape.dims[axis]);
  g_autofree NgValue *values = g_new (NgValue, MAX (sizes->len, 1));
  for (guint i = 0; i < sizes->len && !ng_operation_has_failed (to); i++) {
    gint64 size = g_array_index (sizes, gint64, i);
    values[i] = keeps ? ng_operation_part (to, x, axis, start, 1, size)
                      : ng_build_part (to->builder, x, axis, start);
    start += size;
  }
  if (!ng_operation_has_failed (to))
    give_list (to, 0, values, sizes->len);
}

static void
lower_concat (NgOperation *to)
{
  gsize n;
  const NgValue *items = items_of (to, 0, &n);
  gboolean is_new = ng_onnx_node_integer (to->node, "new_axis", 0) != 0;

  if (items == NULL)
    return;
  if (n == 0) {
    ng_operation_fail (to, "has an empty sequence");
    return;
  }
  g_autofree NgValue *values = g_new (NgValue, n);
  int rank = ng_operation_shape (to, items[0])->rank + is_new;
  int axis = ng_operation_axis (to, ng_onnx_node_integer (to->node, "axis", 0), rank);
  if (axis < 0 || rank > NG_MAX_RANK)
    return;
  for (gsize i = 0; i < n; i++) {
    const NgShape shape = *ng_operation_shape (to, items[i]);
    gint64 dims[NG_MAX_RANK];
    for (int k = 0; k < shape.rank + is_new && k < NG_MAX_RANK; k++)
      dims[k] = is_new && k == axis ? 1 : shape.dims[is_new && k > axis ? k - 1 : k];
    values[i] = is_new && shape.rank + 1 == rank
                    ? ng_build_reshape (to->builder, items[i], dims, rank)
                    : items[i];
  }
  ng_operation_output (to, 0, ng_build_concat (to->builder, values, n, axis));
}

/* A subgraph for each element of the first sequence; of further sequences the element of the same
 * place, arrays as they are. */
static void
lower_map (NgOperation *to)
{
  const NgAttribute *body = ng_onnx_node_attribute (to->node, "body");
  gsize n, n_other;

  if (items_of (to, 0, &n) == NULL)
    return;
  if (body == NULL || body->net == NULL || body->n_formal != to->n_inputs ||
      ng_net_n_outputs (body->net) < to->n_outputs) {
    ng_operation_fail (to, "has a body that does not fit its inputs and outputs");
    return;
  }
  gsize n_outputs = ng_net_n_outputs (body->net);
  g_autofree NgValue *formal = g_new (NgValue, to->n_inputs);
  g_autofree NgValue *outputs = g_new (NgValue, MAX (n_outputs, 1));
  g_autofree NgValue *made = g_new (NgValue, MAX (n * to->n_outputs, 1));
  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < to->n_inputs; k++) {
      const NgValue *items = ng_lowering_list_items (to->lowering, to->inputs[k], &n_other);
      formal[k] = items == NULL ? to->inputs[k] : i < n_other ? items[i] : NG_NO_VALUE;
      if (formal[k] == NG_NO_VALUE) {
        ng_operation_fail (to, "has sequences of different lengths");
        return;
      }
    }
    if (!ng_operation_call (to, body, formal, outputs))
      return;
    for (gsize k = 0; k < to->n_outputs; k++)
      made[k * n + i] = outputs[k];
  }
  for (gsize k = 0; k < to->n_outputs; k++)
    give_list (to, k, made + k * n, n);
}

/* A list of one %NG_NO_VALUE is no value. */
static gboolean
is_none (NgOperation *to, NgValue value)
{
  gsize n = 0;
  const NgValue *items =
      to->lowering != NULL ? ng_lowering_list_items (to->lowering, value, &n) : NULL;

  return value == NG_NO_VALUE || (items != NULL && n == 1 && items[0] == NG_NO_VALUE);
}

static void
lower_optional (NgOperation *to)
{
  static const NgValue none = NG_NO_VALUE;
  NgValue x = ng_operation_input (to, 0);

  if (x != NG_NO_VALUE)
    ng_operation_output (to, 0, x);
  else
    give_list (to, 0, &none, 1);
}

static void
lower_has_element (NgOperation *to)
{
  NgValue x = ng_operation_input (to, 0);
  g_autoptr (NgTensor) truth = ng_tensor_new_scalar (NG_ELEMENT_BOOL, !is_none (to, x));

  ng_operation_output (to, 0, ng_build_constant (to->builder, truth));
}

static void
lower_get_element (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);

  if (x != NG_NO_VALUE && is_none (to, x))
    ng_operation_fail (to, "has nothing to give");
  else
    ng_operation_output (to, 0, x);
}

/* Of lists there is no type that inference could find; what the file declares stands. */
#define SEQUENCE(NAME, SUMMARY, LOWER, ...)                                                        \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_STRUCTURE,                           \
    .inputs = { __VA_ARGS__ }, .outputs = { "output" }, .lower = LOWER                             \
  }

const NgOperatorClass ng_operators_sequence[] = {
  { .name = "SequenceConstruct",
    .summary = "A sequence of arrays",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "inputs" },
    .outputs = { "output_sequence" },
    .is_variadic = TRUE,
    .lower = lower_construct },
  SEQUENCE ("SequenceEmpty", "A sequence without elements", lower_empty),
  SEQUENCE ("SequenceAt", "An element of a sequence", lower_at, "input_sequence", "position"),
  SEQUENCE ("SequenceInsert",
            "A sequence with one element more",
            lower_insert,
            "input_sequence",
            "tensor",
            "position"),
  SEQUENCE ("SequenceErase",
            "A sequence with one element less",
            lower_erase,
            "input_sequence",
            "position"),
  SEQUENCE (
      "SequenceLength", "The number of elements of a sequence", lower_length, "input_sequence"),
  SEQUENCE ("SplitToSequence", "An array as a sequence of pieces", lower_split, "input", "split"),
  SEQUENCE ("ConcatFromSequence",
            "The elements of a sequence put together",
            lower_concat,
            "input_sequence"),
  { .name = "SequenceMap",
    .summary = "A subgraph for each element of a sequence",
    .category = NG_CATEGORY_CONTAINER,
    .inputs = { "input_sequence", "additional_inputs" },
    .outputs = { "out_sequence" },
    .is_variadic = TRUE,
    .lower = lower_map },
  SEQUENCE ("Optional", "A value, or none", lower_optional, "input"),
  SEQUENCE ("OptionalHasElement", "Whether there is a value", lower_has_element, "input"),
  SEQUENCE ("OptionalGetElement", "The value that there is", lower_get_element, "input"),
  { .name = NULL },
};
