#include "app/commands/cost.h"

#include "core/engine/cost.h"

gint64
ng_cost_activations (const NgNet *net, gsize layer)
{
  gint64 bytes = 0;

  for (gsize i = 0; i < ng_layer_n_outputs (ng_net_layer (net, layer)); i++) {
    NgSource source = { .kind = NG_SOURCE_LAYER, .index = (int) layer, .port = (int) i };
    const NgType *type = ng_net_type (net, source);
    guint bits = type->element != NG_ELEMENT_NONE ? ng_element_bits (type->element) : 32;
    gint64 n;

    if (type->rank < 0 || !ng_type_count (type, &n))
      return -1;
    bytes += n * bits / 8;
  }
  return bytes;
}

gint64
ng_cost_parameters (const NgNet *net, gsize layer)
{
  NgLayer *self = ng_net_layer (net, layer);
  gint64 sum = 0;

  for (gsize i = 0; ng_layer_net_at (self, i, NULL) != NULL; i++) {
    gint64 inner = ng_net_n_parameters (ng_layer_net_at (self, i, NULL));

    if (inner < 0)
      return -1;
    sum += inner;
  }
  for (gsize i = 0; i < ng_layer_n_arrays (self) && sum >= 0; i++) {
    const NgType *type = ng_net_array_type (net, layer, i);
    gint64 n;

    if (ng_layer_array_spec (self, i)->is_statistic || ng_layer_array_is_absent (self, i))
      continue;
    if (type->rank < 0 || !ng_type_count (type, &n))
      return -1;
    sum += n;
  }
  return sum;
}

gint64 *
ng_cost_multiply_adds (NgNet *net)
{
  g_autoptr (GHashTable) by_path = ng_net_multiply_adds (net);
  gint64 *counts;

  if (by_path == NULL)
    return NULL;
  counts = g_new0 (gint64, ng_net_n_layers (net) + 1);
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_autofree char *name = ng_net_shown_name (net, i);
    const gint64 *count = g_hash_table_lookup (by_path, name);

    if (count != NULL)
      counts[i] = *count;
  }
  return counts;
}
