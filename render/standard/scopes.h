/* NgScopes: the name scopes of a net. The layer "/layer.0/attn/MatMul" belongs to the scope
 * "layer.0/attn", which lies in "layer.0", which lies in the net itself, scope 0. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/* Scopes deeper than this count as this deep. */
#define NG_MAX_SCOPE_DEPTH 32

/**
 * NgScope:
 * @parent: the scope it lies in; of scope 0 -1
 * @depth: 0 of scope 0, 1 of those in it, …
 * @path: "layer.0/attn"
 * @name: its last part, within @path
 * @n_layers: layers in it, however deep
 * @is_dissolved: whether its layers are shown as if they lay in its parent
 */
typedef struct {
  int parent, depth;
  char *path;
  const char *name;
  int n_layers;
  gboolean is_dissolved;
} NgScope;

/**
 * NgScopes:
 * @scopes: (element-type NgScope)
 * @of_layer: (array): the innermost scope of each layer
 */
typedef struct {
  GArray *scopes;
  int *of_layer;
} NgScopes;

/** ng_scopes_new: @is_flat: whether all layers lie in scope 0; scopes of one layer are dissolved */
NgScopes *ng_scopes_new (const NgNet *net, gboolean is_flat);
void ng_scopes_free (NgScopes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgScopes, ng_scopes_free)

/** ng_scopes_child: Returns: the scope right in @scope that holds the layer, or -1 if the layer
 * lies in
 *   @scope itself; dissolved scopes do not count */
int ng_scopes_child (const NgScopes *self, int scope, int layer);

G_END_DECLS
