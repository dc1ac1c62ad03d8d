/* Hatches: what is told apart by lines where colours cannot. They are lines, computed here, for
 * everything that paints, so that all pictures of a scene have the same. */

#pragma once

#include "render/scene/scene.h"

G_BEGIN_DECLS

typedef enum {
  NG_PATTERN_NONE,
  NG_PATTERN_RISING,
  NG_PATTERN_FALLING,
  NG_PATTERN_LEVEL,
  NG_PATTERN_UPRIGHT,
  NG_PATTERN_DIAMONDS, /* rising and falling */
  NG_PATTERN_SQUARES,  /* level and upright */
  NG_N_PATTERNS
} NgPattern;

/* Points: how wide its lines are, and how far from one to the next. */
#define NG_PATTERN_WIDTH 0.5F
#define NG_PATTERN_GAP   4.0F

/**
 * ng_pattern_lines:
 * @item: a BOX or PATH of @scene; any other has none
 *
 * Lines go through fixed places of the scene, not of the item, so items side by side match.
 *
 * Cost: the outline and the lines, whose number is bounded.
 *
 * Returns: (transfer full) (element-type NgPoint): two ends for each line, inside the outline
 */
GArray *ng_pattern_lines (const NgScene *scene, const NgItem *item, NgPattern pattern);

G_END_DECLS
