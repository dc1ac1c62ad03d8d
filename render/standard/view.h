/* NgView: one net as charts of it are made: its scopes, its visible ports, what is wrong with it.
 */

#pragma once

#include "core/graph/net.h"
#include "render/standard/looks.h"
#include "render/standard/scopes.h"

G_BEGIN_DECLS

typedef enum {
  NG_MARK_NONE,
  NG_MARK_WARNING,
  NG_MARK_ERROR,
} NgMark;

/**
 * NgView:
 * @net: borrowed
 * @looks: (element-type NgLook): of its layers
 * @path: of the net within the one that is drawn, "" of that itself
 * @depth: how many nets and scopes are around it
 * @out_base, @out_slot: output o of layer i is drawn as slot out_slot[out_base[i] + o]; -1 when
 * nothing reads it; out_base[n] for n layers is the number of all outputs
 * @n_outs: visible outputs of each layer
 * @marks: of each layer
 * @edge_marks: of edges; see ng_view_edge_mark()
 * @owner: of each layer, the node of the chart that is being made; @level: which chart that is
 */
typedef struct {
  const NgNet *net;
  GArray *looks;
  char *path;
  int depth;
  NgScopes *scopes;
  int *out_base, *out_slot, *n_outs;
  guint8 *marks;
  GHashTable *edge_marks;
  int *owner, *level;
} NgView;

/** ng_view_new: @whole: the net that has @net at @path, and knows what is wrong there; @rules:
 *   (nullable): as of ng_scopes_new(); @looks: (transfer full) (nullable): those of layers that
 * stood there before, see ng_looks_new() */
NgView *ng_view_new (const NgNet *net,
                     const NgNet *whole,
                     const char *path,
                     int depth,
                     const NgScopeRules *rules,
                     GArray *looks,
                     const NgMetrics *metrics);
void ng_view_free (NgView *self);

/** ng_view_look: Returns: (transfer none): that of layer @index */
const NgLook *ng_view_look (const NgView *self, int index);

NgMark ng_view_edge_mark (const NgView *self, NgTarget target);

/** ng_view_alias: Returns: (transfer none) (nullable): what @aliases have for a layer, by its path;
 *   @aliases: (nullable) (element-type utf8 utf8) */
const char *ng_view_alias (const NgView *self, int layer, GHashTable *aliases);

/** ng_view_layer_path: Returns: (transfer full): path of a layer, "decoder/3" */
char *ng_view_layer_path (const NgView *self, int layer);

G_END_DECLS
