/* The reference of reductions, sorting, running sums and matrix products. */

#include "core/program/reference.h"

#include "core/tensor/element.h"
#include <math.h>
#include <stdlib.h>

#define BLOCK 256

/* What a reduction of no elements gives. */
static double
neutral_real (NgPrimitive primitive)
{
  switch (primitive) {
  case NG_PRIMITIVE_SUM:
    return 0;
  case NG_PRIMITIVE_PRODUCT:
    return 1;
  case NG_PRIMITIVE_REDUCE_MAX:
    return (double) -INFINITY;
  default:
    return (double) INFINITY;
  }
}

/* The same for integers: the least or greatest number of the element. */
static gint64
neutral_integer (NgPrimitive primitive, NgElement element)
{
  double real = neutral_real (primitive);
  guint64 room = 0;
  gint64 integer;

  if (element == NG_ELEMENT_BOOL)
    return primitive == NG_PRIMITIVE_REDUCE_MIN;
  ng_element_from_reals (element, &real, 1, &room);
  ng_element_to_integers (element, &room, 0, 1, &integer);
  return integer;
}

static NgPrimitive
combination (NgPrimitive primitive)
{
  switch (primitive) {
  case NG_PRIMITIVE_SUM:
    return NG_PRIMITIVE_ADD;
  case NG_PRIMITIVE_PRODUCT:
    return NG_PRIMITIVE_MULTIPLY;
  case NG_PRIMITIVE_REDUCE_MAX:
    return NG_PRIMITIVE_MAX;
  default:
    return NG_PRIMITIVE_MIN;
  }
}

/* A walk over all elements of an array in order, knowing where each goes in the reduced one. */
typedef struct {
  const gint64 *dims;
  int rank;
  gint64 index[NG_MAX_RANK];
  gint64 strides[NG_MAX_RANK];
  gint64 target;
} Walk;

static void
walk_init (Walk *self, const NgTensor *x, guint mask)
{
  gint64 stride = 1;

  *self = (Walk){ .dims = ng_tensor_dims (x), .rank = (int) ng_tensor_rank (x) };
  for (int i = self->rank - 1; i >= 0; i--)
    if ((mask & 1u << i) == 0) {
      self->strides[i] = stride;
      stride *= self->dims[i];
    }
}

static void
walk_on (Walk *self)
{
  for (int axis = self->rank - 1; axis >= 0; axis--) {
    self->target += self->strides[axis];
    if (++self->index[axis] < self->dims[axis])
      return;
    self->target -= self->strides[axis] * self->dims[axis];
    self->index[axis] = 0;
  }
}

gboolean
ng_reference_reduce (const NgInstruction *instruction,
                     NgTensor *const *operands,
                     gpointer result,
                     GError **error)
{
  const NgTensor *x = operands[0];
  NgElement element = instruction->shape.element;
  gboolean is_real = ng_element_is_real (element);
  gboolean is_unsigned = ng_element_is_unsigned (element);
  NgPrimitive combine = combination (instruction->primitive);
  NgRealBinary real_combine = ng_reference_real_binary (combine);
  NgIntegerBinary integer_combine = ng_reference_integer_binary (combine);
  gint64 count = ng_shape_count (&instruction->shape);
  g_autofree gpointer results = ng_reference_zeros (count, error);
  double *reals = results;
  gint64 *integers = results;
  double real_block[BLOCK];
  gint64 integer_block[BLOCK];
  Walk walk;

  if (results == NULL)
    return FALSE;
  for (gint64 i = 0; i < count; i++) {
    if (is_real)
      reals[i] = neutral_real (instruction->primitive);
    else
      integers[i] = neutral_integer (instruction->primitive, element);
  }
  walk_init (&walk, x, instruction->attributes->mask);
  for (gint64 first = 0; first < ng_tensor_count (x); first += BLOCK) {
    gsize n = (gsize) MIN (BLOCK, ng_tensor_count (x) - first);

    if (is_real)
      ng_element_to_reals (element, ng_tensor_data (x), first, n, real_block);
    else
      ng_element_to_integers (element, ng_tensor_data (x), first, n, integer_block);
    for (gsize i = 0; i < n; i++) {
      gint64 to = walk.target;

      if (is_real)
        reals[to] = real_combine (reals[to], real_block[i]);
      else
        integers[to] = integer_combine (integers[to], integer_block[i], is_unsigned);
      walk_on (&walk);
    }
  }
  if (is_real)
    ng_element_from_reals (element, reals, (gsize) count, result);
  else
    ng_element_from_integers (element, integers, is_unsigned, (gsize) count, result);
  return TRUE;
}

