/* The functions of lists: Total, Sort, Select and so on; comparisons; arithmetic element by
 * element. Each returns NULL without an error for what it does not know. */

#include "core/expr/arithmetic.h"
#include "core/expr/evaluation.h"

#include <string.h>

static gboolean
is_list (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "List");
}

static gboolean
is_container (const NgExpr *expr)
{
  return is_list (expr) || ng_expr_is_call (expr, "Association");
}

/* The one argument, if it is a list or an association. */
static NgExpr *
sole_container (const NgExpr *call)
{
  NgExpr *arg = ng_expr_n_args (call) == 1 ? ng_expr_arg (call, 0) : NULL;

  return arg != NULL && is_container (arg) ? arg : NULL;
}

static NgExpr *
new_truth (gboolean is_true)
{
  return ng_expr_new_symbol (is_true ? "True" : "False", NULL);
}

/* head[args] evaluated; takes the references out of @args. */
static NgExpr *
evaluate_call (NgEvaluation *self, const char *head, GPtrArray *args, NgExpr *at, GError **error)
{
  g_autoptr (NgExpr) symbol = ng_expr_new_symbol (head, ng_expr_place (at));
  g_autoptr (NgExpr) call = ng_expr_build (symbol, args, at);

  return ng_evaluation_value (self, call, NULL, error);
}

static NgExpr *
do_length (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  const NgExpr *list = sole_container (call);

  return list != NULL ? ng_expr_new_integer ((gint64) ng_expr_n_args (list), NULL) : NULL;
}

/* First and Last: an element, or the value of an entry. */
static NgExpr *
do_end (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  const NgExpr *list = sole_container (call);
  gsize n = list != NULL ? ng_expr_n_args (list) : 0;
  NgExpr *item;

  if (n == 0)
    return NULL;
  item = ng_expr_arg (list, ng_expr_is_call (call, "First") ? 0 : n - 1);
  return ng_expr_ref (is_list (list) || !ng_expr_is_rule (item) ? item : ng_expr_arg (item, 1));
}

/* Rest and Most: all but the first, or the last. */
static NgExpr *
do_others (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  const NgExpr *list = sole_container (call);
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  gsize n = list != NULL ? ng_expr_n_args (list) : 0;

  if (n == 0 || !ng_evaluation_take_nodes (self, (gint64) n, call, error))
    return NULL;
  ng_expr_items_add_all (items, list);
  g_ptr_array_remove_index (items, ng_expr_is_call (call, "Rest") ? 0 : (guint) n - 1);
  return ng_expr_build (ng_expr_head (list), items, call);
}

static NgExpr *
do_reverse (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  const NgExpr *list = sole_container (call);
  g_autoptr (GPtrArray) items = ng_expr_items_new ();

  if (list == NULL || !ng_evaluation_take_nodes (self, ng_expr_n_args (list), call, error))
    return NULL;
  for (gsize i = ng_expr_n_args (list); i-- > 0;)
    g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (list, i)));
  return ng_expr_build (ng_expr_head (list), items, call);
}

/* How many levels of @list have lists of one length alone, and these lengths. */
static void
measure (const NgExpr *list, GArray *dims)
{
  guint depth = 0;

  for (const NgExpr *item = list; is_list (item); item = ng_expr_arg (item, 0)) {
    gint64 n = (gint64) ng_expr_n_args (item);

    g_array_append_val (dims, n);
    if (n == 0)
      break;
  }
  for (gsize i = 0; dims->len > 1 && i < ng_expr_n_args (list); i++) {
    const NgExpr *item = ng_expr_arg (list, i);
    g_autoptr (GArray) inner = g_array_new (FALSE, FALSE, sizeof (gint64));

    if (is_list (item))
      measure (item, inner);
    for (depth = 0; depth < inner->len && depth + 1 < dims->len; depth++) {
      if (g_array_index (inner, gint64, depth) != g_array_index (dims, gint64, depth + 1))
        break;
    }
    g_array_set_size (dims, depth + 1);
  }
}

static NgExpr *
do_dimensions (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  g_autoptr (GArray) dims = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  NgExpr *list = ng_expr_n_args (call) == 1 ? ng_expr_arg (call, 0) : NULL;

  if (list == NULL || ng_expr_kind (list) == NG_EXPR_OBJECT ||
      !ng_evaluation_take_looks (self, ng_expr_size (list), call, error))
    return NULL;
  measure (list, dims);
  for (guint i = 0; i < dims->len; i++)
    g_ptr_array_add (items, ng_expr_new_integer (g_array_index (dims, gint64, i), NULL));
  return ng_expr_build_list (items, call);
}

