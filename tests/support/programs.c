#include "tests/support/programs.h"

#include "core/base/rng.h"
#include <math.h>

/* Elements of one value, and the bound that values are kept below. */
#define MAX_COUNT 4000
#define MAX_BOUND 50
#define N_OUTPUTS 6

/* A value of the program, a bound of its magnitude, and whether it is free of rounding errors. */
typedef struct {
  NgValue value;
  double bound;
  gboolean is_exact;
} Known;

typedef struct {
  NgProgramBuilder *builder;
  GArray *known;
  NgElement real;
  guint64 seed, drawn;
  int n_inputs;
} Generator;

static guint
draw (Generator *self, guint n)
{
  return (guint) (ng_rng_unit (self->seed, 1, self->drawn++) * n);
}

static const NgShape *
shape_of (const Generator *self, Known x)
{
  return ng_build_shape (self->builder, x.value);
}

static gint64
count_of (const Generator *self, Known x)
{
  return ng_shape_count (shape_of (self, x));
}

/* An input; integers are 0 … 6, reals in (-2, 2), as ng_test_tensor() draws them. */
static Known
make_input (Generator *self, NgShape shape)
{
  g_autofree char *name = g_strdup_printf ("x%d", self->n_inputs++);
  Known input = { ng_build_input (self->builder, name, &shape), 6, TRUE };

  if (ng_element_is_real (shape.element))
    input.bound = 2;
  g_array_append_val (self->known, input);
  return input;
}

static NgShape
draw_shape (Generator *self, NgElement element)
{
  NgShape shape = { .element = element, .rank = (int) draw (self, 5) };

  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = 1 + draw (self, 5);
  return shape;
}

static gboolean
matches (const Generator *self, Known x, NgElement element, gboolean is_exact)
{
  return shape_of (self, x)->element == element && (x.is_exact || !is_exact);
}

/* A value of @element made before, or a new input. */
static Known
pick (Generator *self, NgElement element, gboolean is_exact)
{
  for (int tries = 0; tries < 20 && self->known->len > 0; tries++) {
    guint n = self->known->len;
    guint recent = draw (self, 2) == 0 ? MIN (n, 8) : n;
    Known x = g_array_index (self->known, Known, n - 1 - draw (self, recent));

    if (matches (self, x, element, is_exact))
      return x;
  }
  return make_input (self, draw_shape (self, element));
}

/* A value of the shape of @like but of @element, or a new input. */
static Known
pick_like (Generator *self, Known like, NgElement element, gboolean is_exact)
{
  NgShape shape = *shape_of (self, like);

  shape.element = element;
  for (guint i = self->known->len; i-- > 0;) {
    Known x = g_array_index (self->known, Known, i);

    if (ng_shape_equal (shape_of (self, x), &shape) && (x.is_exact || !is_exact) &&
        draw (self, 3) > 0)
      return x;
  }
  return make_input (self, shape);
}

static Known
known (NgValue value, double bound, gboolean is_exact)
{
  return (Known){ value, bound, is_exact };
}

static Known
rough (NgValue value, double bound)
{
  return known (value, bound, FALSE);
}

/* @x, brought into [-bound, bound] where it may be larger. */
static Known
within (Generator *self, Known x, double bound)
{
  if (x.bound <= bound)
    return x;
  return rough (ng_build_scale (self->builder,
                                ng_build_unary (self->builder, NG_PRIMITIVE_TANH, x.value),
                                bound),
                bound);
}

/* x^2 + @least */
static Known
above (Generator *self, Known x, double least)
{
  x = within (self, x, 3);
  return rough (
      ng_build_offset (self->builder, ng_build_multiply (self->builder, x.value, x.value), least),
      x.bound * x.bound + least);
}

static gboolean
jumps (NgPrimitive primitive)
{
  switch (primitive) {
  case NG_PRIMITIVE_SIGN:
  case NG_PRIMITIVE_FLOOR:
  case NG_PRIMITIVE_CEIL:
  case NG_PRIMITIVE_ROUND:
  case NG_PRIMITIVE_TRUNC:
  case NG_PRIMITIVE_EQUAL:
  case NG_PRIMITIVE_LESS:
  case NG_PRIMITIVE_LESS_EQUAL:
  case NG_PRIMITIVE_POOL_MAX_DATA:
  case NG_PRIMITIVE_ARG_MAX:
  case NG_PRIMITIVE_ARG_MIN:
  case NG_PRIMITIVE_ORDER:
    return TRUE;
  default:
    return FALSE;
  }
}

