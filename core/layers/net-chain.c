/* NetChain[…] as a layer of another net: its ports are those of the chain. */

#include "core/graph/inner.h"
#include "core/graph/net.h"

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
  .lower = ng_inner_lower_body,
  .label = net_chain_label,
  .term = "chain of %s",
  .examples = { "NetChain[{LinearLayer[3], ElementwiseLayer[Tanh], 2}, \"Input\" -> 2]",
                "NetChain[<|\"a\" -> ElementwiseLayer[Sin], \"b\" -> SummationLayer[]|>, "
                "\"Input\" -> {\"Varying\", 2}]" },
};
