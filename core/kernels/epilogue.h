/* What kernels of products and convolutions compute on their results on the way out. */

#pragma once

#include "core/kernels/kernel.h"

G_BEGIN_DECLS

/**
 * NgEpilogue:
 * @channels: elements along the channel axis: the last one of a product, the second of a
 * convolution
 * @scale: (nullable) (array length=channels): known factors
 * @shift: (nullable) (array length=channels): known summands, added after scaling
 * @bias: a value with a summand for each channel that is only known when running, or %NG_NO_VALUE
 * @summand: a value of the shape of the result that is added to it, or %NG_NO_VALUE
 * @low: at least this in the end; -INFINITY for no bound
 * @high: at most this; NaN passes
 *
 * y -> clip (y scale + shift + bias + summand)
 */
typedef struct {
  gint64 channels;
  double *scale;
  double *shift;
  NgValue bias;
  NgValue summand;
  double low, high;
} NgEpilogue;

/** ng_epilogue_follow: the follow() of NgFuseRules */
void ng_epilogue_follow (const NgProgram *program,
                         const NgValue *readers,
                         NgValue anchor,
                         GArray *members);

/** ng_epilogue_init: what the members of @step say, which ng_epilogue_follow() found */
void ng_epilogue_init (NgEpilogue *self, const NgProgram *program, const NgFusedStep *step);
void ng_epilogue_clear (NgEpilogue *self);

/**
 * ng_epilogue_apply:
 * @element: F32 or F64
 * @bias: (nullable): the elements of @self's bias
 * @summand: (nullable): those of the summand, in the place of @y
 * @channel: of the first element
 * @inner: how many elements in a row share a channel
 *
 * Applies it to @n elements of a result that lies in order, in place.
 */
void ng_epilogue_apply (const NgEpilogue *self,
                        NgElement element,
                        gconstpointer bias,
                        gconstpointer summand,
                        gint64 channel,
                        gint64 inner,
                        gint64 n,
                        gpointer y);

/** ng_epilogue_inputs: Returns: how many values, at most four, a step with the epilogue reads: the
 * two operands of the anchor, then bias, then summand */
guint ng_epilogue_inputs (const NgEpilogue *self, const NgTask *task, NgValue *inputs);
/** ng_epilogue_reads: Returns: whether @value is a result or the summand of the step, or the first
 * operand of its anchor, and nothing else to it */
gboolean ng_epilogue_reads (const NgTask *task, NgValue value);
/** ng_step_result: Returns: the value that an anchor with an epilogue makes */
NgValue ng_step_result (const NgFusedStep *step);

/** ng_epilogue_is_nothing: Returns: whether it changes nothing */
gboolean ng_epilogue_is_nothing (const NgEpilogue *self);

G_END_DECLS