static NgElement
draw_integer (Generator *self)
{
  const NgElement elements[] = { NG_ELEMENT_I64, NG_ELEMENT_I32, NG_ELEMENT_U8, NG_ELEMENT_I16 };

  return elements[draw (self, G_N_ELEMENTS (elements))];
}

static Known
make_unary (Generator *self, NgPrimitive primitive)
{
  gboolean is_exact = jumps (primitive);
  Known x;
  double bound = 1;

  switch (primitive) {
  case NG_PRIMITIVE_NOT:
    x = pick (self, NG_ELEMENT_BOOL, TRUE);
    return known (ng_build_unary (self->builder, primitive, x.value), 1, TRUE);
  case NG_PRIMITIVE_NEGATE:
  case NG_PRIMITIVE_ABS:
  case NG_PRIMITIVE_SIGN:
    x = pick (self, draw (self, 4) == 0 ? draw_integer (self) : self->real, is_exact);
    return known (
        ng_build_unary (self->builder, primitive, x.value), MAX (x.bound, 256), x.is_exact);
  default:
    x = pick (self, self->real, is_exact);
  }
  switch (primitive) {
  case NG_PRIMITIVE_FLOOR:
  case NG_PRIMITIVE_CEIL:
  case NG_PRIMITIVE_ROUND:
  case NG_PRIMITIVE_TRUNC:
    return known (ng_build_unary (self->builder, primitive, x.value), x.bound + 1, TRUE);
  case NG_PRIMITIVE_IS_NAN:
    return known (ng_build_unary (self->builder, primitive, x.value), 1, TRUE);
  case NG_PRIMITIVE_LOG:
  case NG_PRIMITIVE_SQRT:
  case NG_PRIMITIVE_LOG_GAMMA:
  case NG_PRIMITIVE_DIGAMMA:
    x = above (self, x, 0.5);
    bound = 16;
    break;
  case NG_PRIMITIVE_ACOSH:
    x = above (self, x, 1.25);
    bound = 4;
    break;
  case NG_PRIMITIVE_LOG1P:
  case NG_PRIMITIVE_TAN:
  case NG_PRIMITIVE_ASIN:
  case NG_PRIMITIVE_ACOS:
  case NG_PRIMITIVE_ATANH:
  case NG_PRIMITIVE_ERF_INVERSE:
    x = within (self, x, 0.75);
    bound = 3;
    break;
  case NG_PRIMITIVE_EXP:
  case NG_PRIMITIVE_EXPM1:
  case NG_PRIMITIVE_SINH:
  case NG_PRIMITIVE_COSH:
    x = within (self, x, 3);
    bound = 21;
    break;
  case NG_PRIMITIVE_ASINH:
  case NG_PRIMITIVE_ATAN:
  case NG_PRIMITIVE_ERFC:
    bound = 10;
    break;
  case NG_PRIMITIVE_SIN:
  case NG_PRIMITIVE_COS:
    x = within (self, x, 6);
    break;
  default:
    break;
  }
  return rough (ng_build_unary (self->builder, primitive, x.value), bound);
}

static Known
make_convert (Generator *self)
{
  Known x;
  gboolean is_exact;

  switch (draw (self, 4)) {
  case 0: /* integers to reals */
    x = pick (self, draw_integer (self), FALSE);
    return known (ng_build_convert (self->builder, x.value, self->real), x.bound, TRUE);
  case 1: /* bool to reals */
    x = pick (self, NG_ELEMENT_BOOL, TRUE);
    return known (ng_build_convert (self->builder, x.value, self->real), 1, TRUE);
  case 2: /* reals to integers */
    x = pick (self, self->real, TRUE);
    return known (ng_build_convert (self->builder, x.value, draw_integer (self)), 256, TRUE);
  default: /* through the other width */
    x = pick (self, self->real, FALSE);
    is_exact = x.is_exact;
    x.value = ng_build_convert (
        self->builder, x.value, self->real == NG_ELEMENT_F32 ? NG_ELEMENT_F64 : NG_ELEMENT_F32);
    return known (ng_build_convert (self->builder, x.value, self->real), x.bound, is_exact);
  }
}

