/* NgMetrics by Pango, with the fonts of a theme. */

#pragma once

#include "render/scene/theme.h"

G_BEGIN_DECLS

/** ng_pango_metrics: Returns: (transfer none): lives as long as the program; advances are measured
 * once for each font and character */
const NgMetrics *ng_pango_metrics (void);

/** ng_pango_metrics_new: Returns: (transfer full): those of the fonts of @theme, which is borrowed;
 *   to be freed by ng_pango_metrics_free() */
NgMetrics *ng_pango_metrics_new (const NgTheme *theme);
void ng_pango_metrics_free (NgMetrics *self);

/** ng_pango_family_used: Returns: (transfer full): the family that this machine takes where
 *   @family is asked for, which may be another */
char *ng_pango_family_used (const char *family);

/** ng_pango_missing: Returns: (transfer full): the first @most letters of the scene's words that no
 *   font of this machine has; mostly "" */
char *ng_pango_missing (const NgScene *scene, const NgTheme *theme, guint most);

G_END_DECLS
