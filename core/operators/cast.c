/* The same numbers, or the same bits, as another element; numbers as texts, and texts as numbers.
 *
 * Reals are computed in one precision. What is cast to a narrower one is rounded to what that one
 * can hold, and stays in the precision that is computed in; likewise integers of less than 8 bits.
 */

#include "core/base/digits.h"
#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/tensor/element.h"

#include <math.h>
#include <string.h>

/* Floating-point formats of 8 bits and less: bits of the fraction, exponent of the least normal
 * number, greatest number, and what lies beyond that. */
typedef struct {
  NgElement element;
  int fraction, least;
  double greatest, beyond;
} Narrow;

static const Narrow narrow_formats[] = {
  { NG_ELEMENT_F8_E4M3FN, 3, -6, 448, NAN },
  { NG_ELEMENT_F8_E4M3FNUZ, 3, -7, 240, NAN },
  { NG_ELEMENT_F8_E5M2, 2, -14, 57344, HUGE_VAL },
  { NG_ELEMENT_F8_E5M2FNUZ, 2, -15, 57344, NAN },
  { NG_ELEMENT_F4_E2M1, 1, 0, 6, 6 },
};

static const Narrow *
find_narrow (NgElement element)
{
  for (gsize i = 0; i < G_N_ELEMENTS (narrow_formats); i++) {
    if (narrow_formats[i].element == element)
      return &narrow_formats[i];
  }
  return NULL;
}

/* The greatest power of two that is not above |x|; 0 for what is less than every normal number. */
static NgValue
power_below (NgOperation *to, NgValue x)
{
  NgProgramBuilder *b = to->builder;
  NgElement element = ng_operation_shape (to, x)->element;
  gboolean is_wide = element == NG_ELEMENT_F64;
  NgValue bits = ng_build_bit_cast (b, x, is_wide ? NG_ELEMENT_I64 : NG_ELEMENT_I32);
  NgValue exponent =
      ng_build_fill_like (b, bits, is_wide ? (double) (0x7ffLL << 52) : (double) (0xff << 23));

  return ng_build_bit_cast (b, ng_build_binary (b, NG_PRIMITIVE_AND, bits, exponent), element);
}

static NgValue
with_bound (NgOperation *to, NgPrimitive primitive, NgValue x, double bound)
{
  return ng_build_binary (to->builder, primitive, x, ng_build_fill_like (to->builder, x, bound));
}

static NgValue
hold (NgOperation *to, NgValue x, double bound)
{
  return with_bound (to, NG_PRIMITIVE_MIN, with_bound (to, NG_PRIMITIVE_MAX, x, -bound), bound);
}

/* x rounded to the nearest multiple of the last place, half to even. */
static NgValue
round_narrow (NgOperation *to, NgValue x, const Narrow *format, gboolean saturates)
{
  NgProgramBuilder *b = to->builder;

  x = hold (to, x, 4 * format->greatest);
  NgValue power = with_bound (to, NG_PRIMITIVE_MAX, power_below (to, x), ldexp (1, format->least));
  NgValue place = ng_build_scale (b, power, ldexp (1, -format->fraction));
  NgValue y = ng_build_multiply (
      b, ng_build_unary (b, NG_PRIMITIVE_ROUND, ng_build_divide (b, x, place)), place);
  if (saturates || format->beyond == format->greatest)
    return hold (to, y, format->greatest);
  NgValue is_beyond = ng_build_binary (b,
                                       NG_PRIMITIVE_LESS,
                                       ng_build_fill_like (b, y, format->greatest),
                                       ng_build_unary (b, NG_PRIMITIVE_ABS, y));
  NgValue beyond = ng_build_multiply (
      b, ng_build_unary (b, NG_PRIMITIVE_SIGN, y), ng_build_fill_like (b, y, format->beyond));
  return ng_build_select (b, is_beyond, beyond, y);
}

/* Powers of two from 2^-127 to 2^127, and NaN. */
static NgValue
round_power (NgOperation *to, NgValue x, gboolean saturates, const char *mode)
{
  NgProgramBuilder *b = to->builder;
  double greatest = ldexp (1, 127), least = ldexp (1, -127);
  NgValue size = ng_build_unary (b, NG_PRIMITIVE_ABS, x);
  NgValue power = with_bound (to, NG_PRIMITIVE_MAX, power_below (to, size), least);
  NgValue twice = ng_build_scale (b, power, 2);
  NgValue y = power;

  if (g_str_equal (mode, "up")) {
    y = ng_build_select (b, ng_build_binary (b, NG_PRIMITIVE_LESS, power, size), twice, power);
  } else if (g_str_equal (mode, "nearest")) {
    NgValue middle = ng_build_scale (b, power, 1.5);
    y = ng_build_select (
        b, ng_build_binary (b, NG_PRIMITIVE_LESS_EQUAL, middle, size), twice, power);
  } else if (!g_str_equal (mode, "down")) {
    ng_operation_fail (to, "has the unknown round_mode \"%s\"", mode);
  }
  NgValue nan = ng_build_fill_like (b, y, NAN);
  NgValue is_beyond =
      ng_build_binary (b, NG_PRIMITIVE_LESS, ng_build_fill_like (b, y, greatest), y);
  if (saturates)
    y = with_bound (to, NG_PRIMITIVE_MIN, y, greatest);
  else
    y = ng_build_select (b, is_beyond, nan, y);
  return ng_build_select (b, ng_build_unary (b, NG_PRIMITIVE_IS_NAN, x), nan, y);
}

