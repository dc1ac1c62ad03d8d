/* The card of one output of the net: what its decoder says, its numbers, and the label that the
 * sample has. */

#pragma once

#include "ui/experiment.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_result_card_new: Returns: (transfer floating): for output @index, of which there is a value
 */
GtkWidget *ng_result_card_new (NgDocument *document, NgExperiment *experiment, guint index);

/** ng_decoded_text: Returns: (transfer full): what a decoder said, for people; %NULL of a picture
 */
char *ng_decoded_text (const NgExpr *decoded);

G_END_DECLS
