/* Which instructions of a program are computed together. */

#pragma once

#include "core/program/view.h"

G_BEGIN_DECLS

/**
 * NgFusedStep:
 * @anchor: an instruction that a kernel of its own computes, or %NG_NO_VALUE
 * @members: (array length=n_members): in order; element by element, or reductions along rows. They
 *   follow the anchor where there is one.
 * @count: number of elements that the members run over
 * @rows: number of rows among them, or 0 where no member has one element per row only
 */
typedef struct {
  NgValue anchor;
  NgValue *members;
  guint n_members;
  gint64 count;
  gint64 rows;
} NgFusedStep;

/* How a value is seen from the elements of a step. */
typedef enum {
  NG_REACH_FULL, /* element i of count */
  NG_REACH_ROW,  /* element r of rows, for the whole row r */
  NG_REACH_OTHER,
} NgReach;

/**
 * NgFusion:
 * @steps: in an order in which they can be computed
 * @stored: for each value whether it lies in memory: it is made in another step than one that
 *   reads it, or an output. What is a packed view lies where its source does.
 * @step_of: for each value the step that makes it, or -1
 * @uses: for each value how often instructions and outputs use it
 */
typedef struct {
  NgFusedStep *steps;
  gsize n_steps;
  guint8 *stored;
  int *step_of;
  guint *uses;
} NgFusion;

/**
 * NgFuseRules:
 * @can_join: whether the instruction may be computed together with others: it is element by
 *   element, a generator of numbers or a reduction
 * @follow: (nullable): appends to @members the instructions that the kernel of @anchor computes
 *   on its result: a chain, each the only reader of the one before. @readers tells for each value
 *   the instruction that reads it, where that is the only one. Whatever else the members read must
 *   be made before @anchor.
 * @gather: (nullable): if @result is the last of some instructions that a kernel computes together,
 *   sets @anchor to the first of them and appends the others. Nobody else reads what they make
 *   before @result, and what they read from outside they read through views.
 * @max_members: of one step
 * @max_row: elements of a row that is reduced inside a step
 */
typedef struct {
  gboolean (*can_join) (const NgProgram *program, NgValue value);
  void (*follow) (const NgProgram *program,
                  const NgValue *readers,
                  NgValue anchor,
                  GArray *members);
  void (*gather) (const NgProgram *program,
                  const guint *uses,
                  const NgValue *readers,
                  NgValue result,
                  NgValue *anchor,
                  GArray *members);
  guint max_members;
  gint64 max_row;
} NgFuseRules;

/**
 * ng_fuse:
 * @rules: (nullable): %NULL to compute each instruction alone
 *
 * Returns: (transfer full): the steps
 */
NgFusion *ng_fuse (const NgProgram *program, const NgFuseRules *rules);
void ng_fusion_free (NgFusion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgFusion, ng_fusion_free)

/**
 * ng_view_reach:
 * @shape: of the value that views @source_count elements
 * @rows: (out): where the answer is %NG_REACH_ROW the number of rows
 */
NgReach ng_view_reach (const NgView *view, const NgShape *shape, gint64 source_count, gint64 *rows);

/**
 * ng_fuse_is_alias:
 * @view: (out): how
 *
 * Returns: whether @value is a packed view, which needs no memory of its own
 */
gboolean ng_fuse_is_alias (const NgProgram *program, NgValue value, NgView *view);

/** ng_fuse_reduces_rows: Returns: whether the axes that the reduction @value takes away are the
 * last ones, so that each row gives one element */
gboolean ng_fuse_reduces_rows (const NgProgram *program, NgValue value);

G_END_DECLS
