/* onnx-types MODEL.onnx: what inference finds on every edge of a model and of its subgraphs, for
 * onnx-types.py to compare: "graph<TAB>value<TAB>element<TAB>dimensions", where the graph is the
 * path of layers to it, a length that varies is its symbol, and what is not known is "?". */

#include "core/formats/document.h"
#include "core/operators/onnx-node.h"
#include <stdio.h>

static void
print_type (const char *graph, const char *value, const NgType *type)
{
  printf ("%s\t%s\t%s\t", graph, value, ng_element_name (type->element));
  if (type->rank < 0)
    printf ("?");
  for (int i = 0; i < type->rank; i++) {
    NgDim dim = type->dims[i];
    printf (i > 0 ? "," : "");
    if (dim.state == NG_DIM_NUMBER)
      printf ("%" G_GINT64_FORMAT, dim.value);
    else if (dim.state == NG_DIM_VARYING)
      printf ("n%" G_GINT64_FORMAT, dim.value);
    else
      printf ("?");
  }
  printf ("\n");
}

static void
print_net (const NgNet *net, const char *graph)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (net, i));
    g_autofree char *name = ng_net_shown_name (net, i);
    for (guint j = 0; node != NULL && j < node->outputs->len; j++) {
      NgSource source = { NG_SOURCE_LAYER, (int) i, (int) j };
      print_type (
          graph, g_array_index (node->outputs, NgOnnxPort, j).value, ng_net_type (net, source));
    }
    for (guint j = 0; node != NULL && j < node->attributes->len; j++) {
      const NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, j);
      g_autofree char *inner = g_strdup_printf ("%s/%s:%s", graph, name, attribute->name);
      if (attribute->net != NULL)
        print_net (attribute->net, inner);
    }
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = argc == 2 ? ng_document_load (argv[1], NULL, NULL, &error) : NULL;

  if (net == NULL) {
    fprintf (stderr, "%s\n", error != NULL ? error->message : "usage: onnx-types MODEL.onnx");
    return 2;
  }
  print_net (net, "");
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++)
    printf ("#\t%s\n", ng_net_diagnostic (net, i)->message);
  return 0;
}
