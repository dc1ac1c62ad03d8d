/* Files as Wolfram's programs write nets, byte by byte. */

#pragma once

#include "core/expr/expr.h"
#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/**
 * ng_wlnet_file:
 * @network: what "Network" holds
 * @is_text: whether it is a text, or else bytes
 * @arrays: (element-type NgTensor): "Arrays/1", …, of float32
 *
 * Returns: (transfer full): a .wlnet file
 */
GBytes *ng_wlnet_file (const char *network, gsize length, gboolean is_text, GPtrArray *arrays);

/** ng_compress_bytes: Returns: (transfer full): the string that Compress makes of these bytes */
char *ng_compress_bytes (const guint8 *data, gsize size);
/** ng_compress: Returns: (transfer full): the string that Compress makes of the expression */
char *ng_compress (const NgExpr *expr);

G_END_DECLS
