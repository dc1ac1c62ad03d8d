/* A scene as SVG with real text. */

#pragma once

#include "render/export/about.h"
#include "render/scene/theme.h"

G_BEGIN_DECLS

/**
 * ng_svg_write:
 * @about: (nullable): its title and description, for screen readers
 * @width: points of the picture's width; 0 for the scene's own
 * @transparent: whether to leave the background out
 *
 * Returns: (transfer full): the file; the same scene gives the same bytes
 */
char *ng_svg_write (const NgScene *scene,
                    const NgTheme *theme,
                    const NgAbout *about,
                    double width,
                    gboolean transparent);

/**
 * ng_svg_write_inline:
 *
 * For a page whose style sheet has the rules of ng_svg_style_sheet(): elements have the classes of
 * their roles, and there is no background.
 *
 * Returns: (transfer full): an svg element
 */
char *ng_svg_write_inline (const NgScene *scene, const char *title);

/** ng_svg_style_sheet: Returns: (transfer full): CSS, the colours and lines of each role */
char *ng_svg_style_sheet (const NgTheme *theme);

G_END_DECLS
