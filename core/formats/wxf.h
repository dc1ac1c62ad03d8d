/* WXF, the binary form of expressions of the Wolfram Language, whose specification is public. */

#pragma once

#include "core/expr/expr.h"
#include "core/formats/inflate.h"

G_BEGIN_DECLS

/** ng_wxf_is: Returns: whether the bytes begin as WXF */
gboolean ng_wxf_is (GBytes *bytes);

/**
 * ng_wxf_read:
 * @bytes: one expression, compressed or not
 *
 * Symbols lose the contexts System and Global. Arrays that are large become
 * NumericArray[ByteArray[…], …], small ones lists.
 *
 * Fails with: "Wxf::syntax" with the offset, "Wxf::limit", and like ng_inflate().
 *
 * Returns: (transfer full) (nullable): the expression
 */
NgExpr *ng_wxf_read (GBytes *bytes, GError **error);

/**
 * ng_wxf_write:
 * @limit: bytes that the file may have, %NG_MAX_INFLATED at most
 *
 * Arrays of numbers are written as such. Objects become their descriptions.
 *
 * Fails with: "Wxf::limit".
 *
 * Returns: (transfer full) (nullable): the expression, not compressed
 */
GBytes *ng_wxf_write (const NgExpr *expr, gsize limit, GError **error);

G_END_DECLS
