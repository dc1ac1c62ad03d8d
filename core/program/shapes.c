/* Shape rules: what each primitive asks of its operands, and the shape of its result. They are the
 * only gate between lowering, which may be given anything, and the kernels, which check nothing. */

#include "core/program/shapes.h"

#include <string.h>

static gboolean
dims_equal (const NgShape *a, const NgShape *b)
{
  return a->rank == b->rank && memcmp (a->dims, b->dims, (gsize) a->rank * sizeof a->dims[0]) == 0;
}

static gboolean
is_number (NgElement element)
{
  return ng_element_is_real (element) || ng_element_is_integer (element);
}

static gboolean
axis_exists (int axis, int rank)
{
  return axis >= 0 && axis < rank;
}

static char *
need_real (void)
{
  return g_strdup ("needs floating-point elements");
}

char *
ng_infer_source (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  if (primitive == NG_PRIMITIVE_IOTA && !is_number (result->element))
    return g_strdup ("needs numbers as elements");
  if (primitive == NG_PRIMITIVE_IOTA && !axis_exists (a->axis, result->rank))
    return g_strdup_printf ("has no axis %d", a->axis);
  if (primitive == NG_PRIMITIVE_RANDOM && !ng_element_is_real (result->element))
    return need_real ();
  return NULL;
}

char *
ng_infer_unary (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  NgElement element = x[0]->element;
  NgElement wanted = result->element;

  *result = *x[0];
  switch (primitive) {
  case NG_PRIMITIVE_CONVERT:
    result->element = wanted;
    return NULL;
  case NG_PRIMITIVE_NEGATE:
  case NG_PRIMITIVE_ABS:
  case NG_PRIMITIVE_SIGN:
    return is_number (element) ? NULL : g_strdup ("needs numbers as elements");
  case NG_PRIMITIVE_NOT:
    return element == NG_ELEMENT_BOOL ? NULL : g_strdup ("needs bool elements");
  case NG_PRIMITIVE_IS_NAN:
    result->element = NG_ELEMENT_BOOL;
    return ng_element_is_real (element) ? NULL : need_real ();
  default:
    return ng_element_is_real (element) ? NULL : need_real ();
  }
}

char *
ng_infer_binary (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  NgElement element = x[0]->element;

  if (!ng_shape_equal (x[0], x[1]))
    return g_strdup ("needs operands of equal elements and dimensions");
  *result = *x[0];
  switch (primitive) {
  case NG_PRIMITIVE_MIN:
  case NG_PRIMITIVE_MAX:
    return NULL;
  case NG_PRIMITIVE_EQUAL:
  case NG_PRIMITIVE_LESS:
  case NG_PRIMITIVE_LESS_EQUAL:
    result->element = NG_ELEMENT_BOOL;
    return NULL;
  case NG_PRIMITIVE_AND:
  case NG_PRIMITIVE_OR:
    return element == NG_ELEMENT_BOOL || ng_element_is_integer (element)
               ? NULL
               : g_strdup ("needs bool elements or integers");
  case NG_PRIMITIVE_ATAN2:
    return ng_element_is_real (element) ? NULL : need_real ();
  default:
    return is_number (element) ? NULL : g_strdup ("needs numbers as elements");
  }
}

char *
ng_infer_select (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  if (x[0]->element != NG_ELEMENT_BOOL || !dims_equal (x[0], x[1]) || !ng_shape_equal (x[1], x[2]))
    return g_strdup ("needs a bool condition and two operands of the same dimensions");
  *result = *x[1];
  return NULL;
}

char *
ng_infer_bit_cast (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  NgElement element = result->element;

  *result = *x[0];
  result->element = element;
  return is_number (x[0]->element) && is_number (element) &&
                 ng_element_bits (element) == ng_element_bits (x[0]->element)
             ? NULL
             : g_strdup ("needs numbers of equal width");
}

char *
ng_infer_reshape (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  gint64 count;

  result->element = x[0]->element;
  if (!ng_dims_count (result->dims, (gsize) result->rank, &count) ||
      count != ng_shape_count (x[0])) {
    g_autofree char *wanted = ng_shape_print (result);

    return g_strdup_printf ("has not as many elements as %s", wanted);
  }
  return NULL;
}

char *
ng_infer_transpose (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  guint seen = 0;

  *result = *x[0];
  for (int i = 0; i < x[0]->rank; i++) {
    if (!axis_exists (a->axes[i], x[0]->rank) || (seen & 1u << a->axes[i]) != 0)
      return g_strdup ("needs each axis once");
    seen |= 1u << a->axes[i];
    result->dims[i] = x[0]->dims[a->axes[i]];
  }
  return NULL;
}

