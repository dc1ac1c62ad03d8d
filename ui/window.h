/* NgStudioWindow: one document, the picture of its net, and the panes around it. */

#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

#define NG_TYPE_STUDIO_WINDOW (ng_studio_window_get_type ())
G_DECLARE_FINAL_TYPE (NgStudioWindow, ng_studio_window, NG, STUDIO_WINDOW, AdwApplicationWindow)

NgStudioWindow *ng_studio_window_new (NgStudioApplication *application);

void ng_studio_window_show_menu (NgStudioWindow *self);
void ng_studio_window_show_about (NgStudioWindow *self);

G_END_DECLS
