/* Such a net becomes notation, layer by layer, and arrays by their path:
 *
 *   net    <|"Type" -> "Chain" or "Graph", "Nodes" -> <|name -> net, …|>, "Edges" -> {…}, ports|>
 *   layer  <|"Type" -> "Linear", "Arrays" -> <|…|>, "Parameters" -> <|…|>, ports|>
 *   ports  "Inputs" -> <|name -> type, …|>, "Outputs" -> <|…|>
 *   edge   NetPath["Nodes", name, "Inputs", port] -> NetPath["Nodes", name, "Outputs", port]
 *
 * An edge leads to its left side. Parameters that begin with $ follow from others. */

#include "core/formats/wolfram-net.h"

#include "core/expr/items.h"
#include "core/formats/attach.h"
#include "core/formats/wolfram-private.h"
#include "core/graph/path.h"
#include "core/notation/read.h"

#include <string.h>

static gpointer G_GNUC_PRINTF (3, 4)
    fail (NgWolframReader *self, const char *path, const char *format, ...)
{
  NgPlace place = { .path = path };
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (*self->error == NULL)
    ng_error_set_new (
        self->error, "Wlnet::net", *path != '\0' ? &place : NULL, "The net of Wolfram %s.", text);
  return NULL;
}

static char *
show (const NgExpr *expr)
{
  return ng_print_short (expr, NG_MAX_SHOWN_NAME);
}

/* ---- nets ---- */

typedef struct {
  const NgExpr *nodes;
  GHashTable *by_name; /* the names */
  GHashTable *numbered; /* names of those whose inputs "Input1", "Input2", … are "1", "2", … here */
  gboolean is_numbered; /* nodes are "1", "2", … in order */
} Container;

static NgExpr *
node_name (const Container *self, const char *name)
{
  return self->is_numbered ? ng_expr_new_integer (g_ascii_strtoll (name, NULL, 10), NULL)
                           : ng_expr_new_string (name, NULL);
}

/* One end of an edge: NetPath["Inputs", port] or NetPath["Nodes", name, "Inputs", port]. */
static NgExpr *
read_end (const Container *self, const NgExpr *end)
{
  gsize n = ng_expr_n_args (end);
  const char *words[4] = { NULL };

  if (ng_expr_head (end) == NULL ||
      !g_str_equal (ng_wolfram_word (ng_expr_head (end)), "NetPath") || (n != 2 && n != 4))
    return NULL;
  for (gsize i = 0; i < n; i++) {
    words[i] = ng_wolfram_string (ng_expr_arg (end, i));
    if (words[i] == NULL)
      return NULL;
  }
  if (n == 2)
    return ng_expr_new_call ("NetPort", ng_expr_new_string (words[1], NULL), NULL);
  if (!g_str_equal (words[0], "Nodes") || !g_hash_table_contains (self->by_name, words[1]))
    return NULL;
  const char *port = words[3];
  if (g_hash_table_contains (self->numbered, words[1]) && g_str_has_prefix (port, "Input"))
    port += strlen ("Input");
  return ng_expr_new_call (
      "NetPort",
      ng_expr_new_call ("List", node_name (self, words[1]), ng_expr_new_string (port, NULL), NULL),
      NULL);
}

/* Where an edge stands among the connections: first those of the net's inputs, last those of its
 * outputs, each in the order of the ports, which is that of their first mention. */
typedef struct {
  gsize rank, index;
} Order;

static int
compare_orders (gconstpointer a, gconstpointer b)
{
  const Order *x = a, *y = b;

  return x->rank != y->rank ? (x->rank < y->rank ? -1 : 1) : x->index < y->index ? -1 : 1;
}

static GHashTable *
number_ports (const NgExpr *ports)
{
  GHashTable *numbers = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < ng_wolfram_count (ports); i++) {
    if (ng_wolfram_key (ports, i) != NULL)
      g_hash_table_insert (numbers, (gpointer) ng_wolfram_key (ports, i), GSIZE_TO_POINTER (i + 1));
  }
  return numbers;
}

/* Returns: the number of the port that NetPath[…, port] of the net itself is, from 1, or 0 */
static gsize
port_number (GHashTable *numbers, const NgExpr *end)
{
  const char *name = ng_expr_n_args (end) == 2 ? ng_wolfram_string (ng_expr_arg (end, 1)) : NULL;

  return name != NULL ? GPOINTER_TO_SIZE (g_hash_table_lookup (numbers, name)) : 0;
}

