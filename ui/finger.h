/* Whether a finger points, or a pointer: a finger hides what it points at and is not exact, so all
 * that is touched is larger then, and more of what is round it is meant. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Pixels: what is touched has at least this size. */
#define NG_FINGER_SIZE 44

/** ng_finger_follow: looks at what points in @window from now on, whose CSS class "finger" says
 *   whether it was a finger last */
void ng_finger_follow (GtkWidget *window);
void ng_finger_set (GtkWidget *window, gboolean is_finger);
/** ng_finger_points: Returns: whether a finger pointed last in the window that holds @widget */
gboolean ng_finger_points (GtkWidget *widget);
/** ng_finger_reach: Returns: pixels round a point in @widget within which something is meant:
 *   @reach, or more where a finger points */
double ng_finger_reach (GtkWidget *widget, double reach);

G_END_DECLS
