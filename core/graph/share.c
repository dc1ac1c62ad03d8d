/* Arrays that are one: all uses of a NetArray in a net, nested nets included, hold the value that
 * the first of them has which has any. */

#include "core/graph/net-private.h"

/* The value of each NetArray, by its interned name. Returns: (nullable): the first layer that gives
 * one another value than a layer before it */
static const NgLayer *
collect_values (const NgNet *net, GHashTable *values, const char **name)
{
  const NgLayer *differs = NULL;

  for (guint l = 0; l < net->n_layers; l++) {
    NgLayer *layer = net->originals[l];

    if (ng_layer_net (layer) != NULL && differs == NULL)
      differs = collect_values (ng_layer_net (layer), values, name);
    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      const char *shared = ng_layer_array_shared (layer, a);
      NgTensor *value = ng_layer_array (layer, a), *first;

      if (shared == NULL || value == NULL)
        continue;
      first = g_hash_table_lookup (values, shared);
      if (first == NULL) {
        g_hash_table_insert (values, (gpointer) shared, value);
      } else if (differs == NULL && !ng_tensor_equal (first, value)) {
        differs = layer;
        *name = shared;
      }
    }
  }
  return differs;
}

static NgNet *share_in_net (NgNet *net, GHashTable *values);

static NgLayer *
share_in_layer (NgLayer *layer, GHashTable *values)
{
  g_autoptr (NgLayer) shared = ng_layer_ref (layer);

  if (ng_layer_net (layer) != NULL) {
    g_autoptr (NgNet) inner = share_in_net (ng_layer_net (layer), values);

    if (inner != ng_layer_net (layer)) {
      ng_layer_unref (shared);
      shared = ng_layer_with_net (layer, inner);
    }
  }
  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
    const char *name = ng_layer_array_shared (layer, a);
    NgTensor *value = name != NULL ? g_hash_table_lookup (values, name) : NULL;
    NgLayer *next;

    if (value == NULL || value == ng_layer_array (shared, a))
      continue;
    next = ng_layer_with_array (shared, a, value);
    ng_layer_unref (shared);
    shared = next;
  }
  return g_steal_pointer (&shared);
}

static void
share_in_layers (NgNet *net, GHashTable *values)
{
  for (guint l = 0; l < net->n_layers; l++) {
    NgLayer *layer = share_in_layer (net->originals[l], values);

    ng_layer_unref (net->originals[l]);
    ng_layer_unref (net->layers[l]);
    net->originals[l] = layer;
    net->layers[l] = ng_layer_ref (layer);
  }
}

/* The same net where nothing changes. Recursion goes as deep as nets are nested. */
static NgNet *
share_in_net (NgNet *net, GHashTable *values)
{
  g_autoptr (NgNet) copy = NULL;

  if (!net->has_shared)
    return ng_net_ref (net);
  copy = ng_net_clone (net);
  share_in_layers (copy, values);
  for (guint l = 0; l < net->n_layers; l++)
    if (copy->originals[l] != net->originals[l])
      return g_steal_pointer (&copy);
  return ng_net_ref (net);
}

NgDiagnostic *
ng_net_share_arrays (NgNet *self)
{
  g_autoptr (GHashTable) values = g_hash_table_new (NULL, NULL);
  const char *name = NULL;
  const NgLayer *differs;

  if (!self->has_shared)
    return NULL;
  differs = collect_values (self, values, &name);
  share_in_layers (self, values);
  if (differs == NULL)
    return NULL;
  return ng_diagnostic_with_hint (ng_diagnostic_new ("NetGraph::badarray",
                                                     ng_layer_place (differs),
                                                     "NetArray[\"%s\"] is given two values.",
                                                     name),
                                  "give it one value, in one place");
}
