/* Proof: what speaks against printing a figure as it is. */

#pragma once

#include "core/base/diagnostic.h"
#include "render/figure/figure-rows.h"

G_BEGIN_DECLS

/* Points: what journals ask of the smallest words and of the thinnest lines. */
#define NG_LEAST_WORDS 6.0
#define NG_LEAST_LINE  0.5

/**
 * ng_proof_print:
 * @scene: the figure as it was drawn with @settings
 * @say: how hints name settings
 * @warnings: (element-type NgDiagnostic): gets "Draw::small" and "Draw::thin" for words and lines
 *   that are smaller in print than may be, and "Draw::tall" for a figure of a settled width that is
 *   higher than a page
 */
void ng_proof_print (const NgScene *scene,
                     const NgTheme *theme,
                     const NgFigureSettings *settings,
                     NgFigureSay say,
                     GPtrArray *warnings);

/**
 * ng_proof_font:
 * @font: a family
 * @warnings: (nullable) (element-type NgDiagnostic): gets "Draw::font" where this machine takes
 *   another one
 *
 * Returns: (transfer full): families for a theme: what this machine takes in place of @font comes
 *   second, so that the picture looks alike where the font is missing as well
 */
char *ng_proof_font (const char *font, GPtrArray *warnings);

/**
 * ng_proof_glyphs:
 * @warnings: (element-type NgDiagnostic): gets "Draw::glyph" for letters that no font of this
 *   machine has, in whose place boxes stand
 */
void ng_proof_glyphs (const NgScene *scene, const NgTheme *theme, GPtrArray *warnings);

/** ng_proof_tex: @warnings: (element-type NgDiagnostic): gets "Draw::glyph" for letters that a tex
 *   file has no command for */
void ng_proof_tex (const NgScene *scene, GPtrArray *warnings);

G_END_DECLS
