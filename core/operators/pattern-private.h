/* What a pattern is made of: steps, and sets of characters. */

#pragma once

#include "core/operators/pattern.h"

G_BEGIN_DECLS

/**
 * NgPatternStepKind:
 * @NG_PATTERN_SET: a character of the set @index, then the next step
 * @NG_PATTERN_FORK: goes on at both places
 * @NG_PATTERN_HOLDS: where the condition @index holds, the next step
 * @NG_PATTERN_END: all is as the pattern says
 */
typedef enum {
  NG_PATTERN_SET,
  NG_PATTERN_FORK,
  NG_PATTERN_HOLDS,
  NG_PATTERN_END,
} NgPatternStepKind;

/** NgPatternCondition: what may hold between two characters */
typedef enum {
  NG_PATTERN_TEXT_BEGINS,
  NG_PATTERN_TEXT_ENDS,
  NG_PATTERN_LINE_BEGINS,
  NG_PATTERN_LINE_ENDS,
  NG_PATTERN_WORD_BOUNDARY,
  NG_PATTERN_NO_WORD_BOUNDARY,
} NgPatternCondition;

/**
 * NgPatternStep:
 * @first, @second: of a fork: where it goes on, counted from this step; a part of a pattern so can
 *   stand anywhere
 */
typedef struct {
  NgPatternStepKind kind;
  guint index;
  gint32 first, second;
} NgPatternStep;

/**
 * NgPatternSet:
 * @members: (element-type NgPatternMember): what it holds
 * @is_not: whether it is all other characters
 * @is_folded: whether upper and lower case are the same
 * @ascii: the bits of those below 128 which it holds in the end
 */
typedef struct {
  GArray *members;
  gboolean is_not, is_folded;
  guint32 ascii[4];
} NgPatternSet;

/** ng_pattern_set_new: Returns: (transfer full): an empty set */
NgPatternSet *ng_pattern_set_new (gboolean is_folded);
void ng_pattern_set_free (NgPatternSet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgPatternSet, ng_pattern_set_free)
void ng_pattern_set_add (NgPatternSet *self, gunichar first, gunichar last);
/** ng_pattern_set_add_letter: adds the class of \d, \D, \s, \S, \w or \W. Returns: whether @letter
 * has one */
gboolean ng_pattern_set_add_letter (NgPatternSet *self, char letter);
/** ng_pattern_set_add_named: adds a class such as "alpha". Returns: whether there is one */
gboolean
ng_pattern_set_add_named (NgPatternSet *self, const char *name, gsize length, gboolean is_not);
/** ng_pattern_set_add_property: adds the characters of a category of Unicode, "Lu", or a script,
 * "Greek". Returns: whether there is one of that name */
gboolean ng_pattern_set_add_property (NgPatternSet *self, const char *name, gboolean is_not);
/** ng_pattern_set_end: to be called when all is added */
void ng_pattern_set_end (NgPatternSet *self);
/** ng_pattern_set_has: Returns: whether the character is in the set, which has ended */
gboolean ng_pattern_set_has (const NgPatternSet *self, gunichar letter);

/**
 * ng_pattern_read:
 * @steps: (element-type NgPatternStep): to be filled; the first one is where it begins
 * @sets: (element-type NgPatternSet): to be filled
 *
 * Fails with: "ONNX::operator"
 *
 * Returns: whether it could be read
 */
gboolean ng_pattern_read (const char *text, GArray *steps, GPtrArray *sets, GError **error);

G_END_DECLS
