/* Derivatives of what moves, reduces and multiplies arrays. Each is the transpose of a linear map
 * (Griewank and Walther, Evaluating Derivatives, 2008, chapter 3), or the place of an extreme. */

#include "core/program/derive.h"

#include "core/program/emit.h"
#include <string.h>

/* Taps of a window that the second derivative of a maximum is unrolled over. */
#define MAX_TAPS 1024

static const NgShape *
operand_shape (const NgDerivation *self, guint index)
{
  return ng_build_shape (self->to, self->instruction->operands[index]);
}

void
ng_derive_reshape (NgDerivation *self)
{
  const NgShape *x = operand_shape (self, 0);

  ng_derivation_pass (self, 0, ng_build_reshape (self->to, self->gradient, x->dims, x->rank));
}

static void
invert_axes (const int *axes, int rank, int *inverse)
{
  for (int i = 0; i < rank; i++)
    inverse[axes[i]] = i;
}

void
ng_derive_transpose (NgDerivation *self)
{
  int inverse[NG_MAX_RANK];

  invert_axes (self->instruction->attributes->axes, self->instruction->shape.rank, inverse);
  ng_derivation_pass (self, 0, ng_build_transpose (self->to, self->gradient, inverse));
}

/* Sums over what was repeated. */
void
ng_derive_broadcast (NgDerivation *self)
{
  const NgShape *x = operand_shape (self, 0);
  const NgShape *shape = &self->instruction->shape;
  guint mask = (1u << shape->rank) - 1;
  NgValue sum;

  for (int i = 0; i < x->rank; i++) {
    int axis = self->instruction->attributes->axes[i];

    if (x->dims[i] == shape->dims[axis])
      mask &= ~(1u << axis);
  }
  sum = ng_build_reduce (self->to, NG_PRIMITIVE_SUM, self->gradient, mask, FALSE);
  ng_derivation_pass (self, 0, ng_build_reshape (self->to, sum, x->dims, x->rank));
}

/* @g with @step - 1 zeros behind each element along @axis but for the last. */
static NgValue
spread_out (NgProgramBuilder *to, NgValue g, int axis, gint64 step)
{
  NgShape shape = *ng_build_shape (to, g);
  const gint64 none[4] = { 0 };
  const gint64 behind[4] = { 0, 0, step - 1, 0 };
  const gint64 ones[4] = { 1, 1, 1, 1 };
  gint64 split[4] = { 1, shape.dims[axis], 1, 1 };
  gint64 flat[3], total;

  if (shape.dims[axis] <= 1 || step == 1)
    return g;
  for (int i = 0; i < shape.rank; i++) {
    if (i < axis)
      split[0] *= shape.dims[i];
    else if (i > axis)
      split[3] *= shape.dims[i];
  }
  total = shape.dims[axis] * step;
  g = ng_build_reshape (to, g, split, 4);
  g = ng_build_pad (to, g, none, behind, 0);
  flat[0] = split[0];
  flat[1] = total;
  flat[2] = split[3];
  g = ng_build_reshape (to, g, flat, 3);
  flat[1] = total - step + 1;
  g = ng_build_slice (to, g, none, ones, flat);
  shape.dims[axis] = flat[1];
  return ng_build_reshape (to, g, shape.dims, shape.rank);
}

/* Puts each element back where it was taken from, among zeros. */
void
ng_derive_slice (NgDerivation *self)
{
  const NgAttributes *a = self->instruction->attributes;
  const NgShape *x = operand_shape (self, 0);
  const NgShape *shape = &self->instruction->shape;
  NgProgramBuilder *to = self->to;
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK];
  gint64 before[NG_MAX_RANK], after[NG_MAX_RANK];
  NgValue g = self->gradient;

  if (ng_shape_count (shape) == 0)
    return;
  for (int i = 0; i < shape->rank; i++) {
    start[i] = a->step[i] < 0 ? shape->dims[i] - 1 : 0;
    step[i] = a->step[i] < 0 ? -1 : 1;
  }
  g = ng_build_slice (to, g, start, step, shape->dims);
  for (int i = 0; i < shape->rank; i++) {
    gint64 last = a->start[i] + (shape->dims[i] - 1) * a->step[i];

    before[i] = MIN (a->start[i], last);
    after[i] = x->dims[i] - 1 - MAX (a->start[i], last);
    if (shape->dims[i] > 1)
      g = spread_out (to, g, i, ABS (a->step[i]));
  }
  ng_derivation_pass (self, 0, ng_build_pad (to, g, before, after, 0));
}