/* @dims as (outer, n, inner) round @axis. */
static void
split (const gint64 *dims, gsize rank, int axis, gint64 *outer, gint64 *n, gint64 *inner)
{
  *outer = *inner = 1;
  *n = dims[axis];
  for (gsize i = 0; i < rank; i++) {
    if ((int) i < axis)
      *outer *= dims[i];
    else if ((int) i > axis)
      *inner *= dims[i];
  }
}

/* All elements of an integer or bool tensor. */
static gint64 *
load_integers (const NgTensor *x, GError **error)
{
  gint64 *integers = ng_reference_zeros (ng_tensor_count (x), error);

  if (integers != NULL)
    ng_element_to_integers (
        ng_tensor_element (x), ng_tensor_data (x), 0, (gsize) ng_tensor_count (x), integers);
  return integers;
}

/* Whether @y comes before @x as the greatest (or least): a number that is greater, or the first
 * NaN. */
static gboolean
real_wins (double y, double x, gboolean is_max)
{
  if (isnan (x))
    return FALSE;
  return isnan (y) || (is_max ? y > x : y < x);
}

gboolean
ng_reference_arg (const NgInstruction *instruction,
                  NgTensor *const *operands,
                  gpointer result,
                  GError **error)
{
  const NgTensor *x = operands[0];
  NgElement element = ng_tensor_element (x);
  gboolean is_max = instruction->primitive == NG_PRIMITIVE_ARG_MAX;
  gboolean is_real = ng_element_is_real (element);
  gboolean is_unsigned = ng_element_is_unsigned (element);
  NgIntegerBinary better =
      ng_reference_integer_binary (is_max ? NG_PRIMITIVE_MAX : NG_PRIMITIVE_MIN);
  g_autofree double *reals = is_real ? ng_reference_reals (x, error) : NULL;
  g_autofree gint64 *integers = is_real ? NULL : load_integers (x, error);
  gint64 *places = result;
  gint64 outer, n, inner;

  if (reals == NULL && integers == NULL)
    return FALSE;
  split (ng_tensor_dims (x), ng_tensor_rank (x), instruction->attributes->axis, &outer, &n, &inner);
  for (gint64 o = 0; o < outer; o++)
    for (gint64 k = 0; k < inner; k++) {
      gint64 best = o * n * inner + k;
      gint64 place = 0;

      for (gint64 i = 1; i < n; i++) {
        gint64 at = (o * n + i) * inner + k;
        gboolean wins =
            is_real ? real_wins (reals[at], reals[best], is_max)
                    : integers[at] != integers[best] &&
                          better (integers[best], integers[at], is_unsigned) == integers[at];

        if (wins) {
          best = at;
          place = i;
        }
      }
      places[o * inner + k] = place;
    }
  return TRUE;
}

/* An element and its place; of integers that are unsigned the bits, of which it keeps the order. */
typedef struct {
  double real;
  gint64 integer;
  gint64 place;
} Item;

/* NaN comes last, and equal items stay as they stand. */
static int
compare_reals (const void *a, const void *b)
{
  const Item *x = a, *y = b;

  if (isnan (x->real) != isnan (y->real))
    return isnan (x->real) ? 1 : -1;
  if (x->real < y->real || x->real > y->real)
    return x->real < y->real ? -1 : 1;
  return x->place < y->place ? -1 : 1;
}

static int
compare_integers (const void *a, const void *b)
{
  const Item *x = a, *y = b;

  if (x->integer != y->integer)
    return x->integer < y->integer ? -1 : 1;
  return x->place < y->place ? -1 : 1;
}

gboolean
ng_reference_order (const NgInstruction *instruction,
                    NgTensor *const *operands,
                    gpointer result,
                    GError **error)
{
  const NgTensor *x = operands[0];
  NgElement element = ng_tensor_element (x);
  gboolean is_real = ng_element_is_real (element);
  gint64 flip = ng_element_is_unsigned (element) ? G_MININT64 : 0;
  gint64 outer, n, inner;
  gint64 *places = result;
  g_autofree double *reals = is_real ? ng_reference_reals (x, error) : NULL;
  g_autofree gint64 *integers = is_real ? NULL : load_integers (x, error);
  g_autofree Item *items = NULL;

  if (reals == NULL && integers == NULL)
    return FALSE;
  split (ng_tensor_dims (x), ng_tensor_rank (x), instruction->attributes->axis, &outer, &n, &inner);
  items = ng_reference_zeros (n * (gint64) (sizeof *items / 8), error);
  if (items == NULL)
    return FALSE;
  for (gint64 row = 0; row < outer * inner; row++) {
    gint64 first = row / inner * n * inner + row % inner;

    for (gint64 i = 0; i < n; i++)
      items[i] = (Item){ .real = is_real ? reals[first + i * inner] : 0,
                         .integer = is_real ? 0 : integers[first + i * inner] ^ flip,
                         .place = i };
    qsort (items, (gsize) n, sizeof *items, is_real ? compare_reals : compare_integers);
    for (gint64 i = 0; i < n; i++)
      places[first + i * inner] = items[i].place;
  }
  return TRUE;
}