char *
ng_infer_broadcast (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  int previous = -1;

  result->element = x[0]->element;
  for (int i = 0; i < x[0]->rank; i++) {
    int axis = a->axes[i];

    if (axis <= previous || !axis_exists (axis, result->rank) ||
        (x[0]->dims[i] != 1 && x[0]->dims[i] != result->dims[axis])) {
      g_autofree char *wanted = ng_shape_print (result);

      return g_strdup_printf ("cannot be repeated to %s", wanted);
    }
    previous = axis;
  }
  return NULL;
}

char *
ng_infer_slice (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  result->element = x[0]->element;
  result->rank = x[0]->rank;
  for (int i = 0; i < x[0]->rank; i++) {
    gint64 last;

    if (result->dims[i] == 0)
      continue;
    if (result->dims[i] < 0 || a->step[i] == 0 ||
        __builtin_mul_overflow (result->dims[i] - 1, a->step[i], &last) ||
        __builtin_add_overflow (last, a->start[i], &last) || a->start[i] < 0 ||
        a->start[i] >= x[0]->dims[i] || last < 0 || last >= x[0]->dims[i])
      return g_strdup_printf ("has no %" G_GINT64_FORMAT " elements from %" G_GINT64_FORMAT
                              " in steps of %" G_GINT64_FORMAT " along axis %d",
                              result->dims[i],
                              a->start[i],
                              a->step[i],
                              i);
  }
  return NULL;
}

char *
ng_infer_pad (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  result->element = x[0]->element;
  result->rank = x[0]->rank;
  for (int i = 0; i < x[0]->rank; i++)
    if (a->start[i] < 0 || result->dims[i] < 0 || result->dims[i] > NG_MAX_ELEMENTS ||
        a->start[i] > result->dims[i] - x[0]->dims[i])
      return g_strdup_printf ("cannot be padded along axis %d from %" G_GINT64_FORMAT
                              " on to %" G_GINT64_FORMAT " elements",
                              i,
                              a->start[i],
                              result->dims[i]);
  return NULL;
}

char *
ng_infer_concat (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  *result = *x[0];
  if (!axis_exists (a->axis, x[0]->rank))
    return g_strdup_printf ("has no axis %d", a->axis);
  for (guint i = 1; i < n; i++) {
    NgShape expected = *x[0];
    gint64 *sum = &result->dims[a->axis];

    if (x[i]->rank == expected.rank)
      expected.dims[a->axis] = x[i]->dims[a->axis];
    if (!ng_shape_equal (x[i], &expected)) {
      g_autofree char *other = ng_shape_print (x[i]);

      return g_strdup_printf (
          "does not fit to %s, operand %u, along axis %d", other, i + 1, a->axis);
    }
    *sum += x[i]->dims[a->axis];
    if (*sum > NG_MAX_ELEMENTS)
      return g_strdup ("would become too large");
  }
  return NULL;
}

char *
ng_infer_gather (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  int n_after = x[0]->rank - a->axis - 1;

  if (!axis_exists (a->axis, x[0]->rank))
    return g_strdup_printf ("has no axis %d", a->axis);
  if (x[1]->element != NG_ELEMENT_I64)
    return g_strdup ("needs int64 indices");
  if (x[0]->rank - 1 + x[1]->rank > NG_MAX_RANK)
    return g_strdup ("would have too many dimensions");
  *result = *x[0];
  result->rank = x[0]->rank - 1 + x[1]->rank;
  for (int i = 0; i < x[1]->rank; i++)
    result->dims[a->axis + i] = x[1]->dims[i];
  for (int i = 0; i < n_after; i++)
    result->dims[a->axis + x[1]->rank + i] = x[0]->dims[a->axis + 1 + i];
  return NULL;
}

/* The size of the axis that the indices point into is given as result->dims[axis]. */
char *
ng_infer_scatter_add (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  int rank = x[0]->rank - x[1]->rank + 1;
  gint64 size;

  if (x[1]->element != NG_ELEMENT_I64)
    return g_strdup ("needs int64 indices");
  if (rank < 1 || rank > NG_MAX_RANK || !axis_exists (a->axis, rank))
    return g_strdup_printf ("has no axis %d", a->axis);
  if (!is_number (x[0]->element))
    return g_strdup ("needs numbers as elements");
  size = result->dims[a->axis];
  for (int i = 0; i < x[1]->rank; i++)
    if (x[0]->dims[a->axis + i] != x[1]->dims[i])
      return g_strdup ("needs an index for each element");
  *result = *x[0];
  result->rank = rank;
  result->dims[a->axis] = size;
  for (int i = a->axis + 1; i < rank; i++)
    result->dims[i] = x[0]->dims[x[1]->rank + i - 1];
  return NULL;
}

