/* What may be written for a port of a net: coders and types, proposed while one types. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_port_proposals: Returns: (transfer full) (array zero-terminated=1): an encoder, or for an
 *   output a decoder, of each class in notation, and the types that are words */
char **ng_port_proposals (gboolean is_output);

/** ng_port_completion_add: lets @entry propose those that hold what is typed */
void ng_port_completion_add (GtkEntry *entry, gboolean is_output);

G_END_DECLS
