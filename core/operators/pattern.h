/* Regular expressions in the syntax of RE2, as operators of ONNX have them. */

#pragma once

#include "core/base/error.h"

G_BEGIN_DECLS

/**
 * ng_pattern_compile:
 *
 * Classes such as \d and [:alpha:] are of ASCII, as there; a line ends at "\n" alone.
 *
 * Fails with: an error of G_REGEX_ERROR.
 *
 * Returns: (transfer full) (nullable): what matches a text that is as @pattern says from its first
 *   character to its last one
 */
GRegex *ng_pattern_compile (const char *pattern, GError **error);

G_END_DECLS
