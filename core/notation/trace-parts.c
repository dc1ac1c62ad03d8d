/* Parts: x[[i]], x[[i;;j, k]], x[[{i, j}]], Take and Drop. */

#include "core/notation/trace-private.h"

/* A number that may be a place, or a step from one to another. */
static gboolean
is_integer (const NgExpr *expr)
{
  return ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) < NG_MAX_ELEMENTS &&
         ng_expr_integer (expr) > -NG_MAX_ELEMENTS;
}

static gboolean
is_list_of_integers (const NgExpr *expr)
{
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (!is_integer (ng_expr_arg (expr, i)))
      return FALSE;
  return ng_expr_is_call (expr, "List") && ng_expr_n_args (expr) > 0;
}

/* The places, from 1, that a part of a list of @n items takes; none where it is no such part. */
static GArray *
find_places (const NgExpr *part, gint64 n)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 bounds[3] = { 1, n, 1 };

  if (ng_expr_is_symbol (part, "All") || ng_expr_is_call (part, "Span")) {
    for (gsize i = 0; i < MIN (ng_expr_n_args (part), 3); i++)
      if (is_integer (ng_expr_arg (part, i)))
        bounds[i] = ng_expr_integer (ng_expr_arg (part, i));
    for (int i = 0; i < 2; i++)
      bounds[i] = bounds[i] < 0 ? bounds[i] + n + 1 : bounds[i];
    if (bounds[0] < 1 || bounds[0] > n || bounds[1] < 1 || bounds[1] > n || bounds[2] == 0 ||
        ABS (bounds[2]) > n)
      return places;
    for (gint64 k = bounds[0]; bounds[2] > 0 ? k <= bounds[1] : k >= bounds[1]; k += bounds[2])
      g_array_append_val (places, k);
    return places;
  }
  if (!is_list_of_integers (part))
    return places;
  for (gsize i = 0; i < ng_expr_n_args (part); i++) {
    gint64 k = ng_expr_integer (ng_expr_arg (part, i));

    k = k < 0 ? k + n + 1 : k;
    if (k < 1 || k > n) {
      g_array_set_size (places, 0);
      return places;
    }
    g_array_append_val (places, k);
  }
  return places;
}

static NgTraced *
take_parts (NgTrace *self, NgTraced *x, NgExpr *const *parts, gsize n, const NgExpr *at);

/* Parts of what stands there as a list, item by item. */
static NgTraced *
take_of_list (NgTrace *self, NgTraced *x, NgExpr *const *parts, gsize n, const NgExpr *at)
{
  gint64 length = (gint64) x->items->len;
  g_autoptr (GArray) places = NULL;
  NgTraced *list;

  if (is_integer (parts[0])) {
    gint64 i = ng_expr_integer (parts[0]);

    if (i == 0 || i > length || i < -length)
      return ng_trace_refuse (self, at, "there is no such part");
    return take_parts (self, x->items->pdata[i > 0 ? i - 1 : length + i], parts + 1, n - 1, at);
  }
  places = find_places (parts[0], length);
  if (places->len == 0)
    return ng_trace_refuse (self, at, "there is no such part");
  list = ng_traced_new (self, NG_TRACED_LIST);
  for (guint i = 0; i < places->len; i++) {
    NgTraced *item = take_parts (
        self, x->items->pdata[g_array_index (places, gint64, i) - 1], parts + 1, n - 1, at);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (list->items, item);
  }
  return list;
}

/* Parts of an array. One level where places are listed is taken place by place, and the parts are
 * put side by side again. */
static NgTraced *
take_of_array (NgTrace *self, NgTraced *x, NgExpr *const *parts, gsize n, const NgExpr *at)
{
  g_autoptr (GString) text = NULL;
  gsize listed = 0;
  int level = 1;
  NgTraced *list;

  while (listed < n && !is_list_of_integers (parts[listed])) {
    level += !is_integer (parts[listed]);
    listed++;
  }
  if (listed == n) {
    text = g_string_new ("PartLayer[{");
    for (gsize i = 0; i < n; i++) {
      g_autofree char *part = ng_print (parts[i], 0);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", part);
    }
    g_string_append (text, "}]");
    return ng_trace_connect_text (self, text->str, &x, 1, at);
  }
  if (n > NG_MAX_RANK)
    return ng_trace_refuse (self, at, "an array has fewer levels");
  list = ng_traced_new (self, NG_TRACED_LIST);
  for (gsize i = 0; i < ng_expr_n_args (parts[listed]); i++) {
    NgExpr *chosen[NG_MAX_RANK];
    NgTraced *item;

    for (gsize k = 0; k < n; k++)
      chosen[k] = k == listed ? ng_expr_arg (parts[listed], i) : parts[k];
    item = take_of_array (self, x, chosen, n, at);
    if (item == NULL)
      return NULL;
    g_ptr_array_add (list->items, item);
  }
  if (level == 1)
    return list;
  return ng_trace_stack (self, (NgTraced *const *) list->items->pdata, list->items->len, level, at);
}

static NgTraced *
take_parts (NgTrace *self, NgTraced *x, NgExpr *const *parts, gsize n, const NgExpr *at)
{
  NgTraced *found;

  if (n == 0)
    return x;
  if (x->kind == NG_TRACED_LIST)
    return take_of_list (self, x, parts, n, at);
  if (x->kind == NG_TRACED_NUMBERS)
    return take_of_array (self, x, parts, n, at);
  found = ng_expr_kind (parts[0]) == NG_EXPR_STRING
              ? ng_trace_find_named (x, ng_expr_text (parts[0]))
              : NULL;
  if (found == NULL)
    return ng_trace_refuse (self, at, "there is no value of that name");
  return take_parts (self, found, parts + 1, n - 1, at);
}