gboolean
ng_reference_cumulate (const NgInstruction *instruction,
                       NgTensor *const *operands,
                       gpointer result,
                       GError **error)
{
  const NgTensor *x = operands[0];
  NgElement element = ng_tensor_element (x);
  gboolean is_real = ng_element_is_real (element);
  g_autofree double *reals = is_real ? ng_reference_reals (x, error) : NULL;
  g_autofree gint64 *integers = is_real ? NULL : load_integers (x, error);
  NgIntegerBinary add = ng_reference_integer_binary (NG_PRIMITIVE_ADD);
  gint64 outer, n, inner;

  if (reals == NULL && integers == NULL)
    return FALSE;
  split (ng_tensor_dims (x), ng_tensor_rank (x), instruction->attributes->axis, &outer, &n, &inner);
  for (gint64 o = 0; o < outer; o++)
    for (gint64 i = (o * n + 1) * inner; i < (o + 1) * n * inner; i++) {
      if (is_real)
        reals[i] += reals[i - inner];
      else
        integers[i] = add (integers[i], integers[i - inner], FALSE);
    }
  if (is_real)
    ng_element_from_reals (element, reals, (gsize) ng_tensor_count (x), result);
  else
    ng_element_from_integers (
        element, integers, ng_element_is_unsigned (element), (gsize) ng_tensor_count (x), result);
  return TRUE;
}

/* One product (m, k) (k, n) -> (m, n); a step between rows, b step between columns of each. */
typedef struct {
  gint64 m, n, k;
  gint64 a_row, a_column, b_row, b_column;
} Product;

static void
multiply_reals (const Product *p, const double *a, const double *b, double *c)
{
  for (gint64 i = 0; i < p->m; i++)
    for (gint64 l = 0; l < p->k; l++) {
      double factor = a[i * p->a_row + l * p->a_column];

      for (gint64 j = 0; j < p->n; j++)
        c[i * p->n + j] += factor * b[l * p->b_row + j * p->b_column];
    }
}

static void
multiply_integers (const Product *p, const gint64 *a, const gint64 *b, gint64 *c)
{
  guint64 *sums = (guint64 *) c;

  for (gint64 i = 0; i < p->m; i++)
    for (gint64 l = 0; l < p->k; l++) {
      guint64 factor = (guint64) a[i * p->a_row + l * p->a_column];

      for (gint64 j = 0; j < p->n; j++)
        sums[i * p->n + j] += factor * (guint64) b[l * p->b_row + j * p->b_column];
    }
}

gboolean
ng_reference_matmul (const NgInstruction *instruction,
                     NgTensor *const *operands,
                     gpointer result,
                     GError **error)
{
  const NgAttributes *attributes = instruction->attributes;
  const NgShape *shape = &instruction->shape;
  gsize rank = ng_tensor_rank (operands[0]);
  gint64 count = ng_shape_count (shape);
  gboolean is_real = ng_element_is_real (shape->element);
  const gint64 *a_dims = ng_tensor_dims (operands[0]);
  Product p = { .m = shape->dims[rank - 2], .n = shape->dims[rank - 1] };
  g_autofree gpointer a = is_real ? (gpointer) ng_reference_reals (operands[0], error)
                                  : (gpointer) load_integers (operands[0], error);
  g_autofree gpointer b = a == NULL ? NULL
                          : is_real ? (gpointer) ng_reference_reals (operands[1], error)
                                    : (gpointer) load_integers (operands[1], error);
  g_autofree gpointer c = b == NULL ? NULL : ng_reference_zeros (count, error);

  if (c == NULL)
    return FALSE;
  p.k = attributes->transpose_a ? a_dims[rank - 2] : a_dims[rank - 1];
  p.a_row = attributes->transpose_a ? 1 : p.k;
  p.a_column = attributes->transpose_a ? p.m : 1;
  p.b_row = attributes->transpose_b ? 1 : p.n;
  p.b_column = attributes->transpose_b ? p.k : 1;
  for (gint64 i = 0; count > 0 && i < count / (p.m * p.n); i++) {
    if (is_real)
      multiply_reals (&p,
                      (double *) a + i * p.m * p.k,
                      (double *) b + i * p.k * p.n,
                      (double *) c + i * p.m * p.n);
    else
      multiply_integers (&p,
                         (gint64 *) a + i * p.m * p.k,
                         (gint64 *) b + i * p.k * p.n,
                         (gint64 *) c + i * p.m * p.n);
  }
  if (is_real)
    ng_element_from_reals (shape->element, c, (gsize) count, result);
  else
    ng_element_from_integers (
        shape->element, c, ng_element_is_unsigned (shape->element), (gsize) count, result);
  return TRUE;
}
