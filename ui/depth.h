/* NgDepthButton: how deep groups and nested nets are open, from all closed to all open, by a slider
 * or step by step. */

#pragma once

#include "ui/document.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_DEPTH_BUTTON (ng_depth_button_get_type ())
G_DECLARE_FINAL_TYPE (NgDepthButton, ng_depth_button, NG, DEPTH_BUTTON, GtkWidget)

void ng_depth_button_set_document (NgDepthButton *self, NgDocument *document);
/** ng_depth_button_scale: Returns: (transfer none): the slider, whose range is known once the
 *   popover has been open for a moment */
GtkRange *ng_depth_button_scale (NgDepthButton *self);

/** ng_depth_step: opens what is @by levels deeper than what is open, or closes that of -@by; a
 * worker finds how deep the net is first */
void ng_depth_step (NgDocument *document, int by);

G_END_DECLS
