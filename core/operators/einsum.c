/* Einsum: sums of products by named axes. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/program/compose.h"

/* The labels of one operand or of the result of Einsum: letters, and codes from 1000 on for
 * the axes that "..." stands for. */
typedef struct {
  int labels[NG_MAX_RANK];
  int rank;
} Labels;

/* One operand of Einsum. */
typedef struct {
  NgValue value;
  Labels axes;
} Operand;

/* Reads letters up to ',' '-' or the end; "..." becomes @dots axes of the codes 1000, 1001, … */
static gboolean
read_labels (const char **at, int rank, int max_dots, Labels *labels)
{
  int letters = 0;
  const char *p;

  for (p = *at; *p != '\0' && *p != ',' && *p != '-'; p++)
    letters += g_ascii_isalpha (*p);
  int dots = rank >= 0 ? rank - letters : max_dots;
  labels->rank = 0;
  for (p = *at; *p != '\0' && *p != ',' && *p != '-'; p++) {
    if (g_ascii_isspace (*p))
      continue;
    if (g_str_has_prefix (p, "...")) {
      for (int i = 0; i < dots; i++) {
        if (labels->rank == NG_MAX_RANK)
          return FALSE;
        labels->labels[labels->rank++] = 1000 + max_dots - dots + i;
      }
      p += 2;
    } else if (g_ascii_isalpha (*p) && labels->rank < NG_MAX_RANK) {
      labels->labels[labels->rank++] = *p;
    } else {
      return FALSE;
    }
  }
  *at = p;
  return rank < 0 || labels->rank == rank;
}

static int
find_label (const Labels *labels, int code)
{
  for (int i = 0; i < labels->rank; i++) {
    if (labels->labels[i] == code)
      return i;
  }
  return -1;
}

/* Moves the axes of @x into the order of @wanted, those that it lacks of size 1. */
static NgValue
arrange (NgOperation *to, const Operand *x, const Labels *wanted)
{
  const NgShape shape = *ng_operation_shape (to, x->value);
  int axes[NG_MAX_RANK];
  gint64 dims[NG_MAX_RANK];
  int n = 0;

  for (int i = 0; i < wanted->rank; i++) {
    int at = find_label (&x->axes, wanted->labels[i]);
    dims[i] = at >= 0 ? shape.dims[at] : 1;
    if (at >= 0)
      axes[n++] = at;
  }
  return ng_build_reshape (
      to->builder, ng_build_transpose (to->builder, x->value, axes), dims, wanted->rank);
}

/* An axis that comes twice becomes one: its diagonal. */
static gboolean
take_diagonals (NgOperation *to, Operand *x)
{
  Labels once = { .rank = 0 };

  for (int i = 0; i < x->axes.rank; i++) {
    int code = x->axes.labels[i], first = find_label (&once, code);
    if (first < 0) {
      once.labels[once.rank++] = code;
      continue;
    }
    /* Both axes go to the end as one, of which every (n + 1)-th element is on the diagonal. */
    NgShape shape = *ng_operation_shape (to, x->value);
    int order[NG_MAX_RANK], n_order = 0;
    int at = once.rank;
    gint64 n = shape.dims[first], dims[NG_MAX_RANK];
    if (n != shape.dims[at]) {
      ng_operation_fail (to, "repeats an index of unequal sizes");
      return FALSE;
    }
    for (int axis = 0; axis < shape.rank; axis++) {
      if (axis != first && axis != at)
        order[n_order++] = axis;
    }
    for (int axis = 0; axis < n_order; axis++)
      dims[axis] = shape.dims[order[axis]];
    order[n_order] = first;
    order[n_order + 1] = at;
    dims[n_order] = n * n;
    NgValue flat = ng_build_reshape (
        to->builder, ng_build_transpose (to->builder, x->value, order), dims, shape.rank - 1);
    NgValue diagonal = ng_operation_part (to, flat, n_order, 0, n + 1, n);
    /* Back to the place of the first. */
    for (int axis = 0; axis < shape.rank - 1; axis++)
      order[axis] = axis < first ? axis : axis == first ? n_order : axis - 1;
    x->value = ng_build_transpose (to->builder, diagonal, order);
  }
  x->axes = once;
  return TRUE;
}

