/* NgTour: four steps through the window, each a bubble at what it speaks of. */

#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

#define NG_TYPE_TOUR (ng_tour_get_type ())
G_DECLARE_FINAL_TYPE (NgTour, ng_tour, NG, TOUR, GtkPopover)

/** ng_tour_new: Returns: (transfer floating): to be parented to what lies in a window and lays
 *   popovers out */
GtkWidget *ng_tour_new (void);
/** ng_tour_add: adds a step; @target: what it points at; @side: where the bubble is */
void ng_tour_add (
    NgTour *self, GtkWidget *target, GtkPositionType side, const char *title, const char *text);
/** ng_tour_start: shows the first step; all targets have to be laid out. "closed" says that it is
 *   over */
void ng_tour_start (NgTour *self);
/** ng_tour_next: shows the next step, or ends */
void ng_tour_next (NgTour *self);
/** ng_tour_title: Returns: (transfer none): heading of the step that is shown */
const char *ng_tour_title (NgTour *self);

G_END_DECLS