/* The part of @g of @dims that begins at @start. */
static NgValue
cut (NgProgramBuilder *to, NgValue g, const gint64 *start, const gint64 *dims)
{
  const gint64 ones[NG_MAX_RANK] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };

  return ng_build_slice (to, g, start, ones, dims);
}

void
ng_derive_pad (NgDerivation *self)
{
  const NgAttributes *a = self->instruction->attributes;

  ng_derivation_pass (
      self, 0, cut (self->to, self->gradient, a->start, operand_shape (self, 0)->dims));
}

void
ng_derive_concat (NgDerivation *self)
{
  int axis = self->instruction->attributes->axis;
  gint64 start[NG_MAX_RANK] = { 0 };

  for (guint i = 0; i < self->instruction->n_operands; i++) {
    const NgShape *x = operand_shape (self, i);

    if (ng_derivation_needs (self, i))
      ng_derivation_pass (self, i, cut (self->to, self->gradient, start, x->dims));
    start[axis] += x->dims[axis];
  }
}

void
ng_derive_gather (NgDerivation *self)
{
  const NgAttributes *attributes = self->instruction->attributes;
  NgValue operands[] = { self->gradient, self->instruction->operands[1] };
  NgShape shape = { 0 };

  shape.dims[attributes->axis] = operand_shape (self, 0)->dims[attributes->axis];
  ng_derivation_pass (
      self, 0, ng_build_emit (self->to, NG_PRIMITIVE_SCATTER_ADD, operands, 2, attributes, &shape));
}

void
ng_derive_scatter_add (NgDerivation *self)
{
  int axis = self->instruction->attributes->axis;
  NgValue indices = self->instruction->operands[1];

  ng_derivation_pass (self, 0, ng_build_gather (self->to, self->gradient, indices, axis));
}

/* @value, which lacks the axes of @mask, repeated along them to the dims of @x. */
static NgValue
restore (NgProgramBuilder *to, NgValue value, const NgShape *x, guint mask)
{
  int axes[NG_MAX_RANK];
  int n = 0;

  for (int i = 0; i < x->rank; i++)
    if ((mask & 1u << i) == 0)
      axes[n++] = i;
  return ng_build_broadcast (to, value, x->dims, x->rank, axes);
}

void
ng_derive_sum (NgDerivation *self)
{
  ng_derivation_pass (
      self,
      0,
      restore (
          self->to, self->gradient, operand_shape (self, 0), self->instruction->attributes->mask));
}

/* The product of all the others: with q the product of what is not 0 and z the number of zeros,
 *
 *   q / x where x is not 0 and z = 0,   q where x = 0 and z = 1,   0 elsewhere. */
void
ng_derive_product (NgDerivation *self)
{
  NgProgramBuilder *to = self->to;
  NgValue x = self->instruction->operands[0];
  const NgShape *shape = operand_shape (self, 0);
  guint mask = self->instruction->attributes->mask;
  NgValue zero = ng_build_fill_like (to, x, 0), one = ng_build_fill_like (to, x, 1);
  NgValue is_zero = ng_build_binary (to, NG_PRIMITIVE_EQUAL, x, zero);
  NgValue nonzero = ng_build_select (to, is_zero, one, x);
  NgValue q = ng_build_reduce (to, NG_PRIMITIVE_PRODUCT, nonzero, mask, FALSE);
  NgValue z = ng_build_reduce (
      to, NG_PRIMITIVE_SUM, ng_build_convert (to, is_zero, shape->element), mask, FALSE);
  NgValue others;

  q = restore (to, q, shape, mask);
  z = restore (to, z, shape, mask);
  others = ng_build_select (
      to,
      is_zero,
      ng_build_select (to, ng_build_binary (to, NG_PRIMITIVE_EQUAL, z, one), q, zero),
      ng_build_select (to,
                       ng_build_binary (to, NG_PRIMITIVE_EQUAL, z, zero),
                       ng_build_divide (to, q, nonzero),
                       zero));
  ng_derivation_pass (
      self, 0, ng_build_multiply (to, others, restore (to, self->gradient, shape, mask)));
}

