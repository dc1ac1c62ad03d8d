#include "render/figure/strip-joint.h"

#include "render/figure/rail.h"

#include <math.h>

float
ng_strip_joint_half (const NgStripJoint *self, float u)
{
  float share = self->width > 0 ? u / self->width + 0.5F : 0.5F;

  return (self->left + share * (self->right - self->left)) / 2;
}

/* Four corners of a body, and four of each arm. */
#define MOST_POINTS 20

typedef struct {
  const NgStripJoint *joint;
  NgDirection direction;
  NgPoint at;
  NgPoint points[MOST_POINTS];
  guint n;
} Outline;

static void
add (Outline *self, float u, float v)
{
  NgPoint by = ng_rail_turn (self->direction, u, v);

  self->points[self->n++] = (NgPoint){ self->at.x + by.x, self->at.y + by.y };
}

/* An arm across the flow, @side -1 above and 1 below; from left to right above, and back below. */
static void
add_across (Outline *self, float side)
{
  const NgStripJoint *joint = self->joint;
  float at = side < 0 ? joint->above : 0;
  float base = side * joint->base / 2, end = side * joint->end / 2;
  float tip = ng_strip_joint_half (joint, at) + joint->arm;

  add (self, at + base, side * ng_strip_joint_half (joint, at + base));
  add (self, at + end, side * tip);
  add (self, at - end, side * tip);
  add (self, at - base, side * ng_strip_joint_half (joint, at - base));
}

/* An arm along the flow, @side -1 back and 1 ahead; up on the left, and down on the right. */
static void
add_along (Outline *self, float side)
{
  const NgStripJoint *joint = self->joint;
  float from = side * joint->width / 2, to = from + side * joint->arm;
  float base = side * joint->base / 2, end = side * joint->end / 2;

  add (self, from, -base);
  add (self, to, -end);
  add (self, to, end);
  add (self, from, base);
}

NgArms
ng_strip_arm (float u, float v, float reach)
{
  if (fabsf (u) < reach - 0.05F)
    return v < 0 ? NG_ARM_ABOVE : NG_ARM_BELOW;
  return u < 0 ? NG_ARM_BACK : NG_ARM_AHEAD;
}

void
ng_strip_joint_draw (const NgStripJoint *self,
                     NgDirection direction,
                     NgPoint at,
                     NgRole role,
                     NgSceneBuilder *builder)
{
  Outline outline = { .joint = self, .direction = direction, .at = at };
  g_autoptr (GString) ops = g_string_new ("M");
  float half = self->width / 2;

  add (&outline, -half, -self->left / 2);
  if (self->arms & NG_ARM_ABOVE)
    add_across (&outline, -1);
  add (&outline, half, -self->right / 2);
  if (self->arms & NG_ARM_AHEAD)
    add_along (&outline, 1);
  add (&outline, half, self->right / 2);
  if (self->arms & NG_ARM_BELOW)
    add_across (&outline, 1);
  add (&outline, -half, self->left / 2);
  if (self->arms & NG_ARM_BACK)
    add_along (&outline, -1);
  for (guint i = 1; i < outline.n; i++)
    g_string_append_c (ops, 'L');
  g_string_append_c (ops, 'Z');
  ng_scene_builder_add_path (builder, role, ops->str, outline.points);
}
