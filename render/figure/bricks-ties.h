/* Lines between the branches of a brick, where they read one another. */

#pragma once

#include "render/figure/bricks-level.h"
#include "render/figure/bricks.h"

G_BEGIN_DECLS

/**
 * ng_brick_find_ties:
 * @chains: (element-type int[2]): the chains inside a link, each with the input of
 *   that which it feeds, in the order of the branches of @brick
 *
 * Sets @brick's ties to the lines to these chains, if one of them leads from another.
 */
void ng_brick_find_ties (const NgBrickLevel *level, const GArray *chains, NgBrick *brick);

/** ng_brick_complete_ties: all other lines, once all branches are known; @is_led_to: whether the
 * one before is a brick */
void
ng_brick_complete_ties (const NgBrickLevel *level, int node, NgBrick *brick, gboolean is_led_to);

/** ng_brick_drop_chain: takes one of these chains away */
void ng_brick_drop_chain (GArray *chains, int chain);

G_END_DECLS