static void
add_values (GPtrArray *items, const NgExpr *container)
{
  for (gsize i = 0; i < ng_expr_n_args (container); i++) {
    NgExpr *item = ng_expr_arg (container, i);

    g_ptr_array_add (items,
                     ng_expr_ref (is_list (container) || !ng_expr_is_rule (item)
                                      ? item
                                      : ng_expr_arg (item, 1)));
  }
}

static NgExpr *
do_total (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  const NgExpr *list = sole_container (call);
  g_autoptr (GPtrArray) items = ng_expr_items_new ();

  if (list == NULL || !ng_evaluation_take_steps (self, ng_expr_n_args (list), call, error))
    return NULL;
  if (ng_expr_n_args (list) == 0)
    return ng_expr_new_integer (0, NULL);
  add_values (items, list);
  return evaluate_call (self, "Plus", items, call, error);
}

static NgExpr *
do_mean (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  const NgExpr *list = sole_container (call);
  g_autoptr (GPtrArray) args = ng_expr_items_new ();
  NgExpr *total;

  if (list == NULL || ng_expr_n_args (list) == 0)
    return NULL;
  total = do_total (self, call, scope, error);
  if (total == NULL)
    return NULL;
  g_ptr_array_add (args, total);
  g_ptr_array_add (args,
                   ng_expr_new_call ("Power",
                                     ng_expr_new_integer ((gint64) ng_expr_n_args (list), NULL),
                                     ng_expr_new_integer (-1, NULL),
                                     NULL));
  return evaluate_call (self, "Times", args, call, error);
}

/* Lists are walked by depth, which the evaluation bounds. */
static gboolean
add_leaves (NgEvaluation *self, GPtrArray *items, NgExpr *expr, NgExpr *at, GError **error)
{
  if (!ng_evaluation_take_steps (self, 1, at, error))
    return FALSE;
  if (!is_container (expr)) {
    g_ptr_array_add (items, ng_expr_ref (expr));
    return TRUE;
  }
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    NgExpr *item = ng_expr_arg (expr, i);

    if (!add_leaves (self,
                     items,
                     is_list (expr) || !ng_expr_is_rule (item) ? item : ng_expr_arg (item, 1),
                     at,
                     error))
      return FALSE;
  }
  return TRUE;
}

/* Max and Min of all numbers in lists. */
static NgExpr *
do_extreme (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  g_autoptr (NgExpr) flat = NULL;
  gboolean has_lists = FALSE;

  for (gsize i = 0; i < ng_expr_n_args (call); i++) {
    has_lists = has_lists || is_container (ng_expr_arg (call, i));
    if (!add_leaves (self, items, ng_expr_arg (call, i), call, error))
      return NULL;
  }
  if (!has_lists)
    return NULL;
  flat = ng_expr_build (ng_expr_head (call), items, call);
  return ng_arithmetic (flat);
}

/* Numbers in their order, then strings in theirs, then everything else. */
static int
compare_cb (gconstpointer a, gconstpointer b)
{
  const NgExpr *left = *(NgExpr *const *) a, *right = *(NgExpr *const *) b;
  int left_rank = ng_expr_is_number (left) ? 0 : ng_expr_kind (left) == NG_EXPR_STRING ? 1 : 2;
  int right_rank = ng_expr_is_number (right) ? 0 : ng_expr_kind (right) == NG_EXPR_STRING ? 1 : 2;

  if (left_rank != right_rank)
    return left_rank - right_rank;
  if (left_rank == 0)
    return ng_number_compare (left, right);
  return left_rank == 1 ? strcmp (ng_expr_text (left), ng_expr_text (right)) : 0;
}

static NgExpr *
do_sort (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  const NgExpr *list = sole_container (call);
  g_autoptr (GPtrArray) items = ng_expr_items_new ();

  if (list == NULL || !is_list (list) ||
      !ng_evaluation_take_nodes (self, ng_expr_n_args (list), call, error))
    return NULL;
  ng_expr_items_add_all (items, list);
  g_ptr_array_sort (items, compare_cb);
  return ng_expr_build_list (items, call);
}

