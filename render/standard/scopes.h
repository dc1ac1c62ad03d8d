/* NgScopes: what the layers of a net are gathered in, groups in groups. The layer
 * "/layer.0/attn/MatMul" belongs to the scope "layer.0/attn", which lies in "layer.0", which lies
 * in the net itself, scope 0; what is made of constants alone belongs to where it is read, if that
 * lies deeper. What repeats is a scope too, "×12", with a scope for each copy. */

#pragma once

#include "core/graph/repeat-store.h"
#include "render/standard/positions.h"

G_BEGIN_DECLS

/* Scopes deeper than this count as this deep. */
#define NG_MAX_SCOPE_DEPTH 32

/* What layers are gathered by. */
typedef enum {
  NG_GROUPS_ALL, /* names, and what repeats where names do not say otherwise */
  NG_GROUPS_NAMES,
  NG_GROUPS_REPEATS,
} NgGroups;

/**
 * NgScopeRules:
 * @repeats: (nullable): those of the document, where they are wanted
 * @positions: (nullable): say which groups their user has taken apart
 * @apart: (nullable) (array zero-terminated=1): more of these: paths of name scopes,
 * "layer.0/attn", and what ng_repeat_finder_new() takes
 * @cancellable: (nullable): once it is cancelled, nothing repeats
 */
typedef struct {
  NgGroups groups;
  NgRepeatStore *repeats;
  const NgPositions *positions;
  const char *const *apart;
  GCancellable *cancellable;
} NgScopeRules;

/**
 * NgScope:
 * @parent: the scope it lies in, which comes before it; of scope 0 -1
 * @depth: 0 of scope 0, 1 of those in it, …
 * @path: "layer.0/attn"; of six layers that repeat, from conv1 on, "×conv1+5", and of the second
 * copy "×conv1+5/2"
 * @name: what it is called in its parent: "attn", "×12", "2 of 12"
 * @names: path of the innermost name scope that it is or lies in
 * @repeat: (nullable): of a repeat that no name scope is: what positions know it by, in its net
 * @count: copies of a repeat, 0 of all else
 * @n_layers: layers in it, however deep
 * @is_dissolved: whether its layers are shown as if they lay in its parent
 */
typedef struct {
  int parent, depth;
  char *path, *name, *names, *repeat;
  int count, n_layers;
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

/**
 * ng_scopes_new:
 * @path: of @net in the one that paths begin in, "" for that itself
 * @rules: (nullable): %NULL: all layers lie in scope 0
 *
 * Scopes of one layer are dissolved. Where copies of what repeats are not parts of name scopes, or
 * these of copies, that counts as no repeat, nor do fewer than four layers in all.
 *
 * Cost: linear in layers and how deep they lie, and what finding repeats costs where they are not
 * known yet.
 *
 * Returns: (transfer full): the scopes
 */
NgScopes *ng_scopes_new (const NgNet *net, const char *path, const NgScopeRules *rules);
void ng_scopes_free (NgScopes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgScopes, ng_scopes_free)

/** ng_scopes_child: Returns: the scope right in @scope that holds the layer, or -1 if the layer
 * lies in
 *   @scope itself; dissolved scopes do not count */
int ng_scopes_child (const NgScopes *self, int scope, int layer);

/** ng_scope_path_is_repeat: @layer: (out) (transfer full): the one that it begins with; @copy:
 *   (out): which copy @path is of, from 1, or 0 for all. Returns: whether @path is that of what
 *   repeats, as far as it tells by itself */
gboolean ng_scope_path_is_repeat (const char *path, char **layer, int *copy);

/** ng_scopes_gather_repeats: for ng_scopes_new(), whose scopes are those of names so far */
void ng_scopes_gather_repeats (NgScopes *self,
                               const NgNet *net,
                               const char *path,
                               const NgScopeRules *rules);

G_END_DECLS
