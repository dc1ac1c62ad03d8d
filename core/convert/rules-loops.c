/* Scan and Loop whose bodies are layers. */

#include "core/convert/conversion.h"

#include "core/convert/to-layers.h"
#include "core/graph/builder.h"
#include "core/graph/folding.h"
#include "core/graph/registry.h"

/* Rounds of a loop that are written out one behind the other when it runs. */
#define MAX_ROUNDS 1000

/**
 * Scan:
 * @body: its body as a net of layers
 * @n_states: of its inputs, which come first, and of its outputs
 */
typedef struct {
  NgNet *body;
  gsize n_states, n_scanned, n_results;
} Scan;

/* Entry @index of a list of the node, or 0. */
static gint64
entry_of (const NgConversion *self, const char *name, gsize index)
{
  gsize n = 0;
  const gint64 *list = ng_onnx_node_integers (self->node, name, &n);

  return list != NULL && index < n ? list[index] : 0;
}

/* The body, where all of it is layers and the batch stands in front of what it takes and gives. */
static gboolean
read_body (NgConversion *self, Scan *scan)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (self->node, "body");
  NgNet *net = attribute != NULL ? attribute->net : NULL;
  g_auto (NgLayersReport) report = { 0 };

  if (self->node->version < 9)
    return ng_conversion_refuse (self, "its version goes along examples by itself");
  if (net == NULL || attribute->captures->len > 0 || attribute->n_formal != ng_net_n_inputs (net) ||
      attribute->n_formal != self->node->n_operands)
    return ng_conversion_refuse (self, "its body reads what is outside of it");
  scan->n_scanned = (gsize) ng_onnx_node_integer (self->node, "num_scan_inputs", 0);
  if (scan->n_scanned < 1 || scan->n_scanned > attribute->n_formal ||
      ng_net_n_outputs (net) != self->node->n_results)
    return ng_conversion_refuse (self, "nothing tells what it goes along");
  scan->n_states = attribute->n_formal - scan->n_scanned;
  scan->n_results = self->node->n_results - scan->n_states;
  scan->body = ng_net_to_layers (net, NULL, &report, NULL);
  if (scan->body == NULL || report.left->len > 0)
    return ng_conversion_refuse (self, "its body is no net of layers");
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    NgType levels = ng_levels_without (ng_net_input_type (net, i), 0);
    if (ng_net_input_type (net, i)->rank < 1 ||
        !ng_levels_equal (&levels, ng_net_input_type (scan->body, i)))
      return ng_conversion_refuse (self, "the batch does not stand in front in its body");
  }
  return TRUE;
}

static NgFeed
put_reverse (NgConversion *self, NgFeed feed)
{
  gboolean is_named = self->is_named[self->index];

  self->is_named[self->index] = TRUE;
  int layer = ng_conversion_put (self, &feed, 1, NULL, 0, "SequenceReverseLayer[]");
  self->is_named[self->index] = is_named;
  return ng_conversion_feed (layer, 0);
}

/* Input @index with the axis first that it goes along, as the body takes each element of it. */
static gboolean
take_scanned (NgConversion *self, const Scan *scan, gsize index, NgFeed *feed)
{
  const NgCarried *carried = ng_conversion_operand (self, scan->n_states + index);
  gint64 along = entry_of (self, "scan_input_axes", index);
  int order[NG_MAX_RANK], n = 0;

  if (carried == NULL || !ng_conversion_take (self, scan->n_states + index, feed))
    return ng_conversion_refuse (self, "what it goes along has no batch axis");
  int rank = carried->wanted.rank + 1;
  along = along < 0 ? along + rank : along;
  if (along < 0 || along >= rank || along == carried->axis || carried->axis != (along == 0 ? 1 : 0))
    return ng_conversion_refuse (self, "the batch does not stand where it has it");
  int level = ng_levels_level ((int) along, carried->axis) - 1;
  order[n++] = level;
  for (int i = 0; i < carried->wanted.rank; i++) {
    if (i != level)
      order[n++] = i;
  }
  if (!ng_conversion_put_order (self, order, n, feed))
    return FALSE;
  if (entry_of (self, "scan_input_directions", index) != 0)
    *feed = put_reverse (self, *feed);
  return feed->layer >= 0 || feed->value >= 0;
}

