/* A scene as SVG with real text. */

#pragma once

#include "render/scene/theme.h"

G_BEGIN_DECLS

/**
 * ng_svg_write:
 * @title: (nullable): the picture's title, for screen readers
 * @width: points of the picture's width; 0 for the scene's own
 * @transparent: whether to leave the background out
 *
 * Returns: (transfer full): the file; the same scene gives the same bytes
 */
char *ng_svg_write (const NgScene *scene,
                    const NgTheme *theme,
                    const char *title,
                    double width,
                    gboolean transparent);

G_END_DECLS
