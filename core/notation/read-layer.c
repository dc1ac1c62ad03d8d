/* Layers in notation, their short forms, and the nets that some of them hold. */

#include "core/notation/read-layer.h"

#include "core/graph/function.h"
#include "core/graph/literal.h"
#include "core/graph/registry.h"
#include "core/notation/read.h"
#include "core/notation/trace.h"
#include "core/notation/value.h"

/* Older names of layers. */
static const struct {
  const char *old, *name;
} old_heads[] = { { "DotPlusLayer", "LinearLayer" },
                  { "BroadcastPlusLayer", "ConstantPlusLayer" },
                  { "ScalarTimesLayer", "ConstantTimesLayer" } };

/* Functions of two numbers and more that may stand alone for a ThreadingLayer. */
static const char *const threading[] = { "Plus", "Times", "Subtract", "Divide",
                                         "Max",  "Min",   "Power",    NULL };

void
ng_notation_refuse (
    GError **error, const char *tag, const NgExpr *expr, const char *hint, const char *message)
{
  NgDiagnostic *diagnostic = ng_diagnostic_new (tag, ng_expr_place (expr), "%s", message);

  if (hint != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s", hint);
  ng_error_set (error, diagnostic);
}

static const NgLayerClass *
find_class (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (old_heads); i++)
    if (g_str_equal (old_heads[i].old, name))
      return ng_registry_find (old_heads[i].name);
  return ng_registry_find (name);
}

gboolean
ng_notation_is_net (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "NetGraph") || ng_expr_is_call (expr, "NetChain");
}

const NgLayerClass *
ng_notation_class (const NgExpr *expr)
{
  const NgExpr *head = ng_expr_kind (expr) == NG_EXPR_NORMAL ? ng_expr_head (expr) : expr;

  if (ng_expr_kind (head) != NG_EXPR_SYMBOL || ng_notation_is_net (expr) ||
      ng_expr_is_symbol (expr, "NetGraph") || ng_expr_is_symbol (expr, "NetChain"))
    return NULL;
  return find_class (ng_expr_text (head));
}

static gboolean
is_threading_name (const NgExpr *expr)
{
  return ng_expr_kind (expr) == NG_EXPR_SYMBOL && g_strv_contains (threading, ng_expr_text (expr));
}

static gboolean
is_elementwise_name (const NgExpr *expr)
{
  return ng_expr_kind (expr) == NG_EXPR_SYMBOL && !is_threading_name (expr) &&
         ng_function_takes (ng_expr_text (expr), 1);
}

gboolean
ng_notation_is_short_form (const NgExpr *expr)
{
  return is_elementwise_name (expr) || is_threading_name (expr) ||
         ng_expr_is_call (expr, "Function");
}

char *
ng_notation_hint (const char *head)
{
  const char *nearest = ng_registry_nearest (head);

  if (g_str_equal (head, "ONNXOperator"))
    return g_strdup ("Operators of ONNX are read from .onnx files, and not yet from notation.");
  if (g_str_equal (head, "NetTrain"))
    return g_strdup ("Nets are not trained here yet: they get arrays from NetInitialize, NetModel, "
                     "NetReplacePart or a file.");
  return nearest != NULL ? g_strdup_printf ("Did you mean %s?", nearest) : NULL;
}

static void
refuse_layer (NgExpr *expr, GError **error)
{
  NgExpr *head = ng_expr_kind (expr) == NG_EXPR_NORMAL ? ng_expr_head (expr) : expr;
  g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  g_autofree char *message = g_strdup_printf ("%s is not a layer or a short form of one.", shown);
  g_autofree char *hint = NULL;

  if (ng_expr_kind (head) == NG_EXPR_SYMBOL)
    hint = ng_notation_hint (ng_expr_text (head));
  else
    hint = g_strdup (ng_size_hint (expr));
  ng_notation_refuse (error, "NetGraph::badlayer", expr, hint, message);
}

/* A layer around one argument, at the place of that argument. */
static NgLayer *
wrap (const char *name, NgExpr *argument, GError **error)
{
  const NgLayerClass *class = ng_registry_find (name);

  if (class == NULL) {
    refuse_layer (argument, error);
    return NULL;
  }
  return ng_layer_new (class, &argument, 1, ng_expr_place (argument), error);
}

static NgLayer *
read_function (NgExpr *expr, GError **error)
{
  g_auto (GStrv) slots = ng_function_slots (expr);

  if (slots == NULL || g_strv_length (slots) <= 1)
    return wrap ("ElementwiseLayer", expr, error);
  return wrap ("ThreadingLayer", expr, error);
}

static gsize
count_nets (const NgLayerClass *class)
{
  gsize n = 0;

  while (n < NG_MAX_CLASS_NETS && class->nets[n] != NULL)
    n++;
  return n;
}

/* The nets that a layer holds, in its first argument: the net, or the list of them. */
static GPtrArray *
read_nets (NgNotationReader *self, const NgLayerClass *class, NgExpr *argument, GError **error)
{
  g_autoptr (GPtrArray) nets = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_layer_unref);
  gsize n = count_nets (class);
  gboolean is_list = n > 1 && ng_expr_is_call (argument, "List") && ng_expr_n_args (argument) == n;

  if (n > 1 && !is_list && (class->flags & NG_LAYER_COPIES_NET) == 0) {
    g_autofree char *names = g_strjoin ("\" and \"", class->nets[0], class->nets[1], NULL);

    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_expr_place (argument),
                      "%s needs a list of its nets \"%s\".",
                      class->name,
                      names);
    return NULL;
  }
  self->depth++;
  for (gsize i = 0; i < n; i++) {
    NgExpr *expr = is_list ? ng_expr_arg (argument, i) : argument;
    NgLayer *net = i > 0 && !is_list ? ng_layer_ref (nets->pdata[0])
                                     : ng_notation_read_layer (self, expr, error);

    if (net == NULL) {
      self->depth--;
      return NULL;
    }
    g_ptr_array_add (nets, net);
  }
  self->depth--;
  return g_steal_pointer (&nets);
}

