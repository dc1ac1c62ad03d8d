/* The functions of values: Join, Flatten, Map and so on. Each returns NULL without an error for
 * what it does not know. */

#include "core/expr/evaluation.h"

/* The element is shared, so only references are made. */
static NgExpr *
do_constant_array (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *dims = ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 1) : NULL;
  gboolean is_list = dims != NULL && ng_expr_is_call (dims, "List");
  gsize rank = is_list ? ng_expr_n_args (dims) : 1;
  g_autoptr (NgExpr) result = NULL;

  if (dims == NULL)
    return NULL;
  result = ng_expr_ref (ng_expr_arg (call, 0));
  for (gsize level = rank; level-- > 0;) {
    const NgExpr *dim = is_list ? ng_expr_arg (dims, level) : dims;
    g_autoptr (GPtrArray) items = ng_expr_items_new ();
    gint64 n;

    if (ng_expr_kind (dim) != NG_EXPR_INTEGER || ng_expr_integer (dim) < 0)
      return NULL;
    n = ng_expr_integer (dim);
    if (!ng_evaluation_take_nodes (self, MIN (n, 2 * NG_MAX_EXPR_MADE), call, error))
      return NULL;
    for (gint64 i = 0; i < n; i++)
      g_ptr_array_add (items, ng_expr_ref (result));
    ng_expr_unref (result);
    result = ng_expr_build_list (items, call);
  }
  return g_steal_pointer (&result);
}

void
ng_expr_items_add_all (GPtrArray *items, const NgExpr *list)
{
  for (gsize i = 0; i < ng_expr_n_args (list); i++)
    g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (list, i)));
}

static NgExpr *
do_join (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  gsize n = ng_expr_n_args (call);
  NgExpr *first = n > 0 ? ng_expr_arg (call, 0) : NULL;

  if (first == NULL ||
      (!ng_expr_is_call (first, "List") && !ng_expr_is_call (first, "Association")))
    return NULL;
  for (gsize i = 0; i < n; i++) {
    NgExpr *arg = ng_expr_arg (call, i);

    if (ng_expr_kind (arg) != NG_EXPR_NORMAL ||
        !ng_expr_equal (ng_expr_head (arg), ng_expr_head (first)) ||
        !ng_evaluation_take_nodes (self, ng_expr_n_args (arg), call, error))
      return NULL;
    ng_expr_items_add_all (items, arg);
  }
  return ng_expr_build (ng_expr_head (first), items, call);
}

static gboolean
flatten_into (NgEvaluation *self,
              GPtrArray *items,
              const NgExpr *list,
              gint64 levels,
              const NgExpr *at,
              GError **error)
{
  for (gsize i = 0; i < ng_expr_n_args (list); i++) {
    NgExpr *item = ng_expr_arg (list, i);

    if (levels > 0 && ng_expr_is_call (item, "List")) {
      if (!ng_evaluation_take_steps (self, 1, at, error) ||
          !flatten_into (self, items, item, levels - 1, at, error))
        return FALSE;
    } else {
      if (!ng_evaluation_take_nodes (self, 1, at, error))
        return FALSE;
      g_ptr_array_add (items, ng_expr_ref (item));
    }
  }
  return TRUE;
}

static NgExpr *
do_flatten (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  gsize n = ng_expr_n_args (call);
  gint64 levels = G_MAXINT64;

  if (n < 1 || n > 2 || !ng_expr_is_call (ng_expr_arg (call, 0), "List"))
    return NULL;
  if (n == 2) {
    if (ng_expr_kind (ng_expr_arg (call, 1)) != NG_EXPR_INTEGER)
      return NULL;
    levels = ng_expr_integer (ng_expr_arg (call, 1));
  }
  if (!flatten_into (self, items, ng_expr_arg (call, 0), levels, call, error))
    return NULL;
  return ng_expr_build_list (items, call);
}

static NgExpr *
do_prepend (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  NgExpr *list = ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 0) : NULL;

  if (list == NULL || ng_expr_kind (list) != NG_EXPR_NORMAL ||
      !ng_evaluation_take_nodes (self, ng_expr_n_args (list), call, error))
    return NULL;
  if (ng_expr_is_call (call, "Append"))
    ng_expr_items_add_all (items, list);
  g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (call, 1)));
  if (ng_expr_is_call (call, "Prepend"))
    ng_expr_items_add_all (items, list);
  return ng_expr_build (ng_expr_head (list), items, call);
}