/* Sums and products of integers wrap, so that they never get out of hand. */
static Known
make_integer_binary (Generator *self, NgPrimitive primitive)
{
  Known x = pick (self, draw_integer (self), FALSE);
  Known y = pick_like (self, x, shape_of (self, x)->element, FALSE);

  return known (ng_build_binary (self->builder, primitive, x.value, y.value), 256, TRUE);
}

static Known
make_binary (Generator *self, NgPrimitive primitive)
{
  gboolean is_exact = jumps (primitive);
  Known x, y;
  double bound;

  if (primitive == NG_PRIMITIVE_AND || primitive == NG_PRIMITIVE_OR) {
    x = pick (self, NG_ELEMENT_BOOL, TRUE);
    y = pick_like (self, x, NG_ELEMENT_BOOL, TRUE);
    return known (ng_build_binary (self->builder, primitive, x.value, y.value), 1, TRUE);
  }
  if (primitive != NG_PRIMITIVE_ATAN2 && draw (self, 4) == 0)
    return make_integer_binary (self, primitive);
  x = pick (self, self->real, is_exact);
  y = pick_like (self, x, self->real, is_exact);
  bound = x.bound + y.bound;
  switch (primitive) {
  case NG_PRIMITIVE_MIN:
  case NG_PRIMITIVE_MAX:
    is_exact = x.is_exact && y.is_exact;
    break;
  case NG_PRIMITIVE_MULTIPLY:
    bound = x.bound * y.bound;
    break;
  case NG_PRIMITIVE_DIVIDE:
    y = above (self, y, 0.5);
    bound = 2 * x.bound;
    break;
  case NG_PRIMITIVE_POWER:
    x = within (self, above (self, x, 0.5), 3);
    y = within (self, y, 2);
    /* within() may have made it negative. */
    x.value = ng_build_offset (
        self->builder, ng_build_unary (self->builder, NG_PRIMITIVE_ABS, x.value), 0.25);
    bound = 16;
    break;
  case NG_PRIMITIVE_MOD:
    /* Only where the quotient cannot cross a whole number: 0 < x < y. */
    x = above (self, within (self, x, 1), 0.25);
    y = above (self, within (self, y, 1), 1.5);
    bound = 3;
    break;
  case NG_PRIMITIVE_ATAN2:
    x = above (self, x, 0.5);
    bound = 4;
    break;
  default:
    break;
  }
  return known (ng_build_binary (self->builder, primitive, x.value, y.value), bound, is_exact);
}

static Known
make_select (Generator *self)
{
  Known condition = pick (self, NG_ELEMENT_BOOL, TRUE);
  Known x = pick_like (self, condition, self->real, FALSE);
  Known y = pick_like (self, condition, self->real, FALSE);

  return known (ng_build_select (self->builder, condition.value, x.value, y.value),
                MAX (x.bound, y.bound),
                x.is_exact && y.is_exact);
}

static NgElement
draw_element (Generator *self)
{
  guint choice = draw (self, 5);

  return choice == 0 ? draw_integer (self) : choice == 1 ? NG_ELEMENT_BOOL : self->real;
}

static NgValue
reshape (Generator *self, NgValue x)
{
  gint64 count = ng_shape_count (ng_build_shape (self->builder, x));
  gint64 dims[4] = { 1, 1, 1, 1 };
  int rank = 1 + (int) draw (self, 4);

  for (gint64 factor = 2; factor <= count;) {
    if (count % factor == 0) {
      dims[draw (self, (guint) rank)] *= factor;
      count /= factor;
    } else {
      factor++;
    }
  }
  return ng_build_reshape (self->builder, x, dims, rank);
}

static NgValue
transpose (Generator *self, NgValue x)
{
  int rank = ng_build_shape (self->builder, x)->rank;
  int axes[NG_MAX_RANK];

  for (int i = 0; i < rank; i++) {
    int at = (int) draw (self, (guint) i + 1);

    axes[i] = axes[at];
    axes[at] = i;
  }
  return ng_build_transpose (self->builder, x, axes);
}

