/* Rows of bricks that are equal but for their sizes, told as one. */

#pragma once

#include "render/figure/bricks.h"

G_BEGIN_DECLS

/**
 * ng_bricks_unite:
 * @copies: (array length=n): rows, of which the first gets the words for all
 * @are_names: whether words in boxes are names
 *
 * A number that is not the same in all becomes a letter with an index, as of "Conv 3×3, 4Cᵢ"; of
 * names stays what they have in common.
 *
 * Returns: (transfer full) (nullable): what the letters stand for, "Cᵢ = 64, 128, 256", and without
 *   letters, as of closed nets, "sizes differ"; %NULL where rows differ in more than sizes, and the
 * first is of no use then
 */
char *ng_bricks_unite (NgBrickRow *const *copies, int n, gboolean are_names);

/** ng_bricks_unite_names: Returns: (transfer full) (nullable): "block" of "block3a" and "block4a";
 *   NULL where they share no beginning; @names: (array length=n) */
char *ng_bricks_unite_names (const char *const *names, int n);

G_END_DECLS
