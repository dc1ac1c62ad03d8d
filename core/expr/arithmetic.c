#include "core/expr/arithmetic.h"

#include <math.h>
#include <string.h>

/* Reals that differ in the last 7 of their 53 bits alone are equal. */
#define LAST_BITS 0x1p-46

/* p/q in lowest terms with q > 0, or a real with q = 0. */
typedef struct {
  gint64 p, q;
  double real;
} Number;

static Number
make_real (double value)
{
  return (Number){ .real = value };
}

static gint64
common_divisor (gint64 a, gint64 b)
{
  while (b != 0) {
    gint64 rest = a % b;

    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

/* @q is not 0; neither is G_MININT64. */
static Number
make_rational (gint64 p, gint64 q)
{
  gint64 divisor = common_divisor (p, q);

  if (q < 0)
    divisor = -divisor;
  return (Number){ .p = p / divisor, .q = q / divisor };
}

static double
to_real (Number a)
{
  return a.q == 0 ? a.real : (double) a.p / (double) a.q;
}

static gboolean
is_exact (Number a)
{
  return a.q != 0 && a.p != G_MININT64;
}

static Number
add (Number a, Number b)
{
  gint64 left, right, p, q;

  if (is_exact (a) && is_exact (b) && !__builtin_mul_overflow (a.p, b.q, &left) &&
      !__builtin_mul_overflow (b.p, a.q, &right) && !__builtin_add_overflow (left, right, &p) &&
      !__builtin_mul_overflow (a.q, b.q, &q) && p != G_MININT64)
    return make_rational (p, q);
  return make_real (to_real (a) + to_real (b));
}

static Number
multiply (Number a, Number b)
{
  gint64 p, q;

  if (is_exact (a) && is_exact (b) && !__builtin_mul_overflow (a.p, b.p, &p) &&
      !__builtin_mul_overflow (a.q, b.q, &q) && p != G_MININT64)
    return make_rational (p, q);
  return make_real (to_real (a) * to_real (b));
}

/* Powers by integers are exact while they fit. */
static Number
to_power (Number a, Number b)
{
  Number result = { .p = 1, .q = 1 };
  double value = pow (to_real (a), to_real (b));

  if (to_real (a) == 0 && to_real (b) == 0)
    return make_real (NAN);
  if (!is_exact (a) || !is_exact (b) || b.q != 1 || (a.p == 0 && b.p <= 0))
    return make_real (value);
  if (a.q == 1 && (a.p == 0 || a.p == 1 || a.p == -1))
    return make_rational (a.p == -1 && b.p % 2 != 0 ? -1 : a.p == 0 ? 0 : 1, 1);
  if (b.p < 0)
    a = make_rational (a.q, a.p);
  for (gint64 i = 0; i < ABS (b.p); i++) {
    result = multiply (result, a);
    if (result.q == 0)
      return make_real (value);
  }
  return result;
}

static Number
negative (Number a)
{
  return multiply (a, (Number){ .p = -1, .q = 1 });
}

static Number
square_root (Number a)
{
  if (is_exact (a) && a.p >= 0) {
    gint64 p = llround (sqrt ((double) a.p));
    gint64 q = llround (sqrt ((double) a.q));

    if (p < G_MAXINT32 && q < G_MAXINT32 && p * p == a.p && q * q == a.q)
      return make_rational (p, q);
  }
  return make_real (sqrt (to_real (a)));
}

/* The integer that @value is, or a real when it has no room. */
static Number
make_whole (double value)
{
  if (fabs (value) < 0x1p62)
    return (Number){ .p = (gint64) value, .q = 1 };
  return make_real (value);
}

static Number
round_down (Number a)
{
  if (is_exact (a))
    return (Number){ .p = a.p / a.q - (a.p % a.q < 0 ? 1 : 0), .q = 1 };
  return make_whole (floor (to_real (a)));
}

static Number
absolute (Number a)
{
  return to_real (a) < 0 ? negative (a) : a;
}

static Number
round_up (Number a)
{
  return negative (round_down (negative (a)));
}

/* Halves go to the even neighbour. */
static Number
round_even (Number a)
{
  return is_exact (a) && a.q == 1 ? a : make_whole (nearbyint (to_real (a)));
}

static Number
natural_log (Number a)
{
  return a.q == 1 && a.p == 1 ? (Number){ .p = 0, .q = 1 } : make_real (log (to_real (a)));
}

static Number
exponential (Number a)
{
  return a.q == 1 && a.p == 0 ? (Number){ .p = 1, .q = 1 } : make_real (exp (to_real (a)));
}

/* Exact while it fits; reals are divided, which is not the same as multiplied by 1/b. */
static Number
divide (Number a, Number b)
{
  gint64 p, q;

  if (is_exact (a) && is_exact (b) && b.p != 0 && !__builtin_mul_overflow (a.p, b.q, &p) &&
      !__builtin_mul_overflow (a.q, b.p, &q) && p != G_MININT64 && q != G_MININT64)
    return make_rational (p, q);
  return make_real (to_real (a) / to_real (b));
}

static Number
quotient (Number a, Number b)
{
  return round_down (divide (a, b));
}

static Number
modulus (Number a, Number b)
{
  return add (a, negative (multiply (b, quotient (a, b))));
}

static Number
subtract (Number a, Number b)
{
  return add (a, negative (b));
}

static int
compare_reals (double a, double b)
{
  return (a > b) - (a < b);
}

/* An integer has no double of its own beyond 2^53. */
static int
compare_whole (gint64 a, double b)
{
  gint64 whole;

  if (isnan (b) || b < -0x1p63 || b >= 0x1p63)
    return compare_reals (0, b);
  whole = (gint64) b;
  return a != whole ? (a > whole) - (a < whole) : compare_reals (0, b - (double) whole);
}

/* Exact but for fractions; 0 where one is no number. */
static int
compare (Number a, Number b)
{
  if (a.q == 1 && b.q == 1)
    return (a.p > b.p) - (a.p < b.p);
  if (a.q == 1 && b.q == 0)
    return compare_whole (a.p, b.real);
  if (a.q == 0 && b.q == 1)
    return -compare_whole (b.p, a.real);
  return compare_reals (to_real (a), to_real (b));
}

static Number
greater (Number a, Number b)
{
  return compare (a, b) < 0 ? b : a;
}

static Number
lesser (Number a, Number b)
{
  return compare (a, b) > 0 ? b : a;
}

static Number
logarithm (Number base, Number a)
{
  return make_real (log (to_real (a)) / log (to_real (base)));
}

static Number
approximate (Number a)
{
  return make_real (to_real (a));
}

static const struct {
  const char *head;
  Number (*unary) (Number);
  Number (*binary) (Number, Number);
  gboolean is_flat; /* any number of arguments, taken from left to right */
  double (*real) (double);
} functions[] = {
  { "Plus", NULL, add, TRUE, NULL },
  { "Times", NULL, multiply, TRUE, NULL },
  { "Power", NULL, to_power, FALSE, NULL },
  { "Max", NULL, greater, TRUE, NULL },
  { "Min", NULL, lesser, TRUE, NULL },
  { "Sqrt", square_root, NULL, FALSE, NULL },
  { "Subtract", NULL, subtract, FALSE, NULL },
  { "Divide", NULL, divide, FALSE, NULL },
  { "Minus", negative, NULL, FALSE, NULL },
  { "Exp", exponential, NULL, FALSE, NULL },
  { "Log", natural_log, logarithm, FALSE, NULL },
  { "Abs", absolute, NULL, FALSE, NULL },
  { "Floor", round_down, NULL, FALSE, NULL },
  { "Ceiling", round_up, NULL, FALSE, NULL },
  { "Round", round_even, NULL, FALSE, NULL },
  { "Quotient", NULL, quotient, FALSE, NULL },
  { "Mod", NULL, modulus, FALSE, NULL },
  { "N", approximate, NULL, FALSE, NULL },
  { "Sin", NULL, NULL, FALSE, sin },
  { "Cos", NULL, NULL, FALSE, cos },
  { "Tan", NULL, NULL, FALSE, tan },
  { "Sinh", NULL, NULL, FALSE, sinh },
  { "Cosh", NULL, NULL, FALSE, cosh },
  { "Tanh", NULL, NULL, FALSE, tanh },
  { "ArcTan", NULL, NULL, FALSE, atan },
};

static gboolean evaluate (const NgExpr *expr, Number *result);

/* @result times @factor: a/b is Times[a, Power[b, -1]]. */
static gboolean
multiply_by (const NgExpr *factor, Number *result)
{
  Number next;

  if (ng_arithmetic_is_inverse (factor)) {
    if (!evaluate (ng_expr_arg (factor, 0), &next))
      return FALSE;
    *result = divide (*result, next);
    return TRUE;
  }
  if (!evaluate (factor, &next))
    return FALSE;
  *result = multiply (*result, next);
  return TRUE;
}

static gboolean
evaluate_call (const NgExpr *expr, Number *result)
{
  const NgExpr *head = ng_expr_head (expr);
  gsize n = ng_expr_n_args (expr);
  gsize f = 0;
  Number next;

  if (ng_expr_kind (head) != NG_EXPR_SYMBOL || n == 0)
    return FALSE;
  while (f < G_N_ELEMENTS (functions) && strcmp (functions[f].head, ng_expr_text (head)) != 0)
    f++;
  if (f == G_N_ELEMENTS (functions) || !evaluate (ng_expr_arg (expr, 0), result))
    return FALSE;
  if (n == 1 && functions[f].real != NULL) {
    *result = make_real (functions[f].real (to_real (*result)));
    return TRUE;
  }
  if (n == 1) {
    if (functions[f].unary != NULL)
      *result = functions[f].unary (*result);
    return functions[f].unary != NULL || functions[f].is_flat;
  }
  if (functions[f].binary == NULL || (n > 2 && !functions[f].is_flat))
    return FALSE;
  for (gsize i = 1; i < n; i++) {
    if (functions[f].binary == multiply) {
      if (!multiply_by (ng_expr_arg (expr, i), result))
        return FALSE;
      continue;
    }
    if (!evaluate (ng_expr_arg (expr, i), &next))
      return FALSE;
    *result = functions[f].binary (*result, next);
  }
  return TRUE;
}

static gboolean
evaluate (const NgExpr *expr, Number *result)
{
  switch (ng_expr_kind (expr)) {
  case NG_EXPR_INTEGER:
    *result = (Number){ .p = ng_expr_integer (expr), .q = 1 };
    return TRUE;
  case NG_EXPR_REAL:
    *result = make_real (ng_expr_number (expr));
    return TRUE;
  case NG_EXPR_SYMBOL:
    *result = make_real (ng_expr_is_symbol (expr, "Pi") ? G_PI : G_E);
    return ng_expr_is_symbol (expr, "Pi") || ng_expr_is_symbol (expr, "E");
  case NG_EXPR_NORMAL:
    return evaluate_call (expr, result) && (result->q != 0 || isfinite (result->real));
  case NG_EXPR_STRING:
  case NG_EXPR_OBJECT:
    break;
  }
  return FALSE;
}

int
ng_number_compare (const NgExpr *a, const NgExpr *b)
{
  Number left, right;

  return evaluate (a, &left) && evaluate (b, &right) ? compare (left, right) : 0;
}

gboolean
ng_number_equal (const NgExpr *a, const NgExpr *b)
{
  double x = ng_expr_number (a), y = ng_expr_number (b);

  if (ng_expr_kind (a) == NG_EXPR_INTEGER && ng_expr_kind (b) == NG_EXPR_INTEGER)
    return ng_expr_integer (a) == ng_expr_integer (b);
  return x == y ||
         (isfinite (x) && isfinite (y) && fabs (x - y) <= LAST_BITS * fmax (fabs (x), fabs (y)));
}

gboolean
ng_arithmetic_is_listable (const NgExpr *head)
{
  if (ng_expr_kind (head) != NG_EXPR_SYMBOL || ng_expr_is_symbol (head, "Max") ||
      ng_expr_is_symbol (head, "Min"))
    return FALSE;
  for (gsize f = 0; f < G_N_ELEMENTS (functions); f++) {
    if (ng_expr_is_symbol (head, functions[f].head))
      return TRUE;
  }
  return FALSE;
}

gboolean
ng_arithmetic_is_inverse (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "Power") && ng_expr_n_args (expr) == 2 &&
         ng_expr_kind (ng_expr_arg (expr, 1)) == NG_EXPR_INTEGER &&
         ng_expr_integer (ng_expr_arg (expr, 1)) == -1;
}

gboolean
ng_arithmetic_is_undefined (const NgExpr *self)
{
  Number result;

  return ng_expr_kind (self) == NG_EXPR_NORMAL && evaluate_call (self, &result) && result.q == 0 &&
         !isfinite (result.real);
}

NgExpr *
ng_arithmetic (const NgExpr *self)
{
  Number result;

  if (!evaluate (self, &result))
    return NULL;
  if (result.q == 1)
    return ng_expr_new_integer (result.p, ng_expr_place (self));
  return ng_expr_new_real (to_real (result), ng_expr_place (self));
}
