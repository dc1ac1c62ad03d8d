#include "core/graph/values.h"

/* Whether the layer has values of that array of its own. */
static gboolean
has_own (const NgLayer *layer, gsize array)
{
  return ng_layer_array (layer, array) != NULL && ng_layer_array_shared (layer, array) == NULL;
}

static void
drop (NgLayer **layer, gsize array)
{
  NgLayer *next = ng_layer_with_array (*layer, array, NULL);

  ng_layer_unref (*layer);
  *layer = next;
}

NgLayer *
ng_layer_without_values (NgLayer *self)
{
  NgLayer *bare = ng_layer_ref (self);

  for (gsize a = 0; a < ng_layer_n_arrays (self); a++)
    if (has_own (self, a))
      drop (&bare, a);
  return bare;
}

NgLayer *
ng_layer_with_fitting (NgLayer *self, const NgNet *net, gsize index)
{
  NgLayer *kept = ng_layer_ref (self);

  for (gsize a = 0; a < ng_layer_n_arrays (self); a++) {
    NgTensor *tensor = ng_layer_array (self, a);

    if (has_own (self, a) && !ng_type_fits (ng_net_array_type (net, index, a),
                                            ng_tensor_dims (tensor),
                                            ng_tensor_rank (tensor)))
      drop (&kept, a);
  }
  return kept;
}
