/* NgPattern: a regular expression in the syntax of RE2, as operators of ONNX have them. All ways to
 * match are followed at once, so the work is that of the text times that of the pattern. */

#pragma once

#include "core/base/error.h"

G_BEGIN_DECLS

typedef struct _NgPattern NgPattern;

/**
 * ng_pattern_new:
 *
 * Classes such as \d and [:alpha:] are of ASCII; a line ends at "\n" alone.
 *
 * Fails with: "ONNX::operator", which names the place in @text.
 *
 * Returns: (transfer full) (nullable): the expression; one thread at a time
 */
NgPattern *ng_pattern_new (const char *text, GError **error);
/** ng_pattern_size: Returns: of how many steps it is, at most NG_MAX_PATTERN_STEPS and one */
gsize ng_pattern_size (const NgPattern *self);
/** ng_pattern_free: frees it */
void ng_pattern_free (NgPattern *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgPattern, ng_pattern_free)

/**
 * ng_pattern_matches:
 * @text: valid UTF-8
 * @steps: (inout): how many steps may be taken; below 0 where there were too few, so that the
 * answer is %FALSE
 *
 * Returns: whether the text is as the pattern says from its first character to its last one
 */
gboolean ng_pattern_matches (NgPattern *self, const char *text, gsize length, gint64 *steps);

/**
 * ng_pattern_find:
 * @text: valid UTF-8
 * @from: where to begin, in bytes
 * @steps: (inout): as for ng_pattern_matches()
 * @start, @end: (out): where the first place begins and ends that is as the pattern says, and of
 *   those which begin there, the longest; in bytes
 *
 * Returns: whether there is one
 */
gboolean ng_pattern_find (NgPattern *self,
                          const char *text,
                          gsize length,
                          gsize from,
                          gint64 *steps,
                          gsize *start,
                          gsize *end);

G_END_DECLS
