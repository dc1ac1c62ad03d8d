/* What layers are called in prose, as captions and legends have it. */

#pragma once

#include "core/graph/layer.h"

G_BEGIN_DECLS

/**
 * ng_layer_phrase:
 *
 * Made of ng_layer_term(), without sizes.
 *
 * Returns: (transfer full): what the layer does, as papers put it: "max pooling", "LSTM",
 *   "concatenation"; of functions without a name the formula
 */
char *ng_layer_phrase (const NgLayer *self);

/** ng_sign_words: Returns: (nullable): what a term of one character means: "sum" of "+" */
const char *ng_sign_words (const char *sign);

G_END_DECLS