static NgValue
broadcast (Generator *self, NgValue x)
{
  const NgShape *shape = ng_build_shape (self->builder, x);
  gint64 dims[NG_MAX_RANK];
  int axes[NG_MAX_RANK];
  int rank = 0;

  for (int i = 0; i <= shape->rank; i++) {
    if (draw (self, 4) == 0 && rank + shape->rank - i < 5)
      dims[rank++] = 1 + draw (self, 3);
    if (i == shape->rank)
      break;
    axes[i] = rank;
    dims[rank++] = shape->dims[i] == 1 ? 1 + draw (self, 3) : shape->dims[i];
  }
  return ng_build_broadcast (self->builder, x, dims, rank, axes);
}

static NgValue
slice (Generator *self, NgValue x)
{
  const NgShape *shape = ng_build_shape (self->builder, x);
  gint64 start[NG_MAX_RANK], step[NG_MAX_RANK], dims[NG_MAX_RANK];

  for (int i = 0; i < shape->rank; i++) {
    gint64 size = shape->dims[i];
    gint64 left = draw (self, (guint) size);

    step[i] = 1 + draw (self, 3);
    dims[i] = 1 + draw (self, (guint) ((size - 1 - left) / step[i] + 1));
    start[i] = left;
    if (draw (self, 3) == 0) {
      start[i] = left + (dims[i] - 1) * step[i];
      step[i] = -step[i];
    }
  }
  return ng_build_slice (self->builder, x, start, step, dims);
}

static NgValue
pad (Generator *self, NgValue x)
{
  gint64 before[NG_MAX_RANK], after[NG_MAX_RANK];

  for (int i = 0; i < NG_MAX_RANK; i++) {
    before[i] = draw (self, 3);
    after[i] = draw (self, 2);
  }
  return ng_build_pad (self->builder, x, before, after, draw (self, 2));
}

static NgValue
concat (Generator *self, Known x)
{
  int rank = shape_of (self, x)->rank;
  Known y = pick_like (self, x, shape_of (self, x)->element, x.is_exact);
  NgValue parts[] = { x.value, y.value, x.value };
  int axis;

  if (rank == 0)
    return x.value;
  axis = (int) draw (self, (guint) rank);
  return ng_build_concat (self->builder, parts, 2 + draw (self, 2), axis);
}

/* Integers 0 … size - 1 of the shape given. */
static NgValue
make_indices (Generator *self, NgShape shape, gint64 size)
{
  Known x;

  shape.element = NG_ELEMENT_I64;
  x = make_input (self, shape);
  return ng_build_binary (self->builder,
                          NG_PRIMITIVE_MOD,
                          x.value,
                          ng_build_fill_like (self->builder, x.value, (double) size));
}

static NgValue
gather (Generator *self, NgValue x)
{
  const NgShape *shape = ng_build_shape (self->builder, x);
  NgShape indices = { .rank = (int) draw (self, 3), .dims = { 1, 2 } };
  int axis;

  indices.dims[0] += draw (self, 4);
  if (shape->rank == 0)
    return x;
  axis = (int) draw (self, (guint) shape->rank);
  return ng_build_gather (self->builder, x, make_indices (self, indices, shape->dims[axis]), axis);
}

/* To integers of the same width and back. */
static NgValue
bit_cast (Generator *self, NgValue x)
{
  NgElement element = ng_build_shape (self->builder, x)->element;
  guint bits = ng_element_bits (element);
  NgElement whole = bits == 8    ? NG_ELEMENT_I8
                    : bits == 16 ? NG_ELEMENT_U16
                    : bits == 32 ? NG_ELEMENT_I32
                                 : NG_ELEMENT_U64;

  if (element == NG_ELEMENT_BOOL)
    return reshape (self, x);
  return ng_build_bit_cast (self->builder, ng_build_bit_cast (self->builder, x, whole), element);
}

