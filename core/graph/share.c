/* Arrays that are one: all uses of a NetArray in a net, nested nets included, hold the value that
 * the first of them has which has any. */

#include "core/graph/net-private.h"

/* The value of each NetArray, by its interned name. */
static void
collect_values (const NgNet *net, GHashTable *values)
{
  for (guint l = 0; l < net->n_layers; l++) {
    NgLayer *layer = net->originals[l];

    if (ng_layer_net (layer) != NULL)
      collect_values (ng_layer_net (layer), values);
    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      const char *name = ng_layer_array_shared (layer, a);

      if (name != NULL && ng_layer_array (layer, a) != NULL &&
          !g_hash_table_contains (values, name))
        g_hash_table_insert (values, (gpointer) name, ng_layer_array (layer, a));
    }
  }
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

void
ng_net_share_arrays (NgNet *self)
{
  g_autoptr (GHashTable) values = g_hash_table_new (NULL, NULL);

  if (!self->has_shared)
    return;
  collect_values (self, values);
  share_in_layers (self, values);
}
