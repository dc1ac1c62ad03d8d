#include "core/kernels/tile.h"

#include "core/kernels/fast-math.h"
#include "core/kernels/vector.h"
#include "core/program/special.h"

static double (*function_f64 (NgPrimitive primitive)) (double)
{
  switch (primitive) {
  case NG_PRIMITIVE_EXPM1:
    return expm1;
  case NG_PRIMITIVE_LOG1P:
    return log1p;
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
  case NG_PRIMITIVE_ASINH:
    return asinh;
  case NG_PRIMITIVE_ACOSH:
    return acosh;
  case NG_PRIMITIVE_ATANH:
    return atanh;
  case NG_PRIMITIVE_ERFC:
    return erfc;
  case NG_PRIMITIVE_ERF_INVERSE:
    return ng_erf_inverse;
  case NG_PRIMITIVE_LOG_GAMMA:
    return ng_log_gamma;
  case NG_PRIMITIVE_DIGAMMA:
    return ng_digamma;
  default:
    return NULL;
  }
}

static float
erf_inverse_f32 (float x)
{
  return (float) ng_erf_inverse ((double) x);
}

static float
log_gamma_f32 (float x)
{
  return (float) ng_log_gamma ((double) x);
}

static float
digamma_f32 (float x)
{
  return (float) ng_digamma ((double) x);
}

static float (*function_f32 (NgPrimitive primitive)) (float)
{
  switch (primitive) {
  case NG_PRIMITIVE_EXPM1:
    return expm1f;
  case NG_PRIMITIVE_LOG1P:
    return log1pf;
  case NG_PRIMITIVE_SIN:
    return sinf;
  case NG_PRIMITIVE_COS:
    return cosf;
  case NG_PRIMITIVE_TAN:
    return tanf;
  case NG_PRIMITIVE_ASIN:
    return asinf;
  case NG_PRIMITIVE_ACOS:
    return acosf;
  case NG_PRIMITIVE_ATAN:
    return atanf;
  case NG_PRIMITIVE_SINH:
    return sinhf;
  case NG_PRIMITIVE_COSH:
    return coshf;
  case NG_PRIMITIVE_ASINH:
    return asinhf;
  case NG_PRIMITIVE_ACOSH:
    return acoshf;
  case NG_PRIMITIVE_ATANH:
    return atanhf;
  case NG_PRIMITIVE_ERFC:
    return erfcf;
  case NG_PRIMITIVE_ERF_INVERSE:
    return erf_inverse_f32;
  case NG_PRIMITIVE_LOG_GAMMA:
    return log_gamma_f32;
  case NG_PRIMITIVE_DIGAMMA:
    return digamma_f32;
  default:
    return NULL;
  }
}

#define REAL       float
#define TILE(name) name##_f32
#define MATH(name) name##f
#define EXP        ng_fast_exp
#define LOG        ng_fast_log
#define TANH       ng_fast_tanh
#define SIGMOID    ng_fast_sigmoid
#define ERF        ng_fast_erf
#include "core/kernels/tile-real.inc"

#define REAL       double
#define TILE(name) name##_f64
#define MATH(name) name
#define EXP        exp
#define LOG        log
#define TANH       tanh
#define SIGMOID    ng_sigmoid
#define ERF        erf
#include "core/kernels/tile-real.inc"

