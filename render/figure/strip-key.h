/* NgStripKey: the key of a strip of glyphs: a letter for all that were made by the same steps, and
 * these steps spelled out. */

#pragma once

#include "render/figure/tensor-look.h"

G_BEGIN_DECLS

typedef struct _NgStripKey NgStripKey;

/** ng_strip_key_new: @look: borrowed */
NgStripKey *ng_strip_key_new (const NgTensorLook *look);
void ng_strip_key_free (NgStripKey *self);

/** ng_strip_key_letter: Returns: the number of the entry of all nodes that were made as @node was;
 *   @node: borrowed */
int ng_strip_key_letter (NgStripKey *self, const NgTensorNode *node);
/** ng_strip_key_sign: Returns: (transfer full): what stands for an entry: "A", …, "Z", "AA" */
char *ng_strip_key_sign (int letter);
/** ng_strip_key_font: Returns: of these */
NgFont ng_strip_key_font (const NgStripKey *self);

/** ng_strip_key_draw: below a figure of that size, or on its right where the legend is */
void ng_strip_key_draw (const NgStripKey *self, float width, float height, NgSceneBuilder *builder);

G_END_DECLS
