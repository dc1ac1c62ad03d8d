/* NgTween: what lies between two scenes of the same things. */

#pragma once

#include "render/scene/scene.h"

G_BEGIN_DECLS

typedef struct _NgTween NgTween;

/**
 * ng_tween_new:
 * @from, @from_box: a scene and the part of it that is seen
 * @to, @to_box: another one
 * @most: parts of more items than this are too much
 *
 * Things are the same in both by what they depict (NgPick) and in the order of their parts.
 *
 * Cost: what is seen.
 *
 * Returns: (transfer full) (nullable): %NULL where there is too much, or nothing moves
 */
NgTween *ng_tween_new (NgScene *from, NgBox from_box, NgScene *to, NgBox to_box, gsize most);
void ng_tween_free (NgTween *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgTween, ng_tween_free)

/**
 * ng_tween_at:
 * @t: from 0 to 1
 *
 * Returns: (transfer full): of what is seen in @to, all that is in both at its place on the way;
 *   what is only in @to is there in the second half
 */
NgScene *ng_tween_at (const NgTween *self, float t);

G_END_DECLS
