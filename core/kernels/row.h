/* Rows of float that are near in the cache: what NgIdiom names, each in as few passes as it can be
 * done in. A result may lie where its operand does. */

#pragma once

#include "core/kernels/kernel.h"
#include "core/program/idiom.h"

G_BEGIN_DECLS

/**
 * ng_row_find:
 * @idioms: filled with what is found: the result -> a copy of its NgIdiom
 * @inner: filled with the values inside of these
 *
 * Looks for idioms in a step without an anchor.
 *
 * Returns: the first kind among those found, or %NG_IDIOM_NONE
 */
NgIdiomKind ng_row_find (const NgTask *task, GHashTable *idioms, GHashTable *inner);

/**
 * ng_row_compute:
 * @inner: elements of a row, at least one
 *
 * What @idiom says, of @rows rows.
 */
void ng_row_compute (const NgIdiom *idiom, gsize rows, gsize inner, const float *x, float *y);

/**
 * ng_row_powers:
 * @shift: at least as great as every element that is no NaN
 *
 * y -> exp (x - @shift), flushed to 0 below the least normal number. Returns: their sum
 */
float ng_row_powers (gsize n, const float *x, float shift, float *y);

/** ng_row_greatest: Returns: the greatest of @n elements, at least one; NaN wins */
float ng_row_greatest (gsize n, const float *x);

G_END_DECLS