/* Where the first extreme along @axis of @x is. */
static NgValue
mark_extreme (NgProgramBuilder *to, NgPrimitive arg, NgValue x, int axis)
{
  NgShape shape = *ng_build_shape (to, x);
  NgValue place = restore (to, ng_build_arg (to, arg, x, axis, FALSE), &shape, 1u << axis);

  shape.element = NG_ELEMENT_I64;
  return ng_build_binary (to, NG_PRIMITIVE_EQUAL, ng_build_iota (to, &shape, axis), place);
}

/* Goes to the first extreme. Several axes are brought behind the others and joined to one. */
void
ng_derive_reduce_max_min (NgDerivation *self)
{
  NgProgramBuilder *to = self->to;
  NgValue x = self->instruction->operands[0];
  const NgShape *shape = operand_shape (self, 0);
  guint mask = self->instruction->attributes->mask;
  NgPrimitive arg = self->instruction->primitive == NG_PRIMITIVE_REDUCE_MAX ? NG_PRIMITIVE_ARG_MAX
                                                                            : NG_PRIMITIVE_ARG_MIN;
  int axes[NG_MAX_RANK], inverse[NG_MAX_RANK];
  int n_kept = 0;
  gint64 split[2] = { 1, 1 };
  NgValue marked, g;

  if (ng_shape_count (shape) == 0 || mask == 0)
    return;
  for (int reduced = 0, n = 0; reduced < 2; reduced++) {
    for (int i = 0; i < shape->rank; i++)
      if (((mask & 1u << i) != 0) == (reduced != 0)) {
        axes[n++] = i;
        split[reduced] *= shape->dims[i];
      }
    if (reduced == 0)
      n_kept = n;
  }
  if (shape->rank - n_kept == 1) {
    marked = mark_extreme (to, arg, x, axes[n_kept]);
  } else {
    NgValue moved = ng_build_transpose (to, x, axes);
    NgShape moved_shape = *ng_build_shape (to, moved);

    marked = mark_extreme (to, arg, ng_build_reshape (to, moved, split, 2), 1);
    marked = ng_build_reshape (to, marked, moved_shape.dims, moved_shape.rank);
    invert_axes (axes, shape->rank, inverse);
    marked = ng_build_transpose (to, marked, inverse);
  }
  g = restore (to, self->gradient, shape, mask);
  ng_derivation_pass (self, 0, ng_build_select (to, marked, g, ng_build_fill_like (to, g, 0)));
}

/* The running sum from the other end. */
void
ng_derive_cumulate (NgDerivation *self)
{
  int axis = self->instruction->attributes->axis;
  NgValue sum =
      ng_build_cumulate (self->to, ng_build_reverse (self->to, self->gradient, axis), axis);

  ng_derivation_pass (self, 0, ng_build_reverse (self->to, sum, axis));
}

/* For C = A B: dA = G B^T and dB = A^T G; a transposed operand gets the transpose of that. */
void
ng_derive_matmul (NgDerivation *self)
{
  NgProgramBuilder *to = self->to;
  NgValue a = self->instruction->operands[0], b = self->instruction->operands[1];
  NgValue g = self->gradient;
  gboolean ta = self->instruction->attributes->transpose_a;
  gboolean tb = self->instruction->attributes->transpose_b;

  if (ng_derivation_needs (self, 0))
    ng_derivation_pass (self,
                        0,
                        ta ? ng_build_matmul (to, b, g, tb, TRUE)
                           : ng_build_matmul (to, g, b, FALSE, !tb));
  if (ng_derivation_needs (self, 1))
    ng_derivation_pass (self,
                        1,
                        tb ? ng_build_matmul (to, g, a, TRUE, ta)
                           : ng_build_matmul (to, a, g, !ta, FALSE));
}

/* The three convolutions are one trilinear form in x, w and y; each is its gradient by one of them,
 * so the gradients of each are the other two. */
void
ng_derive_convolve (NgDerivation *self)
{
  NgValue x = self->instruction->operands[0], w = self->instruction->operands[1];
  const NgWindow *window = &self->instruction->attributes->window;
  const gint64 *spatial = operand_shape (self, 0)->dims + 2;

  if (ng_derivation_needs (self, 0))
    ng_derivation_pass (
        self, 0, ng_build_convolve_data (self->to, self->gradient, w, window, spatial));
  if (ng_derivation_needs (self, 1))
    ng_derivation_pass (self, 1, ng_build_convolve_weights (self->to, x, self->gradient, window));
}