/* The lowest bits of an integer, as a number with or without a sign: what an integer of less than 8
 * bits keeps. */
static NgValue
wrap (NgOperation *to, NgValue x, NgElement element)
{
  NgProgramBuilder *b = to->builder;
  double range = ldexp (1, (int) ng_element_bits (element));
  double offset = ng_element_is_unsigned (element) ? 0 : range / 2;

  x = ng_build_convert (b, x, NG_ELEMENT_I64);
  x = with_bound (to, NG_PRIMITIVE_MOD, ng_build_offset (b, x, offset), range);
  return ng_build_convert (b, ng_build_offset (b, x, -offset), ng_element_whole (element));
}

NgValue
ng_operation_cast (
    NgOperation *to, NgValue x, NgElement target, gboolean saturates, const char *round_mode)
{
  NgProgramBuilder *b = to->builder;
  NgElement source = ng_operation_shape (to, x)->element;
  NgElement real = ng_element_is_real (source) ? source : ng_operation_real (to);
  const Narrow *narrow = find_narrow (target);

  if (ng_element_is_real (target)) {
    x = ng_build_convert (b, x, real);
    if (narrow != NULL)
      return round_narrow (to, x, narrow, saturates);
    if (target == NG_ELEMENT_F8_E8M0)
      return round_power (to, x, saturates, round_mode);
    if (ng_element_bits (target) < 16) {
      ng_operation_lack (to, "to %s cannot be run", ng_element_name (target));
      return NG_NO_VALUE;
    }
    return ng_element_bits (target) < ng_element_bits (real)
               ? ng_build_convert (b, ng_build_convert (b, x, target), real)
               : x;
  }
  if (ng_element_is_integer (target) && ng_element_bits (target) < 8)
    return wrap (to, x, target);
  if (!ng_element_is_integer (target) && target != NG_ELEMENT_BOOL) {
    ng_operation_lack (to, "to %s cannot be run", ng_element_name (target));
    return NG_NO_VALUE;
  }
  return ng_build_convert (b, x, target);
}

/* ---- texts ---- */

/* Letters of a number. */
enum { MOST_DIGITS = 24 };

static char *
write_real (double value, gboolean is_single)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value) || isinf (value))
    return g_strdup (isnan (value) ? "NaN" : value > 0 ? "INF" : "-INF");
  return g_strdup (ng_digits_real (value, is_single, buffer));
}

/* What runs tell of numbers as texts. */
static NgValue
write_texts (NgOperation *to, NgValue x)
{
  NgTensor *known = ng_operation_ask (to, x);
  NgElement element = ng_operation_element (to, 0);

  if (known == NULL) {
    ng_operation_lack_constant (to, 0);
    return NG_NO_VALUE;
  }
  if (!ng_operation_has_text_room (
          to, ng_tensor_count (known), (double) ng_tensor_count (known) * MOST_DIGITS))
    return NG_NO_VALUE;
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  /* Digits tell the number that was computed, whose precision may be less than the file says. */
  gboolean is_single = ng_tensor_element (known) != NG_ELEMENT_F64;

  for (gint64 i = 0; i < ng_tensor_count (known); i++) {
    gint64 integer = ng_tensor_get_int (known, i);
    if (ng_element_is_real (element))
      g_ptr_array_add (texts, write_real (ng_tensor_get_real (known, i), is_single));
    else if (element == NG_ELEMENT_U64)
      g_ptr_array_add (texts, g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64) integer));
    else
      g_ptr_array_add (texts, g_strdup_printf ("%" G_GINT64_FORMAT, integer));
  }
  g_autoptr (NgTensor) strings =
      ng_tensor_new_strings (ng_tensor_dims (known), ng_tensor_rank (known), texts);
  return ng_operation_constant_texts (to, strings);
}

