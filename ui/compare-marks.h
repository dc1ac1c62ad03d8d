/* NgCompareMarks: lies over the picture of one of two nets that are compared, and marks what is
 * another there than in the other one. It takes no input. */

#pragma once

#include "core/graph/compare.h"
#include "ui/canvas.h"

G_BEGIN_DECLS

#define NG_TYPE_COMPARE_MARKS (ng_compare_marks_get_type ())
G_DECLARE_FINAL_TYPE (NgCompareMarks, ng_compare_marks, NG, COMPARE_MARKS, GtkWidget)

/** ng_compare_marks_new: @document: what @canvas shows; @side: 0 for the first net that is
 *   compared, 1 for the second. Returns: (transfer floating) */
GtkWidget *ng_compare_marks_new (NgCanvas *canvas, NgDocument *document, int side);
/** ng_compare_marks_set_comparison: (nullable): %NULL marks nothing */
void ng_compare_marks_set_comparison (NgCompareMarks *self, NgComparison *comparison);
/** ng_compare_marks_find: Returns: index of the first match that is marked at @subject, or at what
 *   hides it; -1 where nothing is marked */
int ng_compare_marks_find (NgCompareMarks *self, const NgSubject *subject);
/** ng_compare_marks_n: Returns: how many places the last frame marked */
guint ng_compare_marks_n (NgCompareMarks *self);

/** ng_match_subject: Returns: (transfer full) (nullable): what it is in the net of that side */
NgSubject *ng_match_subject (const NgMatch *match, int side);

G_END_DECLS
