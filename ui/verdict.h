/* How the window shows that something was added, removed or changed: by a shape with a sign in it,
 * by a colour, and by a word. */

#pragma once

#include "core/graph/compare.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Pixels that a badge is wide and high. */
#define NG_VERDICT_SIZE 18

/** ng_verdict_word: Returns: (transfer none): "Added", in the user's language */
const char *ng_verdict_word (NgVerdict verdict);
/** ng_verdict_colours: @widget: whose style it is seen in; @fill, @ink: (out): of the shape and of
 *   the sign in it */
void ng_verdict_colours (GtkWidget *widget, NgVerdict verdict, GdkRGBA *fill, GdkRGBA *ink);
/** ng_verdict_draw: draws the badge around a point: a disc with a plus, a square with a minus, a
 *   rhomb with a tilde */
void ng_verdict_draw (
    cairo_t *cr, NgVerdict verdict, const GdkRGBA *fill, const GdkRGBA *ink, double x, double y);

/** ng_verdict_icon_new: Returns: (transfer floating): the badge as a widget */
GtkWidget *ng_verdict_icon_new (NgVerdict verdict);
void ng_verdict_icon_set (GtkWidget *icon, NgVerdict verdict);

G_END_DECLS
