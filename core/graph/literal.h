/* Values written in notation: arrays of numbers, types of ports. */

#pragma once

#include "core/expr/expr.h"
#include "core/shape/type.h"

G_BEGIN_DECLS

/**
 * ng_port_type_read:
 * @fresh: (nullable): gives a new varying length for each "Varying"; without it they are the
 *   lengths 1, 2, …
 *
 * Reads "Real", "Integer", n, {n1, …}, "Varying", Automatic, Restricted["Integer", n]; of arrays
 * whose elements are not just any numbers {n1, …, "Integer"} and the like, and
 * RepeatingElement["Integer"] for {"Varying", "Integer"}.
 *
 * Fails with: "NetGraph::badshape" at the place of the part that is wrong.
 */
gboolean ng_port_type_read (
    NgExpr *expr, NgDim (*fresh) (gpointer), gpointer user_data, NgType *type, GError **error);

/** ng_size_hint: Returns: (nullable): what helps where a size is needed and @expr is a whole number
 * too great for one */
const char *ng_size_hint (const NgExpr *expr);

/** ng_port_type_write: Returns: (transfer full): the type as notation; vectors as {n}, and as
 * {n, "Integer"} where their elements are integers */
NgExpr *ng_port_type_write (const NgType *type);
/** ng_port_shape_write: Returns: (transfer full): ng_type_notation() as an expression, which of an
 * array says only the dimensions */
NgExpr *ng_port_shape_write (const NgType *type);

/**
 * ng_tensor_read:
 * @expr: a number, nested lists of equal length, NumericArray[…], RawArray[…], SparseArray[…],
 *   ByteArray[…] in a NumericArray
 *
 * Fails with: "NetGraph::ragged", "NetGraph::badarray".
 *
 * Returns: (transfer full) (nullable): float64, or int64 where every number is an integer; the
 *   element that NumericArray says
 */
NgTensor *ng_tensor_read (NgExpr *expr, GError **error);

/** ng_tensor_read_truth: Returns: (transfer full) (nullable): int64, 1 for True and 0 for False, of
 *   one of them or nested lists of equal length; fails as ng_tensor_read() does */
NgTensor *ng_tensor_read_truth (NgExpr *expr, GError **error);

/** ng_tensor_read_texts: Returns: (transfer full) (nullable): of a string or nested lists of
 * strings of equal length; fails as ng_tensor_read() does */
NgTensor *ng_tensor_read_texts (NgExpr *expr, GError **error);
/** ng_tensor_read_for: Returns: (transfer full) (nullable): texts where @type, which may be %NULL,
 * is one of texts, and else numbers */
NgTensor *ng_tensor_read_for (NgExpr *expr, const NgType *type, GError **error);

/** ng_tensor_write_bytes: Returns: (transfer full): NumericArray[ByteArray[…], element,
 * dimensions], which keeps large arrays in one string */
NgExpr *ng_tensor_write_bytes (const NgTensor *tensor);

/** ng_tensor_is_writable: Returns: whether the array, and as many like it as @n, have no more
 *   numbers than an expression may; else fails with "NetGraph::limit" */
gboolean ng_tensor_is_writable (const NgTensor *tensor, gsize n, GError **error);
/** ng_tensor_write: Returns: (transfer full): a number or nested lists; reals keep every digit */
NgExpr *ng_tensor_write (const NgTensor *tensor);
/** ng_tensor_write_short: Returns: (transfer full): ng_tensor_write() of at most
 *   %NG_MAX_LISTED elements, of which people may read each; ng_tensor_write_bytes() of more, if
 *   bytes can say it */
NgExpr *ng_tensor_write_short (const NgTensor *tensor);

/** ng_list_depth: Returns: levels of lists in lists, by the first element of each; 0 for what is no
 *   list */
gsize ng_list_depth (const NgExpr *expr);

G_END_DECLS
