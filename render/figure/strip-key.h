/* NgStripKey: the key of a strip of glyphs: a letter for all that were made by the same steps, or
 * the sign of what joins lines, and these steps spelled out; and what else has to be told. */

#pragma once

#include "render/figure/tensor-look.h"

G_BEGIN_DECLS

typedef struct _NgStripKey NgStripKey;

/** ng_strip_key_new: @look: borrowed */
NgStripKey *ng_strip_key_new (const NgTensorLook *look);
void ng_strip_key_free (NgStripKey *self);

/** ng_strip_key_entry: Returns: the number of the entry of all nodes that were made as @node was;
 *   @node: borrowed */
int ng_strip_key_entry (NgStripKey *self, const NgTensorNode *node);
/** ng_strip_key_sign: Returns: (transfer none): what stands for an entry: "A", …, "Z", "AA", or the
 * sign of a place where lines meet */
const char *ng_strip_key_sign (const NgStripKey *self, int entry);
/** ng_strip_key_remark: adds a remark to the end of the key; @text: (transfer full) */
void ng_strip_key_remark (NgStripKey *self, char *text);
/** ng_strip_key_font: Returns: of these */
NgFont ng_strip_key_font (const NgStripKey *self);

/** ng_strip_key_draw: below a figure of that size, or on its right where the legend is */
void ng_strip_key_draw (const NgStripKey *self, float width, float height, NgSceneBuilder *builder);

G_END_DECLS