/* @result is @x without the axes of @mask. */
static void
drop_axes (const NgShape *x, guint mask, NgShape *result)
{
  *result = *x;
  result->rank = 0;
  for (int i = 0; i < x->rank; i++)
    if ((mask & 1u << i) == 0)
      result->dims[result->rank++] = x->dims[i];
}

char *
ng_infer_reduce (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  gboolean is_sum = primitive == NG_PRIMITIVE_SUM || primitive == NG_PRIMITIVE_PRODUCT;

  if (a->mask >> x[0]->rank != 0)
    return g_strdup_printf ("has no axis %d", g_bit_nth_msf (a->mask, -1));
  if (is_sum && !is_number (x[0]->element))
    return g_strdup ("needs numbers as elements");
  drop_axes (x[0], a->mask, result);
  return NULL;
}

char *
ng_infer_arg (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  if (!axis_exists (a->axis, x[0]->rank))
    return g_strdup_printf ("has no axis %d", a->axis);
  if (x[0]->dims[a->axis] == 0)
    return g_strdup_printf ("is empty along axis %d", a->axis);
  drop_axes (x[0], 1u << a->axis, result);
  result->element = NG_ELEMENT_I64;
  return NULL;
}

char *
ng_infer_order (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  if (!axis_exists (a->axis, x[0]->rank))
    return g_strdup_printf ("has no axis %d", a->axis);
  *result = *x[0];
  result->element = NG_ELEMENT_I64;
  return NULL;
}

char *
ng_infer_cumulate (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  if (!axis_exists (a->axis, x[0]->rank))
    return g_strdup_printf ("has no axis %d", a->axis);
  *result = *x[0];
  return is_number (x[0]->element) ? NULL : g_strdup ("needs numbers as elements");
}

char *
ng_infer_matmul (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  int rank = x[0]->rank;
  int a_rows = rank - 2 + (a->transpose_a ? 1 : 0), a_columns = rank - 2 + (a->transpose_a ? 0 : 1);
  int b_rows = rank - 2 + (a->transpose_b ? 1 : 0), b_columns = rank - 2 + (a->transpose_b ? 0 : 1);

  if (x[0]->element != x[1]->element || !is_number (x[0]->element))
    return g_strdup ("needs numbers of one element");
  if (rank < 2 || x[1]->rank != rank)
    return g_strdup ("needs two stacks of matrices of equal rank");
  for (int i = 0; i < rank - 2; i++)
    if (x[0]->dims[i] != x[1]->dims[i])
      return g_strdup_printf ("needs equal sizes along axis %d", i);
  if (x[0]->dims[a_columns] != x[1]->dims[b_rows])
    return g_strdup_printf ("needs as many columns on the left (%" G_GINT64_FORMAT
                            ") as rows on the right (%" G_GINT64_FORMAT ")",
                            x[0]->dims[a_columns],
                            x[1]->dims[b_rows]);
  *result = *x[0];
  result->dims[rank - 2] = x[0]->dims[a_rows];
  result->dims[rank - 1] = x[1]->dims[b_columns];
  return NULL;
}

/* Whether @outer, windowed, has the spatial sizes of @inner; both (n, c, *d). */
static char *
check_window (const NgWindow *window, const NgShape *outer, const NgShape *inner)
{
  if (window->rank < 1 || window->rank > NG_MAX_WINDOW_RANK || outer->rank != window->rank + 2)
    return g_strdup_printf (
        "needs %d dimensions for a window of rank %d", window->rank + 2, window->rank);
  for (int i = 0; i < window->rank; i++) {
    gint64 size = ng_window_output (window, i, outer->dims[2 + i]);

    if (size == 0)
      return g_strdup_printf ("has %" G_GINT64_FORMAT
                              " elements along axis %d, too few for a window"
                              " of %" G_GINT64_FORMAT,
                              outer->dims[2 + i],
                              2 + i,
                              window->size[i]);
    if (inner != NULL && inner->dims[2 + i] != size)
      return g_strdup_printf ("gives %" G_GINT64_FORMAT
                              " windows along axis %d, not %" G_GINT64_FORMAT,
                              size,
                              2 + i,
                              inner->dims[2 + i]);
  }
  return NULL;
}

