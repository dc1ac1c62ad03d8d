#include "core/graph/present.h"

#include "core/tensor/missing.h"

gboolean
ng_net_check_present (const NgNet *self, GError **error)
{
  for (gsize l = 0; l < ng_net_n_layers (self); l++) {
    NgLayer *layer = ng_net_layer (self, l);
    gsize n_nets = ng_layer_n_nets (layer);

    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      const NgTensor *tensor = ng_layer_array (layer, a);
      const NgDiagnostic *reason = tensor != NULL ? ng_tensor_missing (tensor) : NULL;

      if (reason != NULL) {
        ng_error_set (error, ng_diagnostic_at (reason, &reason->place));
        return FALSE;
      }
    }
    for (gsize i = 0; i < n_nets; i++)
      if (!ng_net_check_present (ng_layer_net_at (layer, i, NULL), error))
        return FALSE;
  }
  return TRUE;
}