static Known
make_move (Generator *self, NgPrimitive primitive)
{
  Known x = pick (self, draw_element (self), FALSE);
  Known y = x;

  switch (primitive) {
  case NG_PRIMITIVE_BIT_CAST:
    y.value = bit_cast (self, x.value);
    break;
  case NG_PRIMITIVE_RESHAPE:
    y.value = reshape (self, x.value);
    break;
  case NG_PRIMITIVE_TRANSPOSE:
    y.value = transpose (self, x.value);
    break;
  case NG_PRIMITIVE_BROADCAST:
    y.value = broadcast (self, x.value);
    break;
  case NG_PRIMITIVE_SLICE:
    y.value = slice (self, x.value);
    break;
  case NG_PRIMITIVE_PAD:
    y.value = pad (self, x.value);
    break;
  case NG_PRIMITIVE_CONCAT:
    y.value = concat (self, x);
    y.bound = MAX (x.bound, 256);
    break;
  default:
    y.value = gather (self, x.value);
  }
  return y;
}

static Known
make_scatter_add (Generator *self)
{
  Known x = pick (self, draw (self, 4) == 0 ? NG_ELEMENT_I32 : self->real, FALSE);
  const NgShape *shape = shape_of (self, x);
  NgShape indices = { 0 };
  gint64 size = 1 + draw (self, 4);
  int axis;

  if (shape->rank == 0)
    return x;
  axis = (int) draw (self, (guint) shape->rank);
  indices.rank = (int) draw (self, (guint) (shape->rank - axis) + 1);
  for (int i = 0; i < indices.rank; i++)
    indices.dims[i] = shape->dims[axis + i];
  return rough (
      ng_build_scatter_add (self->builder, x.value, make_indices (self, indices, size), axis, size),
      x.bound * (double) ng_shape_count (&indices));
}

static Known
make_reduction (Generator *self, NgPrimitive primitive)
{
  gboolean is_sum = primitive == NG_PRIMITIVE_SUM || primitive == NG_PRIMITIVE_PRODUCT;
  NgElement element = is_sum && draw (self, 4) > 0 ? self->real : draw_element (self);
  Known x = pick (self, is_sum && element == NG_ELEMENT_BOOL ? NG_ELEMENT_I64 : element, FALSE);
  guint mask = draw (self, 1u << shape_of (self, x)->rank);
  gboolean keeps_dims = draw (self, 2) == 0;
  gboolean is_exact = x.is_exact && !is_sum;
  double bound = x.bound;

  if (primitive == NG_PRIMITIVE_PRODUCT && ng_element_is_real (shape_of (self, x)->element)) {
    x = within (self, x, 1);
    bound = 1;
  }
  if (primitive == NG_PRIMITIVE_SUM)
    bound *= (double) count_of (self, x);
  return known (
      ng_build_reduce (self->builder, primitive, x.value, mask, keeps_dims), bound, is_exact);
}

static Known
make_arg (Generator *self, NgPrimitive primitive)
{
  Known x = pick (self, draw_element (self), TRUE);
  int rank = shape_of (self, x)->rank;
  int axis;

  if (rank == 0)
    return x;
  axis = (int) draw (self, (guint) rank);
  return known (
      ng_build_arg (self->builder, primitive, x.value, axis, draw (self, 2) == 0), 6, TRUE);
}

static Known
make_order (Generator *self)
{
  Known x = pick (self, draw_element (self), TRUE);
  int rank = shape_of (self, x)->rank;

  if (rank == 0)
    return x;
  return known (ng_build_order (self->builder, x.value, (int) draw (self, (guint) rank)), 6, TRUE);
}

static Known
make_cumulate (Generator *self)
{
  Known x = pick (self, draw (self, 4) == 0 ? draw_integer (self) : self->real, FALSE);
  int rank = shape_of (self, x)->rank;

  if (rank == 0)
    return x;
  return rough (ng_build_cumulate (self->builder, x.value, (int) draw (self, (guint) rank)),
                x.bound * (double) count_of (self, x));
}

static Known
make_matmul (Generator *self)
{
  Known a = pick (self, draw (self, 6) == 0 ? NG_ELEMENT_I32 : self->real, FALSE);
  gboolean transpose_a = draw (self, 2) == 0, transpose_b = draw (self, 2) == 0;
  NgShape shape = *shape_of (self, a);
  Known b;
  gint64 inner, columns = 1 + draw (self, 5);

  if (shape.rank < 2)
    return a;
  inner = shape.dims[shape.rank - (transpose_a ? 2 : 1)];
  shape.dims[shape.rank - 2] = transpose_b ? columns : inner;
  shape.dims[shape.rank - 1] = transpose_b ? inner : columns;
  b = make_input (self, shape);
  return rough (ng_build_matmul (self->builder, a.value, b.value, transpose_a, transpose_b),
                a.bound * b.bound * (double) inner);
}

