/* Parts of lists and associations: list[[place, …]], Take, Drop, Partition, Keys and
 * Values. Each returns NULL without an error for what it does not know, such as parts of nets. */

#include "core/expr/part.h"

#include "core/expr/evaluation.h"

NgExpr *
ng_part_fail (const NgExpr *at, const char *sentence, GError **error)
{
  g_autofree char *shown = ng_print_short (at, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error, "Eval::part", ng_expr_place (at), "%s %s.", shown, sentence);
  return NULL;
}

/* ---- places ---- */

/* Reads one bound of a span of @n elements, from 1. */
static gboolean
read_bound (const NgExpr *bound, gsize n, gint64 otherwise, gint64 *value)
{
  *value = otherwise;
  if (ng_expr_is_symbol (bound, "All"))
    return TRUE;
  if (ng_expr_kind (bound) != NG_EXPR_INTEGER)
    return FALSE;
  *value = ng_expr_integer (bound);
  if (*value < 0)
    *value += (gint64) n + 1;
  return *value >= 1 && *value <= (gint64) n;
}

GArray *
ng_part_span (const NgExpr *span, gsize n, GError **error)
{
  GArray *indices = g_array_new (FALSE, FALSE, sizeof (gsize));
  gint64 from, to, step = 1;
  gboolean is_good = ng_expr_n_args (span) >= 2 &&
                     read_bound (ng_expr_arg (span, 0), n, 1, &from) &&
                     read_bound (ng_expr_arg (span, 1), n, (gint64) n, &to);

  if (is_good && ng_expr_n_args (span) == 3) {
    is_good = ng_expr_kind (ng_expr_arg (span, 2)) == NG_EXPR_INTEGER;
    step = is_good ? ng_expr_integer (ng_expr_arg (span, 2)) : 0;
  }
  if (!is_good || step == 0) {
    g_array_unref (indices);
    ng_part_fail (span, "is no range of what there is", error);
    return NULL;
  }
  for (gint64 i = from; step > 0 ? i <= to : i >= to; i += step) {
    gsize index = (gsize) i - 1;

    g_array_append_val (indices, index);
    if (step > (gint64) n || step < -(gint64) n)
      break;
  }
  return indices;
}

/* The place, from 0, of a position or a key; -1 with an error. */
static gint64
find_place (NgEvaluation *self, const NgExpr *container, const NgExpr *spec, GError **error)
{
  gint64 n = (gint64) ng_expr_n_args (container);
  gint64 place = -1;

  if (ng_expr_kind (spec) == NG_EXPR_INTEGER) {
    place = ng_expr_integer (spec);
    place = place < 0 ? place + n : place - 1;
    if (place < 0 || place >= n)
      ng_part_fail (spec, "is no position of the list", error);
    return place < n ? place : -1;
  }
  if (ng_expr_kind (spec) != NG_EXPR_STRING || !ng_expr_is_call (container, "Association")) {
    ng_part_fail (spec, "is no position", error);
    return -1;
  }
  if (!ng_evaluation_take_looks (self, n * ng_expr_size (spec), spec, error))
    return -1;
  for (place = 0; place < n; place++) {
    const NgExpr *entry = ng_expr_arg (container, (gsize) place);

    if (ng_expr_is_rule (entry) && ng_expr_equal (ng_expr_arg (entry, 0), spec))
      return place;
  }
  ng_part_fail (spec, "is no key of the association", error);
  return -1;
}

/* The places, from 0, that a range, All or a list of positions stands for. */
static GArray *
find_places (NgEvaluation *self, const NgExpr *container, const NgExpr *spec, GError **error)
{
  gsize n = ng_expr_n_args (container);
  GArray *places;

  if (ng_expr_is_call (spec, "Span"))
    return ng_part_span (spec, n, error);
  places = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (ng_expr_is_symbol (spec, "All")) {
    for (gsize i = 0; i < n; i++)
      g_array_append_val (places, i);
    return places;
  }
  for (gsize i = 0; i < ng_expr_n_args (spec); i++) {
    gint64 place = find_place (self, container, ng_expr_arg (spec, i), error);
    gsize index = (gsize) place;

    if (place < 0) {
      g_array_unref (places);
      return NULL;
    }
    g_array_append_val (places, index);
  }
  return places;
}

/* ---- Part ---- */

