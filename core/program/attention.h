/* What attention layers and the Attention of ONNX share. */

#pragma once

#include "core/program/builder.h"

G_BEGIN_DECLS

/**
 * ng_build_causal:
 * @scores: shape (…, q, t) of q queries and t keys
 * @past: how many of the keys were there before the first query
 * @shift: int64 in these dims, added to the place of the query, or %NG_NO_VALUE
 * @window: how many keys a query sees at most, the last ones; 0 for all
 *
 * Returns: bool in these dims: whether query i, which stands at key i + @past, sees the key: it and
 *   those before it
 */
NgValue ng_build_causal (
    NgProgramBuilder *self, const NgShape *scores, gint64 past, NgValue shift, gint64 window);

/** ng_build_open: Returns: @scores where @open is true, -infinity elsewhere */
NgValue ng_build_open (NgProgramBuilder *self, NgValue scores, NgValue open);

/** ng_build_masked_softmax: Returns: ng_build_softmax() along the last axis, and zeros where all of
 *   it is -infinity */
NgValue ng_build_masked_softmax (NgProgramBuilder *self, NgValue scores);

G_END_DECLS
