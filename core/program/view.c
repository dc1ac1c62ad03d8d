/* A chain of views is followed back to its source, then walked forwards again with offset and
 * strides, as NumPy does it. Where a reshape cannot be expressed, the walk begins anew behind it.
 */

#include "core/program/view.h"

void
ng_view_set_packed (NgView *self, const NgShape *shape)
{
  gint64 stride = 1;

  self->offset = 0;
  for (int axis = shape->rank - 1; axis >= 0; axis--) {
    self->strides[axis] = stride;
    stride *= shape->dims[axis];
  }
}

gboolean
ng_view_is_packed (const NgView *self, const NgShape *shape)
{
  gint64 stride = 1;

  for (int axis = shape->rank - 1; axis >= 0; axis--) {
    if (shape->dims[axis] != 1 && self->strides[axis] != stride)
      return FALSE;
    stride *= shape->dims[axis];
  }
  return TRUE;
}

/* How far back a chain is followed; what lies behind is stored. */
#define MAX_LINKS 32

/* Gives the axes of @to strides that walk as those of @from do. Runs of axes with equal products
 * are matched; inside a run the old axes must be mergeable into one. */
static gboolean
reshape_strides (const NgShape *from, const gint64 *strides, const NgShape *to, gint64 *result)
{
  int i = 0;
  int j = 0;

  if (ng_shape_count (from) == 0) {
    NgView packed;

    ng_view_set_packed (&packed, to);
    for (int axis = 0; axis < to->rank; axis++)
      result[axis] = packed.strides[axis];
    return TRUE;
  }
  while (i < from->rank || j < to->rank) {
    gint64 n = 1;
    gint64 m = 1;
    int first_i = i;
    int first_j = j;
    gint64 stride = 0;

    do {
      if (n <= m && i < from->rank)
        n *= from->dims[i++];
      else if (j < to->rank)
        m *= to->dims[j++];
      else
        n *= from->dims[i++];
    } while (n != m);

    /* The innermost axis of the run that is longer than one decides; the others must follow. */
    gboolean decided = FALSE;
    gint64 expected = 0;
    for (int axis = i - 1; axis >= first_i; axis--) {
      if (from->dims[axis] == 1)
        continue;
      if (!decided)
        stride = strides[axis];
      else if (strides[axis] != expected)
        return FALSE;
      decided = TRUE;
      expected = strides[axis] * from->dims[axis];
    }
    gint64 walk = stride;
    for (int axis = j - 1; axis >= first_j; axis--) {
      result[axis] = walk;
      walk *= to->dims[axis];
    }
  }
  return TRUE;
}

/* Makes @view, so far of the operand of @instruction, the view of its result. */
static gboolean
step_forwards (const NgInstruction *instruction, const NgShape *operand, NgView *view)
{
  const NgAttributes *attributes = instruction->attributes;
  gint64 strides[NG_MAX_RANK] = { 0 };

  switch (instruction->primitive) {
  case NG_PRIMITIVE_TRANSPOSE:
    for (int axis = 0; axis < operand->rank; axis++)
      strides[axis] = view->strides[attributes->axes[axis]];
    break;
  case NG_PRIMITIVE_BROADCAST:
    for (int axis = 0; axis < operand->rank; axis++) {
      if (operand->dims[axis] != 1)
        strides[attributes->axes[axis]] = view->strides[axis];
    }
    break;
  case NG_PRIMITIVE_SLICE:
    for (int axis = 0; axis < operand->rank; axis++) {
      view->offset += attributes->start[axis] * view->strides[axis];
      strides[axis] = view->strides[axis] * attributes->step[axis];
    }
    break;
  default:
    if (!reshape_strides (operand, view->strides, &instruction->shape, strides))
      return FALSE;
    break;
  }
  for (int axis = 0; axis < instruction->shape.rank; axis++)
    view->strides[axis] = strides[axis];
  return TRUE;
}

void
ng_view_of (const NgProgram *program, NgValue value, const guint *uses, NgView *view)
{
  NgValue links[MAX_LINKS];
  int n_links = 0;
  NgValue source = value;

  while (n_links < MAX_LINKS) {
    const NgInstruction *instruction = ng_program_instruction (program, source);

    if (!ng_primitive_is_view (instruction->primitive))
      break;
    if (uses != NULL && instruction->primitive == NG_PRIMITIVE_TRANSPOSE && source != value &&
        uses[source] > 1)
      break;
    links[n_links++] = source;
    source = instruction->operands[0];
  }

  view->source = source;
  ng_view_set_packed (view, &ng_program_instruction (program, source)->shape);
  while (n_links > 0) {
    const NgInstruction *instruction = ng_program_instruction (program, links[--n_links]);
    const NgShape *operand = &ng_program_instruction (program, source)->shape;

    if (!step_forwards (instruction, operand, view)) {
      view->source = source;
      ng_view_set_packed (view, operand);
      step_forwards (instruction, operand, view);
    }
    source = links[n_links];
  }
}
