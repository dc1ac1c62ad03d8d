/* a === b, a =!= b, a == b, a != b: of nets and of values. */

#include "core/expr/arithmetic.h"
#include "core/graph/same.h"
#include "core/language/operation.h"
#include "core/notation/value.h"

/* Arrays of nets that are equal agree within this, relative to their elements, which are of 32 bits
 * mostly. */
#define NEAR_ENOUGH 1e-6

/* Recursion goes as deep as values are; the last arguments, as of a chain of rules, are followed by
 * a loop. */
static gboolean
are_same (const NgExpr *a, const NgExpr *b, gboolean is_exact)
{
  for (;;) {
    gsize n = ng_expr_n_args (a);
    NgNet *left = ng_expr_net (a), *right = ng_expr_net (b);

    if (left != NULL && right != NULL)
      return ng_net_same (left, right, is_exact ? 0 : NEAR_ENOUGH);
    if (!is_exact && ng_expr_is_number (a) && ng_expr_is_number (b))
      return ng_number_equal (a, b);
    if (ng_expr_kind (a) != NG_EXPR_NORMAL || ng_expr_kind (b) != NG_EXPR_NORMAL)
      return ng_expr_equal (a, b);
    if (n != ng_expr_n_args (b) || !ng_expr_equal (ng_expr_head (a), ng_expr_head (b)))
      return FALSE;
    for (gsize i = 0; i + 1 < n; i++)
      if (!are_same (ng_expr_arg (a, i), ng_expr_arg (b, i), is_exact))
        return FALSE;
    if (n == 0)
      return TRUE;
    a = ng_expr_arg (a, n - 1);
    b = ng_expr_arg (b, n - 1);
  }
}

static NgExpr *
write_truth (gboolean is_true)
{
  return ng_expr_new_symbol (is_true ? "True" : "False", NULL);
}

/* a == b == c: each with the next. */
static NgExpr *
do_all_same (const NgExpr *call, gboolean is_exact)
{
  for (gsize i = 0; i + 1 < ng_expr_n_args (call); i++)
    if (!are_same (ng_expr_arg (call, i), ng_expr_arg (call, i + 1), is_exact))
      return write_truth (FALSE);
  return write_truth (TRUE);
}

/* a != b != c: each two of them differ. */
static NgExpr *
do_all_differ (NgSession *session, const NgExpr *call, gboolean is_exact, GError **error)
{
  for (gsize i = 0; i < ng_expr_n_args (call); i++) {
    if (g_cancellable_set_error_if_cancelled (ng_session_cancellable (session), error))
      return NULL;
    for (gsize j = i + 1; j < ng_expr_n_args (call); j++)
      if (are_same (ng_expr_arg (call, i), ng_expr_arg (call, j), is_exact))
        return write_truth (FALSE);
  }
  return write_truth (TRUE);
}

NgExpr *
ng_do_same (NgSession *session, NgExpr *call, GError **error)
{
  return do_all_same (call, TRUE);
}

NgExpr *
ng_do_unsame (NgSession *session, NgExpr *call, GError **error)
{
  return do_all_differ (session, call, TRUE, error);
}

NgExpr *
ng_do_equal (NgSession *session, NgExpr *call, GError **error)
{
  return do_all_same (call, FALSE);
}

NgExpr *
ng_do_unequal (NgSession *session, NgExpr *call, GError **error)
{
  return do_all_differ (session, call, FALSE, error);
}
