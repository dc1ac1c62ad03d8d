/* NetGraph[…] as a layer of another net: its ports are those of the net. */

#include "core/graph/lowering.h"
#include "core/graph/net.h"

static void
net_graph_lower (NgLowering *to)
{
  const NgLayer *layer = ng_lowering_layer (to);
  gsize n_inputs = ng_layer_n_inputs (layer), n_outputs = ng_layer_n_outputs (layer);
  g_autofree NgValue *inputs = g_new (NgValue, MAX (n_inputs, 1));
  g_autofree NgValue *outputs = g_new (NgValue, MAX (n_outputs, 1));

  for (gsize i = 0; i < n_inputs; i++)
    inputs[i] = ng_lowering_input (to, i);
  ng_lowering_net (to, ng_layer_net (layer), inputs, outputs);
  for (gsize i = 0; i < n_outputs; i++)
    ng_lowering_output (to, i, outputs[i]);
}

static char *
net_graph_label (const NgLayer *layer)
{
  return g_strdup_printf ("%" G_GSIZE_FORMAT " layers", ng_net_n_layers (ng_layer_net (layer)));
}

const NgLayerClass ng_layer_net_graph = {
  .name = "NetGraph",
  .summary = "A net as a layer",
  .category = NG_CATEGORY_CONTAINER,
  .glyph = "M2 3h4v4h-4z M10 3h4v4h-4z M6 11h4v3h-4z M6 5h4 M4 7l3 4 M12 7l-3 4",
  .law = "what the net inside does",
  .lower = net_graph_lower,
  .label = net_graph_label,
  .examples = { "NetGraph[{ElementwiseLayer[Tanh], LinearLayer[2], ThreadingLayer[Times]}, "
                "{1 -> 2, {1, 2} -> 3}, \"Input\" -> 2]",
                "NetGraph[<|\"a\" -> LinearLayer[2], \"b\" -> ElementwiseLayer[#^2 &]|>, "
                "{NetPort[\"x\"] -> \"a\", NetPort[\"y\"] -> \"b\"}, \"x\" -> 3, \"y\" -> 2]" },
};
