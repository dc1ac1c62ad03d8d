/* NgHelpWindow: the pages of the help, found by their words. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define NG_TYPE_HELP_WINDOW (ng_help_window_get_type ())
G_DECLARE_FINAL_TYPE (NgHelpWindow, ng_help_window, NG, HELP_WINDOW, AdwWindow)

/** ng_help_window_new: Returns: (transfer none): a window that shows the first page */
GtkWidget *ng_help_window_new (void);
/** ng_help_window_show: Returns: whether there is a page of that name, which is shown then */
gboolean ng_help_window_show (NgHelpWindow *self, const char *name);
/** ng_help_window_search: keeps the pages that have these words, and shows the first of them.
 *   Returns: how many there are */
guint ng_help_window_search (NgHelpWindow *self, const char *words);
/** ng_help_window_page: Returns: (nullable): the name of the page that is shown */
const char *ng_help_window_page (NgHelpWindow *self);

G_END_DECLS
