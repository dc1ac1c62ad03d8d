/* Figures that tests draw. */

#pragma once

#include "render/figure/figure.h"

G_BEGIN_DECLS

/** ng_test_figure: Returns: the settings that nobody has changed, but of that form and in a font
 * that is the same on every machine */
NgFigure ng_test_figure (const char *form);

/** ng_test_draw: Returns: (transfer full): the net that @notation is as @figure; the test fails if
 *   it can not be drawn */
NgScene *ng_test_draw (const char *notation, const NgFigure *figure);

G_END_DECLS
