/* Subgraphs of ONNX nodes as nets that one goes into, and nodes with other ones. */

#include "core/graph/layer-notation.h"
#include "core/operators/onnx-node.h"

#include <string.h>

/* ---- inside ---- */

static NgNet *
gather (const NgOnnxNode *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) nets = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_layer_unref);

  for (guint i = 0; i < self->attributes->len; i++) {
    const NgAttribute *attribute = &g_array_index (self->attributes, NgAttribute, i);

    if (attribute->net == NULL)
      continue;
    g_ptr_array_add (names, attribute->name);
    g_ptr_array_add (nets, ng_layer_new_net (attribute->net, NULL));
  }
  if (nets->len == 0)
    return NULL;
  return ng_nets_gather (
      (const char *const *) names->pdata, (NgLayer *const *) nets->pdata, nets->len, NULL, NULL);
}

NgNet *
ng_onnx_node_inside (const NgOnnxNode *self)
{
  NgNet **place = (NgNet **) &self->inside;
  NgNet *known = g_atomic_pointer_get (place), *net;

  if (known != NULL)
    return known;
  net = gather (self);
  if (net == NULL || g_atomic_pointer_compare_and_exchange (place, NULL, net))
    return net;
  ng_net_unref (net);
  return g_atomic_pointer_get (place);
}

/* ---- other subgraphs ---- */

static gboolean
fail_fit (const NgOnnxNode *node, const NgAttribute *attribute, const char *what, GError **error)
{
  ng_error_set (error,
                ng_diagnostic_with_hint (
                    ng_diagnostic_new ("NetGraph::badarg",
                                       NULL,
                                       "The %s of \"%s\" are given by %s: their number and their "
                                       "order stay.",
                                       what,
                                       attribute->name,
                                       node->op),
                    "connect them to something else"));
  return FALSE;
}

/* Which input of the old subgraph input @index of the new one is, or -1: that of its name, or one
 * of another name at its place. */
static int
find_input (const NgNet *old, const NgNet *new, gsize index)
{
  int same = ng_net_find_input (old, ng_net_input_name (new, index));

  if (same >= 0)
    return same;
  if (index < ng_net_n_inputs (old) && ng_net_find_input (new, ng_net_input_name (old, index)) < 0)
    return (int) index;
  return -1;
}

/* One more input of the layer, called after that of the subgraph. */
static NgOperand
add_port (NgOnnxNode *node, const char *wish)
{
  NgOperand operand = { NG_OPERAND_PORT, (int) node->ports->len };
  g_autofree char *name = g_strdup (wish);
  gboolean is_taken = TRUE;
  NgOnnxPort port;

  for (guint n = 2; is_taken; n++) {
    is_taken = FALSE;
    for (guint i = 0; i < node->ports->len; i++)
      is_taken |= g_str_equal (g_array_index (node->ports, NgOnnxPort, i).name, name);
    if (is_taken) {
      g_free (name);
      name = g_strdup_printf ("%s %u", wish, n);
    }
  }
  port = (NgOnnxPort){ g_ref_string_new (name), g_ref_string_new (wish) };
  g_array_append_val (node->ports, port);
  return operand;
}

/* Puts @net in the place of the subgraph of @attribute, one of @node. */
static gboolean
exchange (NgOnnxNode *node, NgAttribute *attribute, NgNet *net, GError **error)
{
  const NgNet *old = attribute->net;
  g_autoptr (GArray) captures = g_array_new (FALSE, TRUE, sizeof (NgOperand));

  if (ng_net_n_outputs (net) != ng_net_n_outputs (old))
    return fail_fit (node, attribute, "outputs", error);
  if (ng_net_n_inputs (net) < attribute->n_formal)
    return fail_fit (node, attribute, "inputs", error);
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    int was = find_input (old, net, i);
    NgOperand operand;

    if (i < attribute->n_formal ? was != (int) i : was >= 0 && (gsize) was < attribute->n_formal)
      return fail_fit (node, attribute, "inputs", error);
    if (i < attribute->n_formal)
      continue;
    operand =
        was >= 0 ? g_array_index (attribute->captures, NgOperand, (gsize) was - attribute->n_formal)
                 : add_port (node, ng_net_input_name (net, i));
    g_array_append_val (captures, operand);
  }
  g_clear_pointer (&attribute->captures, g_array_unref);
  attribute->captures = g_steal_pointer (&captures);
  ng_net_ref (net);
  ng_net_unref (attribute->net);
  attribute->net = net;
  attribute->is_edited = TRUE;
  return TRUE;
}

static void
note_ports (const NgOperand *operands, gsize n, gboolean *is_used)
{
  for (gsize i = 0; i < n; i++)
    if (operands[i].kind == NG_OPERAND_PORT)
      is_used[operands[i].index] = TRUE;
}

static void
move_ports (NgOperand *operands, gsize n, const int *places)
{
  for (gsize i = 0; i < n; i++)
    if (operands[i].kind == NG_OPERAND_PORT)
      operands[i].index = places[operands[i].index];
}

/* Takes out the inputs that neither the node nor a subgraph reads. */
static void
drop_ports (NgOnnxNode *node)
{
  gsize n = node->ports->len, n_kept = 0;
  g_autofree gboolean *is_used = g_new0 (gboolean, n + 1);
  g_autofree int *places = g_new0 (int, n + 1);

  note_ports (node->operands, node->n_operands, is_used);
  for (guint i = 0; i < node->attributes->len; i++) {
    const GArray *captures = g_array_index (node->attributes, NgAttribute, i).captures;

    if (captures != NULL)
      note_ports ((const NgOperand *) (gpointer) captures->data, captures->len, is_used);
  }
  for (gsize i = 0; i < n; i++)
    places[i] = is_used[i] ? (int) n_kept++ : -1;
  for (gsize i = n; i > 0; i--)
    if (!is_used[i - 1])
      g_array_remove_index (node->ports, (guint) i - 1);
  move_ports (node->operands, node->n_operands, places);
  for (guint i = 0; i < node->attributes->len; i++) {
    NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, i);
    GArray *captures = attribute->captures;

    if (captures == NULL)
      continue;
    attribute->captures = g_array_copy (captures);
    g_array_unref (captures);
    move_ports (
        (NgOperand *) (gpointer) attribute->captures->data, attribute->captures->len, places);
  }
}

NgLayer *
ng_onnx_layer_with_nets (NgLayer *layer, NgLayer *const *nets, GError **error)
{
  NgOnnxNode *node = ng_onnx_node_copy (ng_layer_onnx_node (layer));
  gboolean is_done = TRUE;

  for (guint i = 0; is_done && i < node->attributes->len; i++) {
    NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, i);
    NgNet *net = attribute->net != NULL ? ng_layer_net (*nets++) : NULL;

    if (net != attribute->net)
      is_done = exchange (node, attribute, net, error);
  }
  if (!is_done) {
    ng_onnx_node_free (node);
    return NULL;
  }
  drop_ports (node);
  ng_onnx_node_forget_declared (node);
  return ng_onnx_node_renew (node, layer);
}

NgLayer *
ng_onnx_layer_with_typed_nets (const NgLayer *layer, NgNet *const *nets)
{
  NgOnnxNode *node = ng_onnx_node_copy (ng_layer_onnx_node (layer));

  for (guint i = 0; i < node->attributes->len; i++) {
    NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, i);

    if (nets[i] == NULL)
      continue;
    ng_net_unref (attribute->net);
    attribute->net = ng_net_ref (nets[i]);
  }
  return ng_onnx_node_renew (node, (NgLayer *) layer);
}
