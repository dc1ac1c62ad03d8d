/* What the window does to the places of layers. */

#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

void ng_studio_window_align_left (NgStudioWindow *self);
void ng_studio_window_align_center (NgStudioWindow *self);
void ng_studio_window_align_right (NgStudioWindow *self);
void ng_studio_window_align_top (NgStudioWindow *self);
void ng_studio_window_align_middle (NgStudioWindow *self);
void ng_studio_window_align_bottom (NgStudioWindow *self);
void ng_studio_window_distribute_across (NgStudioWindow *self);
void ng_studio_window_distribute_down (NgStudioWindow *self);
/** ng_studio_window_arrange: everything goes where it would be if nothing had been moved */
void ng_studio_window_arrange (NgStudioWindow *self);
/** ng_studio_window_arrange_selected: what is selected does; the rest stays */
void ng_studio_window_arrange_selected (NgStudioWindow *self);
/** ng_studio_window_pin: what is selected stays where it is, or no longer */
void ng_studio_window_pin (NgStudioWindow *self);
/** ng_studio_window_tags: the selected connections are tags, or lines again */
void ng_studio_window_tags (NgStudioWindow *self);
/** ng_studio_window_take_apart: the selected group is none any more */
void ng_studio_window_take_apart (NgStudioWindow *self);
/** ng_studio_window_gather_groups: all that were taken apart are groups again */
void ng_studio_window_gather_groups (NgStudioWindow *self);
/** ng_studio_window_arrange_menu: Returns: (transfer full): for the menu of what is selected */
GMenuModel *ng_studio_window_arrange_menu (void);

/** ng_menu_append_commands: appends a section with the actions of these names, up to %NULL */
void ng_menu_append_commands (GMenu *menu, const char *const *names);

G_END_DECLS
