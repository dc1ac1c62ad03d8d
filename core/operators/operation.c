/* What the lowerings of all operators share. */

#include "core/operators/operation.h"

#include "core/base/format.h"
#include "core/base/limits.h"

#include <string.h>

/* As part of a net, the message says which layer it is about. */
static void
fail (NgOperation *self, const char *tag, const char *text)
{
  if (self->lowering != NULL) {
    ng_lowering_fail (self->lowering, tag, "%s %s.", self->node->op, text);
    return;
  }
  ng_program_builder_fail (self->builder,
                           ng_diagnostic_new (tag, NULL, "%s %s.", self->node->op, text));
}

void
ng_operation_fail (NgOperation *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fail (self, "ONNX::operator", text);
}

void
ng_operation_lack (NgOperation *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fail (self, "NetGraph::operator", text);
}

void
ng_operation_lack_constant (NgOperation *self, gsize index)
{
  g_autofree char *name = ng_operator_input_name (self->node->operator, index);
  g_autofree char *text =
      g_strdup_printf ("can be run only where its input \"%s\" is constant", name);

  fail (self, "ONNX::constant", text);
}

gboolean
ng_operation_has_failed (const NgOperation *self)
{
  return ng_program_builder_has_failed (self->builder);
}

NgValue
ng_operation_input (const NgOperation *self, gsize index)
{
  return index < self->n_inputs ? self->inputs[index] : NG_NO_VALUE;
}

NgValue
ng_operation_need (NgOperation *self, gsize index)
{
  NgValue value = ng_operation_input (self, index);

  if (value == NG_NO_VALUE && !ng_operation_has_failed (self)) {
    g_autofree char *name = ng_operator_input_name (self->node->operator, index);
    ng_operation_fail (self, "lacks its input \"%s\"", name);
  }
  return value;
}

const NgShape *
ng_operation_shape (const NgOperation *self, NgValue value)
{
  static const NgShape none = { .element = NG_ELEMENT_F32 };

  return value != NG_NO_VALUE ? ng_build_shape (self->builder, value) : &none;
}

void
ng_operation_output (NgOperation *self, gsize index, NgValue value)
{
  if (index < self->n_outputs)
    self->outputs[index] = value;
}

void
ng_operation_output_texts (NgOperation *self, gsize index, NgValue value)
{
  ng_operation_output (self, index, value);
  self->text_outputs |= 1u << index;
}

NgElement
ng_operation_element (const NgOperation *self, gsize index)
{
  NgElement element = index < self->n_inputs ? self->elements[index] : NG_ELEMENT_NONE;

  return element != NG_ELEMENT_NONE
             ? element
             : ng_operation_shape (self, ng_operation_input (self, index))->element;
}

NgElement
ng_operation_real (const NgOperation *self)
{
  return self->lowering != NULL ? ng_lowering_element (self->lowering) : NG_ELEMENT_F32;
}

gboolean
ng_operation_has_room (NgOperation *self, double count)
{
  if (count <= NG_MAX_OPERATOR_TABLE)
    return TRUE;
  ng_operation_lack (self, "needs a table of %.3g numbers, and cannot be run", count);
  return FALSE;
}

gboolean
ng_operation_has_rank (NgOperation *self, gsize rank)
{
  if (rank <= NG_MAX_RANK)
    return TRUE;
  ng_operation_fail (
      self, "would make an array of rank %zu, and %d is the highest", rank, NG_MAX_RANK);
  return FALSE;
}

gboolean
ng_operation_has_steps (NgOperation *self, gint64 steps)
{
  if (steps < 0)
    ng_operation_lack (
        self,
        "takes more than %.3g steps to compare texts with its pattern, and cannot be "
        "run",
        (double) NG_MAX_MATCHING_STEPS);
  return !ng_operation_has_failed (self);
}

gboolean
ng_operation_has_text_room (NgOperation *self, gint64 count, double letters)
{
  double size = letters + (double) count * NG_TEXT_BYTES, known = 0;

  if (self->lowering != NULL)
    known = (double) ng_texts_size (ng_lowering_texts (self->lowering));
  if (size <= NG_MAX_NODE_TEXTS && known + size <= NG_MAX_TEXTS)
    return TRUE;
  ng_operation_lack (self, "needs %.3g bytes for texts, and cannot be run", size);
  return FALSE;
}

