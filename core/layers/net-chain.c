/* NetChain[…] as a layer of another net: its ports are those of the chain. */

#include "core/graph/lowering.h"
#include "core/graph/net.h"

static void
net_chain_lower (NgLowering *to)
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
net_chain_label (const NgLayer *layer)
{
  return g_strdup_printf ("%" G_GSIZE_FORMAT " layers", ng_net_n_layers (ng_layer_net (layer)));
}

const NgLayerClass ng_layer_net_chain = {
  .name = "NetChain",
  .summary = "A chain of layers as a layer",
  .category = NG_CATEGORY_CONTAINER,
  .glyph = "M1 6h4v4h-4z M6 6h4v4h-4z M11 6h4v4h-4z M5 8h1 M10 8h1",
  .law = "one layer after another",
  .lower = net_chain_lower,
  .label = net_chain_label,
  .examples = { "NetChain[{LinearLayer[3], ElementwiseLayer[Tanh], 2}, \"Input\" -> 2]",
                "NetChain[<|\"a\" -> ElementwiseLayer[Sin], \"b\" -> SummationLayer[]|>, "
                "\"Input\" -> {\"Varying\", 2}]" },
};
