/* What the window does to what is selected: delete, copy, group, connect. Each is one revision, or
 * a sentence about why it could not be done. */

#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/** ng_studio_window_delete: connections go on where shapes allow */
void ng_studio_window_delete (NgStudioWindow *self);
/** ng_studio_window_delete_open: connections end where the layers were */
void ng_studio_window_delete_open (NgStudioWindow *self);
void ng_studio_window_bypass (NgStudioWindow *self);

/** ng_studio_window_copy: the layers to the clipboard: as a net for this program, as notation and
 *   as a picture for others */
void ng_studio_window_copy (NgStudioWindow *self);
void ng_studio_window_cut (NgStudioWindow *self);
/** ng_studio_window_paste: what the clipboard holds, a net or notation */
void ng_studio_window_paste (NgStudioWindow *self);
void ng_studio_window_duplicate (NgStudioWindow *self);

void ng_studio_window_select_all (NgStudioWindow *self);
void ng_studio_window_select_upstream (NgStudioWindow *self);
void ng_studio_window_select_downstream (NgStudioWindow *self);
/** ng_studio_window_select_between: the layers on the paths between the two that are selected */
void ng_studio_window_select_between (NgStudioWindow *self);
/** ng_studio_window_select_alike: the layers of the kinds that are selected */
void ng_studio_window_select_alike (NgStudioWindow *self);
/** ng_studio_window_clean_up: takes out what the net that is shown can do without */
void ng_studio_window_clean_up (NgStudioWindow *self);

void ng_studio_window_group (NgStudioWindow *self);
void ng_studio_window_ungroup (NgStudioWindow *self);
/** ng_studio_window_connect: the selected layers, one after the other as they were selected */
void ng_studio_window_connect (NgStudioWindow *self);
/** ng_studio_window_move_slot: what feeds the selected numbered input feeds the one @by further on;
 *   the selection goes with it */
void ng_studio_window_move_slot (NgStudioWindow *self, int by);
/** ng_studio_window_take: the part between the first and the last selected, in a tab of its own */
void ng_studio_window_take (NgStudioWindow *self);

/** ng_studio_window_show_edit_menu: at what is selected */
void ng_studio_window_show_edit_menu (NgStudioWindow *self);
/** ng_studio_window_follow_editing: opens the menu when the canvas of @sheet asks for it */
void ng_studio_window_follow_editing (NgStudioWindow *self, NgSheet *sheet);

G_END_DECLS
