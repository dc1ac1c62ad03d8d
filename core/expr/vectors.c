/* Functions of vectors: Dot in C, others said by functions that there are. Each returns NULL
 * without an error for what it does not know. */

#include "core/expr/evaluation.h"

static gboolean
is_list (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "List") && ng_expr_n_args (expr) > 0;
}

static gboolean
is_vector (const NgExpr *expr)
{
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (!ng_expr_is_number (ng_expr_arg (expr, i)))
      return FALSE;
  return is_list (expr);
}

/* ---- Dot ---- */

/* a1 b1 + a2 b2 + …, where the b are numbers or lists, for each row of @a. NULL without an error
 * where lengths differ. */
static NgExpr *
multiply (NgEvaluation *self, const NgExpr *a, const NgExpr *b, const NgExpr *at, GError **error)
{
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  g_autoptr (NgExpr) plus = NULL, sum = NULL;
  gsize n = ng_expr_n_args (a);

  if (!is_list (a) || !is_list (b))
    return NULL;
  if (is_list (ng_expr_arg (a, 0))) {
    for (gsize i = 0; i < n; i++) {
      NgExpr *row = multiply (self, ng_expr_arg (a, i), b, at, error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (items, row);
    }
    return ng_expr_build_list (items, at);
  }
  if (!is_vector (a) || ng_expr_n_args (b) != n ||
      !ng_evaluation_take_steps (self, (gint64) n, at, error))
    return NULL;
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (
        items,
        ng_expr_new_call (
            "Times", ng_expr_ref (ng_expr_arg (a, i)), ng_expr_ref (ng_expr_arg (b, i)), NULL));
  plus = ng_expr_new_symbol ("Plus", NULL);
  sum = ng_expr_build (plus, items, at);
  return ng_evaluation_value (self, sum, NULL, error);
}

static NgExpr *
do_dot (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  gsize n = ng_expr_n_args (call);
  g_autoptr (NgExpr) product = n > 0 ? ng_expr_ref (ng_expr_arg (call, 0)) : NULL;

  for (gsize i = 1; product != NULL && i < n; i++) {
    NgExpr *next = multiply (self, product, ng_expr_arg (call, i), call, error);

    ng_expr_unref (product);
    product = next;
  }
  return g_steal_pointer (&product);
}

/* ---- functions said by others ---- */

static gboolean
is_truth (const NgExpr *expr)
{
  return ng_expr_is_symbol (expr, "True") || ng_expr_is_symbol (expr, "False");
}

static const struct {
  const char *head;
  gsize n;
  gboolean (*takes) (const NgExpr *argument);
  const char *body;
} written[] = {
  { "Accumulate", 1, is_list, "FoldList[Plus, #] &" },
  { "Boole", 1, is_truth, "If[#, 1, 0] &" },
  { "CosineDistance", 2, is_vector, "1 - #1 . #2/Sqrt[(#1 . #1) (#2 . #2)] &" },
  { "Differences", 1, is_list, "Rest[#] - Most[#] &" },
  { "EuclideanDistance", 2, is_vector, "Norm[#1 - #2] &" },
  { "ManhattanDistance", 2, is_vector, "Total[Abs[#1 - #2]] &" },
  { "Median",
    1,
    is_vector,
    "With[{s = Sort[#], n = Length[#]}, (s[[Ceiling[n/2]]] + s[[Floor[n/2] + 1]])/2] &" },
  { "Norm", 1, is_vector, "Sqrt[# . #] &" },
  { "Normalize", 1, is_vector, "With[{n = Norm[#]}, If[n == 0, #, #/n]] &" },
  { "SquaredEuclideanDistance", 2, is_vector, "(#1 - #2) . (#1 - #2) &" },
  { "StandardDeviation", 1, is_vector, "Sqrt[Variance[#]] &" },
  { "Variance", 1, is_vector, "With[{d = # - Mean[#]}, d . d/(Length[#] - 1)] &" },
};

/* The same vectors: what differs in length stays as it is. */
static NgExpr *
do_written (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  gsize n = ng_expr_n_args (call), row = 0;
  g_autoptr (GPtrArray) args = ng_expr_items_new ();
  g_autoptr (NgExpr) function = NULL, applied = NULL;

  while (!ng_expr_is_call (call, written[row].head))
    row++;
  if (n != written[row].n)
    return NULL;
  for (gsize i = 0; i < n; i++)
    if (!written[row].takes (ng_expr_arg (call, i)) ||
        ng_expr_n_args (ng_expr_arg (call, i)) != ng_expr_n_args (ng_expr_arg (call, 0)))
      return NULL;
  function = ng_parse_one (written[row].body, -1, NULL, error);
  ng_expr_items_add_all (args, call);
  applied = function != NULL ? ng_expr_build (function, args, call) : NULL;
  return applied != NULL ? ng_evaluation_value (self, applied, NULL, error) : NULL;
}

NgBuiltin
ng_builtin_find_vector (const NgExpr *head)
{
  if (ng_expr_is_symbol (head, "Dot"))
    return do_dot;
  for (gsize i = 0; i < G_N_ELEMENTS (written); i++)
    if (ng_expr_is_symbol (head, written[i].head))
      return do_written;
  return NULL;
}