static gboolean
is_container (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "List") || ng_expr_is_call (expr, "Association");
}

/* The value of an element: an association has rules. */
static NgExpr *
element (const NgExpr *container, gsize index)
{
  NgExpr *item = ng_expr_arg (container, index);

  return ng_expr_is_call (container, "Association") && ng_expr_is_rule (item)
             ? ng_expr_arg (item, 1)
             : item;
}

/* Recursion goes as deep as lists are nested. */
static NgExpr *
take_parts (NgEvaluation *self, NgExpr *value, const NgExpr *call, gsize spec, GError **error)
{
  const NgExpr *where = spec < ng_expr_n_args (call) ? ng_expr_arg (call, spec) : NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GArray) places = NULL;

  if (where == NULL)
    return ng_expr_ref (value);
  if (!is_container (value))
    return ng_part_fail (value, "has no parts", error);
  if (!ng_expr_is_call (where, "Span") && !ng_expr_is_call (where, "List") &&
      !ng_expr_is_symbol (where, "All")) {
    gint64 place = find_place (self, value, where, error);

    return place >= 0 ? take_parts (self, element (value, (gsize) place), call, spec + 1, error)
                      : NULL;
  }
  places = find_places (self, value, where, error);
  if (places == NULL || !ng_evaluation_take_nodes (self, places->len, call, error))
    return NULL;
  items = ng_expr_items_new ();
  for (guint i = 0; i < places->len; i++) {
    gsize place = g_array_index (places, gsize, i);
    NgExpr *item = ng_expr_arg (value, place);
    NgExpr *part = take_parts (self, element (value, place), call, spec + 1, error);

    if (part == NULL)
      return NULL;
    if (element (value, place) != item)
      part = ng_expr_new_call ("Rule", ng_expr_ref (ng_expr_arg (item, 0)), part, NULL);
    g_ptr_array_add (items, part);
  }
  return ng_expr_build (ng_expr_head (value), items, call);
}

/* Whether it says where: other things may get a value later. */
static gboolean
is_place (const NgExpr *spec)
{
  if (!ng_expr_is_call (spec, "Span") && !ng_expr_is_call (spec, "List"))
    return ng_expr_kind (spec) == NG_EXPR_INTEGER || ng_expr_kind (spec) == NG_EXPR_STRING ||
           ng_expr_is_symbol (spec, "All");
  for (gsize i = 0; i < ng_expr_n_args (spec); i++)
    if (!is_place (ng_expr_arg (spec, i)))
      return FALSE;
  return TRUE;
}

static NgExpr *
do_part (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  gsize n = ng_expr_n_args (call);

  if (n == 0 || !is_container (ng_expr_arg (call, 0)))
    return NULL;
  for (gsize i = 1; i < n; i++)
    if (!is_place (ng_expr_arg (call, i)))
      return NULL;
  return take_parts (self, ng_expr_arg (call, 0), call, 1, error);
}

/* ---- Take and Drop ---- */

/* n, -n, {n}, {from, to} and {from, to, step} as a range; 0 elements as one that is empty. */
static GArray *
read_range (const NgExpr *spec, gsize n, GError **error)
{
  g_autoptr (NgExpr) span = NULL;
  gboolean is_list = ng_expr_is_call (spec, "List");
  gsize n_bounds = ng_expr_n_args (spec);
  gint64 count = ng_expr_kind (spec) == NG_EXPR_INTEGER ? ng_expr_integer (spec) : 0;

  if (is_list && n_bounds >= 1 && n_bounds <= 3)
    span = ng_expr_new_call ("Span",
                             ng_expr_ref (ng_expr_arg (spec, 0)),
                             ng_expr_ref (ng_expr_arg (spec, n_bounds > 1 ? 1 : 0)),
                             n_bounds > 2 ? ng_expr_ref (ng_expr_arg (spec, 2)) : NULL,
                             NULL);
  else if (count != 0)
    span = ng_expr_new_call ("Span",
                             ng_expr_new_integer (count > 0 ? 1 : count, NULL),
                             ng_expr_new_integer (count > 0 ? count : -1, NULL),
                             NULL);
  else if (ng_expr_is_symbol (spec, "All"))
    span = ng_expr_new_call (
        "Span", ng_expr_new_symbol ("All", NULL), ng_expr_new_symbol ("All", NULL), NULL);
  if (span != NULL)
    return n > 0 ? ng_part_span (span, n, error)
                 : (ng_part_fail (spec, "is no range of what there is", error), NULL);
  if (ng_expr_kind (spec) == NG_EXPR_INTEGER)
    return g_array_new (FALSE, FALSE, sizeof (gsize));
  ng_part_fail (spec, "is no range of what there is", error);
  return NULL;
}

