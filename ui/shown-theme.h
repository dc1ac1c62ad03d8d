/* The theme of drawings that goes with the window's colours: light or dark, or either of high
 * contrast. */

#pragma once

#include "render/scene/theme.h"
#include <glib.h>

G_BEGIN_DECLS

/** ng_shown_theme: Returns: (transfer none): the theme now; "notify::dark" and
 *   "notify::high-contrast" of the style manager say when it is another one */
const NgTheme *ng_shown_theme (void);

G_END_DECLS
