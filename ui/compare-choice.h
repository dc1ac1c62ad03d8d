/* NgCompareChoice: the box in which one chooses what to compare a net with. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_COMPARE_CHOICE (ng_compare_choice_get_type ())
G_DECLARE_FINAL_TYPE (NgCompareChoice, ng_compare_choice, NG, COMPARE_CHOICE, GtkPopover)

/* Signals: "chosen" (guint): the row of that number, from 0; the box has closed */

GtkWidget *ng_compare_choice_new (void);
/** ng_compare_choice_add: adds a row; @note: (nullable): a second line */
void ng_compare_choice_add (NgCompareChoice *self,
                            const char *icon,
                            const char *title,
                            const char *note);
/** ng_compare_choice_list: Returns: (transfer none): the rows */
GtkListBox *ng_compare_choice_list (NgCompareChoice *self);

G_END_DECLS
