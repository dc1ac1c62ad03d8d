/* NgComparePanes: the pictures of two nets side by side. What corresponds stands in the same place
 * of both as far as the pictures allow: moving or zooming one moves the other, and selecting
 * something selects its counterpart. */

#pragma once

#include "ui/compare-marks.h"

G_BEGIN_DECLS

#define NG_TYPE_COMPARE_PANES (ng_compare_panes_get_type ())
G_DECLARE_FINAL_TYPE (NgComparePanes, ng_compare_panes, NG, COMPARE_PANES, GtkWidget)

/* Signals:
 * "chosen" (int): somebody has selected something in a picture: which match is marked there, or -1
 */

/** ng_compare_panes_new: @before, @after: documents of nobody else, whose nets are compared.
 *   Returns: (transfer floating) */
GtkWidget *ng_compare_panes_new (NgDocument *before, NgDocument *after);
/** ng_compare_panes_set_comparison: (nullable): of the nets that the documents have now */
void ng_compare_panes_set_comparison (NgComparePanes *self, NgComparison *comparison);
/** ng_compare_panes_show: selects what corresponds in match @index of the comparison and moves both
 *   pictures there */
void ng_compare_panes_show (NgComparePanes *self, guint index);
/** ng_compare_panes_fit: shows both nets whole */
void ng_compare_panes_fit (NgComparePanes *self);
/** ng_compare_panes_canvas: Returns: (transfer none): of side 0 or 1 */
NgCanvas *ng_compare_panes_canvas (NgComparePanes *self, int side);
/** ng_compare_panes_marks: Returns: (transfer none): what lies over that picture */
NgCompareMarks *ng_compare_panes_marks (NgComparePanes *self, int side);
/** ng_compare_panes_title: Returns: (transfer none): where a side's pane has its title, a box */
GtkBox *ng_compare_panes_title (NgComparePanes *self, int side);

G_END_DECLS