/* Whether a number is spelled as ONNX has it: "-1.5", "2e3", "+INF", "NaN". */
static gboolean
is_number (const char *text)
{
  static const char digits[] = "0123456789";
  const char *at = text + (*text == '+' || *text == '-');
  gsize whole = strspn (at, digits), part = 0;

  if (g_ascii_strcasecmp (at, "INF") == 0 || g_ascii_strcasecmp (text, "NaN") == 0)
    return TRUE;
  at += whole;
  if (*at == '.')
    part = strspn (++at, digits);
  at += part;
  if (whole + part > 0 && g_ascii_tolower (*at) == 'e') {
    at++;
    at += *at == '+' || *at == '-';
    whole = strspn (at, digits);
    at += whole;
  }
  return whole + part > 0 && *at == '\0';
}

/* Writes an integer, or what is before the point of another number, to @place. Returns: whether the
 * element @target has it */
static gboolean
read_integer (const char *text, NgElement target, gpointer place)
{
  const char *digits = text + (*text == '+');
  gboolean is_unsigned = ng_element_is_unsigned (target);
  int bits = (int) ng_element_bits (target);
  double real = trunc (g_ascii_strtod (text, NULL)), end = ldexp (1, bits - !is_unsigned);
  guint64 most = G_MAXUINT64 >> (64 - bits + !is_unsigned), natural;
  gint64 integer;

  if (strpbrk (text, ".eEiInN") != NULL)
    return real < end && real >= (is_unsigned ? 0 : -end) &&
           ng_element_from_reals (target, &real, 1, place);
  if (is_unsigned) {
    if (!g_ascii_string_to_unsigned (digits, 10, 0, most, &natural, NULL))
      return FALSE;
    integer = (gint64) natural;
  } else if (!g_ascii_string_to_signed (
                 digits, 10, -(gint64) most - 1, (gint64) most, &integer, NULL)) {
    return FALSE;
  }
  return ng_element_from_integers (target, &integer, is_unsigned, 1, place);
}

/* Writes the number that @text is, as @target, to @place. Returns: whether it is one */
static gboolean
read_number (const char *text, NgElement target, gpointer place)
{
  if (!is_number (text))
    return FALSE;
  if (ng_element_is_integer (target))
    return read_integer (text, target, place);
  return ng_element_from_reals (target, &(double){ g_ascii_strtod (text, NULL) }, 1, place);
}

/* The numbers that texts are. */
static NgValue
read_texts (NgOperation *to, NgValue x, NgElement target)
{
  NgElement element = ng_element_is_real (target) ? ng_operation_real (to) : target;
  gsize size = ng_element_bits (element) / 8;
  g_autoptr (NgTensor) texts = ng_operation_texts (to, x, 0);

  if (texts == NULL)
    return NG_NO_VALUE;
  if (size == 0) {
    ng_operation_lack (to, "of texts to %s cannot be run", ng_element_name (target));
    return NG_NO_VALUE;
  }
  gint64 n = ng_tensor_count (texts);
  char *numbers = g_malloc0 (size * (gsize) MAX (n, 1));
  for (gint64 i = 0; i < n && !ng_operation_has_failed (to); i++)
    if (!read_number (ng_tensor_string (texts, i), element, numbers + (gsize) i * size))
      ng_operation_fail (to,
                         "is given the text \"%.40s\", which is no number of %s",
                         ng_tensor_string (texts, i),
                         ng_element_name (target));
  g_autoptr (NgTensor) tensor =
      ng_tensor_new_take (element, ng_tensor_dims (texts), ng_tensor_rank (texts), numbers);
  return ng_build_constant (to->builder, tensor);
}

/* Before version 6 the target has a name. */
static NgElement
cast_target (const NgOnnxNode *node)
{
  static const struct {
    const char *name;
    NgElement element;
  } names[] = {
    { "FLOAT", NG_ELEMENT_F32 },     { "DOUBLE", NG_ELEMENT_F64 }, { "FLOAT16", NG_ELEMENT_F16 },
    { "INT8", NG_ELEMENT_I8 },       { "INT16", NG_ELEMENT_I16 },  { "INT32", NG_ELEMENT_I32 },
    { "INT64", NG_ELEMENT_I64 },     { "UINT8", NG_ELEMENT_U8 },   { "UINT16", NG_ELEMENT_U16 },
    { "UINT32", NG_ELEMENT_U32 },    { "UINT64", NG_ELEMENT_U64 }, { "BOOL", NG_ELEMENT_BOOL },
    { "STRING", NG_ELEMENT_STRING },
  };
  const char *text = ng_onnx_node_text (node, "to", NULL);

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (names[i].name, text))
      return names[i].element;
  }
  return ng_onnx_element (ng_onnx_node_integer (node, "to", 0));
}

