/* Truth values, and other elements. In layers True is 1 and False is 0. */

#include "core/convert/conversion.h"

#include <math.h>
#include <string.h>

/* Integers up to this are real numbers of 32 bits, too. */
#define MAX_EXACT (1 << 24)

/**
 * Comparison:
 * @function: of two inputs
 * @right: with a number behind
 * @left: with a number in front
 */
typedef struct {
  const char *op, *function, *right, *left;
} Comparison;

static const Comparison comparisons[] = {
  { "And", "And", "# > 0 && %s > 0 &", "# > 0 && %s > 0 &" },
  { "Equal", "Equal", "# == %s &", "# == %s &" },
  { "Greater", "Greater", "# > %s &", "# < %s &" },
  { "GreaterOrEqual", "GreaterEqual", "# >= %s &", "# <= %s &" },
  { "Less", "Less", "# < %s &", "# > %s &" },
  { "LessOrEqual", "LessEqual", "# <= %s &", "# >= %s &" },
  { "Or", "Or", "# > 0 || %s > 0 &", "# > 0 || %s > 0 &" },
  { "Xor", "Unequal", "# != %s &", "# != %s &" },
};

/* What is computed is a real number, whatever the file calls it. */
static gboolean
give_real (NgConversion *self, gboolean ok)
{
  if (!ok)
    return FALSE;
  NgCarried *value = &self->values[self->first[self->index] + (guint) self->node->results[0]];
  value->held.kind = value->wanted.kind = NG_KIND_REAL;
  return TRUE;
}

/* The constant as real numbers that are as exact, or NULL. */
static NgTensor *
real_constant (NgConversion *self, NgTensor *tensor)
{
  NgElement element = ng_tensor_element (tensor);

  if (element == NG_ELEMENT_STRING)
    return NULL;
  for (gint64 i = 0; ng_element_is_integer (element) && i < ng_tensor_count (tensor); i++) {
    gint64 number = ng_tensor_get_int (tensor, i);
    if (number > MAX_EXACT || number < -MAX_EXACT)
      return NULL;
  }
  return ng_element_is_real (element)
             ? tensor
             : ng_conversion_keep (self, ng_tensor_convert (tensor, NG_ELEMENT_F32));
}

/* Integers of several inputs may be too great for real numbers; those that are compared with
 * small constants may not. */
static gboolean
are_comparable (NgConversion *self)
{
  gsize n_inputs = 0, n_integers = 0;

  for (gsize i = 0; i < self->node->n_operands; i++) {
    NgType type = ng_conversion_type (self, i);
    if (ng_conversion_constant (self, i) != NULL)
      continue;
    n_inputs++;
    n_integers += ng_element_is_integer (type.element);
  }
  return n_integers == 0 || n_inputs == 1 ||
         ng_conversion_refuse (self, "its integers may be too great for layers");
}

/* The function of one input and a number, where the result is as large as the input. */
static gboolean
put_with_number (NgConversion *self, gsize variable, double number, const char *pattern)
{
  g_autofree char *value = ng_number_text (number);
  g_auto (GStrv) parts = g_strsplit (pattern, "%s", 2);
  g_autofree char *text =
      g_strconcat (parts[0], number < 0 ? "(" : "", value, number < 0 ? ")" : "", parts[1], NULL);

  return ng_conversion_put_function_of_any (self, variable, text);
}

static gboolean
convert_comparison (NgConversion *self)
{
  const Comparison *row = comparisons;
  const NgType *y = ng_conversion_result_type (self, 0);

  while (!g_str_equal (row->op, self->node->op))
    row++;
  if (self->node->n_operands != 2 || ng_onnx_node_attribute (self->node, "axis") != NULL)
    return ng_conversion_refuse (self, "it says where the axes of its second input lie");
  if (!are_comparable (self))
    return FALSE;
  for (gsize i = 0; i < 2; i++) {
    NgTensor *tensor = ng_conversion_constant (self, i);
    const NgCarried *other = ng_conversion_operand (self, 1 - i);
    double number;
    if (tensor != NULL && real_constant (self, tensor) == NULL)
      return ng_conversion_refuse (self, "its integers may be too great for layers");
    if (other != NULL && ng_conversion_is_number (tensor, &number) &&
        y->rank == ng_conversion_type (self, 1 - i).rank)
      return give_real (self,
                        put_with_number (self, 1 - i, number, i == 1 ? row->right : row->left));
  }
  return give_real (self, ng_conversion_put_threading (self, (gsize[]){ 0, 1 }, 2, row->function));
}

/* The function is the text of the row. */
static gboolean
convert_test (NgConversion *self)
{
  return give_real (
      self, ng_conversion_put_function_of_any (self, 0, ng_conversion_row (self->node)->text));
}

static gboolean
convert_is_infinite (NgConversion *self)
{
  gboolean has_low = ng_onnx_node_integer (self->node, "detect_negative", 1) != 0;
  gboolean has_high = ng_onnx_node_integer (self->node, "detect_positive", 1) != 0;

  return give_real (self,
                    ng_conversion_put_function (self,
                                                0,
                                                has_low && has_high ? "Abs[#] >= Infinity &"
                                                : has_high          ? "# >= Infinity &"
                                                : has_low           ? "# <= -Infinity &"
                                                                    : "0 # &"));
}

