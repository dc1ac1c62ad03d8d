/* Fonts of a theme as Pango's, for the files of this folder. */

#pragma once

#include "render/scene/theme.h"

#include <pango/pango.h>

G_BEGIN_DECLS

/** ng_pango_font: Returns: (transfer full): the font at @size points */
PangoFontDescription *ng_pango_font (const NgTheme *theme, NgFont font, double size);

G_END_DECLS