void
ng_derive_convolve_data (NgDerivation *self)
{
  NgValue y = self->instruction->operands[0], w = self->instruction->operands[1];
  const NgWindow *window = &self->instruction->attributes->window;

  if (ng_derivation_needs (self, 0))
    ng_derivation_pass (self, 0, ng_build_convolve (self->to, self->gradient, w, window));
  if (ng_derivation_needs (self, 1))
    ng_derivation_pass (self, 1, ng_build_convolve_weights (self->to, self->gradient, y, window));
}

void
ng_derive_convolve_weights (NgDerivation *self)
{
  NgValue x = self->instruction->operands[0], y = self->instruction->operands[1];
  const NgWindow *window = &self->instruction->attributes->window;
  const gint64 *spatial = operand_shape (self, 0)->dims + 2;

  if (ng_derivation_needs (self, 0))
    ng_derivation_pass (
        self, 0, ng_build_convolve_data (self->to, y, self->gradient, window, spatial));
  if (ng_derivation_needs (self, 1))
    ng_derivation_pass (self, 1, ng_build_convolve (self->to, x, self->gradient, window));
}

void
ng_derive_pool_max (NgDerivation *self)
{
  ng_derivation_pass (self,
                      0,
                      ng_build_pool_max_data (self->to,
                                              self->instruction->operands[0],
                                              self->gradient,
                                              &self->instruction->attributes->window));
}

/* Tap number @tap of every window of @padded, as an array of the windows' dims. */
static NgValue
take_tap (
    NgProgramBuilder *to, NgValue padded, const NgShape *y, const NgWindow *window, gint64 tap)
{
  gint64 start[NG_MAX_RANK] = { 0 }, step[NG_MAX_RANK];

  for (int i = 0; i < NG_MAX_RANK; i++)
    step[i] = 1;
  for (int i = window->rank - 1; i >= 0; i--) {
    start[2 + i] = tap % window->size[i] * window->dilation[i];
    step[2 + i] = window->stride[i];
    tap /= window->size[i];
  }
  return ng_build_slice (to, padded, start, step, y->dims);
}

/* By y only, since x decides no more than the places: each window gets what arrives at the first
 * greatest of its elements. */
void
ng_derive_pool_max_data (NgDerivation *self)
{
  NgProgramBuilder *to = self->to;
  const NgWindow *window = &self->instruction->attributes->window;
  const NgShape *y = operand_shape (self, 1);
  gint64 before[NG_MAX_RANK] = { 0 }, after[NG_MAX_RANK] = { 0 };
  gint64 n_taps = 1;
  NgValue x, g, best, sum;

  if (!ng_derivation_needs (self, 1))
    return;
  for (int i = 0; i < window->rank; i++) {
    before[2 + i] = window->before[i];
    after[2 + i] = window->after[i];
    n_taps =
        window->size[i] > MAX_TAPS ? MAX_TAPS + 1 : MIN (n_taps * window->size[i], MAX_TAPS + 1);
  }
  if (n_taps > MAX_TAPS) {
    ng_build_problem (to,
                      "The second derivative of a maximum over windows of more than %d elements"
                      " is not available",
                      MAX_TAPS);
    return;
  }
  x = ng_build_pad (to, self->instruction->operands[0], before, after, -G_MAXDOUBLE);
  g = ng_build_pad (to, self->gradient, before, after, 0);
  best = take_tap (to, x, y, window, 0);
  sum = take_tap (to, g, y, window, 0);
  for (gint64 tap = 1; tap < n_taps; tap++) {
    NgValue candidate = take_tap (to, x, y, window, tap);
    NgValue wins = ng_build_binary (to, NG_PRIMITIVE_LESS, best, candidate);

    sum = ng_build_select (to, wins, take_tap (to, g, y, window, tap), sum);
    best = ng_build_binary (to, NG_PRIMITIVE_MAX, best, candidate);
  }
  ng_derivation_pass (self, 1, sum);
}

void
ng_derive_pool_sum (NgDerivation *self)
{
  ng_derivation_pass (self,
                      0,
                      ng_build_pool_sum_data (self->to,
                                              self->gradient,
                                              &self->instruction->attributes->window,
                                              operand_shape (self, 0)->dims + 2));
}

void
ng_derive_pool_sum_data (NgDerivation *self)
{
  ng_derivation_pass (
      self,
      0,
      ng_build_pool (
          self->to, NG_PRIMITIVE_POOL_SUM, self->gradient, &self->instruction->attributes->window));
}
