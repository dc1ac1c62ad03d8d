/* NgJoint: what is said of a whole batch whose examples have several lengths, and run as groups of
 * equal ones in one program. Private to this room. */

#pragma once

#include "core/program/builder.h"

G_BEGIN_DECLS

typedef struct _NgJoint NgJoint;

NgJoint *ng_joint_new (NgProgramBuilder *builder);
void ng_joint_free (NgJoint *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgJoint, ng_joint_free)

/** ng_joint_begin_group: what is written from now on is of the next group */
void ng_joint_begin_group (NgJoint *self);
/**
 * ng_joint_mean:
 * @layer: what the layer has to itself, whichever group is written
 *
 * The n-th mean that a layer takes in one group belongs to the n-th that it takes in another one.
 *
 * Returns: the mean of the elements along the axes of @mask over all groups, a promise as yet
 */
NgValue ng_joint_mean (NgJoint *self, gconstpointer layer, NgValue x, guint mask);
/** ng_joint_settle: after the last group. Returns: (transfer full): as ng_build_settle() */
NgValue *ng_joint_settle (NgJoint *self);

G_END_DECLS