static NgExpr *
do_transpose (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  const NgExpr *list = sole_container (call);
  g_autoptr (GPtrArray) columns = ng_expr_items_new ();
  gsize n_rows = list != NULL ? ng_expr_n_args (list) : 0;
  gsize n_columns = n_rows > 0 ? ng_expr_n_args (ng_expr_arg (list, 0)) : 0;

  for (gsize i = 0; i < n_rows; i++) {
    if (!is_list (ng_expr_arg (list, i)) || ng_expr_n_args (ng_expr_arg (list, i)) != n_columns)
      return NULL;
  }
  if (n_columns == 0 ||
      !ng_evaluation_take_nodes (self, (gint64) (n_rows * n_columns), call, error))
    return NULL;
  for (gsize k = 0; k < n_columns; k++) {
    g_autoptr (GPtrArray) column = ng_expr_items_new ();

    for (gsize i = 0; i < n_rows; i++)
      g_ptr_array_add (column, ng_expr_ref (ng_expr_arg (ng_expr_arg (list, i), k)));
    g_ptr_array_add (columns, ng_expr_build_list (column, call));
  }
  return ng_expr_build_list (columns, call);
}

/* The elements, or entries, of which a function says True. */
static NgExpr *
do_select (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *list = ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 0) : NULL;
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  g_autoptr (GPtrArray) values = ng_expr_items_new ();

  if (list == NULL || !is_container (list) ||
      !ng_evaluation_take_nodes (self, (gint64) ng_expr_n_args (list), call, error))
    return NULL;
  add_values (values, list);
  for (gsize i = 0; i < ng_expr_n_args (list); i++) {
    g_autoptr (GPtrArray) args = ng_expr_items_new ();
    g_autoptr (NgExpr) question = NULL, answer = NULL;

    if (!ng_evaluation_take_steps (self, 1, call, error))
      return NULL;
    g_ptr_array_add (args, ng_expr_ref (values->pdata[i]));
    question = ng_expr_build (ng_expr_arg (call, 1), args, call);
    answer = ng_evaluation_value (self, question, scope, error);
    if (answer == NULL)
      return NULL;
    if (ng_expr_is_symbol (answer, "True"))
      g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (list, i)));
  }
  return ng_expr_build (ng_expr_head (list), items, call);
}

NgExpr *
ng_builtin_lookup (NgEvaluation *self,
                   const NgExpr *association,
                   NgExpr *key,
                   NgExpr *otherwise,
                   const NgExpr *at,
                   GError **error)
{
  gint64 n = (gint64) ng_expr_n_args (association);

  if (!ng_evaluation_take_looks (self, n * ng_expr_size (key), at, error))
    return NULL;
  for (gsize i = 0; i < ng_expr_n_args (association); i++) {
    NgExpr *entry = ng_expr_arg (association, i);

    if (ng_expr_is_rule (entry) && ng_expr_equal (ng_expr_arg (entry, 0), key))
      return ng_expr_ref (ng_expr_arg (entry, 1));
  }
  if (otherwise != NULL)
    return ng_expr_ref (otherwise);
  return ng_expr_new_call (
      "Missing", ng_expr_new_string ("KeyAbsent", NULL), ng_expr_ref (key), NULL);
}

/* Lookup[association, key, default]. */
static NgExpr *
do_lookup (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  gsize n = ng_expr_n_args (call);

  if (n < 2 || n > 3 || !is_container (ng_expr_arg (call, 0)))
    return NULL;
  return ng_builtin_lookup (self,
                            ng_expr_arg (call, 0),
                            ng_expr_arg (call, 1),
                            n == 3 ? ng_expr_arg (call, 2) : NULL,
                            call,
                            error);
}

/* Whether two numbers of a comparison stand as it says: less, equal or greater, and one of these
 * alone. */
static gboolean
holds (const char *head, const NgExpr *a, const NgExpr *b)
{
  gboolean is_equal = ng_number_equal (a, b);
  int order = is_equal ? 0 : ng_number_compare (a, b);

  if (strcmp (head, "Less") == 0)
    return order < 0;
  if (strcmp (head, "LessEqual") == 0)
    return is_equal || order < 0;
  if (strcmp (head, "Greater") == 0)
    return order > 0;
  if (strcmp (head, "GreaterEqual") == 0)
    return is_equal || order > 0;
  return strcmp (head, "Equal") == 0 ? is_equal : !is_equal;
}

/* a < b < c is said of neighbours; a != b != c of each two. */
static NgExpr *
do_compare (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  const char *head = ng_expr_text (ng_expr_head (call));
  gboolean is_pairwise = strcmp (head, "Unequal") == 0;
  gint64 n = (gint64) ng_expr_n_args (call);
  gboolean is_true = TRUE;

  if (n < 2)
    return NULL;
  for (gint64 i = 0; i < n; i++) {
    if (!ng_expr_is_number (ng_expr_arg (call, i)))
      return NULL;
  }
  if (!ng_evaluation_take_looks (self, is_pairwise ? n * (n - 1) / 2 : n, call, error))
    return NULL;
  for (gint64 i = 1; i < n; i++)
    for (gint64 k = is_pairwise ? 0 : i - 1; k < i; k++)
      is_true = is_true && holds (head, ng_expr_arg (call, k), ng_expr_arg (call, i));
  return new_truth (is_true);
}