/* Integers wrap. Only what indices and masks need has a loop here. */
NG_VECTOR_CLONES static void
integers (NgPrimitive primitive, gsize n, const gint64 *a, const gint64 *b, gpointer result)
{
  gint64 *y = result;
  guint8 *flags = result;

  switch (primitive) {
  case NG_PRIMITIVE_ADD:
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      y[i] = (gint64) ((guint64) a[i] + (guint64) b[i]);
    break;
  case NG_PRIMITIVE_SUBTRACT:
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      y[i] = (gint64) ((guint64) a[i] - (guint64) b[i]);
    break;
  case NG_PRIMITIVE_MULTIPLY:
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      y[i] = (gint64) ((guint64) a[i] * (guint64) b[i]);
    break;
  case NG_PRIMITIVE_MIN:
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      y[i] = MIN (a[i], b[i]);
    break;
  case NG_PRIMITIVE_MAX:
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      y[i] = MAX (a[i], b[i]);
    break;
  case NG_PRIMITIVE_EQUAL:
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      flags[i] = a[i] == b[i];
    break;
  case NG_PRIMITIVE_LESS:
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      flags[i] = a[i] < b[i];
    break;
  default: /* LESS_EQUAL */
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      flags[i] = a[i] <= b[i];
    break;
  }
}

NG_VECTOR_CLONES static void
logic (NgPrimitive primitive, gsize n, const guint8 *a, const guint8 *b, guint8 *y)
{
  switch (primitive) {
  case NG_PRIMITIVE_NOT:
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      y[i] = !a[i];
    break;
  case NG_PRIMITIVE_AND:
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      y[i] = a[i] && b[i];
    break;
  case NG_PRIMITIVE_OR:
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      y[i] = a[i] || b[i];
    break;
  default: /* EQUAL */
    NG_VECTOR_LOOP
    for (gsize i = 0; i < n; i++)
      y[i] = !a[i] == !b[i];
    break;
  }
}

static void
select_bytes (gsize size, gsize n, const guint8 *c, gconstpointer a, gconstpointer b, gpointer y)
{
  const guint8 *a8 = a;
  const guint8 *b8 = b;
  guint8 *y8 = y;

  if (size == 4) {
    select_f32 (n, c, a, b, y);
  } else if (size == 8) {
    select_f64 (n, c, a, b, y);
  } else {
    for (gsize i = 0; i < n; i++)
      y8[i] = c[i] ? a8[i] : b8[i];
  }
}

gboolean
ng_tile_can_hold (NgElement element)
{
  return element == NG_ELEMENT_F32 || element == NG_ELEMENT_F64 || element == NG_ELEMENT_I64 ||
         element == NG_ELEMENT_I32 || element == NG_ELEMENT_BOOL;
}

static gboolean
is_float (NgElement element)
{
  return element == NG_ELEMENT_F32 || element == NG_ELEMENT_F64;
}

static int
real_cost (NgPrimitive primitive, NgElement operand)
{
  switch (primitive) {
  case NG_PRIMITIVE_EXP:
  case NG_PRIMITIVE_LOG:
  case NG_PRIMITIVE_TANH:
  case NG_PRIMITIVE_SIGMOID:
  case NG_PRIMITIVE_ERF:
    return operand == NG_ELEMENT_F32 ? 4 : 60;
  case NG_PRIMITIVE_POWER:
  case NG_PRIMITIVE_ATAN2:
  case NG_PRIMITIVE_MOD:
    return 150;
  default:
    return function_f64 (primitive) != NULL ? 100 : 1;
  }
}

int
ng_tile_cost (NgPrimitive primitive, NgElement operand, NgElement result)
{
  if (!ng_tile_can_hold (operand) || !ng_tile_can_hold (result) ||
      !ng_primitive_is_elementwise (primitive))
    return 0;
  if (primitive == NG_PRIMITIVE_CONVERT)
    return is_float (result) ? 1 : 0;
  if (primitive == NG_PRIMITIVE_SELECT)
    return 1;
  if (is_float (operand))
    return real_cost (primitive, operand);
  if (operand == NG_ELEMENT_BOOL)
    return primitive == NG_PRIMITIVE_NOT || primitive == NG_PRIMITIVE_AND ||
           primitive == NG_PRIMITIVE_OR || primitive == NG_PRIMITIVE_EQUAL;
  if (operand != NG_ELEMENT_I64)
    return 0;
  switch (primitive) {
  case NG_PRIMITIVE_ADD:
  case NG_PRIMITIVE_SUBTRACT:
  case NG_PRIMITIVE_MULTIPLY:
  case NG_PRIMITIVE_MIN:
  case NG_PRIMITIVE_MAX:
  case NG_PRIMITIVE_EQUAL:
  case NG_PRIMITIVE_LESS:
  case NG_PRIMITIVE_LESS_EQUAL:
    return 2;
  default:
    return 0;
  }
}

