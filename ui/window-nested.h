/* Nets inside nets, and ports of nets, in the window. */

#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/** ng_studio_window_enter: shows what is inside the selected layer, and nothing else */
void ng_studio_window_enter (NgStudioWindow *self);
/** ng_studio_window_leave: shows the net around the one that is shown */
void ng_studio_window_leave (NgStudioWindow *self);
/** ng_studio_window_step_back: selects nothing; leaves the net that is shown where nothing is
 *   selected */
void ng_studio_window_step_back (NgStudioWindow *self);
/** ng_studio_window_open_inner: shows each net of the selected layer in a tab of its own */
void ng_studio_window_open_inner (NgStudioWindow *self);

/** ng_studio_window_add_input: feeds what is selected; ng_studio_window_add_output: is fed by it */
void ng_studio_window_add_input (NgStudioWindow *self);
void ng_studio_window_add_output (NgStudioWindow *self);

/** ng_studio_window_nested_needs: Returns: of %NG_NEEDS_INSIDE, %NG_NEEDS_INNER,
 *   %NG_NEEDS_INNER_NETS and %NG_NEEDS_AWAY what is fulfilled */
guint ng_studio_window_nested_needs (NgStudioWindow *self);

G_END_DECLS