/* A window that fits into @dims, (n, c, *d). */
static NgWindow
draw_window (Generator *self, const NgShape *shape)
{
  NgWindow window = { .rank = shape->rank - 2, .groups = 1 };

  for (int i = 0; i < window.rank; i++) {
    gint64 padded;

    window.before[i] = draw (self, 2);
    window.after[i] = draw (self, 2);
    padded = shape->dims[2 + i] + window.before[i] + window.after[i];
    window.stride[i] = 1 + draw (self, 2);
    window.size[i] = 1 + draw (self, (guint) MIN (padded, 3));
    window.dilation[i] =
        window.size[i] > 1 ? 1 + draw (self, (guint) ((padded - 1) / (window.size[i] - 1))) : 1;
  }
  return window;
}

/* A value of dims (n, c, *d) with one to three spatial axes. */
static Known
pick_image (Generator *self, gboolean is_exact)
{
  Known x = pick (self, self->real, is_exact);
  const NgShape *shape = shape_of (self, x);
  NgShape image = { .element = self->real };

  if (shape->rank >= 3 && shape->rank <= 5)
    return x;
  image.rank = 3 + (int) draw (self, 3);
  for (int i = 0; i < image.rank; i++)
    image.dims[i] = 1 + draw (self, 4);
  return make_input (self, image);
}

static Known
make_convolution (Generator *self, NgPrimitive primitive)
{
  NgProgramBuilder *to = self->builder;
  Known x = pick_image (self, FALSE);
  const NgShape *shape = shape_of (self, x);
  NgWindow window = draw_window (self, shape);
  NgShape weights = *shape, y_shape = *shape;
  Known w, y;
  NgValue value;
  double bound = 4 * MAX (x.bound, 2);

  if (draw (self, 2) == 0)
    window.groups = shape->dims[1];
  weights.dims[0] = window.groups * (1 + draw (self, 2));
  weights.dims[1] = shape->dims[1] / window.groups;
  y_shape.dims[1] = weights.dims[0];
  for (int i = 0; i < window.rank; i++) {
    weights.dims[2 + i] = window.size[i];
    y_shape.dims[2 + i] = ng_window_output (&window, i, shape->dims[2 + i]);
  }
  if (primitive == NG_PRIMITIVE_CONVOLVE) {
    w = make_input (self, weights);
    value = ng_build_convolve (to, x.value, w.value, &window);
    bound *= (double) ng_shape_count (&weights);
  } else if (primitive == NG_PRIMITIVE_CONVOLVE_DATA) {
    w = make_input (self, weights);
    y = make_input (self, y_shape);
    value = ng_build_convolve_data (to, y.value, w.value, &window, shape->dims + 2);
    bound *= (double) ng_shape_count (&weights);
  } else {
    y = make_input (self, y_shape);
    value = ng_build_convolve_weights (to, x.value, y.value, &window);
    bound *= (double) ng_shape_count (&y_shape);
  }
  return rough (value, bound);
}

static Known
make_pool (Generator *self, NgPrimitive primitive)
{
  NgProgramBuilder *to = self->builder;
  Known x = pick_image (self, primitive == NG_PRIMITIVE_POOL_MAX_DATA);
  const NgShape *shape = shape_of (self, x);
  NgWindow window = draw_window (self, shape);
  NgShape y_shape = *shape;
  Known y;

  /* A window in the padding alone would have the greatest element -Infinity. */
  for (int i = 0; i < window.rank && primitive == NG_PRIMITIVE_POOL_MAX; i++) {
    window.size[i] = 1 + draw (self, (guint) MIN (shape->dims[2 + i], 3));
    window.dilation[i] = 1;
    window.before[i] = draw (self, (guint) window.size[i]);
    window.after[i] = 0;
  }
  for (int i = 0; i < window.rank; i++)
    y_shape.dims[2 + i] = ng_window_output (&window, i, shape->dims[2 + i]);
  switch (primitive) {
  case NG_PRIMITIVE_POOL_MAX:
    return known (ng_build_pool (to, primitive, x.value, &window), x.bound, x.is_exact);
  case NG_PRIMITIVE_POOL_SUM:
    return rough (ng_build_pool (to, primitive, x.value, &window), 27 * x.bound);
  case NG_PRIMITIVE_POOL_MAX_DATA:
    y = make_input (self, y_shape);
    return rough (ng_build_pool_max_data (to, x.value, y.value, &window), 27 * y.bound);
  default:
    y = make_input (self, y_shape);
    return rough (ng_build_pool_sum_data (to, y.value, &window, shape->dims + 2), 27 * y.bound);
  }
}

