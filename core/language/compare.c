/* a === b, a =!= b, a == b, a != b: of nets and of values. */

#include "core/graph/same.h"
#include "core/language/operation.h"
#include "core/notation/value.h"
#include <math.h>

/* Arrays that are equal agree within this, relative to their elements. */
#define NEAR_ENOUGH 1e-6

static gboolean
are_same_numbers (const NgExpr *a, const NgExpr *b, double tolerance)
{
  double x = ng_expr_number (a), y = ng_expr_number (b);

  if (tolerance == 0)
    return ng_expr_equal (a, b);
  return x == y || fabs (x - y) <= tolerance * fmax (fabs (x), fabs (y));
}

/* Recursion goes as deep as values are; the last arguments, as of a chain of rules, are followed by
 * a loop. */
static gboolean
are_same (const NgExpr *a, const NgExpr *b, double tolerance)
{
  for (;;) {
    gsize n = ng_expr_n_args (a);
    NgNet *left = ng_expr_net (a), *right = ng_expr_net (b);

    if (left != NULL && right != NULL)
      return ng_net_same (left, right, tolerance);
    if (ng_expr_is_number (a) && ng_expr_is_number (b))
      return are_same_numbers (a, b, tolerance);
    if (ng_expr_kind (a) != NG_EXPR_NORMAL || ng_expr_kind (b) != NG_EXPR_NORMAL)
      return ng_expr_equal (a, b);
    if (n != ng_expr_n_args (b) || !ng_expr_equal (ng_expr_head (a), ng_expr_head (b)))
      return FALSE;
    for (gsize i = 0; i + 1 < n; i++)
      if (!are_same (ng_expr_arg (a, i), ng_expr_arg (b, i), tolerance))
        return FALSE;
    if (n == 0)
      return TRUE;
    a = ng_expr_arg (a, n - 1);
    b = ng_expr_arg (b, n - 1);
  }
}

/* a == b == c: each with the next. */
static gboolean
are_all_same (const NgExpr *call, double tolerance)
{
  for (gsize i = 0; i + 1 < ng_expr_n_args (call); i++)
    if (!are_same (ng_expr_arg (call, i), ng_expr_arg (call, i + 1), tolerance))
      return FALSE;
  return TRUE;
}

/* a != b != c: all of them differ. */
static gboolean
do_all_differ (const NgExpr *call, double tolerance)
{
  for (gsize i = 0; i < ng_expr_n_args (call); i++)
    for (gsize j = i + 1; j < ng_expr_n_args (call); j++)
      if (are_same (ng_expr_arg (call, i), ng_expr_arg (call, j), tolerance))
        return FALSE;
  return TRUE;
}

static NgExpr *
write_truth (gboolean is_true)
{
  return ng_expr_new_symbol (is_true ? "True" : "False", NULL);
}

NgExpr *
ng_do_same (NgSession *session, NgExpr *call, GError **error)
{
  return write_truth (are_all_same (call, 0));
}

NgExpr *
ng_do_unsame (NgSession *session, NgExpr *call, GError **error)
{
  return write_truth (do_all_differ (call, 0));
}

NgExpr *
ng_do_equal (NgSession *session, NgExpr *call, GError **error)
{
  return write_truth (are_all_same (call, NEAR_ENOUGH));
}

NgExpr *
ng_do_unequal (NgSession *session, NgExpr *call, GError **error)
{
  return write_truth (do_all_differ (call, NEAR_ENOUGH));
}