void
ng_tile_compute (NgPrimitive primitive,
                 NgElement operand,
                 NgElement result,
                 gsize n,
                 const gpointer *operands,
                 gpointer y)
{
  gpointer a = operands[0];
  gpointer b = operands[1];
  gboolean is_single = operand == NG_ELEMENT_F32;

  if (primitive == NG_PRIMITIVE_SELECT) {
    select_bytes (ng_element_bits (result) / 8, n, a, b, operands[2], y);
  } else if (primitive == NG_PRIMITIVE_CONVERT) {
    if (result == NG_ELEMENT_F32)
      convert_f32 (operand, n, a, y);
    else
      convert_f64 (operand, n, a, y);
  } else if (operand == NG_ELEMENT_BOOL) {
    logic (primitive, n, a, b, y);
  } else if (operand == NG_ELEMENT_I64) {
    integers (primitive, n, a, b, y);
  } else if (result == NG_ELEMENT_BOOL) {
    if (is_single)
      compare_f32 (primitive, n, a, b, y);
    else
      compare_f64 (primitive, n, a, b, y);
  } else if (primitive < NG_PRIMITIVE_ADD) {
    if (is_single)
      unary_f32 (primitive, n, a, y);
    else
      unary_f64 (primitive, n, a, y);
  } else {
    if (is_single)
      binary_f32 (primitive, n, a, b, y);
    else
      binary_f64 (primitive, n, a, b, y);
  }
}

void
ng_tile_reduce (
    NgPrimitive primitive, NgElement element, gsize rows, gsize inner, gconstpointer x, gpointer y)
{
  if (element == NG_ELEMENT_F32)
    reduce_f32 (primitive, rows, inner, x, y);
  else
    reduce_f64 (primitive, rows, inner, x, y);
}

void
ng_tile_accumulate (NgPrimitive primitive, NgElement element, gsize n, gconstpointer x, gpointer y)
{
  if (element == NG_ELEMENT_F32)
    gather_row_f32 (primitive, n, x, y);
  else
    gather_row_f64 (primitive, n, x, y);
}

void
ng_tile_fill (gsize size, gsize n, gconstpointer x, gpointer y)
{
  if (size == 4) {
    guint32 word;
    guint32 *words = y;

    memcpy (&word, x, sizeof word);
    for (gsize i = 0; i < n; i++)
      words[i] = word;
  } else if (size == 8) {
    guint64 word;
    guint64 *words = y;

    memcpy (&word, x, sizeof word);
    for (gsize i = 0; i < n; i++)
      words[i] = word;
  } else {
    for (gsize i = 0; i < n; i++)
      memcpy ((char *) y + i * size, x, size);
  }
}

void
ng_tile_number (NgElement element, gsize n, double number, gpointer y)
{
  float f32 = (float) number;
  gint64 i64 = element == NG_ELEMENT_I64 || element == NG_ELEMENT_I32 ? (gint64) number : 0;
  gint32 i32 = (gint32) i64;
  guint8 flag = number != 0;

  switch (element) {
  case NG_ELEMENT_F32:
    ng_tile_fill (sizeof f32, n, &f32, y);
    break;
  case NG_ELEMENT_F64:
    ng_tile_fill (sizeof number, n, &number, y);
    break;
  case NG_ELEMENT_I64:
    ng_tile_fill (sizeof i64, n, &i64, y);
    break;
  case NG_ELEMENT_I32:
    ng_tile_fill (sizeof i32, n, &i32, y);
    break;
  default:
    ng_tile_fill (sizeof flag, n, &flag, y);
    break;
  }
}