/* The layer that runs the body: folded where it has states, else mapped. */
static NgLayer *
make_scan (NgConversion *self, const Scan *scan)
{
  g_autoptr (NgLayer) inner = ng_layer_new_net (scan->body, NULL);
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const char *kind = scan->n_states > 0                             ? "NetFoldOperator"
                     : scan->n_scanned == 1 && scan->n_results == 1 ? "NetMapOperator"
                                                                    : "NetMapThreadOperator";

  for (gsize i = 0; i < scan->n_states; i++)
    g_ptr_array_add (
        rules,
        ng_expr_new_call ("Rule",
                          ng_expr_new_string (ng_net_output_name (scan->body, i), NULL),
                          ng_expr_new_string (ng_net_input_name (scan->body, i), NULL),
                          NULL));
  g_autoptr (NgExpr) feedback = ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) rules->pdata, rules->len, NULL);
  NgLayer *layer = ng_layer_new_around (
      ng_registry_find (kind), &inner, 1, &feedback, scan->n_states > 0 ? 1 : 0, NULL, &error);
  if (layer == NULL)
    ng_conversion_refuse (self, "%s", error->message);
  return layer;
}

/* Result @index, a sequence, with its axis where the node has it. */
static gboolean
give_scanned (NgConversion *self, const Scan *scan, gsize index, NgFeed feed)
{
  gsize result = scan->n_states + index;
  int order[NG_MAX_RANK];

  if (!ng_conversion_is_read (self, result))
    return TRUE;
  int rank = ng_conversion_result_type (self, result)->rank;
  gint64 along = entry_of (self, "scan_output_axes", index);
  along = along < 0 ? along + rank : along;
  if (along < 0 || along >= rank)
    return ng_conversion_refuse (self, "it has no such axis");
  if (entry_of (self, "scan_output_directions", index) != 0)
    feed = put_reverse (self, feed);
  int axis = along == 0 ? 1 : 0, level = ng_levels_level ((int) along, axis) - 1;
  for (int i = 0; i < rank - 1; i++)
    order[i] = i == level ? 0 : i < level ? i + 1 : i;
  return feed.layer >= 0 && ng_conversion_put_order (self, order, rank - 1, &feed) &&
         ng_conversion_give (self, result, feed, axis);
}

/* Feeds of the layer are its inputs, which have the names of the body's. */
static gboolean
put_scan (NgConversion *self, const Scan *scan, NgLayer *layer)
{
  gsize n = ng_layer_n_inputs (layer), n_own = scan->n_states + scan->n_scanned;
  g_autofree NgFeed *feeds = g_new (NgFeed, n + 1);
  gboolean is_alone = n == 1 && n_own == 1;

  for (gsize i = 0; i < n; i++)
    feeds[i] = NG_FEED_NONE;
  for (gsize i = 0; i < n_own; i++) {
    int at = is_alone ? 0 : ng_layer_find_input (layer, ng_net_input_name (scan->body, i));
    const NgCarried *carried = ng_conversion_operand (self, i);
    gboolean ok = at >= 0;
    if (ok && i >= scan->n_states)
      ok = take_scanned (self, scan, i - scan->n_states, &feeds[at]);
    else if (ok)
      ok = carried != NULL && carried->axis == 0 && ng_conversion_take (self, i, &feeds[at]);
    if (!ok) {
      ng_layer_unref (layer);
      return ng_conversion_refuse (self, "its states have no batch in front");
    }
  }
  g_autofree int *sequences = g_new (int, scan->n_results + 1);
  g_autofree int *states = g_new (int, scan->n_states + 1);
  for (gsize i = 0; i < scan->n_results; i++)
    sequences[i] =
        ng_layer_n_outputs (layer) == 1
            ? 0
            : ng_layer_find_output (layer, ng_net_output_name (scan->body, scan->n_states + i));
  for (gsize i = 0; i < scan->n_states; i++) {
    int input = ng_net_find_input (scan->body, ng_net_input_name (scan->body, i));
    g_autofree char *name = ng_folding_state_name (layer, (gsize) input);
    states[i] = ng_layer_find_output (layer, name);
  }
  int new = ng_conversion_put_layer (self, feeds, n, layer);
  for (gsize i = 0; new >= 0 && i < scan->n_states; i++) {
    if (states[i] < 0 || (ng_conversion_is_read (self, i) &&
                          !ng_conversion_give (self, i, ng_conversion_feed (new, states[i]), 0)))
      return ng_conversion_refuse (self, "its states do not come out");
  }
  for (gsize i = 0; new >= 0 && i < scan->n_results; i++) {
    if (sequences[i] < 0 || !give_scanned (self, scan, i, ng_conversion_feed (new, sequences[i])))
      return ng_conversion_refuse (self, "its results do not come out");
  }
  return new >= 0;
}

