/* NgCharacterTable: characters and their numbers, as "Characters" coders have them. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

typedef struct _NgCharacterTable NgCharacterTable;

/**
 * ng_character_table_new:
 * @spec: Automatic for tab, newline and the characters 32 to 126, or a list. Its items get the next
 *   numbers, from 1: each character of a string gets one, n ;; m one for each code point of the
 * range; a class, such as DigitCharacter, gets one for all its characters, and so does _ for all
 * that are in nothing else, StartOfString and EndOfString for the ends of a text. item -> n says
 * the number of all its characters, item -> Automatic that they share the next one. Of two items
 * that hold a character the first counts.
 * @ignores_case: whether characters that are not there are looked for in the other case too
 *
 * Fails with: "NetGraph::badarg".
 *
 * Returns: (transfer full) (nullable): the table
 */
NgCharacterTable *
ng_character_table_new (const NgExpr *spec, gboolean ignores_case, GError **error);
void ng_character_table_free (NgCharacterTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgCharacterTable, ng_character_table_free)

/** ng_character_table_count: Returns: the greatest number */
gint64 ng_character_table_count (const NgCharacterTable *self);
/** ng_character_table_find: Returns: the number of a character, or 0 */
gint64 ng_character_table_find (const NgCharacterTable *self, gunichar c);
/** ng_character_table_start: Returns: the number of StartOfString, or 0 */
gint64 ng_character_table_start (const NgCharacterTable *self);
gint64 ng_character_table_end (const NgCharacterTable *self);
/** ng_character_table_padding: Returns: what fills a text up: the number of EndOfString, else that
 * of a blank, else 0 */
gint64 ng_character_table_padding (const NgCharacterTable *self);
/** ng_character_table_character: Returns: the first character of number @code, for a class one that
 *   stands for it (0 of digits, a of letters), U+FFFD for _, and 0 for a number that no text has */
gunichar ng_character_table_character (const NgCharacterTable *self, gint64 code);

G_END_DECLS