/* One of two values, or of numbers, as a third says. */
static gboolean
convert_where (NgConversion *self)
{
  const NgType *y = ng_conversion_result_type (self, 0);
  gsize operands[3] = { 0 }, n = 1;
  const char *parts[3] = { NULL };
  g_autofree char *numbers[3] = { NULL };
  gboolean is_wide = FALSE;

  if (y->element != NG_ELEMENT_NONE && !ng_element_is_real (y->element) &&
      y->element != NG_ELEMENT_BOOL)
    return ng_conversion_refuse (self, "its integers may be too great for layers");
  for (gsize i = 0; i < 3; i++) {
    is_wide |=
        ng_conversion_operand (self, i) != NULL && ng_conversion_type (self, i).rank == y->rank;
  }
  for (gsize i = 1; i < 3; i++) {
    NgTensor *tensor = ng_conversion_constant (self, i);
    double number;
    if (is_wide && ng_conversion_is_number (tensor, &number) && !isnan (number)) {
      parts[i] = numbers[i] = ng_number_text (number);
      continue;
    }
    operands[n++] = i;
    parts[i] = n == 2 ? "#2" : "#3";
  }
  g_autofree char *text =
      g_strdup_printf ("If[%s > 0, %s, %s] &", n > 1 ? "#1" : "#", parts[1], parts[2]);
  gboolean ok = n == 1 ? ng_conversion_constant (self, 0) == NULL &&
                             ng_conversion_put_function_of_any (self, 0, text)
                       : ng_conversion_put_threading (self, operands, n, text);
  for (gsize i = 0; i < 3; i++)
    g_clear_pointer (&numbers[i], g_free);
  return give_real (self, ok);
}

/* The remainder of real numbers has the sign of the first. */
static gboolean
convert_mod (NgConversion *self)
{
  NgType x = ng_conversion_type (self, 0);
  double number;

  if (ng_element_is_integer (x.element))
    return ng_conversion_refuse (self, "its integers may be too great for layers");
  if (ng_conversion_is_number (ng_conversion_constant (self, 1), &number) &&
      ng_conversion_result_type (self, 0)->rank == x.rank)
    return put_with_number (self, 0, fabs (number), "Sign[#] Mod[Abs[#], %s] &");
  return ng_conversion_put_threading (
      self, (gsize[]){ 0, 1 }, 2, "Sign[#1] Mod[Abs[#1], Abs[#2]] &");
}

/* ---- other elements ---- */

/* Integers of real numbers, towards 0, which others can count with. */
static gboolean
put_integers (NgConversion *self)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);
  g_autofree char *type = ng_levels_integers (&carried->held);
  int layer = ng_conversion_put (
      self, &carried->feed, 1, NULL, 0, "ElementwiseLayer[IntegerPart, \"Output\" -> %s]", type);

  return ng_conversion_give_like (self, ng_conversion_feed (layer, 0), 0);
}

static gboolean
convert_element (NgConversion *self, NgElement to)
{
  NgElement from = ng_conversion_type (self, 0).element;
  const NgCarried *carried = ng_conversion_operand (self, 0);
  gboolean is_real = from == NG_ELEMENT_F32 || from == NG_ELEMENT_F64;

  if (carried == NULL || carried->axis < 0)
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  /* All reals are computed as float32. */
  gboolean is_same = is_real && (to == NG_ELEMENT_F32 || to == NG_ELEMENT_F64);
  if (is_same || from == to ||
      (ng_element_is_integer (from) && ng_element_is_integer (to) && ng_element_bits (to) >= 32))
    return ng_conversion_pass_same (self, 0);
  if ((is_real || ng_element_is_integer (from)) && to == NG_ELEMENT_BOOL)
    return give_real (self, ng_conversion_put_function_of_any (self, 0, "# != 0 &"));
  if ((is_real || from == NG_ELEMENT_BOOL) && (to == NG_ELEMENT_I32 || to == NG_ELEMENT_I64))
    return put_integers (self);
  if ((to != NG_ELEMENT_F32 && to != NG_ELEMENT_F64) ||
      !(ng_element_is_integer (from) || from == NG_ELEMENT_BOOL))
    return ng_conversion_refuse (self, "layers have no such numbers");
  return ng_conversion_put_function_of_any (self, 0, "# &");
}

static gboolean
convert_cast (NgConversion *self)
{
  return convert_element (self, ng_onnx_element (ng_onnx_node_integer (self->node, "to", 0)));
}

static gboolean
convert_cast_like (NgConversion *self)
{
  return convert_element (self, ng_conversion_type (self, 1).element);
}

const NgRuleRow ng_rules_logic[] = {
  { "And", convert_comparison },
  { "Cast", convert_cast },
  { "CastLike", convert_cast_like },
  { "Equal", convert_comparison },
  { "Greater", convert_comparison },
  { "GreaterOrEqual", convert_comparison },
  { "IsInf", convert_is_infinite },
  { "IsNaN", convert_test, "# != # &" },
  { "Less", convert_comparison },
  { "LessOrEqual", convert_comparison },
  { "Mod", convert_mod },
  { "Not", convert_test, "Not" },
  { "Or", convert_comparison },
  { "Where", convert_where },
  { "Xor", convert_comparison },
  { NULL },
};
