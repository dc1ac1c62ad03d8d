/* NetAppend, NetPrepend, NetInsert, NetJoin, NetDrop. */

#include "core/graph/join.h"
#include "core/graph/builder.h"
#include "core/graph/take.h"
#include "core/language/operation.h"
#include "core/language/select.h"
#include "core/notation/read.h"

/* "name" -> layer, or a layer. */
static NgLayer *
read_item (NgExpr *item, const char **name, GError **error)
{
  const NgExpr *key = ng_expr_is_rule (item) ? ng_expr_arg (item, 0) : NULL;
  g_autofree char *shown = NULL;

  *name = NULL;
  if (key == NULL)
    return ng_layer_read (item, error);
  if (ng_expr_kind (key) == NG_EXPR_STRING && *ng_expr_text (key) != '\0') {
    *name = ng_expr_text (key);
    return ng_layer_read (ng_expr_arg (item, 1), error);
  }
  shown = ng_print_short (key, NG_MAX_SHOWN_NAME);
  ng_error_set_new (
      error, "NetGraph::badname", ng_expr_place (key), "%s cannot be the name of a layer.", shown);
  return NULL;
}

typedef NgNet *(*Put) (NgNet *net, const char *name, NgLayer *layer, GError **error);

static NgNet *
put_item (NgNet *net, NgExpr *item, Put put, GError **error)
{
  const char *name;
  g_autoptr (NgLayer) layer = read_item (item, &name, error);

  return layer != NULL ? put (net, name, layer, error) : NULL;
}

static gboolean
is_named_list (const NgExpr *items)
{
  return ng_expr_is_call (items, "Association") ||
         (ng_expr_is_call (items, "List") && ng_expr_n_args (items) > 0 &&
          ng_expr_is_rule (ng_expr_arg (items, 0)));
}

/* Several named layers: in a chain one after the other, in a graph side by side. */
static NgNet *
put_items (NgNet *net, NgExpr *items, Put put, gboolean is_backwards, GError **error)
{
  gsize n = ng_expr_n_args (items);
  g_autoptr (NgNet) result = ng_net_ref (net);

  for (gsize i = 0; i < n; i++) {
    NgExpr *item = ng_expr_arg (items, is_backwards ? n - 1 - i : i);
    NgNet *next = put_item (result, item, ng_net_is_chain (net) ? put : ng_net_add, error);

    if (next == NULL)
      return NULL;
    ng_net_unref (result);
    result = next;
  }
  return g_steal_pointer (&result);
}

static NgExpr *
put_call (NgExpr *call, Put put, gboolean is_backwards, GError **error)
{
  NgNet *net;
  NgExpr *items;

  if (!ng_call_check_count (call, 2, 2, error))
    return NULL;
  net = ng_call_net (call, error);
  if (net == NULL)
    return NULL;
  items = ng_expr_arg (call, 1);
  return ng_call_finish (is_named_list (items) ? put_items (net, items, put, is_backwards, error)
                                               : put_item (net, items, put, error),
                         error);
}

/* NetAppend[net, layer | "name" -> layer | <|"name" -> layer, …|>] */
NgExpr *
ng_do_append (NgSession *session, NgExpr *call, GError **error)
{
  return put_call (call, ng_net_append, FALSE, error);
}

NgExpr *
ng_do_prepend (NgSession *session, NgExpr *call, GError **error)
{
  return put_call (call, ng_net_prepend, TRUE, error);
}

/* The net has to be a chain. */
static NgNet *
need_chain (NgExpr *call, gsize argument, GError **error)
{
  NgExpr *value = ng_expr_arg (call, argument);
  NgNet *net = ng_value_need_net (value, ng_expr_text (ng_expr_head (call)), error);

  if (net != NULL && !ng_net_is_chain (net)) {
    ng_call_fail_type (call, value, "a chain", error);
    return NULL;
  }
  return net;
}

/* NetInsert[chain, layer, position]: the layer will be at that position, counted from the end when
 * it is negative. */
