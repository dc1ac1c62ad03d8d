/* What was said to netgraph draw and does nothing: nobody is left to wonder. */

#pragma once

#include "render/figure/figure-text.h"

G_BEGIN_DECLS

/**
 * ng_draw_check_setting:
 * @ending: what is written: "svg"
 * @warnings: (element-type NgDiagnostic): gets "Draw::option" where the setting does not change
 * such a figure in such a file
 */
void ng_draw_check_setting (const NgFigureSetting *setting,
                            const NgFigureForm *form,
                            const char *ending,
                            GPtrArray *warnings);

/** ng_draw_check_ending: "Draw::option" where an option is for files of the kind @needed only, and
 *   this one ends in something else */
void ng_draw_check_ending (const char *option,
                           const char *needed,
                           const char *ending,
                           GPtrArray *warnings);

G_END_DECLS
