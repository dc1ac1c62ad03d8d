/* A scene painted by Cairo: on a screen, as PNG, as PDF. */

#pragma once

#include "core/base/error.h"
#include "render/export/about.h"
#include "render/scene/theme.h"

#include <cairo.h>

G_BEGIN_DECLS

/**
 * ng_cairo_draw:
 * @cr: one unit of its user space is one point of the scene
 * @visible: (nullable): paint only what meets this box, in points of the scene
 * @scale: device pixels per point, for the level of detail: texts and glyphs too small to see are
 *   left out, and what is smaller still is painted without outlines; 0 for all details
 *
 * Paints without the background.
 */
void ng_cairo_draw (
    const NgScene *scene, const NgTheme *theme, cairo_t *cr, const NgBox *visible, double scale);

/** ng_cairo_highlight: paints the outlines of all that depicts @pick once more, in @role */
void ng_cairo_highlight (
    const NgScene *scene, const NgTheme *theme, cairo_t *cr, NgPick pick, NgRole role);

/** ng_cairo_trace: adds the path of an item to that of @cr, to be stroked in a way of one's own */
void ng_cairo_trace (cairo_t *cr, NgPath path);

/**
 * ng_cairo_outline:
 *
 * For readers that lack the fonts: words become paths of their role, filled in its colour.
 *
 * Returns: (transfer full): a scene of the same items that looks the same, without texts
 */
NgScene *ng_cairo_outline (const NgScene *scene, const NgTheme *theme);

/**
 * ng_png_fitting_scale:
 * @wanted: pixels per point; 0 for as many as can be
 *
 * Returns: the greatest scale, but no more than @wanted, at which ng_cairo_png() can paint @scene
 */
double ng_png_fitting_scale (const NgScene *scene, double wanted);

/**
 * ng_cairo_png:
 * @scale: pixels per point; ignored if @size
 * @size: if not 0, pixels of the longer side
 * @transparent: whether to leave the background out
 *
 * Fails with: "Draw::size" for pictures of more than 32767 pixels or 512 MiB.
 *
 * Returns: (transfer full) (nullable): the file
 */
GBytes *ng_cairo_png (const NgScene *scene,
                      const NgTheme *theme,
                      double scale,
                      int size,
                      gboolean transparent,
                      GError **error);

/**
 * ng_cairo_pdf:
 * @about: (nullable): for the file's metadata
 * @width: points of the page's width; 0 for the scene's own
 *
 * The paper shows through, but where the theme is dark. Fonts are embedded. The date is that of
 * SOURCE_DATE_EPOCH or fixed, so that the same scene gives the same file.
 *
 * Returns: (transfer full) (nullable): the file
 */
GBytes *ng_cairo_pdf (
    const NgScene *scene, const NgTheme *theme, const NgAbout *about, double width, GError **error);

G_END_DECLS
