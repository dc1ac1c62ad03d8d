/* Shapes of strips where lines meet or part: a body with an arm to each side from which something
 * comes or where something goes. */

#pragma once

#include "render/layout/layout.h"
#include "render/scene/builder.h"

G_BEGIN_DECLS

/* Sides of a body, seen along a flow to the right. */
typedef enum {
  NG_ARM_BACK = 1 << 0,
  NG_ARM_AHEAD = 1 << 1,
  NG_ARM_ABOVE = 1 << 2,
  NG_ARM_BELOW = 1 << 3,
} NgArms;

/**
 * NgStripJoint:
 * @width: of the body, along the flow
 * @left, @right: heights of the body where the flow comes and where it goes
 * @above: how far along the flow from the middle the arm above is
 * @arm: length of arms; they narrow from @base to @end
 * @arms: which there are
 */
typedef struct {
  float width, left, right, above;
  float arm, base, end;
  NgArms arms;
} NgStripJoint;

/** ng_strip_joint_half: Returns: half of the body's height, @u from its middle */
float ng_strip_joint_half (const NgStripJoint *self, float u);

/** ng_strip_arm: Returns: the side to which something lies that is @u along the flow from the
 * middle of a body and @v across it; @reach: of the body with its arms, along the flow */
NgArms ng_strip_arm (float u, float v, float reach);

/** ng_strip_joint_draw: @at: the middle of the body, on the page */
void ng_strip_joint_draw (const NgStripJoint *self,
                          NgDirection direction,
                          NgPoint at,
                          NgRole role,
                          NgSceneBuilder *builder);

G_END_DECLS
