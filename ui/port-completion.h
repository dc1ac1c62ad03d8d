/* What may be written for a port of a net: coders and types, proposed while one types. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_port_completion_add: lets @entry propose those that hold what is typed */
void ng_port_completion_add (GtkEntry *entry, gboolean is_output);

G_END_DECLS
