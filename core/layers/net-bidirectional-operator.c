/* NetBidirectionalOperator[{f, b}]: applies f to a sequence, b to the sequence from its end, turns
 * what b gives round again, and joins both. One net stands for two copies with arrays of their own.
 *
 *   y[k] = f(x)[k] ‖ b(x reversed)[n + 1 - k]
 *
 * States of the nets are ports called "Forward…" and "Backward…". */

#include "core/graph/inner.h"

enum { AGGREGATION };
enum { CATENATE, TOTAL, MEAN };
enum { FORWARD, BACKWARD, N_NETS };

static const char *const aggregations[] = { "Catenate", "Total", "Mean", NULL };
static const char *const prefixes[] = { "Forward", "Backward" };

static void
add_states (NgLayer *layer, gboolean is_output)
{
  for (gsize k = 0; k < N_NETS; k++) {
    NgLayer *net = ng_layer_inner (layer, k);
    gsize n = is_output ? ng_layer_n_outputs (net) : ng_layer_n_inputs (net);

    for (gsize i = 0; i < n; i++) {
      g_autofree char *name =
          g_strconcat (prefixes[k],
                       is_output ? ng_layer_output_name (net, i) : ng_layer_input_name (net, i),
                       NULL);

      if (is_output ? ng_layer_output_is_optional (net, i) : ng_layer_input_is_optional (net, i))
        ng_layer_add_optional_port (layer, is_output, name);
    }
  }
}

static void
net_bidirectional_operator_ports (NgLayer *layer)
{
  add_states (layer, FALSE);
  add_states (layer, TRUE);
}

/* The port of the layer that is state @i of net @k, counted as add_states() adds them. */
static gsize
state_port (const NgLayer *layer, gsize k, gsize i, gboolean is_output)
{
  gsize port = 1;

  for (gsize other = 0; other <= k; other++) {
    NgLayer *net = ng_layer_inner (layer, other);
    gsize n = is_output ? ng_layer_n_outputs (net) : ng_layer_n_inputs (net);

    for (gsize j = 0; j < (other == k ? i : n); j++)
      port += (gsize) (is_output ? ng_layer_output_is_optional (net, j)
                                 : ng_layer_input_is_optional (net, j));
  }
  return port;
}

static NgDim
add_dims (NgDim a, NgDim b)
{
  if (a.state != NG_DIM_NUMBER || b.state != NG_DIM_NUMBER)
    return ng_dim_unknown ();
  return ng_dim_number (ng_size_add (a.value, b.value));
}

/* One side of a sum of two. */
static NgDim
subtract_dims (NgDim sum, NgDim b)
{
  if (sum.state != NG_DIM_NUMBER || b.state != NG_DIM_NUMBER || sum.value <= b.value)
    return ng_dim_unknown ();
  return ng_dim_number (sum.value - b.value);
}

static void
infer_joined (NgRelation *relation, const gsize *out)
{
  for (gsize k = 0; k < N_NETS; k++) {
    NgType output = *ng_relation_output (relation, 0);
    NgType mine = *ng_relation_inner_output (relation, k, out[k]);
    NgType other = *ng_relation_inner_output (relation, 1 - k, out[1 - k]);
    int last = mine.rank - 1;

    if (mine.rank > 0 && other.rank == mine.rank) {
      NgType joined = mine;

      joined.dims[last] = add_dims (mine.dims[last], other.dims[last]);
      ng_relation_refine_output (relation, 0, &joined);
    }
    if (output.rank > 0 && other.rank == output.rank) {
      last = output.rank - 1;
      output.dims[last] = subtract_dims (output.dims[last], other.dims[last]);
      ng_relation_refine_inner_output (relation, k, out[k], &output);
    }
  }
}

static void
net_bidirectional_operator_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  gsize out[N_NETS];

  for (gsize k = 0; k < N_NETS; k++) {
    NgLayer *net = ng_layer_inner (layer, k);
    gsize in = (gsize) ng_layer_only_input (net);

    out[k] = (gsize) ng_layer_only_output (net);
    ng_relation_refine_inner_input (relation, k, in, ng_relation_input (relation, 0));
    ng_relation_refine_input (relation, 0, ng_relation_inner_input (relation, k, in));
    for (gsize i = 0; i < ng_layer_n_outputs (net); i++)
      if (ng_layer_output_is_optional (net, i))
        ng_relation_refine_output (
            relation, state_port (layer, k, i, TRUE), ng_relation_inner_output (relation, k, i));
    for (gsize i = 0; i < ng_layer_n_inputs (net); i++) {
      int state = ng_layer_find_output (net, ng_layer_input_name (net, i));

      if (ng_layer_input_is_optional (net, i) && state >= 0)
        ng_relation_refine_input (relation,
                                  state_port (layer, k, i, FALSE),
                                  ng_relation_inner_output (relation, k, (gsize) state));
    }
  }
  if (ng_layer_param (layer, AGGREGATION)->integer == CATENATE) {
    infer_joined (relation, out);
    return;
  }
  for (gsize k = 0; k < N_NETS; k++) {
    ng_relation_refine_output (relation, 0, ng_relation_inner_output (relation, k, out[k]));
    ng_relation_refine_inner_output (relation, k, out[k], ng_relation_output (relation, 0));
  }
}

