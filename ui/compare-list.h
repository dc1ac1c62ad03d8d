/* NgCompareList: what is another in one net than in another, a row for each difference: where,
 * what, and how it was and is. */

#pragma once

#include "core/graph/compare.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_COMPARE_LIST (ng_compare_list_get_type ())
G_DECLARE_FINAL_TYPE (NgCompareList, ng_compare_list, NG, COMPARE_LIST, GtkWidget)

/* Signals:
 * "shown" (guint): a row was selected or activated; of which match it is */

GtkWidget *ng_compare_list_new (void);
/** ng_compare_list_set_comparison: (nullable): selects nothing */
void ng_compare_list_set_comparison (NgCompareList *self, NgComparison *comparison);
guint ng_compare_list_n_rows (NgCompareList *self);
/** ng_compare_list_shown: Returns: the match whose row is selected, or -1 */
int ng_compare_list_shown (NgCompareList *self);
/** ng_compare_list_select: selects the first row of match @index, or nothing for -1, without
 *   "shown" */
void ng_compare_list_select (NgCompareList *self, int index);
/** ng_compare_list_step: selects a row of the next (1) or previous (-1) match; the first one comes
 *   after the last */
void ng_compare_list_step (NgCompareList *self, int step);

G_END_DECLS
