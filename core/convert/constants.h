/* What operators give that is the same whatever comes in. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** NgConstants: of a net of ONNX operators, the values that arrays alone give, and the sizes of
 *   others */
typedef struct _NgConstants NgConstants;

/**
 * ng_constants_find:
 *
 * Computes them once, along the flow, where something reads them. They are no more in all than
 * %NG_CONSTANT_GROWTH says, and nor is the work; what would go beyond that is none of them.
 *
 * Returns: (transfer full): those of the net
 */
NgConstants *ng_constants_find (NgNet *net);
void ng_constants_free (NgConstants *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgConstants, ng_constants_free)

/** ng_constants_get: Returns: (transfer none) (nullable): output @port of a layer */
NgTensor *ng_constants_get (const NgConstants *self, gsize layer, gsize port);
/** ng_constants_has: Returns: whether what the operator gives was computed */
gboolean ng_constants_has (const NgConstants *self, gsize layer);

/** ng_constants_room: Returns: bytes that new arrays of layers may take in all */
gsize ng_constants_room (const NgConstants *self);

/** ng_type_is_sized: Returns: whether rank and sizes are known, or vary, and none is zero */
gboolean ng_type_is_sized (const NgType *type);

G_END_DECLS