/* And, Or and Not of truth values. */
static NgExpr *
do_logic (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  gsize n = ng_expr_n_args (call), n_true = 0;

  for (gsize i = 0; i < n; i++) {
    gboolean is_true = ng_expr_is_symbol (ng_expr_arg (call, i), "True");

    if (!is_true && !ng_expr_is_symbol (ng_expr_arg (call, i), "False"))
      return NULL;
    n_true += is_true;
  }
  if (ng_expr_is_call (call, "Not"))
    return n == 1 ? new_truth (n_true == 0) : NULL;
  return new_truth (ng_expr_is_call (call, "And") ? n_true == n : n_true > 0);
}

/* An operand of arithmetic: 1/list, which sums and products keep, becomes the list of 1/x, which
 * they keep as well. */
static NgExpr *
take_operand (NgEvaluation *self, NgExpr *arg, NgExpr *at, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  const NgExpr *list;

  if (!ng_arithmetic_is_inverse (arg) || !is_list (ng_expr_arg (arg, 0)))
    return ng_expr_ref (arg);
  list = ng_expr_arg (arg, 0);
  if (!ng_evaluation_take_nodes (self, 3 * (gint64) ng_expr_n_args (list), at, error))
    return NULL;
  items = ng_expr_items_new ();
  for (gsize i = 0; i < ng_expr_n_args (list); i++) {
    NgExpr *args[2] = { ng_expr_ref (ng_expr_arg (list, i)), ng_expr_ref (ng_expr_arg (arg, 1)) };

    g_ptr_array_add (
        items, ng_expr_new_normal (ng_expr_ref (ng_expr_head (arg)), args, 2, ng_expr_place (arg)));
  }
  return ng_expr_build_list (items, at);
}

/* Arithmetic of lists of one length, element by element; what is no list goes with each. */
static NgExpr *
do_listable (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  g_autoptr (GPtrArray) operands = ng_expr_items_new ();
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  gsize length = G_MAXSIZE;

  for (gsize i = 0; i < ng_expr_n_args (call); i++) {
    NgExpr *operand = take_operand (self, ng_expr_arg (call, i), call, error);

    if (operand == NULL)
      return NULL;
    g_ptr_array_add (operands, operand);
    if (!is_list (operand))
      continue;
    if (length != G_MAXSIZE && ng_expr_n_args (operand) != length)
      return NULL;
    length = ng_expr_n_args (operand);
  }
  if (length == G_MAXSIZE)
    return NULL;
  for (gsize k = 0; k < length; k++) {
    g_autoptr (GPtrArray) args = ng_expr_items_new ();
    g_autoptr (NgExpr) element = NULL;
    NgExpr *value;

    if (!ng_evaluation_take_steps (self, operands->len, call, error))
      return NULL;
    for (guint i = 0; i < operands->len; i++) {
      NgExpr *operand = operands->pdata[i];

      g_ptr_array_add (args, ng_expr_ref (is_list (operand) ? ng_expr_arg (operand, k) : operand));
    }
    element = ng_expr_build (ng_expr_head (call), args, call);
    value = ng_evaluation_value (self, element, NULL, error);
    if (value == NULL)
      return NULL;
    g_ptr_array_add (items, value);
  }
  return ng_expr_build_list (items, call);
}

static const struct {
  const char *head;
  NgBuiltin evaluate;
} functions[] = {
  { "Length", do_length },
  { "First", do_end },
  { "Last", do_end },
  { "Rest", do_others },
  { "Most", do_others },
  { "Reverse", do_reverse },
  { "Dimensions", do_dimensions },
  { "Total", do_total },
  { "Mean", do_mean },
  { "Max", do_extreme },
  { "Min", do_extreme },
  { "Sort", do_sort },
  { "Transpose", do_transpose },
  { "Select", do_select },
  { "Lookup", do_lookup },
  { "Less", do_compare },
  { "LessEqual", do_compare },
  { "Greater", do_compare },
  { "GreaterEqual", do_compare },
  { "Equal", do_compare },
  { "Unequal", do_compare },
  { "And", do_logic },
  { "Or", do_logic },
  { "Not", do_logic },
};

NgBuiltin
ng_builtin_find_list (const NgExpr *head)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++) {
    if (ng_expr_is_symbol (head, functions[i].head))
      return functions[i].evaluate;
  }
  return ng_arithmetic_is_listable (head) ? do_listable : NULL;
}
