/* One reading of notation, for the files of this folder that share it: read.c (nets and their
 * options) and read-layer.c (layers). */

#pragma once

#include "core/graph/builder.h"
#include "core/graph/layer-class.h"

G_BEGIN_DECLS

/** NgNotationReader: @depth: nets around the one that is being read */
typedef struct {
  int depth;
} NgNotationReader;

/** ng_notation_refuse: fails with @tag at the place of @expr; @hint: (nullable) */
void ng_notation_refuse (
    GError **error, const char *tag, const NgExpr *expr, const char *hint, const char *message);

/** ng_notation_class: Returns: (nullable): the class of the layer that @expr says, by its name or
 * an older one */
const NgLayerClass *ng_notation_class (const NgExpr *expr);
/** ng_notation_is_net: Returns: whether it is NetGraph[…] or NetChain[…] */
gboolean ng_notation_is_net (const NgExpr *expr);
/** ng_notation_is_short_form: Returns: whether it is a function that stands for a layer */
gboolean ng_notation_is_short_form (const NgExpr *expr);

/** ng_notation_read_layer: Returns: (transfer full) (nullable): the layer, nested nets included */
NgLayer *ng_notation_read_layer (NgNotationReader *self, NgExpr *expr, GError **error);
/** ng_notation_read_net: @expr: NetGraph[…] or NetChain[…]. Returns: (transfer full) (nullable):
 * the net */
NgNet *ng_notation_read_net (NgNotationReader *self, NgExpr *expr, GError **error);
/** ng_notation_read_options: gives ports what the arguments from @first on say; @seen:
 * (element-type utf8): ports that were given something already */
gboolean ng_notation_read_options (
    NgNetBuilder *builder, NgExpr *expr, gsize first, GHashTable *seen, GError **error);
/** ng_notation_check_slots: Fails with: "NetGraph::novar" where nothing tells how many inputs a
 *   layer has, of more than @n_allowed layers */
gboolean ng_notation_check_slots (const NgNet *net, gsize n_allowed, GError **error);

G_END_DECLS
