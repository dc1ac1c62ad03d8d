/* Inside of NgStandardCache: what one picture leaves to the next. */

#pragma once

#include "render/standard/standard.h"

G_BEGIN_DECLS

/** ng_standard_cache_layouts: Returns: (transfer none): blocks that were laid out */
NgLayoutCache *ng_standard_cache_layouts (NgStandardCache *self);

/** ng_looks_table_new: Returns: (transfer full): looks by the path of their net, both of which the
 *   table owns */
GHashTable *ng_looks_table_new (void);
/** ng_standard_cache_take_looks: Returns: (transfer full) (element-type utf8 GArray): looks of the
 *   layers of the last picture, by the same @metrics; nobody else has them */
GHashTable *ng_standard_cache_take_looks (NgStandardCache *self, const NgMetrics *metrics);
/** ng_standard_cache_keep_looks: @looks: (transfer full): in place of others */
void
ng_standard_cache_keep_looks (NgStandardCache *self, GHashTable *looks, const NgMetrics *metrics);

G_END_DECLS