static GArray *
order_edges (const NgExpr *net, const NgExpr *edges)
{
  g_autoptr (GHashTable) inputs = number_ports (ng_wolfram_part (net, "Inputs"));
  g_autoptr (GHashTable) outputs = number_ports (ng_wolfram_part (net, "Outputs"));
  gsize n = ng_wolfram_count (ng_wolfram_part (net, "Inputs"));
  GArray *orders = g_array_new (FALSE, FALSE, sizeof (Order));

  for (gsize i = 0; i < ng_expr_n_args (edges); i++) {
    const NgExpr *edge = ng_expr_arg (edges, i);
    gsize in = ng_expr_is_rule (edge) ? port_number (inputs, ng_expr_arg (edge, 1)) : 0;
    gsize out = ng_expr_is_rule (edge) ? port_number (outputs, ng_expr_arg (edge, 0)) : 0;
    Order order = { out > 0 ? n + 1 + out : in > 0 ? in : n + 1, i };

    g_array_append_val (orders, order);
  }
  g_array_sort (orders, compare_orders);
  return orders;
}

static NgExpr *
read_edges (NgWolframReader *self, const Container *container, const NgExpr *net, const char *path)
{
  const NgExpr *edges = ng_expr_lookup (net, "Edges");
  g_autoptr (GPtrArray) connections = ng_list_new ();
  g_autoptr (GArray) orders = order_edges (net, edges);

  for (guint i = 0; i < orders->len; i++) {
    const NgExpr *edge = ng_expr_arg (edges, g_array_index (orders, Order, i).index);
    gboolean is_rule = ng_expr_is_rule (edge);
    NgExpr *to = is_rule ? read_end (container, ng_expr_arg (edge, 0)) : NULL;
    NgExpr *from = is_rule ? read_end (container, ng_expr_arg (edge, 1)) : NULL;

    if (to != NULL && from != NULL) {
      g_ptr_array_add (connections, ng_expr_new_call ("Rule", from, to, NULL));
      continue;
    }
    g_autofree char *shown = show (edge);
    g_clear_pointer (&to, ng_expr_unref);
    g_clear_pointer (&from, ng_expr_unref);
    fail (self, path, "has an edge that is none of this net: %s", shown);
    break;
  }
  return ng_list_write ("List", connections);
}

/* Whether @end is that port of the node. */
static gboolean
is_end (const NgExpr *end, const char *node, const char *side)
{
  return ng_expr_n_args (end) == 4 &&
         g_strcmp0 (ng_wolfram_string (ng_expr_arg (end, 1)), node) == 0 &&
         g_strcmp0 (ng_wolfram_string (ng_expr_arg (end, 2)), side) == 0;
}

/* Whether each node feeds the next and nothing else, from "Input" to "Output". */
static gboolean
is_chain (const NgExpr *net, const NgExpr *nodes, const NgExpr *edges)
{
  const NgExpr *inputs = ng_wolfram_part (net, "Inputs"),
               *outputs = ng_wolfram_part (net, "Outputs");
  gsize n = ng_expr_n_args (nodes);

  if (!g_str_equal (ng_wolfram_kind (net), "Chain") || ng_expr_n_args (edges) != n + 1 ||
      ng_wolfram_count (inputs) != 1 || ng_wolfram_count (outputs) != 1 ||
      g_strcmp0 (ng_wolfram_key (inputs, 0), "Input") != 0 ||
      g_strcmp0 (ng_wolfram_key (outputs, 0), "Output") != 0)
    return FALSE;
  for (gsize i = 0; i <= n; i++) {
    const NgExpr *edge = ng_expr_arg (edges, i);

    if (!ng_expr_is_rule (edge) ||
        (i < n ? !is_end (ng_expr_arg (edge, 0), ng_wolfram_key (nodes, i), "Inputs")
               : ng_expr_n_args (ng_expr_arg (edge, 0)) != 2) ||
        (i > 0 ? !is_end (ng_expr_arg (edge, 1), ng_wolfram_key (nodes, i - 1), "Outputs")
               : ng_expr_n_args (ng_expr_arg (edge, 1)) != 2))
      return FALSE;
  }
  return TRUE;
}

static NgExpr *
read_nodes (NgWolframReader *self, const Container *container, const char *path)
{
  g_autoptr (GPtrArray) layers = ng_list_new ();

  for (gsize i = 0; i < ng_expr_n_args (container->nodes) && *self->error == NULL; i++) {
    const char *name = ng_wolfram_key (container->nodes, i);
    g_autofree char *below = ng_path_join (path, name);
    NgExpr *layer = ng_wolfram_read (self, ng_wolfram_value (container->nodes, i), below, FALSE);

    if (layer != NULL)
      g_ptr_array_add (layers, container->is_numbered ? layer : ng_rule_write (name, layer));
  }
  return ng_list_write (container->is_numbered ? "List" : "Association", layers);
}