static NgExpr *
do_to_string (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *arg = ng_expr_n_args (call) == 1 ? ng_expr_arg (call, 0) : NULL;
  g_autofree char *text = NULL;

  if (arg == NULL)
    return NULL;
  if (ng_expr_kind (arg) == NG_EXPR_STRING)
    return ng_expr_ref (arg);
  if (!ng_evaluation_take_steps (self, 1, call, error) ||
      !ng_evaluation_take_nodes (self, ng_expr_size (arg), call, error))
    return NULL;
  text = ng_print_rounded (arg, 0, 6);
  return ng_expr_new_string (text, ng_expr_place (call));
}

static NgExpr *
do_string_join (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < ng_expr_n_args (call); i++) {
    const NgExpr *part = ng_expr_arg (call, i);

    if (ng_expr_kind (part) != NG_EXPR_STRING ||
        !ng_evaluation_take_steps (self, ng_expr_size (part), call, error))
      return NULL;
    g_string_append (text, ng_expr_text (part));
  }
  return ng_expr_new_string (text->str, ng_expr_place (call));
}

/* A string, or each string of a list, with other letters; letter by letter, so that it does not
 * depend on where the program runs. */
static NgExpr *
change_case (
    NgEvaluation *self, NgExpr *arg, gunichar (*change) (gunichar), NgExpr *call, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GString) text = NULL;

  if (ng_expr_is_call (arg, "List")) {
    items = ng_expr_items_new ();
    for (gsize i = 0; i < ng_expr_n_args (arg); i++) {
      NgExpr *item = change_case (self, ng_expr_arg (arg, i), change, call, error);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (items, item);
    }
    return ng_expr_build (ng_expr_head (arg), items, call);
  }
  if (ng_expr_kind (arg) != NG_EXPR_STRING ||
      !ng_evaluation_take_steps (self, 1 + strlen (ng_expr_text (arg)) / 64, call, error))
    return NULL;
  text = g_string_new (NULL);
  for (const char *at = ng_expr_text (arg); *at != '\0'; at = g_utf8_next_char (at))
    g_string_append_unichar (text, change (g_utf8_get_char (at)));
  return ng_expr_new_string (text->str, ng_expr_place (call));
}

static NgExpr *
do_upper_case (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  return ng_expr_n_args (call) == 1
             ? change_case (self, ng_expr_arg (call, 0), g_unichar_toupper, call, error)
             : NULL;
}

static NgExpr *
do_lower_case (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  return ng_expr_n_args (call) == 1
             ? change_case (self, ng_expr_arg (call, 0), g_unichar_tolower, call, error)
             : NULL;
}

/* Thread[f[{a, b}, c]] is {f[a, c], f[b, c]}. */
static NgExpr *
do_thread (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *inner = ng_expr_n_args (call) == 1 ? ng_expr_arg (call, 0) : NULL;
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  gsize length = G_MAXSIZE;

  if (inner == NULL || ng_expr_kind (inner) != NG_EXPR_NORMAL)
    return NULL;
  for (gsize i = 0; i < ng_expr_n_args (inner); i++) {
    const NgExpr *arg = ng_expr_arg (inner, i);

    if (!ng_expr_is_call (arg, "List"))
      continue;
    if (length != G_MAXSIZE && ng_expr_n_args (arg) != length)
      return NULL;
    length = ng_expr_n_args (arg);
  }
  if (length == G_MAXSIZE)
    return ng_expr_ref (inner);
  for (gsize k = 0; k < length; k++) {
    g_autoptr (GPtrArray) args = ng_expr_items_new ();
    g_autoptr (NgExpr) item = NULL;
    NgExpr *value;

    if (!ng_evaluation_take_steps (self, ng_expr_n_args (inner), call, error))
      return NULL;
    for (gsize i = 0; i < ng_expr_n_args (inner); i++) {
      NgExpr *arg = ng_expr_arg (inner, i);

      g_ptr_array_add (args,
                       ng_expr_ref (ng_expr_is_call (arg, "List") ? ng_expr_arg (arg, k) : arg));
    }
    item = ng_expr_build (ng_expr_head (inner), args, inner);
    value = ng_evaluation_value (self, item, scope, error);
    if (value == NULL)
      return NULL;
    g_ptr_array_add (items, value);
  }
  return ng_expr_build_list (items, call);
}

