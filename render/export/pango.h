/* NgMetrics by Pango, with the fonts of a theme. */

#pragma once

#include "render/scene/theme.h"

G_BEGIN_DECLS

/** ng_pango_metrics: Returns: (transfer none): lives as long as the program; advances are measured
 * once for each font and character */
const NgMetrics *ng_pango_metrics (void);

G_END_DECLS