static void
net_bidirectional_operator_verify (NgRelation *relation)
{
  if (ng_relation_input (relation, 0)->rank == 0)
    ng_relation_fail (relation, "NetGraph::level", "a single number is no sequence.");
  else if (ng_relation_output (relation, 0)->rank == 0)
    ng_relation_fail (relation, "NetGraph::level", "its nets have to give sequences.");
}

static NgValue
lower_net (NgLowering *to, gsize k, NgValue x)
{
  const NgLayer *layer = ng_lowering_layer (to);
  NgLayer *net = ng_layer_inner (layer, k);
  g_autofree NgValue *inputs = g_new (NgValue, ng_layer_n_inputs (net));
  g_autofree NgValue *outputs = g_new (NgValue, ng_layer_n_outputs (net));

  for (gsize i = 0; i < ng_layer_n_inputs (net); i++)
    inputs[i] = ng_layer_input_is_optional (net, i)
                    ? ng_lowering_input (to, state_port (layer, k, i, FALSE))
                    : x;
  ng_lowering_inner (to, k, inputs, outputs);
  for (gsize i = 0; i < ng_layer_n_outputs (net); i++)
    if (ng_layer_output_is_optional (net, i))
      ng_lowering_output (to, state_port (layer, k, i, TRUE), outputs[i]);
  return outputs[ng_layer_only_output (net)];
}

/* x: (batch, n, *i), y: (batch, n, *o) */
static void
net_bidirectional_operator_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  gint64 aggregation = ng_lowering_param_integer (to, AGGREGATION);
  NgValue x = ng_lowering_input (to, 0);
  NgValue sides[N_NETS];

  sides[FORWARD] = lower_net (to, FORWARD, x);
  sides[BACKWARD] = ng_build_reverse (b, lower_net (to, BACKWARD, ng_build_reverse (b, x, 1)), 1);
  if (ng_program_builder_has_failed (b))
    return;
  if (aggregation == CATENATE)
    x = ng_build_concat (b, sides, N_NETS, ng_build_shape (b, sides[FORWARD])->rank - 1);
  else
    x = ng_build_add (b, sides[FORWARD], sides[BACKWARD]);
  ng_lowering_output (to, 0, aggregation == MEAN ? ng_build_scale (b, x, 0.5) : x);
}

const NgLayerClass ng_layer_net_bidirectional_operator = {
  .name = "NetBidirectionalOperator",
  .summary = "Applies nets to a sequence from both ends",
  .category = NG_CATEGORY_CONTAINER,
  .glyph = "M2 4.5h11 M10.5 2l2.5 2.5l-2.5 2.5 M14 11.5h-11 M5.5 9l-2.5 2.5l2.5 2.5",
  .nets = { "ForwardNet", "BackwardNet" },
  .law = "y[k] = f(x)[k] ‖ b(x reversed)[n + 1 - k]",
  .params = { { "Aggregation",
                NG_PARAM_WORD,
                .position = 1,
                .value = "Catenate",
                .choices = aggregations,
                .help = "How both are joined: Catenate, Total or Mean." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .flags = NG_LAYER_COPIES_NET,
  .ports = net_bidirectional_operator_ports,
  .check = ng_inner_check,
  .infer = net_bidirectional_operator_infer,
  .verify = net_bidirectional_operator_verify,
  .lower = net_bidirectional_operator_lower,
  .examples = { "NetBidirectionalOperator[NetMapOperator[LinearLayer[2]], "
                "\"Input\" -> {\"Varying\", 3}]",
                "NetBidirectionalOperator[{NetMapOperator[LinearLayer[2]], "
                "NetMapOperator[LinearLayer[3]]}, \"Input\" -> {4, 2}]",
                "NetBidirectionalOperator[{NetMapOperator[Tanh], NetMapOperator[Sin]}, Mean, "
                "\"Input\" -> {3, 2}]" },
};