/* Evaluates f[x]; in an association the rule is kept around the value. */
static NgExpr *
map_one (NgEvaluation *self, NgExpr *function, NgExpr *item, const NgScope *scope, GError **error)
{
  gboolean is_rule = ng_expr_is_rule (item);
  g_autoptr (GPtrArray) args = ng_expr_items_new ();
  g_autoptr (NgExpr) call = NULL;
  NgExpr *value;

  g_ptr_array_add (args, ng_expr_ref (is_rule ? ng_expr_arg (item, 1) : item));
  call = ng_expr_build (function, args, item);
  value = ng_evaluation_value (self, call, scope, error);
  if (value == NULL || !is_rule)
    return value;
  g_ptr_array_add (args, ng_expr_ref (ng_expr_arg (item, 0)));
  g_ptr_array_add (args, value);
  return ng_expr_build (ng_expr_head (item), args, item);
}

static NgExpr *
do_map (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *list = ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 1) : NULL;
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  gboolean is_association;

  if (list == NULL || ng_expr_kind (list) != NG_EXPR_NORMAL)
    return NULL;
  is_association = ng_expr_is_call (list, "Association");
  for (gsize i = 0; i < ng_expr_n_args (list); i++) {
    NgExpr *item = ng_expr_arg (list, i);
    g_autoptr (NgExpr) plain = NULL;

    if (!ng_evaluation_take_steps (self, 1, call, error))
      return NULL;
    if (!is_association && ng_expr_is_rule (item)) {
      NgExpr *function = ng_expr_arg (call, 0);

      plain = ng_expr_new_normal (
          ng_expr_ref (function), (NgExpr *[]){ ng_expr_ref (item) }, 1, ng_expr_place (item));
      item = ng_evaluation_value (self, plain, scope, error);
    } else {
      item = map_one (self, ng_expr_arg (call, 0), item, scope, error);
    }
    if (item == NULL)
      return NULL;
    g_ptr_array_add (items, item);
  }
  return ng_expr_build (ng_expr_head (list), items, call);
}

static NgExpr *
do_apply (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *list = ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 1) : NULL;
  g_autoptr (GPtrArray) args = ng_expr_items_new ();
  g_autoptr (NgExpr) applied = NULL;

  if (list == NULL || ng_expr_kind (list) != NG_EXPR_NORMAL ||
      !ng_evaluation_take_nodes (self, (gint64) ng_expr_n_args (list), call, error))
    return NULL;
  for (gsize i = 0; i < ng_expr_n_args (list); i++) {
    NgExpr *item = ng_expr_arg (list, i);
    gboolean is_entry = ng_expr_is_call (list, "Association") && ng_expr_is_rule (item);

    g_ptr_array_add (args, ng_expr_ref (is_entry ? ng_expr_arg (item, 1) : item));
  }
  applied = ng_expr_build (ng_expr_arg (call, 0), args, call);
  return ng_evaluation_value (self, applied, scope, error);
}

static const struct {
  const char *head;
  NgBuiltin evaluate;
} builtins[] = {
  { "Range", ng_builtin_range },
  { "ConstantArray", do_constant_array },
  { "Join", do_join },
  { "Flatten", do_flatten },
  { "Prepend", do_prepend },
  { "Append", do_prepend },
  { "ToString", do_to_string },
  { "StringJoin", do_string_join },
  { "Thread", do_thread },
  { "Map", do_map },
  { "Apply", do_apply },
  { "ToUpperCase", do_upper_case },
  { "ToLowerCase", do_lower_case },
};

/* What the other files hold. */
static NgBuiltin (*const others[]) (const NgExpr *head) = {
  ng_builtin_find_list,
  ng_builtin_find_part,
  ng_builtin_find_iteration,
  ng_builtin_find_vector,
};

NgBuiltin
ng_builtin_find (const NgExpr *head)
{
  if (ng_expr_kind (head) != NG_EXPR_SYMBOL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (builtins); i++) {
    if (ng_expr_is_symbol (head, builtins[i].head))
      return builtins[i].evaluate;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    NgBuiltin found = others[i](head);

    if (found != NULL)
      return found;
  }
  return NULL;
}
