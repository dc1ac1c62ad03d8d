/* Ticks: places along an axis at round numbers, and what is written there. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NgTick:
 * @at: the value
 * @text: what is written there; "" for a small one between
 */
typedef struct {
  double at;
  char text[32];
} NgTick;

/**
 * ng_ticks_new:
 * @low, @high: the ends of the axis; both above 0 where it is logarithmic
 * @most: about how many texts there is room for, 1 or more
 * @exponent: (out): texts are of values in 10 to this power
 *
 * Steps are 1, 2 or 5 times a power of ten; on a logarithmic axis decades, or tenths of few of
 * them.
 *
 * Returns: (transfer full) (element-type NgTick): from low to high, none outside; none where an end
 * is no finite number or low is not below high
 */
GArray *ng_ticks_new (double low, double high, gsize most, gboolean is_log, int *exponent);

/** ng_tick_step: Returns: the least step of 1, 2 or 5 times a power of ten that is @least or more
 */
double ng_tick_step (double least);

/** ng_tick_power: Returns: (transfer full): "×10⁻⁶" */
char *ng_tick_power (int exponent);

G_END_DECLS
