/* Numbers as digits, for what is written many thousand times. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of the longest number with its sign and the NUL. */
#define NG_DIGITS_SIZE 21

/**
 * ng_digits:
 * @buffer: (array fixed-size=21): what the digits may stand in
 *
 * Returns: (transfer none): where in @buffer the number begins, "-17", which ends in NUL
 */
const char *ng_digits (gint64 number, char *buffer);

/**
 * ng_digits_real:
 * @is_single: whether it is a float32, so that fewer digits tell which
 * @buffer: (array fixed-size=39): G_ASCII_DTOSTR_BUF_SIZE bytes
 *
 * Writes the fewest significant digits that are read as the same number again: "0.1", "1e-07",
 * "nan", "inf", "-inf".
 *
 * Returns: (transfer none): @buffer
 */
char *ng_digits_real (double value, gboolean is_single, char *buffer);

/** ng_digits_append: adds a number to a text */
void ng_digits_append (GString *text, gint64 number);

G_END_DECLS
