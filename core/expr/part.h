/* Parts of lists, and the places that a range of them stands for. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

/** ng_part_fail: sets "Eval::part" at @at: "@at @sentence." Returns: %NULL */
NgExpr *ng_part_fail (const NgExpr *at, const char *sentence, GError **error);

/**
 * ng_part_span:
 * @span: Span[from, to] or Span[from, to, step]; negative ones count from the end, All is the end
 * @n: how many elements there are
 *
 * Fails with: "Eval::part".
 *
 * Returns: (transfer full) (nullable) (element-type gsize): the places, from 0, in their order
 */
GArray *ng_part_span (const NgExpr *span, gsize n, GError **error);

G_END_DECLS