/* Layers whose number of inputs nothing tells. A net inside another may begin with one of them: it
 * takes the number from the connections around it. */
gboolean
ng_notation_check_slots (const NgNet *net, gsize n_allowed, GError **error)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgLayer *layer = ng_net_layer (net, i);
    g_autofree char *name = NULL;
    NgDiagnostic *diagnostic;

    if (!ng_layer_has_open_slots (layer) || n_allowed-- > 0)
      continue;
    name = ng_net_shown_name (net, i);
    diagnostic = ng_diagnostic_new ("NetGraph::novar",
                                    ng_layer_place (layer),
                                    "Nothing tells how many inputs layer %s has.",
                                    name);
    ng_error_set (
        error,
        ng_diagnostic_with_hint (diagnostic, "Connect it, or write \"Inputs\" -> n in the layer."));
    return FALSE;
  }
  return TRUE;
}

static NgLayer *
read_traced_layer (gpointer reader, NgExpr *expr, GError **error)
{
  return ng_notation_read_layer (reader, expr, error);
}

/* A layer whose first argument is a function that becomes its net; the others are options of its
 * ports. */
static NgLayer *
read_traced (NgNotationReader *self, NgExpr *expr, const NgLayerClass *class, GError **error)
{
  NgTraceReader reader = { read_traced_layer, self, &self->depth };
  NgExpr *function = ng_expr_arg (expr, 0);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autoptr (NgNet) net = NULL;

  self->depth++;
  builder = ng_trace_function (function, &reader, ng_expr_place (expr), error);
  self->depth--;
  if (builder == NULL || !ng_notation_read_options (builder, expr, 1, seen, error))
    return NULL;
  net = ng_net_builder_end (g_steal_pointer (&builder), error);
  if (net == NULL || !ng_notation_check_slots (net, 0, error))
    return NULL;
  return ng_layer_new_traced (class, net, function, ng_expr_place (expr), error);
}

static NgLayer *
read_class (NgNotationReader *self, NgExpr *expr, const NgLayerClass *class, GError **error)
{
  gsize n = ng_expr_n_args (expr);
  g_autofree NgExpr **arguments = g_new (NgExpr *, MAX (n, 1));
  g_autoptr (GPtrArray) nets = NULL;

  for (gsize i = 0; i < n; i++)
    arguments[i] = ng_expr_arg (expr, i);
  if ((class->flags & NG_LAYER_TRACES) != 0 && n > 0 && !ng_expr_is_rule (arguments[0]) &&
      self->depth < NG_MAX_NET_DEPTH)
    return read_traced (self, expr, class, error);
  if (class->nets[0] == NULL || n == 0 || ng_expr_is_rule (arguments[0]) ||
      ng_expr_kind (arguments[0]) == NG_EXPR_STRING)
    return ng_layer_new (class, arguments, n, ng_expr_place (expr), error);
  if (self->depth >= NG_MAX_NET_DEPTH) {
    ng_notation_refuse (error, "NetGraph::limit", expr, NULL, "Nets are nested too deeply here.");
    return NULL;
  }
  nets = read_nets (self, class, arguments[0], error);
  if (nets == NULL)
    return NULL;
  return ng_layer_new_around (class,
                              (NgLayer *const *) nets->pdata,
                              nets->len,
                              arguments + 1,
                              n - 1,
                              ng_expr_place (expr),
                              error);
}

static NgLayer *
read_inner_net (NgNotationReader *self, NgExpr *expr, GError **error)
{
  g_autoptr (NgNet) net = NULL;

  if (self->depth >= NG_MAX_NET_DEPTH) {
    ng_notation_refuse (error, "NetGraph::limit", expr, NULL, "Nets are nested too deeply here.");
    return NULL;
  }
  self->depth++;
  net = ng_notation_read_net (self, expr, error);
  self->depth--;
  if (net != NULL && !ng_notation_check_slots (net, 1, error))
    return NULL;
  return net != NULL ? ng_layer_new_net (net, ng_expr_place (expr)) : NULL;
}

NgLayer *
ng_notation_read_layer (NgNotationReader *self, NgExpr *expr, GError **error)
{
  const NgLayerClass *class = ng_notation_class (expr);

  if (class != NULL)
    return read_class (self, expr, class, error);
  if (ng_expr_net (expr) != NULL)
    return ng_expr_net_as_layer (expr, ng_expr_place (expr), error);
  if (ng_notation_is_net (expr))
    return read_inner_net (self, expr, error);
  if (ng_expr_is_call (expr, "List") || ng_expr_is_call (expr, "Association")) {
    g_autoptr (NgExpr) chain = NULL;
    NgExpr *argument = ng_expr_ref (expr);

    chain = ng_expr_new_normal (
        ng_expr_new_symbol ("NetChain", NULL), &argument, 1, ng_expr_place (expr));
    return read_inner_net (self, chain, error);
  }
  if (is_elementwise_name (expr))
    return wrap ("ElementwiseLayer", expr, error);
  if (is_threading_name (expr))
    return wrap ("ThreadingLayer", expr, error);
  if (ng_expr_is_call (expr, "Function"))
    return read_function (expr, error);
  if (ng_expr_is_call (expr, "Composition") || ng_expr_is_call (expr, "RightComposition"))
    return wrap ("ElementwiseLayer", expr, error);
  if (ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) > 0)
    return wrap ("LinearLayer", expr, error);
  refuse_layer (expr, error);
  return NULL;
}
