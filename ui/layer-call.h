/* A layer out of its class and words: values of parameters, arrays and ports. For layer-words.c. */

#pragma once

#include "core/graph/layer.h"

G_BEGIN_DECLS

/**
 * ng_layer_call_read:
 * @preset: (nullable): a call of the class that says what the words need not say
 * @words: (array zero-terminated=1): each a value of the next parameter in the order of the record,
 *   or a name and, as the next word or behind "=", its value. "3x3" is a list
 *
 * What the layer needs and nobody says is as in the first example of the record.
 *
 * Fails with: what is missing or wrong, a sentence.
 *
 * Returns: (transfer full) (nullable): the layer
 */
NgLayer *ng_layer_call_read (const NgLayerClass *class,
                             const NgExpr *preset,
                             char *const *words,
                             GError **error);

/** ng_word_value: @spec: (nullable): of the parameter that it is for. Returns: (transfer full)
 *   (nullable): what @word says: notation, "3x3", "same" */
NgExpr *ng_word_value (const NgParamSpec *spec, const char *word, GError **error);

/** ng_word_sizes: Returns: (transfer full) (nullable): what "3x3" or "1×28×28" says, a list */
NgExpr *ng_word_sizes (const char *word);

G_END_DECLS