NgValue
ng_operation_part (NgOperation *self, NgValue x, int axis, gint64 start, gint64 step, gint64 count)
{
  NgShape shape = *ng_operation_shape (self, x);
  gint64 starts[NG_MAX_RANK] = { 0 }, steps[NG_MAX_RANK];

  for (int i = 0; i < shape.rank; i++)
    steps[i] = 1;
  starts[axis] = start;
  steps[axis] = step;
  shape.dims[axis] = count;
  return ng_build_slice (self->builder, x, starts, steps, shape.dims);
}

NgTensor *
ng_operation_ask (NgOperation *self, NgValue value)
{
  if (value == NG_NO_VALUE || ng_operation_has_failed (self))
    return NULL;
  return self->lowering != NULL ? ng_lowering_ask (self->lowering, value)
                                : ng_build_known (self->builder, value);
}

NgTensor *
ng_operation_known (NgOperation *self, gsize index)
{
  NgValue value = ng_operation_need (self, index);

  if (value == NG_NO_VALUE || ng_operation_has_failed (self))
    return NULL;
  NgTensor *known = ng_operation_ask (self, value);
  if (known == NULL)
    ng_operation_lack_constant (self, index);
  return known;
}

NgTensor *
ng_operation_texts (NgOperation *self, NgValue value, gsize index)
{
  if (value == NG_NO_VALUE || ng_operation_has_failed (self))
    return NULL;
  if (ng_operation_element (self, index) != NG_ELEMENT_STRING) {
    ng_operation_fail (self, "takes texts, and is given numbers");
    return NULL;
  }
  NgTensor *known = self->lowering != NULL ? ng_lowering_ask (self->lowering, value) : NULL;
  if (known == NULL) {
    ng_operation_lack_constant (self, index);
    return NULL;
  }
  gint64 n = ng_tensor_count (known);
  if (!ng_operation_has_text_room (self, n, 0))
    return NULL;
  g_autoptr (NgTensor) texts = ng_texts_decode (ng_lowering_texts (self->lowering), known);
  return ng_operation_has_text_room (self, n, (double) ng_texts_letters (texts))
             ? g_steal_pointer (&texts)
             : NULL;
}

NgValue
ng_operation_constant_texts (NgOperation *self, const NgTensor *strings)
{
  g_autoptr (NgTexts) none = self->lowering == NULL ? ng_texts_new () : NULL;
  NgTexts *texts = none != NULL ? none : ng_lowering_texts (self->lowering);
  g_autoptr (NgTensor) numbers = ng_texts_encode (texts, strings);

  return ng_build_constant (self->builder, numbers);
}

static NgTensor *
texts_of (const GPtrArray *list)
{
  gint64 n = list->len;
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (texts, g_strdup (list->pdata[i]));
  return ng_tensor_new_strings (&n, 1, texts);
}

NgTensor *
ng_operation_attribute_list (NgOperation *self, const char *name)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (self->node, name);
  gint64 n = 0;

  if (attribute == NULL)
    return NULL;
  switch (attribute->kind) {
  case NG_ATTRIBUTE_INTEGERS:
  case NG_ATTRIBUTE_REALS:
    n = attribute->numbers->len;
    return ng_tensor_new_copy (attribute->kind == NG_ATTRIBUTE_REALS ? NG_ELEMENT_F64
                                                                     : NG_ELEMENT_I64,
                               &n,
                               1,
                               attribute->numbers->data);
  case NG_ATTRIBUTE_TEXTS:
    return texts_of (attribute->texts);
  case NG_ATTRIBUTE_TENSOR:
    n = ng_tensor_count (attribute->tensor);
    return ng_tensor_reshape (attribute->tensor, &n, 1);
  default:
    return NULL;
  }
}

NgValue
ng_operation_constant (NgOperation *self, NgTensor *tensor)
{
  NgElement element = ng_tensor_element (tensor);

  if (element == NG_ELEMENT_STRING)
    return ng_operation_constant_texts (self, tensor);
  g_autoptr (NgTensor) converted =
      ng_tensor_convert (tensor, ng_element_is_real (element) ? ng_operation_real (self) : element);
  return ng_build_constant (self->builder, converted);
}

