#include "core/operators/version.h"

#include "core/operators/onnx-node.h"

/* The version of the first operator of @domain, or of the first that was read from a file. */
static gint64
find_version (const NgNet *net, const char *domain, gboolean is_read)
{
  gint64 inside = 0;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (net, i));
    const NgNet *body = ng_layer_body (ng_net_layer (net, i));
    if (node != NULL && g_str_equal (node->domain, domain) && (node->origin != NULL || !is_read))
      return node->version;
    if (body != NULL && inside == 0)
      inside = find_version (body, domain, is_read);
  }
  return inside;
}

gint64
ng_net_operator_version (const NgNet *net, const char *domain)
{
  gint64 version = find_version (net, domain, TRUE);

  return version > 0 ? version : find_version (net, domain, FALSE);
}