static gboolean
convert_scan (NgConversion *self)
{
  Scan scan = { NULL };
  NgLayer *layer = read_body (self, &scan) ? make_scan (self, &scan) : NULL;
  gboolean ok = layer != NULL && put_scan (self, &scan, layer);

  g_clear_pointer (&scan.body, ng_net_unref);
  return ok;
}

/* ---- Loop ---- */

/* The body without its condition, which is that of the round before, and the number of the round;
 * NULL where it computes with these. */
static NgNet *
bare_body (NgNet *net)
{
  NgSource source = ng_net_output_source (net, 0);
  gsize n = ng_net_n_layers (net);
  g_autofree gboolean *is_removed = g_new0 (gboolean, n + 1);
  g_autofree gboolean *is_gone = g_new0 (gboolean, ng_net_n_outputs (net) + 1);

  while (source.kind == NG_SOURCE_LAYER) {
    const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (net, (gsize) source.index));
    if (node == NULL || !g_str_equal (node->op, "Identity"))
      return NULL;
    is_removed[source.index] = TRUE;
    source = ng_net_source (net, (gsize) source.index, 0);
  }
  if (source.kind != NG_SOURCE_INPUT || source.index != 1)
    return NULL;
  NgNetBuilder *builder = ng_net_builder_new_fixed (net);
  is_gone[0] = TRUE;
  ng_net_builder_remove_outputs (builder, is_gone);
  ng_net_builder_remove_layers (builder, is_removed);
  ng_net_builder_remove_unused (builder, NULL);
  return ng_net_builder_end (builder, NULL);
}

/* So many rounds with one state: the body nested in itself. */
static gboolean
convert_loop (NgConversion *self)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (self->node, "body");
  NgTensor *rounds = ng_conversion_constant (self, 0), *goes_on = ng_conversion_constant (self, 1);
  g_autoptr (GError) error = NULL;
  g_auto (NgLayersReport) report = { 0 };
  NgFeed feed;

  if (rounds == NULL || ng_tensor_count (rounds) != 1 || ng_tensor_get_int (rounds, 0) < 1 ||
      ng_tensor_get_int (rounds, 0) > MAX_ROUNDS ||
      (goes_on == NULL && ng_conversion_has (self, 1)) ||
      (goes_on != NULL && ng_tensor_get_int (goes_on, 0) == 0))
    return ng_conversion_refuse (self, "how many rounds it goes is not constant, or too many");
  if (attribute == NULL || attribute->net == NULL || attribute->captures->len > 0 ||
      attribute->n_formal != ng_net_n_inputs (attribute->net))
    return ng_conversion_refuse (self, "its body reads what is outside of it");
  if (self->node->n_operands != 3 || self->node->n_results != 1 ||
      ng_net_n_outputs (attribute->net) != 2)
    return ng_conversion_refuse (self, "it has several states, or gives what each round does");
  g_autoptr (NgNet) bare = bare_body (attribute->net);
  if (bare == NULL || ng_net_n_inputs (bare) != 1)
    return ng_conversion_refuse (self, "its body computes with the round, or when it ends");
  g_autoptr (NgNet) body = ng_net_to_layers (bare, NULL, &report, NULL);
  const NgCarried *carried = ng_conversion_operand (self, 2);
  NgType levels = ng_levels_without (ng_net_input_type (bare, 0), 0);
  if (body == NULL || report.left->len > 0)
    return ng_conversion_refuse (self, "its body is no net of layers");
  if (carried == NULL || carried->axis != 0 ||
      !ng_levels_equal (&levels, ng_net_input_type (body, 0)) ||
      !ng_conversion_take (self, 2, &feed))
    return ng_conversion_refuse (self, "the batch does not stand in front");
  g_autoptr (NgLayer) inner = ng_layer_new_net (body, NULL);
  g_autoptr (NgExpr) count = ng_expr_new_integer (ng_tensor_get_int (rounds, 0), NULL);
  NgLayer *layer = ng_layer_new_around (
      ng_registry_find ("NetNestOperator"), &inner, 1, &count, 1, NULL, &error);
  if (layer == NULL)
    return ng_conversion_refuse (self, "%s", error->message);
  return ng_conversion_give (
      self, 0, ng_conversion_feed (ng_conversion_put_layer (self, &feed, 1, layer), 0), 0);
}

const NgRuleRow ng_rules_loops[] = {
  { "Loop", convert_loop },
  { "Scan", convert_scan },
  { NULL },
};