/* The arguments of @expr behind the first, with what is known of names put in; NULL where that
 * fails. */
static GPtrArray *
find_literals (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);

  for (gsize i = 1; i < ng_expr_n_args (expr); i++) {
    NgExpr *part = ng_trace_literal (self, ng_expr_arg (expr, i), scope);

    if (part == NULL)
      return NULL;
    g_ptr_array_add (parts, part);
  }
  return g_steal_pointer (&parts);
}

NgTraced *
ng_trace_part (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *x = ng_trace_expr (self, ng_expr_arg (expr, 0), scope);
  g_autoptr (GPtrArray) parts = x != NULL ? find_literals (self, expr, scope) : NULL;

  if (parts == NULL)
    return NULL;
  return take_parts (self, x, (NgExpr *const *) parts->pdata, parts->len, expr);
}

/* ---- Take and Drop ---- */

static NgExpr *
new_span (gint64 from, gint64 to)
{
  return ng_expr_new_call (
      "Span", ng_expr_new_integer (from, NULL), ng_expr_new_integer (to, NULL), NULL);
}

/* What Take keeps of a level: n, -n, {i}, {i, j}, {i, j, step} or All; NULL where it is none. */
static NgExpr *
to_kept (NgExpr *spec)
{
  gsize n = ng_expr_n_args (spec);

  if (ng_expr_is_symbol (spec, "All"))
    return ng_expr_ref (spec);
  if (is_integer (spec) && ng_expr_integer (spec) != 0)
    return ng_expr_integer (spec) > 0 ? new_span (1, ng_expr_integer (spec))
                                      : new_span (ng_expr_integer (spec), -1);
  if (!is_list_of_integers (spec) || n > 3)
    return NULL;
  if (n < 3)
    return new_span (ng_expr_integer (ng_expr_arg (spec, 0)),
                     ng_expr_integer (ng_expr_arg (spec, n - 1)));
  return ng_expr_new_call ("Span",
                           ng_expr_ref (ng_expr_arg (spec, 0)),
                           ng_expr_ref (ng_expr_arg (spec, 1)),
                           ng_expr_ref (ng_expr_arg (spec, 2)),
                           NULL);
}

/* What Drop leaves in front of what it drops (@side 0), and behind it; NULL where there is nothing.
 */
static NgExpr *
to_left (const NgExpr *spec, int side)
{
  gsize n = ng_expr_n_args (spec);
  gint64 first, last;

  if (is_integer (spec)) {
    first = ng_expr_integer (spec) > 0 ? 1 : ng_expr_integer (spec);
    last = ng_expr_integer (spec) > 0 ? ng_expr_integer (spec) : -1;
  } else {
    first = ng_expr_integer (ng_expr_arg (spec, 0));
    last = ng_expr_integer (ng_expr_arg (spec, n - 1));
  }
  if (side == 0)
    return first != 1 ? new_span (1, first - 1) : NULL;
  return last != -1 ? new_span (last + 1, -1) : NULL;
}

NgTraced *
ng_trace_take (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *x = ng_trace_expr (self, ng_expr_arg (expr, 0), scope);
  g_autoptr (GPtrArray) parts = x != NULL ? find_literals (self, expr, scope) : NULL;

  if (parts == NULL)
    return NULL;
  for (guint i = 0; i < parts->len; i++) {
    NgExpr *kept = to_kept (parts->pdata[i]);

    if (kept == NULL)
      return ng_trace_refuse (
          self, ng_expr_arg (expr, i + 1), "what is taken has to be n, {i}, {i, j} or All");
    ng_expr_unref (parts->pdata[i]);
    parts->pdata[i] = kept;
  }
  return take_parts (self, x, (NgExpr *const *) parts->pdata, parts->len, expr);
}

NgTraced *
ng_trace_drop (NgTrace *self, NgExpr *expr, const NgTraceScope *scope)
{
  NgTraced *x = ng_trace_expr (self, ng_expr_arg (expr, 0), scope);
  g_autoptr (GPtrArray) specs = x != NULL ? find_literals (self, expr, scope) : NULL;
  NgTraced *left[2];
  gsize n = 0;

  if (specs == NULL)
    return NULL;
  NgExpr *spec = specs->pdata[0];

  if (is_integer (spec) && ng_expr_integer (spec) == 0)
    return x;
  if (!is_integer (spec) && (!is_list_of_integers (spec) || ng_expr_n_args (spec) > 2))
    return ng_trace_refuse (
        self, ng_expr_arg (expr, 1), "what is dropped has to be n, {i} or {i, j}");
  for (int side = 0; side < 2; side++) {
    g_autoptr (NgExpr) span = to_left (spec, side);

    if (span == NULL)
      continue;
    left[n] = take_parts (self, x, &span, 1, expr);
    if (left[n++] == NULL)
      return NULL;
  }
  if (n == 0)
    return ng_trace_refuse (self, expr, "nothing would be left");
  return n == 1 ? left[0] : ng_trace_connect_text (self, "CatenateLayer[]", left, n, expr);
}
