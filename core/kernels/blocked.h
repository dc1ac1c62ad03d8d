/* Images whose channels lie in blocks of sixteen, (n, c / 16, h, w, 16): what is done to one pixel
 * is done to a vector. What fills the last block is 0. */

#pragma once

#include "core/kernels/convolution.h"
#include "core/kernels/lanes.h"

G_BEGIN_DECLS

/** ng_layout_blocked: that of images in blocks */
extern const NgLayout ng_layout_blocked;

/** ng_blocked_pays: Returns: whether kernels of our own are to put images in blocks: where
 * registers are narrow a library does better in layouts of its own, if there is one */
gboolean ng_blocked_pays (void);

/** ng_blocked_convolves: Returns: whether kernels of our own are to do the step, a convolution of
 *   real numbers with known weights; @shape: (out): its shape */
gboolean ng_blocked_convolves (const NgTask *task, NgConvolutionShape *shape);

/** ng_blocked_size: Returns: bytes of images of @shape in blocks */
gsize ng_blocked_size (const NgShape *shape);

/** ng_blocked_is: Returns: whether @value lies in blocks when the step runs */
gboolean ng_blocked_is (const NgTask *task, NgValue value);

/** ng_blocked_take: puts @channels channels of @pixels elements each, at most sixteen, in a block
 */
void ng_blocked_take (const float *x, gint64 pixels, gint64 channels, float *block);

/** ng_blocked_give: the other way round */
void ng_blocked_give (const float *block, gint64 pixels, gint64 channels, float *y);

/** ng_blocked_see: lets @n pixels of a block, at @y, see pixels of another one, at @x, which lie
 * @step pixels apart: each keeps the greater number, and NaN wins. They do not overlap. */
void ng_blocked_see (const float *restrict x, gint64 step, gint64 n, float *restrict y);

/**
 * NgSpan:
 * @first: outputs @first ≤ e < @last of a row
 * @tap: that see the taps @tap ≤ t < @end, all others being padding
 */
typedef struct {
  gint64 first, last;
  gint64 tap, end;
} NgSpan;

/** ng_span_at: Returns: output @at along @axis alone */
NgSpan ng_span_at (const NgConvolutionShape *shape, int axis, gint64 at);

/** ng_spans: Returns: (transfer full) (array length=n): all outputs along @axis, those side by side
 * that see the same taps together */
NgSpan *ng_spans (const NgConvolutionShape *shape, int axis, guint *n);

G_END_DECLS
