#include "core/notation/value.h"

#include "core/notation/write.h"

typedef struct {
  NgNet *net;
  gboolean is_layer;
} Value;

static char *
describe_cb (gconstpointer object)
{
  const Value *self = object;

  if (self->is_layer)
    return g_strdup_printf ("%s[…]", ng_layer_kind (ng_net_layer (self->net, 0)));
  return ng_net_summary (self->net);
}

static void
free_cb (gpointer object)
{
  ng_net_unref (((Value *) object)->net);
  g_free (object);
}

static const NgExprObjectClass value_class = { .name = "net",
                                               .describe = describe_cb,
                                               .free = free_cb };

NgExpr *
ng_expr_new_net (NgNet *net, gboolean is_layer)
{
  Value *value = g_new (Value, 1);

  *value = (Value){ .net = ng_net_ref (net), .is_layer = is_layer && ng_net_n_layers (net) == 1 };
  return ng_expr_new_object (&value_class, value);
}

NgNet *
ng_expr_net (const NgExpr *expr)
{
  const Value *value = ng_expr_object (expr, &value_class);

  return value != NULL ? value->net : NULL;
}

gboolean
ng_expr_is_taken_layer (const NgExpr *expr)
{
  const Value *value = ng_expr_object (expr, &value_class);

  return value != NULL && value->is_layer;
}

static void
add_args (GPtrArray *args, const NgExpr *call, gsize first)
{
  for (gsize i = first; i < ng_expr_n_args (call); i++)
    g_ptr_array_add (args, ng_expr_ref (ng_expr_arg (call, i)));
}

/* Whether the layer, read from its notation, would wait for connections to tell how many inputs it
 * has. */
static gboolean
has_untold_slots (const NgLayer *layer, const NgExpr *notation)
{
  gsize n = ng_expr_n_args (notation);
  g_autofree NgExpr **args = g_new (NgExpr *, n + 1);
  g_autoptr (NgLayer) read = NULL;

  if (!ng_layer_has_slots (layer) || ng_layer_n_nets (layer) > 0 ||
      ((ng_layer_class (layer)->flags & NG_LAYER_ONE_INPUT) != 0 && ng_layer_n_inputs (layer) == 1))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    args[i] = ng_expr_arg (notation, i);
  read = ng_layer_new (ng_layer_class (layer), args, n, NULL, NULL);
  return read != NULL && ng_layer_has_open_slots (read);
}

static NgExpr *
write_slots (gsize n)
{
  return ng_expr_new_call (
      "Rule", ng_expr_new_string ("Inputs", NULL), ng_expr_new_integer ((gint64) n, NULL), NULL);
}

/* NetGraph[{layer}, {}, options] of a layer is layer[…, options]. */
NgExpr *
ng_expr_net_notation (const NgExpr *expr, gboolean with_arrays)
{
  g_autoptr (NgExpr) notation = ng_net_write (ng_expr_net (expr), with_arrays);
  g_autoptr (GPtrArray) args = NULL;
  const NgLayer *taken;
  const NgExpr *layer;

  if (!ng_expr_is_taken_layer (expr) || ng_expr_n_args (notation) < 2)
    return g_steal_pointer (&notation);
  layer = ng_expr_arg (ng_expr_arg (notation, 0), 0);
  if (ng_expr_kind (layer) != NG_EXPR_NORMAL)
    return g_steal_pointer (&notation);
  args = g_ptr_array_new ();
  add_args (args, layer, 0);
  taken = ng_net_layer (ng_expr_net (expr), 0);
  if (has_untold_slots (taken, layer))
    g_ptr_array_add (args, write_slots (ng_layer_n_inputs (taken)));
  add_args (args, notation, 2);
  return ng_expr_new_normal (
      ng_expr_ref (ng_expr_head (layer)), (NgExpr **) args->pdata, args->len, NULL);
}

/* A taken layer is made anew with the types that it was given outside, and keeps its arrays. One
 * that notation cannot tell, or that holds nets, stays as it is. */
NgLayer *
ng_expr_net_as_layer (const NgExpr *expr, const NgPlace *place, GError **error)
{
  NgNet *net = ng_expr_net (expr);
  NgLayer *layer = ng_net_layer (net, 0);
  g_autoptr (NgLayer) copy = NULL;
  g_autoptr (NgExpr) notation = NULL;
  g_autofree NgExpr **args = NULL;
  gsize n;

  if (!ng_expr_is_taken_layer (expr))
    return ng_layer_new_net (net, place);
  if (ng_layer_n_nets (layer) > 0 || ng_layer_payload (layer) != NULL)
    return ng_layer_ref (layer);
  notation = ng_expr_net_notation (expr, FALSE);
  n = ng_expr_n_args (notation);
  args = g_new (NgExpr *, n + 1);
  for (gsize i = 0; i < n; i++)
    args[i] = ng_expr_arg (notation, i);
  copy = ng_layer_new (ng_layer_class (layer), args, n, place, error);
  for (gsize i = 0; copy != NULL && i < ng_layer_n_arrays (layer); i++) {
    NgTensor *tensor = ng_layer_array (layer, i);
    NgLayer *next;

    if (tensor == NULL)
      continue;
    next = ng_layer_with_array (copy, i, tensor);
    ng_layer_unref (copy);
    copy = next;
  }
  return g_steal_pointer (&copy);
}