/* The whole geometry: x (n, c, *d), w (o, c/g, *k), y (n, o, *e). */
static char *
check_convolution (const NgWindow *window, const NgShape *x, const NgShape *w, const NgShape *y)
{
  char *problem = check_window (window, x, y);

  if (problem != NULL)
    return problem;
  if (w->rank != x->rank || y->rank != x->rank || x->dims[0] != y->dims[0] ||
      y->dims[1] != w->dims[0])
    return g_strdup ("does not fit to its weights");
  if (window->groups < 1 || w->dims[0] % window->groups != 0 || x->dims[1] % window->groups != 0 ||
      x->dims[1] / window->groups != w->dims[1])
    return g_strdup_printf ("needs channels for %" G_GINT64_FORMAT
                            " groups: there are %" G_GINT64_FORMAT " in, %" G_GINT64_FORMAT
                            " out, and weights for %" G_GINT64_FORMAT,
                            window->groups,
                            x->dims[1],
                            w->dims[0],
                            w->dims[1]);
  for (int i = 0; i < window->rank; i++)
    if (w->dims[2 + i] != window->size[i])
      return g_strdup ("has weights of another size than its window");
  return NULL;
}

char *
ng_infer_convolve (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  const NgWindow *window = &a->window;
  int rank = window->rank + 2;
  char *problem;

  if (x[0]->element != x[1]->element || !ng_element_is_real (x[0]->element))
    return g_strdup ("needs floating-point operands of one element");
  if (window->rank < 1 || window->rank > NG_MAX_WINDOW_RANK || x[0]->rank != rank ||
      x[1]->rank != rank)
    return g_strdup_printf ("needs %d dimensions for a window of rank %d", rank, window->rank);

  result->element = x[0]->element;
  result->rank = rank;
  switch (primitive) {
  case NG_PRIMITIVE_CONVOLVE:
    problem = check_window (window, x[0], NULL);
    if (problem != NULL)
      return problem;
    result->dims[0] = x[0]->dims[0];
    result->dims[1] = x[1]->dims[0];
    for (int i = 0; i < window->rank; i++)
      result->dims[2 + i] = ng_window_output (window, i, x[0]->dims[2 + i]);
    return check_convolution (window, x[0], x[1], result);
  case NG_PRIMITIVE_CONVOLVE_DATA:
    /* The spatial sizes of x are given. */
    result->dims[0] = x[0]->dims[0];
    if (__builtin_mul_overflow (x[1]->dims[1], window->groups, &result->dims[1]))
      return g_strdup ("has too many groups");
    return check_convolution (window, result, x[1], x[0]);
  default:
    result->dims[0] = x[1]->dims[1];
    result->dims[1] = window->groups > 0 ? x[0]->dims[1] / window->groups : 0;
    for (int i = 0; i < window->rank; i++)
      result->dims[2 + i] = window->size[i];
    return check_convolution (window, x[0], result, x[1]);
  }
}

char *
ng_infer_pool (
    NgPrimitive primitive, const NgShape *const *x, guint n, const NgAttributes *a, NgShape *result)
{
  const NgWindow *window = &a->window;
  NgShape free_dims = *result;
  char *problem;

  for (guint i = 0; i < n; i++)
    if (x[i]->element != x[0]->element || !ng_element_is_real (x[i]->element))
      return g_strdup ("needs floating-point operands of one element");
  *result = *x[0];
  switch (primitive) {
  case NG_PRIMITIVE_POOL_MAX:
  case NG_PRIMITIVE_POOL_SUM:
    problem = check_window (window, x[0], NULL);
    for (int i = 0; problem == NULL && i < window->rank; i++)
      result->dims[2 + i] = ng_window_output (window, i, x[0]->dims[2 + i]);
    return problem;
  case NG_PRIMITIVE_POOL_MAX_DATA:
    if (x[1]->rank != x[0]->rank || x[0]->rank < 2 ||
        memcmp (x[0]->dims, x[1]->dims, 2 * sizeof x[0]->dims[0]) != 0)
      return g_strdup ("does not fit to what arrives at its windows");
    return check_window (window, x[0], x[1]);
  default:
    /* The spatial sizes of x are given. */
    for (int i = 2; i < x[0]->rank; i++)
      result->dims[i] = free_dims.dims[i];
    return check_window (window, result, x[0]);
  }
}