static Known
make_source (Generator *self, NgPrimitive primitive)
{
  NgShape shape = draw_shape (self, draw (self, 2) == 0 ? draw_integer (self) : self->real);

  switch (primitive) {
  case NG_PRIMITIVE_FILL:
    return known (ng_build_fill (self->builder, &shape, draw (self, 4)), 4, TRUE);
  case NG_PRIMITIVE_IOTA:
    shape.rank = MAX (shape.rank, 1);
    shape.dims[0] = MAX (shape.dims[0], 1);
    return known (
        ng_build_iota (self->builder, &shape, (int) draw (self, (guint) shape.rank)), 5, TRUE);
  case NG_PRIMITIVE_RANDOM:
    shape.element = self->real;
    return known (ng_build_random (self->builder, &shape), 1, TRUE);
  default:
    return make_input (self, shape);
  }
}

static Known
make (Generator *self, NgPrimitive primitive)
{
  if (primitive < NG_PRIMITIVE_CONVERT)
    return make_source (self, primitive);
  if (primitive == NG_PRIMITIVE_CONVERT)
    return make_convert (self);
  if (primitive < NG_PRIMITIVE_ADD)
    return make_unary (self, primitive);
  if (primitive < NG_PRIMITIVE_SELECT)
    return make_binary (self, primitive);
  if (primitive == NG_PRIMITIVE_SELECT)
    return make_select (self);
  if (primitive < NG_PRIMITIVE_SCATTER_ADD)
    return make_move (self, primitive);
  if (primitive == NG_PRIMITIVE_SCATTER_ADD)
    return make_scatter_add (self);
  if (primitive < NG_PRIMITIVE_ARG_MAX)
    return make_reduction (self, primitive);
  if (primitive < NG_PRIMITIVE_ORDER)
    return make_arg (self, primitive);
  if (primitive == NG_PRIMITIVE_ORDER)
    return make_order (self);
  if (primitive == NG_PRIMITIVE_CUMULATE)
    return make_cumulate (self);
  if (primitive == NG_PRIMITIVE_MATMUL)
    return make_matmul (self);
  if (primitive < NG_PRIMITIVE_POOL_MAX)
    return make_convolution (self, primitive);
  return make_pool (self, primitive);
}

NgProgram *
ng_test_random_program (guint64 seed, NgElement real, guint n_steps)
{
  Generator self = {
    ng_program_builder_new (), g_array_new (FALSE, FALSE, sizeof (Known)), real, seed, 0, 0
  };
  GError *error = NULL;
  NgProgram *program;

  for (guint i = 0; i < n_steps; i++) {
    Known x = make (&self, (NgPrimitive) draw (&self, NG_N_PRIMITIVES));

    if (ng_program_builder_has_failed (self.builder))
      break;
    if (ng_element_is_real (shape_of (&self, x)->element))
      x = within (&self, x, MAX_BOUND);
    else
      x.is_exact = TRUE;
    if (count_of (&self, x) <= MAX_COUNT)
      g_array_append_val (self.known, x);
  }
  for (guint i = 0; i < N_OUTPUTS && i < self.known->len; i++) {
    guint recent = MIN (self.known->len, 2 * N_OUTPUTS);
    Known x = g_array_index (self.known, Known, self.known->len - 1 - draw (&self, recent));

    ng_program_builder_output (self.builder, x.value);
  }
  g_array_unref (self.known);
  program = ng_program_builder_end (self.builder, &error);
  g_assert_no_error (error);
  return program;
}
