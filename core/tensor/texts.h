/* NgTexts: texts as numbers. Each text that comes up gets a number of its own, so texts are equal
 * where their numbers are, and programs, which know numbers alone, carry them. The empty text has
 * the number 0, with which programs fill what nothing else stands in. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/* What a text takes beside its letters. */
#define NG_TEXT_BYTES 64
/* The element of the numbers that stand for texts. */
#define NG_TEXT_ELEMENT NG_ELEMENT_I32

typedef struct _NgTexts NgTexts;

/** ng_texts_new: Returns: (transfer full): the empty text alone */
NgTexts *ng_texts_new (void);
/** ng_texts_free: frees them all; their numbers mean nothing any more */
void ng_texts_free (NgTexts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgTexts, ng_texts_free)

/** ng_texts_count: Returns: how many texts have a number */
guint ng_texts_count (const NgTexts *self);
/** ng_texts_size: Returns: the bytes that they take, with what each takes beside its letters */
gsize ng_texts_size (const NgTexts *self);
/** ng_texts_number: Returns: the number of @text, from 0; a new one where it has none yet */
gint32 ng_texts_number (NgTexts *self, const char *text);
/** ng_texts_at: Returns: (transfer none): the text of a number; the empty one where it is of none
 */
const char *ng_texts_at (const NgTexts *self, gint64 number);
/** ng_texts_letters: Returns: the bytes of the letters of a tensor of strings */
gsize ng_texts_letters (const NgTensor *strings);
/** ng_texts_encode: Returns: (transfer full): the numbers, of element NG_TEXT_ELEMENT, of a tensor
 *   of strings */
NgTensor *ng_texts_encode (NgTexts *self, const NgTensor *strings);
/** ng_texts_decode: Returns: (transfer full): the strings that the numbers of a tensor stand for,
 *   which are not copied */
NgTensor *ng_texts_decode (const NgTexts *self, const NgTensor *numbers);

G_END_DECLS
