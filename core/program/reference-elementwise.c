/* The reference of everything that is done element by element. */

#include "core/program/reference.h"

#include "core/program/special.h"
#include "core/tensor/element.h"
#include <math.h>

/* Elements read, computed and written at a time. */
#define BLOCK 256

static double
sign (double x)
{
  return isnan (x) || x == 0 ? x : x > 0 ? 1 : -1;
}

static double
negate (double x)
{
  return -x;
}

static double (*real_unary (NgPrimitive primitive)) (double)
{
  switch (primitive) {
  case NG_PRIMITIVE_NEGATE:
    return negate;
  case NG_PRIMITIVE_ABS:
    return fabs;
  case NG_PRIMITIVE_SIGN:
    return sign;
  case NG_PRIMITIVE_EXP:
    return exp;
  case NG_PRIMITIVE_EXPM1:
    return expm1;
  case NG_PRIMITIVE_LOG:
    return log;
  case NG_PRIMITIVE_LOG1P:
    return log1p;
  case NG_PRIMITIVE_SQRT:
    return sqrt;
  case NG_PRIMITIVE_SIN:
    return sin;
  case NG_PRIMITIVE_COS:
    return cos;
  case NG_PRIMITIVE_TAN:
    return tan;
  case NG_PRIMITIVE_ASIN:
    return asin;
  case NG_PRIMITIVE_ACOS:
    return acos;
  case NG_PRIMITIVE_ATAN:
    return atan;
  case NG_PRIMITIVE_SINH:
    return sinh;
  case NG_PRIMITIVE_COSH:
    return cosh;
  case NG_PRIMITIVE_TANH:
    return tanh;
  case NG_PRIMITIVE_ASINH:
    return asinh;
  case NG_PRIMITIVE_ACOSH:
    return acosh;
  case NG_PRIMITIVE_ATANH:
    return atanh;
  case NG_PRIMITIVE_SIGMOID:
    return ng_sigmoid;
  case NG_PRIMITIVE_ERF:
    return erf;
  case NG_PRIMITIVE_ERFC:
    return erfc;
  case NG_PRIMITIVE_ERF_INVERSE:
    return ng_erf_inverse;
  case NG_PRIMITIVE_LOG_GAMMA:
    return ng_log_gamma;
  case NG_PRIMITIVE_DIGAMMA:
    return ng_digamma;
  case NG_PRIMITIVE_FLOOR:
    return floor;
  case NG_PRIMITIVE_CEIL:
    return ceil;
  case NG_PRIMITIVE_ROUND:
    return rint; /* in the default rounding mode: half to even */
  case NG_PRIMITIVE_TRUNC:
    return trunc;
  default:
    return NULL;
  }
}

static double
add (double x, double y)
{
  return x + y;
}

static double
subtract (double x, double y)
{
  return x - y;
}

static double
multiply (double x, double y)
{
  return x * y;
}

static double
divide (double x, double y)
{
  return x / y;
}

/* At a tie the first operand, and NaN wins. */
static double
minimum (double x, double y)
{
  return isnan (x) || x <= y ? x : y;
}

static double
maximum (double x, double y)
{
  return isnan (x) || x >= y ? x : y;
}

NgRealBinary
ng_reference_real_binary (NgPrimitive primitive)
{
  switch (primitive) {
  case NG_PRIMITIVE_ADD:
    return add;
  case NG_PRIMITIVE_SUBTRACT:
    return subtract;
  case NG_PRIMITIVE_MULTIPLY:
    return multiply;
  case NG_PRIMITIVE_DIVIDE:
    return divide;
  case NG_PRIMITIVE_POWER:
    return pow;
  case NG_PRIMITIVE_MOD:
    return ng_modulo;
  case NG_PRIMITIVE_MIN:
    return minimum;
  case NG_PRIMITIVE_MAX:
    return maximum;
  case NG_PRIMITIVE_ATAN2:
    return atan2;
  default:
    return NULL;
  }
}