/* Whether the result has the label, or operands still to come. */
static gboolean
is_needed (int code, const Labels *result, const Operand *others, gsize n)
{
  gboolean needed = find_label (result, code) >= 0;

  for (gsize i = 0; i < n; i++)
    needed = needed || find_label (&others[i].axes, code) >= 0;
  return needed;
}

/* Sums over the labels that neither @partner, which is multiplied next, nor anything after needs.
 */
static void
drop_labels (NgOperation *to,
             Operand *x,
             const Operand *partner,
             const Labels *result,
             const Operand *others,
             gsize n)
{
  guint mask = 0;
  Labels rest = { .rank = 0 };

  for (int i = 0; i < x->axes.rank; i++) {
    int code = x->axes.labels[i];
    if (is_needed (code, result, others, n) ||
        (partner != NULL && find_label (&partner->axes, code) >= 0))
      rest.labels[rest.rank++] = code;
    else
      mask |= 1u << i;
  }
  x->axes = rest;
  x->value = ng_build_reduce (to->builder, NG_PRIMITIVE_SUM, x->value, mask, FALSE);
}

/* An axis of size 1 is as long as that of the same label in @like. */
static void
stretch (NgOperation *to, Operand *x, const Operand *like)
{
  NgShape shape = *ng_operation_shape (to, x->value);
  const NgShape *other = ng_operation_shape (to, like->value);

  for (int i = 0; i < shape.rank; i++) {
    int at = find_label (&like->axes, x->axes.labels[i]);
    if (at >= 0 && shape.dims[i] == 1)
      shape.dims[i] = other->dims[at];
  }
  x->value = ng_build_broadcast_numpy (to->builder, x->value, shape.dims, shape.rank);
}

static Labels
join_labels (const Labels *first, const Labels *second, const Labels *third)
{
  const Labels *parts[] = { first, second, third };
  Labels all = { .rank = 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    for (int k = 0; k < parts[i]->rank; k++)
      all.labels[all.rank++] = parts[i]->labels[k];
  }
  return all;
}

/* Two operands: (shared and kept, own of a, shared and summed) times (shared and kept, summed, own
 * of b). @others are those still to come. */
static gboolean
contract (
    NgOperation *to, Operand *a, Operand *b, const Labels *result, const Operand *others, gsize n)
{
  Labels stack = { .rank = 0 }, sum = { .rank = 0 }, own_a = { .rank = 0 }, own_b = { .rank = 0 };
  gint64 sizes[4] = { 1, 1, 1, 1 }, dims[NG_MAX_RANK];
  Operand product = { .axes = { .rank = 0 } };

  stretch (to, a, b);
  stretch (to, b, a);
  for (int i = 0; i < a->axes.rank; i++) {
    int code = a->axes.labels[i];
    gboolean shared = find_label (&b->axes, code) >= 0;
    gboolean stays = is_needed (code, result, others, n);
    Labels *list = !shared ? &own_a : stays ? &stack : &sum;
    list->labels[list->rank++] = code;
    sizes[!shared ? 1 : stays ? 0 : 2] *= ng_operation_shape (to, a->value)->dims[i];
  }
  for (int i = 0; i < b->axes.rank; i++) {
    if (find_label (&a->axes, b->axes.labels[i]) < 0) {
      own_b.labels[own_b.rank++] = b->axes.labels[i];
      sizes[3] *= ng_operation_shape (to, b->value)->dims[i];
    }
  }
  if (stack.rank + own_a.rank + own_b.rank > NG_MAX_RANK) {
    ng_operation_lack (to, "with more than %d indices at once cannot be run", NG_MAX_RANK);
    return FALSE;
  }
  Labels order_a = join_labels (&stack, &own_a, &sum);
  Labels order_b = join_labels (&stack, &sum, &own_b);
  product.axes = join_labels (&stack, &own_a, &own_b);
  for (int i = 0; i < product.axes.rank; i++) {
    int in_a = find_label (&a->axes, product.axes.labels[i]);
    dims[i] = in_a >= 0 ? ng_operation_shape (to, a->value)->dims[in_a]
                        : ng_operation_shape (to, b->value)
                              ->dims[find_label (&b->axes, product.axes.labels[i])];
  }
  gint64 dims_a[3] = { sizes[0], sizes[1], sizes[2] }, dims_b[3] = { sizes[0], sizes[2], sizes[3] };
  NgValue y = ng_build_matmul (to->builder,
                               ng_build_reshape (to->builder, arrange (to, a, &order_a), dims_a, 3),
                               ng_build_reshape (to->builder, arrange (to, b, &order_b), dims_b, 3),
                               FALSE,
                               FALSE);
  product.value = ng_build_reshape (to->builder, y, dims, product.axes.rank);
  *a = product;
  return !ng_operation_has_failed (to);
}