NgExpr *
ng_do_insert (NgSession *session, NgExpr *call, GError **error)
{
  g_autoptr (NgLayer) layer = NULL;
  const NgExpr *at;
  const char *name;
  gint64 position, n;
  NgNet *net;

  if (!ng_call_check_count (call, 3, 3, error))
    return NULL;
  net = need_chain (call, 0, error);
  if (net == NULL)
    return NULL;
  at = ng_expr_arg (call, 2);
  n = (gint64) ng_net_n_layers (net);
  position = ng_expr_kind (at) == NG_EXPR_INTEGER ? ng_expr_integer (at) : 0;
  if (position < 0 && position >= -(n + 1))
    position += n + 2;
  if (position != n + 1 && ng_expr_kind (at) == NG_EXPR_INTEGER && (position < 1 || position > n)) {
    ng_error_set_new (error,
                      "NetGraph::nolayer",
                      ng_expr_place (at),
                      "There is no position %" G_GINT64_FORMAT " in a chain of %" G_GINT64_FORMAT
                      " layers.",
                      ng_expr_integer (at),
                      n);
    return NULL;
  }
  if (ng_expr_kind (at) != NG_EXPR_INTEGER)
    position = ng_find_layer (net, at, error) + 1;
  if (position < 1)
    return NULL;
  layer = read_item (ng_expr_arg (call, 1), &name, error);
  if (layer == NULL)
    return NULL;
  return ng_call_finish (ng_net_insert (net, (gsize) position - 1, name, layer, error), error);
}

/* NetJoin[net, net, …] */
NgExpr *
ng_do_join (NgSession *session, NgExpr *call, GError **error)
{
  gsize n = ng_expr_n_args (call);
  g_autofree NgNet **nets = g_new (NgNet *, n + 1);

  if (!ng_call_check_count (call, 1, G_MAXUINT8, error))
    return NULL;
  for (gsize i = 0; i < n; i++) {
    nets[i] = ng_value_need_net (ng_expr_arg (call, i), "NetJoin", error);
    if (nets[i] == NULL)
      return NULL;
  }
  return ng_call_finish (ng_net_join (nets, n, error), error);
}

/* ---- NetDrop ---- */

/* The layers that go: n, the first ones; -n, the last ones; {n} or "name", that one; {from, to}. */
static gboolean
read_range (const NgNet *net,
            const NgExpr *spec,
            const NgExpr *call,
            gsize *from,
            gsize *to,
            GError **error)
{
  gsize n = ng_net_n_layers (net);
  gboolean is_list = ng_expr_is_call (spec, "List");
  int first, last;

  if (ng_expr_kind (spec) == NG_EXPR_INTEGER) {
    gint64 count = ng_expr_integer (spec);

    if (count > (gint64) n || count < -(gint64) n) {
      ng_find_layer (net, spec, error);
      return FALSE;
    }
    *from = count >= 0 ? 0 : (gsize) ((gint64) n + count);
    *to = count >= 0 ? (gsize) count : n;
    return TRUE;
  }
  if (is_list && (ng_expr_n_args (spec) < 1 || ng_expr_n_args (spec) > 2)) {
    ng_call_fail_type (call, spec, "a number of layers, a layer, or {first, last}", error);
    return FALSE;
  }
  first = ng_find_layer (net, is_list ? ng_expr_arg (spec, 0) : spec, error);
  if (first < 0)
    return FALSE;
  last = is_list && ng_expr_n_args (spec) == 2 ? ng_find_layer (net, ng_expr_arg (spec, 1), error)
                                               : first;
  if (last < 0)
    return FALSE;
  *from = (gsize) first;
  *to = MAX ((gsize) last + 1, *from);
  return TRUE;
}

/* NetDrop[chain, layers]: what is before them and behind them, put together. */
NgExpr *
ng_do_drop (NgSession *session, NgExpr *call, GError **error)
{
  NgNetPoint start = { .kind = NG_POINT_LAYER }, end = { .kind = NG_POINT_LAYER };
  gsize from, to;
  NgNet *net;

  if (!ng_call_check_count (call, 2, 2, error))
    return NULL;
  net = need_chain (call, 0, error);
  if (net == NULL || !read_range (net, ng_expr_arg (call, 1), call, &from, &to, error))
    return NULL;
  if (from == 0 && to == ng_net_n_layers (net)) {
    NgDiagnostic *diagnostic =
        ng_diagnostic_new ("VertexDelete::empty",
                           ng_expr_place (ng_expr_arg (call, 1)),
                           "NetDrop leaves the rest of a chain, and of the %" G_GSIZE_FORMAT
                           " layer%s here none would be left.",
                           to,
                           to == 1 ? "" : "s");

    if (to > 1)
      diagnostic = ng_diagnostic_with_hint (diagnostic, "{n} drops layer n alone.");
    ng_error_set (error, diagnostic);
    return NULL;
  }
  if (from == to)
    return ng_call_finish (ng_net_ref (net), error);
  if (from > 0 && to < ng_net_n_layers (net))
    return ng_call_finish (ng_net_cut_out (net, from, to, error), error);
  start.layer = from == 0 ? (int) to : 0;
  end.layer = from == 0 ? (int) ng_net_n_layers (net) - 1 : (int) from - 1;
  return ng_call_finish (ng_net_take (net, &start, 1, &end, 1, error), error);
}