static NgExpr *
read_container (NgWolframReader *self, const NgExpr *net, const char *path, gboolean is_outer)
{
  Container container = { .nodes = ng_wolfram_part (net, "Nodes"), .is_numbered = TRUE };
  const NgExpr *edges = ng_expr_lookup (net, "Edges");
  g_autoptr (GHashTable) by_name = container.by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) numbered = container.numbered = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) arguments = ng_list_new ();

  if (ng_wolfram_count (container.nodes) == 0)
    return fail (self, path, "has no \"Nodes\"");
  if (edges == NULL || !ng_expr_is_call (edges, "List"))
    return fail (self, path, "has no list of \"Edges\"");
  for (gsize i = 0; i < ng_expr_n_args (container.nodes); i++) {
    const char *name = ng_wolfram_key (container.nodes, i);
    const NgExpr *node = name != NULL ? ng_wolfram_value (container.nodes, i) : NULL;
    g_autofree char *number = g_strdup_printf ("%" G_GSIZE_FORMAT, i + 1);

    if (name == NULL || *name == '\0')
      return fail (self, path, "has a node without a name");
    container.is_numbered = container.is_numbered && g_str_equal (name, number);
    g_hash_table_add (by_name, (gpointer) name);
    if (ng_wolfram_is_many (node) && ng_wolfram_has_plain_inputs (node))
      g_hash_table_add (numbered, (gpointer) name);
  }
  gboolean is_plain = is_chain (net, container.nodes, edges);
  g_ptr_array_add (arguments, read_nodes (self, &container, path));
  if (!is_plain && *self->error == NULL)
    g_ptr_array_add (arguments, read_edges (self, &container, net, path));
  if (is_outer)
    ng_wolfram_add_ports (self, net, path, arguments);
  g_autoptr (NgExpr) notation = ng_list_write (is_plain ? "NetChain" : "NetGraph", arguments);
  return *self->error == NULL ? g_steal_pointer (&notation) : NULL;
}

/* A function that became a layer is that layer. */
static NgExpr *
read_function (NgWolframReader *self, const NgExpr *layer, const char *path, gboolean is_outer)
{
  const NgExpr *parameters = ng_wolfram_part (layer, "Parameters");
  const NgExpr *net = parameters != NULL ? ng_wolfram_part (parameters, "Net") : NULL;

  return net != NULL ? ng_wolfram_read (self, net, path, is_outer)
                     : ng_wolfram_put_placeholder (self, layer, path, "says nothing of its net");
}

NgExpr *
ng_wolfram_read (NgWolframReader *self, const NgExpr *net, const char *path, gboolean is_outer)
{
  const char *type = ng_wolfram_kind (net);
  NgExpr *notation;

  if (type == NULL)
    return fail (self, path, "has a part without a \"Type\"");
  if (self->depth >= NG_MAX_NET_DEPTH)
    return fail (self, path, "is nested too deeply");
  self->depth++;
  if (g_str_equal (type, "Chain") || g_str_equal (type, "Graph"))
    notation = read_container (self, net, path, is_outer);
  else if (g_str_equal (type, "Function"))
    notation = read_function (self, net, path, is_outer);
  else
    notation = ng_wolfram_read_layer (self, net, path, is_outer);
  self->depth--;
  return notation;
}

/* ---- the whole ---- */

static const NgExpr *
find_net (const NgExpr *expr)
{
  const NgExpr *head = ng_expr_head (expr);
  gboolean has_head = head != NULL && ng_expr_kind (head) == NG_EXPR_SYMBOL;
  const NgExpr *first = ng_expr_n_args (expr) > 0 ? ng_expr_arg (expr, 0) : NULL;

  if (ng_wolfram_kind (expr) != NULL)
    return expr;
  return has_head && first != NULL && ng_expr_is_net (expr) && ng_wolfram_kind (first) != NULL
             ? first
             : NULL;
}

gboolean
ng_wolfram_net_is (const NgExpr *expr)
{
  return find_net (expr) != NULL;
}

static NgTensor *
find_kept (const char *path, gpointer arrays)
{
  return g_hash_table_lookup (arrays, path);
}

/* The arrays of a layer that is the whole net are those of layer 1. */
static gboolean
is_alone (const NgExpr *net)
{
  const char *type = ng_wolfram_kind (net);
  const NgExpr *parameters = ng_wolfram_part (net, "Parameters");

  if (g_strcmp0 (type, "Function") == 0 && parameters != NULL &&
      ng_wolfram_part (parameters, "Net") != NULL)
    return is_alone (ng_wolfram_part (parameters, "Net"));
  return g_strcmp0 (type, "Chain") != 0 && g_strcmp0 (type, "Graph") != 0;
}

NgNet *
ng_wolfram_net_read (
    NgExpr *expr, NgFindNumbered find, gpointer user_data, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) arrays =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) ng_tensor_unref);
  g_autoptr (GError) reason = NULL;
  NgWolframReader reader = { find, user_data, arrays, kept, diagnostics, 0, &reason };
  const NgExpr *net = find_net (expr);

  g_return_val_if_fail (net != NULL, NULL);
  g_autoptr (NgExpr) notation = ng_wolfram_read (&reader, net, is_alone (net) ? "1" : "", TRUE);
  if (notation == NULL) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return NULL;
  }
  g_autoptr (NgNet) empty = ng_net_read (notation, error);
  return empty != NULL ? ng_net_attach (empty, find_kept, arrays, error) : NULL;
}
