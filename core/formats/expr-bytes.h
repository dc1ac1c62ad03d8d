/* Expressions that stand in bytes in prefix order, each part after a letter, read within a budget
 * of nodes and levels. */

#pragma once

#include "core/expr/expr.h"
#include "core/tensor/tensor.h"

G_BEGIN_DECLS

typedef struct _NgExprBytes NgExprBytes;

/**
 * NgExprForm:
 * @what: "The WXF file", in messages
 * @syntax, @limit: tags of bytes that are none, and of too many of them
 * @read_length: reads a length; fails by ng_expr_bytes_fail()
 * @read_letter: reads the part behind @letter. Returns: (transfer full) (nullable)
 *
 * How such bytes are written.
 */
typedef struct {
  const char *what;
  const char *syntax, *limit;
  gboolean (*read_length) (NgExprBytes *self, gsize *length);
  NgExpr *(*read_letter) (NgExprBytes *self, guint8 letter);
} NgExprForm;

/**
 * NgExprBytes:
 * @at: where the next byte stands
 * @n_left: nodes that may still be made
 * @depth: levels round the part that is being read
 * @error: the first one; nothing more is read then
 */
struct _NgExprBytes {
  const NgExprForm *form;
  const guint8 *data;
  gsize size, at;
  gsize n_left;
  guint depth;
  GError *error;
};

/** ng_expr_bytes_fail: "The WXF file @what at byte 7.", unless something failed before. Returns:
 * %NULL */
gpointer ng_expr_bytes_fail (NgExprBytes *self, const char *what);

/** ng_expr_bytes_take: Returns: (transfer none) (nullable): the next @n bytes */
const guint8 *ng_expr_bytes_take (NgExprBytes *self, gsize n);
/** ng_expr_bytes_take_nodes: Returns: whether @n times @each nodes may be made */
gboolean ng_expr_bytes_take_nodes (NgExprBytes *self, gsize n, gsize each);

/** ng_expr_bytes_text: Returns: (transfer full) (nullable): text of a length that stands in front
 */
char *ng_expr_bytes_text (NgExprBytes *self);
/** ng_expr_bytes_symbol: Returns: (transfer full) (nullable): a symbol, of the two common contexts
 *   without them */
NgExpr *ng_expr_bytes_symbol (NgExprBytes *self);
/** ng_expr_bytes_integer: Returns: (transfer full) (nullable): one of @width bytes, 8 at most */
NgExpr *ng_expr_bytes_integer (NgExprBytes *self, gsize width);
/** ng_expr_bytes_real: Returns: (transfer full) (nullable): one of eight bytes */
NgExpr *ng_expr_bytes_real (NgExprBytes *self);
/** ng_expr_bytes_array: rank, dimensions, elements. Returns: (transfer full) (nullable): as
 *   ng_tensor_write_short() writes it */
NgExpr *ng_expr_bytes_array (NgExprBytes *self, NgElement element);
/** ng_expr_bytes_call: how many arguments, the head, the arguments. Returns: (transfer full)
 *   (nullable) */
NgExpr *ng_expr_bytes_call (NgExprBytes *self);
/** ng_expr_bytes_part: a letter and what is behind it. Returns: (transfer full) (nullable) */
NgExpr *ng_expr_bytes_part (NgExprBytes *self);

/** ng_expr_bytes_end: reads the one expression that there is from @at on, unless something failed
 *   before. Takes the error. Returns: (transfer full) (nullable) */
NgExpr *ng_expr_bytes_end (NgExprBytes *self, GError **error);

G_END_DECLS
