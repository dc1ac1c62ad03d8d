/* The window of settings. */

#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/** ng_preferences_show: for the program that @parent belongs to */
void ng_preferences_show (NgStudioWindow *parent);

G_END_DECLS
