/* What forms that draw the lines of a layout share. */

#pragma once

#include "render/layout/layout.h"

G_BEGIN_DECLS

/** ng_layout_line: Returns: (transfer full) (array length=n): points @first and on, moved by @by */
NgPoint *ng_layout_line (const NgLayout *self, guint32 first, guint32 n, NgPoint by);
/** ng_line_reach: @point: of a line that comes into a frame or leaves it: is moved onto its border,
 *   where the flow of that direction does so */
void ng_line_reach (NgPoint *point, NgBox frame, NgDirection direction, gboolean comes_in);
/** ng_places_at: Returns: (transfer full): @n times the place, for ports that meet in it */
float *ng_places_at (float place, int n);

G_END_DECLS
