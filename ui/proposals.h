/* What may be written in an entry, proposed while one types. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_entry_propose: @proposals: (array zero-terminated=1): lets @entry propose those that hold
 * what is typed, in letters of either case */
void ng_entry_propose (GtkEntry *entry, const char *const *proposals);

G_END_DECLS
