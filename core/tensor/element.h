/* Elements of tensors as numbers: reading any element, writing those of whole bytes. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/**
 * ng_element_to_reals:
 * @data: packed elements, maybe unaligned; no strings
 *
 * Reads elements first … first + n - 1; of complex ones the real part, of bool 0 or 1.
 */
void ng_element_to_reals (NgElement self, gconstpointer data, gint64 first, gsize n, double *reals);

/**
 * ng_element_to_integers:
 *
 * As ng_element_to_reals(). Reals are truncated and saturate, NaN is 0; elements of
 * %NG_ELEMENT_U64 beyond the signed range keep their bits.
 */
void ng_element_to_integers (
    NgElement self, gconstpointer data, gint64 first, gsize n, gint64 *integers);

/**
 * ng_element_from_reals:
 * @data: room for @n elements, aligned to the element
 *
 * Writes reals as floating-point elements (rounded to nearest, ties to even), integers of whole
 * bytes (truncated, saturating, NaN is 0) or bool (whether not 0).
 *
 * Returns: whether elements of this kind can be written
 */
gboolean ng_element_from_reals (NgElement self, const double *reals, gsize n, gpointer data);

/**
 * ng_element_from_integers:
 * @is_unsigned: whether @integers hold the bits of unsigned numbers
 *
 * As ng_element_from_reals(); narrower integers wrap round.
 */
gboolean ng_element_from_integers (
    NgElement self, const gint64 *integers, gboolean is_unsigned, gsize n, gpointer data);

/** ng_element_is_unsigned: Returns: whether it is an unsigned integer of any width */
gboolean ng_element_is_unsigned (NgElement self);

/** ng_element_whole: Returns: the integer of 8 bits that holds the numbers of a narrower one; any
 *   other element as it is */
NgElement ng_element_whole (NgElement self);

G_END_DECLS
