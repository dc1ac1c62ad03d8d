/* Offering what was unsaved when the program ended without being told to. */

#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/** ng_recovery_look: looks for unsaved work, and asks in @window what shall become of it */
void ng_recovery_look (NgStudioWindow *window);

G_END_DECLS
