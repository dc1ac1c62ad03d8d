#include "core/graph/inner.h"

#include "core/graph/net.h"

const char *
ng_inner_input_name (const NgLayer *net, gsize index)
{
  return ng_layer_has_slots (net) && ng_layer_n_inputs (net) == 1
             ? ng_layer_class (net)->inputs[0].name
             : ng_layer_input_name (net, index);
}

void
ng_inner_add_ports (NgLayer *layer)
{
  NgLayer *net = ng_layer_inner (layer, 0);
  int input = ng_layer_only_input (net), output = ng_layer_only_output (net);

  if (input >= 0)
    ng_layer_add_port (layer, FALSE, ng_inner_input_name (net, (gsize) input), NULL);
  if (output >= 0)
    ng_layer_add_port (layer, TRUE, ng_layer_output_name (net, (gsize) output), NULL);
}

gboolean
ng_inner_check (const NgLayer *layer, GError **error)
{
  gsize n = ng_net_n_layers (ng_layer_net (layer));

  for (gsize i = 0; i < n; i++) {
    NgLayer *net = ng_layer_inner (layer, i);

    if (ng_layer_only_input (net) >= 0 && ng_layer_only_output (net) >= 0)
      continue;
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_layer_place (net),
                      "%s of %s has to have one input and one output.",
                      n == 1 ? "The net" : "Each net",
                      ng_layer_kind (layer));
    return FALSE;
  }
  return TRUE;
}

void
ng_inner_lower_body (NgLowering *to)
{
  const NgLayer *layer = ng_lowering_layer (to);
  gsize n_inputs = ng_layer_n_inputs (layer), n_outputs = ng_layer_n_outputs (layer);
  g_autofree NgValue *inputs = g_new (NgValue, MAX (n_inputs, 1));
  g_autofree NgValue *outputs = g_new (NgValue, MAX (n_outputs, 1));

  for (gsize i = 0; i < n_inputs; i++)
    inputs[i] = ng_lowering_input (to, i);
  ng_lowering_net (to, ng_layer_body (layer), inputs, outputs);
  for (gsize i = 0; i < n_outputs; i++)
    ng_lowering_output (to, i, outputs[i]);
}

NgValue
ng_inner_lower (NgLowering *to, gsize index, NgValue x)
{
  NgLayer *net = ng_layer_inner (ng_lowering_layer (to), index);
  g_autofree NgValue *inputs = g_new (NgValue, ng_layer_n_inputs (net));
  g_autofree NgValue *outputs = g_new (NgValue, ng_layer_n_outputs (net));

  for (gsize i = 0; i < ng_layer_n_inputs (net); i++)
    inputs[i] = NG_NO_VALUE;
  inputs[ng_layer_only_input (net)] = x;
  ng_lowering_inner (to, index, inputs, outputs);
  return outputs[ng_layer_only_output (net)];
}
