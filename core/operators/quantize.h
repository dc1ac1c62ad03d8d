/* Numbers that are quantised, as operators of several families read and write them. */

#pragma once

#include "core/operators/operation.h"

G_BEGIN_DECLS

/** ng_quantized_read: Returns: the real numbers that input @x stands for, scale (x - zero) by two
 *   other inputs */
NgValue ng_quantized_read (NgOperation *to, gsize x, gsize scale, gsize zero);
/** ng_quantized_write: Returns: @y as integers of the element of input @zero, rounded and held in
 *   its range; of uint8 where there is no such input */
NgValue ng_quantized_write (NgOperation *to, NgValue y, gsize scale, gsize zero);
/** ng_quantized_infer: the output is as lowering says, of the element of input @zero */
void ng_quantized_infer (NgRelation *relation, const NgOnnxNode *node, gsize zero);

void ng_quantize_lower (NgOperation *to);
void ng_quantize_infer (NgRelation *relation, const NgOnnxNode *node);
void ng_dequantize_lower (NgOperation *to);
void ng_dequantize_infer (NgRelation *relation, const NgOnnxNode *node);

G_END_DECLS