/* Sums and products are taken of unsigned numbers, which wrap. */
static gint64
integer_add (gint64 x, gint64 y, gboolean is_unsigned)
{
  return (gint64) ((guint64) x + (guint64) y);
}

static gint64
integer_subtract (gint64 x, gint64 y, gboolean is_unsigned)
{
  return (gint64) ((guint64) x - (guint64) y);
}

static gint64
integer_multiply (gint64 x, gint64 y, gboolean is_unsigned)
{
  return (gint64) ((guint64) x * (guint64) y);
}

static gint64
integer_divide (gint64 x, gint64 y, gboolean is_unsigned)
{
  if (y == 0)
    return 0;
  if (is_unsigned)
    return (gint64) ((guint64) x / (guint64) y);
  return y == -1 ? integer_subtract (0, x, FALSE) : x / y;
}

static gint64
integer_modulo (gint64 x, gint64 y, gboolean is_unsigned)
{
  gint64 remainder;

  if (y == 0 || (!is_unsigned && y == -1))
    return 0;
  if (is_unsigned)
    return (gint64) ((guint64) x % (guint64) y);
  remainder = x % y;
  return remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder;
}

/* A negative exponent gives the truncated quotient: 1, -1 or 0. */
static gint64
integer_power (gint64 x, gint64 y, gboolean is_unsigned)
{
  guint64 result = 1;
  guint64 square = (guint64) x;

  if (!is_unsigned && y < 0)
    return x == 1 ? 1 : x == -1 ? ((y & 1) != 0 ? -1 : 1) : 0;
  for (guint64 bits = (guint64) y; bits != 0; bits >>= 1) {
    if ((bits & 1) != 0)
      result *= square;
    square *= square;
  }
  return (gint64) result;
}

static gboolean
is_less (gint64 x, gint64 y, gboolean is_unsigned)
{
  return is_unsigned ? (guint64) x < (guint64) y : x < y;
}

static gint64
integer_minimum (gint64 x, gint64 y, gboolean is_unsigned)
{
  return is_less (y, x, is_unsigned) ? y : x;
}

static gint64
integer_maximum (gint64 x, gint64 y, gboolean is_unsigned)
{
  return is_less (x, y, is_unsigned) ? y : x;
}

NgIntegerBinary
ng_reference_integer_binary (NgPrimitive primitive)
{
  switch (primitive) {
  case NG_PRIMITIVE_ADD:
    return integer_add;
  case NG_PRIMITIVE_SUBTRACT:
    return integer_subtract;
  case NG_PRIMITIVE_MULTIPLY:
    return integer_multiply;
  case NG_PRIMITIVE_DIVIDE:
    return integer_divide;
  case NG_PRIMITIVE_MOD:
    return integer_modulo;
  case NG_PRIMITIVE_POWER:
    return integer_power;
  case NG_PRIMITIVE_MIN:
    return integer_minimum;
  case NG_PRIMITIVE_MAX:
    return integer_maximum;
  default:
    return NULL;
  }
}

static gboolean
compare_reals (NgPrimitive primitive, double x, double y)
{
  return primitive == NG_PRIMITIVE_EQUAL ? x == y : primitive == NG_PRIMITIVE_LESS ? x < y : x <= y;
}

static gint64
integer_unary (NgPrimitive primitive, gint64 x, gboolean is_unsigned)
{
  gboolean is_negative = !is_unsigned && x < 0;

  switch (primitive) {
  case NG_PRIMITIVE_NEGATE:
    return integer_subtract (0, x, is_unsigned);
  case NG_PRIMITIVE_ABS:
    return is_negative ? integer_subtract (0, x, FALSE) : x;
  case NG_PRIMITIVE_SIGN:
    return is_negative ? -1 : x != 0;
  default: /* NOT */
    return x == 0;
  }
}

