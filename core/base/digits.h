/* Whole numbers as digits, for what is written many thousand times. */

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

/** ng_digits_append: adds a number to a text */
void ng_digits_append (GString *text, gint64 number);

G_END_DECLS
