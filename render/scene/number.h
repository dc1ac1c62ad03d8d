/* Coordinates as text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_append_number: the number with at most two decimals, as short as can be, in any locale */
void ng_append_number (GString *out, double number);

G_END_DECLS