/* The dimensions of the first input, with the element @target. */
static void
infer_as (NgRelation *relation, const NgOnnxNode *node, NgElement target)
{
  NgElement source = ng_operand_type (relation, node, 0).element;
  NgType result = ng_operand_type_as (relation, node, target);

  ng_result_type (relation, node, 0, &result);
  /* Between integers symbols must not be cut to the width of the target. */
  NgTensor *known = ng_operand_known (relation, node, 0);
  if (known != NULL && ng_element_is_integer (target) && ng_element_bits (target) >= 8 &&
      ng_element_is_integer (source) && ng_tensor_count (known) <= NG_MAX_RANK &&
      node->n_results == 1 && node->results[0] >= 0)
    ng_relation_set_known (relation, 0, known);
  else
    ng_operator_infer_known (relation, node);
}

static void
infer_cast (NgRelation *relation, const NgOnnxNode *node)
{
  NgElement target = cast_target (node);

  if (target != NG_ELEMENT_NONE) {
    infer_as (relation, node, target);
    return;
  }
  ng_relation_fail (relation,
                    "ONNX::operator",
                    "%s is asked for the unknown element type %" G_GINT64_FORMAT ".",
                    node->op,
                    ng_onnx_node_integer (node, "to", 0));
}

/* The first input as @target, by the attributes of the node. */
static void
cast_to (NgOperation *to, NgElement target)
{
  NgValue x = ng_operation_need (to, 0), y;
  gboolean is_text = ng_operation_element (to, 0) == NG_ELEMENT_STRING;

  if (x == NG_NO_VALUE)
    return;
  if (is_text && target == NG_ELEMENT_STRING)
    y = x;
  else if (is_text)
    y = read_texts (to, x, target);
  else if (target == NG_ELEMENT_STRING)
    y = write_texts (to, x);
  else
    y = ng_operation_cast (to,
                           x,
                           target,
                           ng_onnx_node_integer (to->node, "saturate", 1) != 0,
                           ng_onnx_node_text (to->node, "round_mode", "up"));
  ng_operation_output (to, 0, y);
}

static void
lower_cast (NgOperation *to)
{
  cast_to (to, cast_target (to->node));
}

static void
infer_cast_like (NgRelation *relation, const NgOnnxNode *node)
{
  NgType like = ng_operand_type (relation, node, 1);

  if (like.element != NG_ELEMENT_NONE)
    infer_as (relation, node, like.element);
}

static void
lower_cast_like (NgOperation *to)
{
  if (ng_operation_need (to, 1) != NG_NO_VALUE)
    cast_to (to, ng_operation_element (to, 1));
}

/* Reals have the bits of their own element, not of the one that is computed in. */
static void
lower_bit_cast (NgOperation *to)
{
  NgElement target = cast_target (to->node), source = ng_operation_element (to, 0);
  NgProgramBuilder *b = to->builder;
  NgValue x = ng_operation_need (to, 0);

  if (x == NG_NO_VALUE)
    return;
  guint bits = ng_element_bits (target);
  gboolean is_run = bits >= 8 && bits <= 64 &&
                    (bits > 8 || !(ng_element_is_real (target) || ng_element_is_real (source)));
  if (bits != ng_element_bits (source)) {
    ng_operation_fail (to,
                       "cannot take the bits of %s as %s, which is not of that width",
                       ng_element_name (source),
                       ng_element_name (target));
    return;
  }
  if (!is_run) {
    ng_operation_lack (
        to, "of %s to %s cannot be run", ng_element_name (source), ng_element_name (target));
    return;
  }
  /* The bits of true are those of 1. */
  if (source == NG_ELEMENT_BOOL || target == NG_ELEMENT_BOOL)
    x = ng_build_convert (b, x, target);
  else
    x = ng_build_bit_cast (b, ng_build_convert (b, x, source), target);
  if (ng_element_is_real (target))
    x = ng_build_convert (b, x, ng_operation_real (to));
  ng_operation_output (to, 0, x);
}

const NgOperatorClass ng_operators_cast[] = {
  { .name = "Cast",
    .summary = "The same numbers in another element type",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "input" },
    .outputs = { "output" },
    .takes_texts = TRUE,
    .infer = infer_cast,
    .lower = lower_cast },
  { .name = "CastLike",
    .summary = "The same numbers in the element type of another array",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "input", "target_type" },
    .outputs = { "output" },
    .takes_texts = TRUE,
    .infer = infer_cast_like,
    .lower = lower_cast_like },
  { .name = "BitCast",
    .summary = "The same bits as another element type",
    .category = NG_CATEGORY_ELEMENTWISE,
    .inputs = { "input" },
    .outputs = { "output" },
    .infer = infer_cast,
    .lower = lower_bit_cast },
  { .name = NULL },
};
