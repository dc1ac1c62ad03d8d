/* Inside of NgLayoutCache: blocks by what they were made from. */

#pragma once

#include "render/layout/block.h"

G_BEGIN_DECLS

/** ng_layout_cache_find: @key: of ng_block_key(). Returns: (transfer full) (nullable): the block of
 * that key */
NgBlock *ng_layout_cache_find (NgLayoutCache *self, const GArray *key);
/** ng_layout_cache_keep: remembers a block */
void ng_layout_cache_keep (NgLayoutCache *self, const GArray *key, NgBlock *block);

G_END_DECLS