/* Without "->" the result has the letters that come once, sorted, after the dots. */
static gboolean
implied_labels (const Operand *operands, gsize n, int max_dots, Labels *result)
{
  result->rank = 0;
  for (int i = 0; i < max_dots; i++)
    result->labels[result->rank++] = 1000 + i;
  for (int code = 'A'; code <= 'z'; code++) {
    int count = 0;
    for (gsize i = 0; i < n; i++) {
      for (int k = 0; k < operands[i].axes.rank; k++)
        count += operands[i].axes.labels[k] == code;
    }
    if (count == 1) {
      if (result->rank == NG_MAX_RANK)
        return FALSE;
      result->labels[result->rank++] = code;
    }
  }
  return TRUE;
}

/* Fills in the operands and the labels of the result. */
static gboolean
read_equation (NgOperation *to, Operand *operands, Labels *result)
{
  const char *at = ng_onnx_node_text (to->node, "equation", ""), *p = at;
  gsize n = to->n_inputs;
  int max_dots = 0;

  for (gsize i = 0; i < n; i++) {
    int letters = 0;
    operands[i].value = ng_operation_need (to, i);
    if (operands[i].value == NG_NO_VALUE)
      return FALSE;
    for (; *p != '\0' && *p != ',' && *p != '-'; p++)
      letters += g_ascii_isalpha (*p);
    p += *p == ',';
    max_dots = MAX (max_dots, ng_operation_shape (to, operands[i].value)->rank - letters);
  }
  for (gsize i = 0; i < n; i++) {
    int rank = ng_operation_shape (to, operands[i].value)->rank;
    if (!read_labels (&at, rank, max_dots, &operands[i].axes) || (i + 1 < n && *at++ != ',')) {
      ng_operation_fail (to, "has an equation that does not fit its inputs");
      return FALSE;
    }
  }
  gboolean ok = *at == '\0' ? implied_labels (operands, n, max_dots, result)
                            : g_str_has_prefix (at, "->") &&
                                  (at += 2, read_labels (&at, -1, max_dots, result)) && *at == '\0';
  for (int i = 0; ok && i < result->rank; i++) {
    gboolean known = FALSE;
    for (gsize k = 0; k < n; k++)
      known = known || find_label (&operands[k].axes, result->labels[i]) >= 0;
    ok = known && find_label (result, result->labels[i]) == i;
  }
  if (!ok)
    ng_operation_fail (to, "has an equation that cannot be read");
  return ok;
}

/* From left to right: what is summed is summed as soon as nothing else needs it. */
static void
lower_einsum (NgOperation *to)
{
  gsize n = to->n_inputs;
  Labels result;

  if (n == 0) {
    ng_operation_fail (to, "has no inputs");
    return;
  }
  g_autofree Operand *operands = g_new0 (Operand, n);
  if (!read_equation (to, operands, &result))
    return;
  for (gsize i = 0; i < n; i++) {
    if (!take_diagonals (to, &operands[i]))
      return;
  }
  drop_labels (to, &operands[0], NULL, &result, operands + 1, n - 1);
  for (gsize i = 1; i < n; i++) {
    drop_labels (to, &operands[i], &operands[0], &result, operands + i + 1, n - i - 1);
    if (!contract (to, &operands[0], &operands[i], &result, operands + i + 1, n - i - 1))
      return;
  }
  ng_operation_output (to, 0, arrange (to, &operands[0], &result));
}

const NgOperatorClass ng_operators_einsum[] = {
  { .name = "Einsum",
    .summary = "Sum of products by named axes",
    .category = NG_CATEGORY_BASIC,
    .inputs = { "Input" },
    .outputs = { "Output" },
    .is_variadic = TRUE,
    .lower = lower_einsum },
  { .name = NULL },
};