int
ng_operation_integers (NgOperation *self, gsize index, gint64 *values, int limit)
{
  NgTensor *known = ng_operation_known (self, index);

  if (known == NULL)
    return -1;
  gint64 n = ng_tensor_count (known);
  if (n > limit || ng_tensor_rank (known) > 1) {
    g_autofree char *name = ng_operator_input_name (self->node->operator, index);
    ng_operation_fail (
        self, "has %" G_GINT64_FORMAT " numbers in \"%s\", and takes at most %d", n, name, limit);
    return -1;
  }
  for (gint64 i = 0; i < n; i++)
    values[i] = ng_tensor_get_int (known, i);
  return (int) n;
}

int
ng_operation_list (NgOperation *self, const char *attribute, gsize index, gint64 *values, int limit)
{
  gsize n;
  const gint64 *list = ng_onnx_node_integers (self->node, attribute, &n);

  if (list != NULL) {
    if (n > (gsize) limit) {
      ng_operation_fail (self,
                         "has %" G_GSIZE_FORMAT " numbers in \"%s\", and takes at most %d",
                         n,
                         attribute,
                         limit);
      return -2;
    }
    memcpy (values, list, n * sizeof *list);
    return (int) n;
  }
  if (ng_operation_input (self, index) == NG_NO_VALUE)
    return -1;
  int count = ng_operation_integers (self, index, values, limit);

  return count < 0 ? -2 : count;
}

int
ng_operation_axis (NgOperation *self, gint64 axis, int rank)
{
  if (axis < -rank || axis >= rank) {
    ng_operation_fail (
        self, "is asked for axis %" G_GINT64_FORMAT " of an array of rank %d", axis, rank);
    return -1;
  }
  return (int) (axis < 0 ? axis + rank : axis);
}

guint
ng_operation_axes (NgOperation *self, const gint64 *axes, int n, int rank)
{
  guint mask = 0;

  for (int i = 0; i < n; i++) {
    int axis = ng_operation_axis (self, axes[i], rank);
    if (axis < 0)
      return 0;
    if ((mask & 1u << axis) != 0) {
      ng_operation_fail (self, "names axis %d twice", axis);
      return 0;
    }
    mask |= 1u << axis;
  }
  return mask;
}

/* The common shape of all values, aligned at the last axis. */
static gboolean
common_shape (NgOperation *self, const NgValue *values, gsize n, NgShape *common)
{
  *common = *ng_operation_shape (self, values[0]);
  for (gsize i = 1; i < n; i++) {
    const NgShape *shape = ng_operation_shape (self, values[i]);
    NgShape wide = shape->rank > common->rank ? *shape : *common;
    const NgShape *narrow = shape->rank > common->rank ? common : shape;
    for (int axis = 0; axis < narrow->rank; axis++) {
      gint64 *size = &wide.dims[wide.rank - 1 - axis];
      gint64 other = narrow->dims[narrow->rank - 1 - axis];
      if (*size == 1) {
        *size = other;
      } else if (other != 1 && other != *size) {
        g_autofree char *left = ng_format_list (common->dims, (gsize) common->rank);
        g_autofree char *right = ng_format_list (shape->dims, (gsize) shape->rank);
        ng_operation_fail (self, "cannot combine arrays of %s and %s", left, right);
        return FALSE;
      }
    }
    *common = wide;
  }
  return TRUE;
}

gboolean
ng_operation_broadcast (NgOperation *self, NgValue *values, gsize n)
{
  NgShape common;

  for (gsize i = 0; i < n; i++) {
    if (values[i] == NG_NO_VALUE)
      return FALSE;
  }
  if (n == 0 || ng_operation_has_failed (self) || !common_shape (self, values, n, &common))
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    const NgShape *shape = ng_operation_shape (self, values[i]);
    if (shape->rank != common.rank ||
        memcmp (shape->dims, common.dims, (gsize) common.rank * sizeof *common.dims) != 0)
      values[i] = ng_build_broadcast_numpy (self->builder, values[i], common.dims, common.rank);
  }
  return !ng_operation_has_failed (self);
}

NgValue
ng_operation_binary (NgOperation *self, NgPrimitive primitive, NgValue x, NgValue y)
{
  NgValue values[2] = { x, y };

  if (!ng_operation_broadcast (self, values, 2))
    return NG_NO_VALUE;
  return ng_build_binary (self->builder, primitive, values[0], values[1]);
}

NgValue
ng_operation_constant_integers (NgOperation *self, const gint64 *values, gint64 n)
{
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, values);

  return ng_build_constant (self->builder, tensor);
}
