/* Regular expressions in the syntax of RE2, as operators of ONNX have them. */

#pragma once

#include "core/base/error.h"

G_BEGIN_DECLS

/**
 * ng_pattern_compile:
 * @is_whole: whether a text has to be as the pattern says from its first character to its last one
 *
 * Matching with it fails, by an error of G_REGEX_ERROR, where it would take very many steps.
 *
 * Classes such as \d and [:alpha:] are of ASCII, as there; a line ends at "\n" alone.
 *
 * Fails with: an error of G_REGEX_ERROR.
 *
 * Returns: (transfer full) (nullable): the expression
 */
GRegex *ng_pattern_compile (const char *pattern, gboolean is_whole, GError **error);

G_END_DECLS
