/* NgCodeSite: an operator of ONNX while it becomes an expression. */

#pragma once

#include "core/formats/code-script.h"

G_BEGIN_DECLS

/**
 * NgCodeSite:
 * @operands: (array length=n): what feeds the node
 */
typedef struct {
  NgCodeScope *scope;
  const NgOnnxNode *node;
  NgCodeValue *operands;
  gsize n;
  gboolean is_torch;
} NgCodeSite;

/** ng_code_text_of: Returns: (nullable): how the operand is called, which may be a plain number */
const char *ng_code_text_of (const NgCodeSite *self, gsize index);
/** ng_code_tensor_of: Returns: (transfer full): an operand that is no plain number */
char *ng_code_tensor_of (const NgCodeSite *self, gsize index);
/** ng_code_integers_of: @values: (array): of at least twice %NG_MAX_RANK. Returns: whether the
 *   operand is whole numbers that are constants */
gboolean ng_code_integers_of (const NgCodeSite *self, gsize index, gint64 *values, gsize *n);
/** ng_code_list_of: Returns: (transfer full) (nullable): sizes with commas between them; %NULL
 * where they are computed */
char *ng_code_list_of (const NgCodeSite *self, gsize index);
/** ng_code_has_sizes: Returns: whether an operand is a vector of sizes */
gboolean ng_code_has_sizes (const NgCodeSite *self);
/** ng_code_give_first: the first output is this expression */
void ng_code_give_first (const NgCodeSite *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** ng_code_refuse: why the node has no form */
void ng_code_refuse (const NgCodeSite *self, const char *what);
/** ng_code_span: Returns: (transfer full): a span as Python writes it, "1:-1"; ends count from the
 *   front or from the end */
char *ng_code_span (gint64 start, gint64 end, gint64 step);
/**
 * ng_code_padded:
 * @x: (transfer full): a value
 * @pads: (array length=2n): before all axes but the first @skipped, then behind them
 *
 * Returns: (transfer full): @x with @number around it
 */
char *ng_code_padded (const NgCodeSite *self,
                      char *x,
                      const gint64 *pads,
                      gsize n,
                      gsize skipped,
                      const char *number);

/* Operators that are more than a text. */
void ng_code_put_shape (NgCodeSite *self);
void ng_code_put_concat (NgCodeSite *self);
void ng_code_put_multiply (NgCodeSite *self);
void ng_code_put_squeeze (NgCodeSite *self);
void ng_code_put_unsqueeze (NgCodeSite *self);
void ng_code_put_reshape (NgCodeSite *self);
void ng_code_put_expand (NgCodeSite *self);
void ng_code_put_flatten (NgCodeSite *self);
void ng_code_put_range (NgCodeSite *self);
void ng_code_put_transpose (NgCodeSite *self);
void ng_code_put_slice (NgCodeSite *self);
void ng_code_put_pad (NgCodeSite *self);
void ng_code_put_gather (NgCodeSite *self);
void ng_code_put_order (NgCodeSite *self);
void ng_code_put_gemm (NgCodeSite *self);
void ng_code_put_pool (NgCodeSite *self);
void ng_code_put_convolve (NgCodeSite *self);
void ng_code_put_reduced (NgCodeSite *self);

G_END_DECLS
