/* NetGraph[…] as a layer of another net: its ports are those of the net. */

#include "core/graph/inner.h"
#include "core/graph/net.h"

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
  .lower = ng_inner_lower_body,
  .label = net_graph_label,
  .term = "net of %s",
  .examples = { "NetGraph[{ElementwiseLayer[Tanh], LinearLayer[2], ThreadingLayer[Times]}, "
                "{1 -> 2, {1, 2} -> 3}, \"Input\" -> 2]",
                "NetGraph[<|\"a\" -> LinearLayer[2], \"b\" -> ElementwiseLayer[#^2 &]|>, "
                "{NetPort[\"x\"] -> \"a\", NetPort[\"y\"] -> \"b\"}, \"x\" -> 3, \"y\" -> 2]" },
};
