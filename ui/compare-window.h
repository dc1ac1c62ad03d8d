/* NgCompareWindow: two nets side by side, what is another in them marked and listed. A net that is
 * open elsewhere is followed: what is done to it there is seen here. */

#pragma once

#include "ui/compare-list.h"
#include "ui/compare-panes.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * NgCompared: what is compared, one of
 * @document: an open one, followed as long as it is open
 * @file: to be read
 * @net: a net called @title
 * and, of each, @note: (nullable): which version of it, "on disk"
 */
typedef struct {
  NgDocument *document;
  GFile *file;
  NgNet *net;
  const char *title;
  const char *note;
} NgCompared;

#define NG_TYPE_COMPARE_WINDOW (ng_compare_window_get_type ())
G_DECLARE_FINAL_TYPE (NgCompareWindow, ng_compare_window, NG, COMPARE_WINDOW, AdwWindow)

/** ng_compare_window_new: Returns: (transfer none) */
GtkWidget *
ng_compare_window_new (NgTasks *tasks, const NgCompared *before, const NgCompared *after);

/** ng_compare_window_comparison: Returns: (transfer none) (nullable): of the two nets as they are
 *   now; %NULL while it is being made, and where there is none */
NgComparison *ng_compare_window_comparison (NgCompareWindow *self);
NgComparePanes *ng_compare_window_panes (NgCompareWindow *self);
NgCompareList *ng_compare_window_list (NgCompareWindow *self);
/** ng_compare_window_document: Returns: (transfer none): what the picture of that side is of */
NgDocument *ng_compare_window_document (NgCompareWindow *self, int side);
/** ng_compare_window_message: Returns: (nullable): what stands in the place of the list */
const char *ng_compare_window_message (NgCompareWindow *self);

G_END_DECLS
