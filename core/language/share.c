/* NetInsertSharedArrays: every array by a name of its own. */

#include "core/graph/builder.h"
#include "core/graph/path.h"
#include "core/language/operation.h"

/* Recursion goes as deep as nets are nested. Statistics, which training alone writes, stay. */
static NgNet *
share_arrays (NgNet *net, const char *prefix, const char *path, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);

  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    g_autoptr (NgLayer) layer = ng_layer_ref (ng_net_builder_layer (builder, l));
    g_autofree char *name = ng_net_shown_name (net, l);
    g_autofree char *place = ng_path_join (path, name);

    if (ng_layer_net (layer) != NULL) {
      g_autoptr (NgNet) inner = share_arrays (ng_layer_net (layer), prefix, place, error);
      NgLayer *next = inner != NULL ? ng_layer_with_net (layer, inner) : NULL;

      if (next == NULL)
        return NULL;
      ng_layer_unref (layer);
      layer = next;
    }
    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      const NgArraySpec *spec = ng_layer_array_spec (layer, a);
      g_autofree char *own = ng_path_join (place, spec->name);
      g_autofree char *shared = g_strconcat (prefix, own, NULL);
      NgLayer *next;

      if (ng_layer_array_is_absent (layer, a) || spec->is_statistic ||
          ng_layer_array_shared (layer, a) != NULL)
        continue;
      next = ng_layer_with_shared (layer, a, shared);
      ng_layer_unref (layer);
      layer = next;
    }
    ng_net_builder_set_layer (builder, l, layer);
  }
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

/* NetInsertSharedArrays[net, "prefix"] */
NgExpr *
ng_do_insert_shared (NgSession *session, NgExpr *call, GError **error)
{
  const char *prefix = "";
  NgNet *net;

  if (!ng_call_check_count (call, 1, 2, error))
    return NULL;
  net = ng_call_net (call, error);
  if (net == NULL)
    return NULL;
  if (ng_expr_n_args (call) == 2) {
    if (ng_expr_kind (ng_expr_arg (call, 1)) != NG_EXPR_STRING)
      return ng_call_fail_type (call, ng_expr_arg (call, 1), "a string as a prefix", error);
    prefix = ng_expr_text (ng_expr_arg (call, 1));
  }
  return ng_call_finish (share_arrays (net, prefix, "", error), error);
}
