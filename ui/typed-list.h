/* A list under an entry: the focus stays where one types, and keys of the entry go through the
 * rows. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_typed_list_new: @list: (out): an empty list. Returns: (transfer floating): it in a frame of
 *   at most @height pixels that scrolls */
GtkWidget *ng_typed_list_new (GtkListBox **list, int height);
/** ng_typed_list_row: Returns: (nullable): the row @step rows further down than @from (nullable)
 *   among those that the list's filter leaves, or as far as there are rows */
GtkListBoxRow *ng_typed_list_row (GtkListBox *list, GtkListBoxRow *from, int step);
/** ng_typed_list_select: (nullable): chooses @row, brings it into view and tells screen readers,
 *   which are at @entry */
void ng_typed_list_select (GtkListBox *list, GtkWidget *entry, GtkListBoxRow *row);
/** ng_typed_list_key: Returns: whether @key, pressed in @entry, went to another row */
gboolean ng_typed_list_key (GtkListBox *list, GtkWidget *entry, guint key);

G_END_DECLS
