/* NgWords: a short text as mathematicians set it, measured before it has a place. Letters that
 * stand alone are variables, and slanted; raised and lowered digits, and a lowered i, are small. */

#pragma once

#include "render/scene/builder.h"

G_BEGIN_DECLS

typedef struct _NgWords NgWords;

/**
 * ng_words_new:
 * @most: points that it may be wide; beyond that its middle is left out
 *
 * Returns: (transfer full): the text in one line
 */
NgWords *ng_words_new (const NgMetrics *metrics, NgFont font, const char *text, float most);
void ng_words_free (NgWords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgWords, ng_words_free)

float ng_words_width (const NgWords *self);
/** ng_words_text: Returns: (transfer none): what it says */
const char *ng_words_text (const NgWords *self);

/** ng_words_draw: @x: its left end, middle or right end, as @align says; @y: of the baseline */
void ng_words_draw (
    const NgWords *self, NgSceneBuilder *builder, NgRole role, NgAlign align, float x, float y);

G_END_DECLS