static gint64
integer_logic (NgPrimitive primitive, gint64 x, gint64 y, gboolean is_unsigned)
{
  switch (primitive) {
  case NG_PRIMITIVE_EQUAL:
    return x == y;
  case NG_PRIMITIVE_LESS:
    return is_less (x, y, is_unsigned);
  case NG_PRIMITIVE_LESS_EQUAL:
    return !is_less (y, x, is_unsigned);
  case NG_PRIMITIVE_AND:
    return x & y;
  default: /* OR */
    return x | y;
  }
}

/* One block of a primitive of one or two real operands. */
static void
real_block (
    const NgInstruction *instruction, const double *x, const double *y, gsize n, gpointer out)
{
  NgPrimitive primitive = instruction->primitive;
  double (*unary) (double) = real_unary (primitive);
  NgRealBinary binary = ng_reference_real_binary (primitive);
  double results[BLOCK];

  for (gsize i = 0; i < n; i++) {
    if (unary != NULL)
      results[i] = unary (x[i]);
    else if (binary != NULL)
      results[i] = binary (x[i], y[i]);
    else if (primitive == NG_PRIMITIVE_IS_NAN)
      results[i] = isnan (x[i]);
    else if (primitive == NG_PRIMITIVE_CONVERT)
      results[i] = x[i];
    else
      results[i] = compare_reals (primitive, x[i], y[i]);
  }
  ng_element_from_reals (instruction->shape.element, results, n, out);
}

static void
integer_block (const NgInstruction *instruction,
               gboolean is_unsigned,
               const gint64 *x,
               const gint64 *y,
               gsize n,
               gpointer out)
{
  NgPrimitive primitive = instruction->primitive;
  NgIntegerBinary binary = ng_reference_integer_binary (primitive);
  gint64 results[BLOCK];

  for (gsize i = 0; i < n; i++) {
    if (primitive == NG_PRIMITIVE_CONVERT)
      results[i] = x[i];
    else if (instruction->n_operands == 1)
      results[i] = integer_unary (primitive, x[i], is_unsigned);
    else if (binary != NULL)
      results[i] = binary (x[i], y[i], is_unsigned);
    else
      results[i] = integer_logic (primitive, x[i], y[i], is_unsigned);
  }
  ng_element_from_integers (instruction->shape.element, results, is_unsigned, n, out);
}

static void
select_elements (gint64 count, gsize width, NgTensor *const *operands, guchar *out)
{
  const guchar *condition = ng_tensor_data (operands[0]);
  const guchar *x = ng_tensor_data (operands[1]);
  const guchar *y = ng_tensor_data (operands[2]);

  for (gint64 i = 0; i < count; i++) {
    const guchar *chosen = (condition[i] != 0 ? x : y) + (gsize) i * width;

    for (gsize k = 0; k < width; k++)
      out[(gsize) i * width + k] = chosen[k];
  }
}

gboolean
ng_reference_elementwise (const NgInstruction *instruction,
                          NgTensor *const *operands,
                          gpointer result)
{
  gint64 count = ng_shape_count (&instruction->shape);
  gsize width = ng_element_bits (instruction->shape.element) / 8;
  NgElement element = ng_tensor_element (operands[0]);
  gboolean is_real = ng_element_is_real (element);
  double reals[2][BLOCK];
  gint64 integers[2][BLOCK];

  if (instruction->primitive == NG_PRIMITIVE_SELECT) {
    select_elements (count, width, operands, result);
    return TRUE;
  }
  for (gint64 first = 0; first < count; first += BLOCK) {
    gsize n = (gsize) MIN (BLOCK, count - first);
    guchar *out = (guchar *) result + (gsize) first * width;

    for (guint i = 0; i < instruction->n_operands; i++) {
      gconstpointer data = ng_tensor_data (operands[i]);

      if (is_real)
        ng_element_to_reals (element, data, first, n, reals[i]);
      else
        ng_element_to_integers (element, data, first, n, integers[i]);
    }
    if (is_real)
      real_block (instruction, reals[0], reals[1], n, out);
    else
      integer_block (
          instruction, ng_element_is_unsigned (element), integers[0], integers[1], n, out);
  }
  return TRUE;
}
