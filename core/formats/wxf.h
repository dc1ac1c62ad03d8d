/* WXF, the binary form of expressions of the Wolfram Language, whose specification is public. */

#pragma once

#include "core/expr/expr.h"

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
 * Fails with: "Wxf::syntax" with the offset, "Wxf::limit".
 *
 * Returns: (transfer full) (nullable): the expression
 */
NgExpr *ng_wxf_read (GBytes *bytes, GError **error);

/** ng_wxf_write: Returns: (transfer full): the expression, not compressed; arrays of numbers as
 *   such. Objects become their descriptions */
GBytes *ng_wxf_write (const NgExpr *expr);

G_END_DECLS