static NgExpr *
do_take (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *list = ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 0) : NULL;
  gboolean keeps_chosen = ng_expr_is_call (call, "Take");
  g_autoptr (GPtrArray) items = ng_expr_items_new ();
  g_autoptr (GArray) places = NULL;
  g_autofree gboolean *is_chosen = NULL;
  gsize n;

  if (list == NULL || !is_container (list) || !is_place (ng_expr_arg (call, 1)))
    return NULL;
  n = ng_expr_n_args (list);
  places = read_range (ng_expr_arg (call, 1), n, error);
  if (places == NULL || !ng_evaluation_take_nodes (self, (gint64) n, call, error))
    return NULL;
  is_chosen = g_new0 (gboolean, n + 1);
  for (guint i = 0; i < places->len; i++) {
    gsize place = g_array_index (places, gsize, i);

    is_chosen[place] = TRUE;
    if (keeps_chosen)
      g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (list, place)));
  }
  for (gsize i = 0; !keeps_chosen && i < n; i++)
    if (!is_chosen[i])
      g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (list, i)));
  return ng_expr_build (ng_expr_head (list), items, call);
}

/* ---- lists cut into lists ---- */

/* Partition[list, n] and Partition[list, n, offset]: what is left over at the end is dropped. */
static NgExpr *
do_partition (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  gsize n_args = ng_expr_n_args (call);
  NgExpr *list = n_args == 2 || n_args == 3 ? ng_expr_arg (call, 0) : NULL;
  g_autoptr (GPtrArray) rows = ng_expr_items_new ();
  gint64 size, offset, n;

  if (list == NULL || !ng_expr_is_call (list, "List"))
    return NULL;
  for (gsize i = 1; i < n_args; i++)
    if (ng_expr_kind (ng_expr_arg (call, i)) != NG_EXPR_INTEGER ||
        ng_expr_integer (ng_expr_arg (call, i)) < 1)
      return NULL;
  n = (gint64) ng_expr_n_args (list);
  size = ng_expr_integer (ng_expr_arg (call, 1));
  offset = n_args == 3 ? ng_expr_integer (ng_expr_arg (call, 2)) : size;
  for (gint64 from = 0; size <= n && from <= n - size; from += MIN (offset, n)) {
    g_autoptr (GPtrArray) row = ng_expr_items_new ();

    if (!ng_evaluation_take_nodes (self, size + 1, call, error))
      return NULL;
    for (gint64 i = 0; i < size; i++)
      g_ptr_array_add (row, ng_expr_ref (ng_expr_arg (list, (gsize) (from + i))));
    g_ptr_array_add (rows, ng_expr_build_list (row, call));
  }
  return ng_expr_build_list (rows, call);
}

/* ---- associations ---- */

/* Keys or Values of an association, or of a list of rules. */
static NgExpr *
do_sides (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error)
{
  NgExpr *of = ng_expr_n_args (call) == 1 ? ng_expr_arg (call, 0) : NULL;
  gsize side = ng_expr_is_call (call, "Keys") ? 0 : 1;
  g_autoptr (GPtrArray) items = ng_expr_items_new ();

  if (of == NULL || !is_container (of) ||
      !ng_evaluation_take_nodes (self, ng_expr_n_args (of), call, error))
    return NULL;
  for (gsize i = 0; i < ng_expr_n_args (of); i++) {
    const NgExpr *entry = ng_expr_arg (of, i);

    if (!ng_expr_is_rule (entry))
      return NULL;
    g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (entry, side)));
  }
  return ng_expr_build_list (items, call);
}

NgBuiltin
ng_builtin_find_part (const NgExpr *head)
{
  static const struct {
    const char *head;
    NgBuiltin evaluate;
  } functions[] = {
    { "Part", do_part },           { "Take", do_take },  { "Drop", do_take },
    { "Partition", do_partition }, { "Keys", do_sides }, { "Values", do_sides },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (ng_expr_is_symbol (head, functions[i].head))
      return functions[i].evaluate;
  return NULL;
}
