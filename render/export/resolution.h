/* How large a PNG is in print. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_png_with_resolution: @png: (transfer full): a file that does not say its resolution yet;
 *   Returns: (transfer full): the same, which says that it has @dpi pixels an inch */
GBytes *ng_png_with_resolution (GBytes *png, double dpi);

G_END_DECLS
