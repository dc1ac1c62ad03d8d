/* Surgery keeps what is known: layers hold on to the shapes that they had been given. */

#pragma once

#include "core/graph/builder.h"

G_BEGIN_DECLS

/**
 * NgOrigin:
 * @net: a net whose types are known
 * @index: where the layer stands in it, or -1 for a layer that was in none
 */
typedef struct {
  const NgNet *net;
  int index;
} NgOrigin;

/**
 * ng_net_builder_end_kept:
 * @self: (transfer full): a builder of ng_net_builder_new_fixed()
 * @origins: (array): where each layer was before
 *
 * ng_net_builder_end() that loses no shape. Where inference would find less than it had found
 * around a layer before, the types of the net's inputs, then of its outputs, then of outputs of
 * layers are given as if they had been written. A net in conflict keeps nothing.
 *
 * Fails with: what ng_net_builder_end() fails with.
 *
 * Returns: (transfer full) (nullable): the net
 */
NgNet *ng_net_builder_end_kept (NgNetBuilder *self, const NgOrigin *origins, GError **error);

/** ng_net_builder_end_near: the same, where the net that was edited stands alone, so that what is
 * far from the edit need not be inferred again */
NgNet *ng_net_builder_end_near (NgNetBuilder *self, const NgOrigin *origins, GError **error);

/** ng_types_contradict: Returns: whether no value can be of both types, which come from two nets:
 *   varying lengths fit any length */
gboolean ng_types_contradict (const NgType *a, const NgType *b);

/** ng_net_stand_alone: Returns: (transfer full): a net that stood in another one, with the types
 * that it had there given as if they had been written for it */
NgNet *ng_net_stand_alone (NgNet *self);

/** ng_net_builder_find_origins: Returns: (transfer full) (array): for each layer of the builder
 * where it is in @net, by its vertex */
NgOrigin *ng_net_builder_find_origins (const NgNetBuilder *self, const NgNet *net);

G_END_DECLS
