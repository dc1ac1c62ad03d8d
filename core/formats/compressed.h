/* Strings that Compress gives in the Wolfram Language: "1:", and in base 64 what zlib made of the
 * bytes of an expression. The form of these bytes is not documented; what people found out about it
 * is read. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

/** ng_compressed_is: Returns: whether the text begins as such a string */
gboolean ng_compressed_is (const char *text, gsize length);

/**
 * ng_compressed_read:
 *
 * Symbols keep their contexts, but for System and Global.
 *
 * Fails with: "Wlnet::compressed" with the offset in the bytes, "Wlnet::limit", "File::limit".
 *
 * Returns: (transfer full) (nullable): the expression
 */
NgExpr *ng_compressed_read (const char *text, gsize length, GError **error);

G_END_DECLS
