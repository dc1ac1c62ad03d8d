#include "tests/support/agree.h"

#include "core/base/rng.h"
#include "core/engine/evaluator.h"
#include "tests/support/test.h"

#include <math.h>

/* Integers are 1, 2 or 3: places in most tables, wherever they count from. */
static NgTensor *
draw (const NgNet *net, gsize input)
{
  const NgType *type = ng_net_input_type (net, input);
  gint64 dims[NG_MAX_RANK], n;

  for (int i = 0; i < type->rank; i++)
    dims[i] = type->dims[i].state == NG_DIM_NUMBER ? type->dims[i].value : 3;
  g_assert_true (ng_dims_count (dims, (gsize) type->rank, &n));
  double *data = g_new (double, (gsize) n);
  for (gint64 i = 0; i < n; i++) {
    double unit = ng_rng_unit (11, input, (guint64) i);
    data[i] = type->kind == NG_KIND_REAL ? 2 * unit - 1 : floor (unit * 3) + 1;
  }
  g_autoptr (NgTensor) wide = ng_tensor_new_take (NG_ELEMENT_F64, dims, (gsize) type->rank, data);
  return ng_tensor_convert (wide,
                            type->element != NG_ELEMENT_NONE ? type->element : NG_ELEMENT_F32);
}

static void
apply (NgNet *net, NgTensor *const *inputs, gboolean is_batch, NgTensor **results, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autofree NgWant *wants = g_new0 (NgWant, ng_net_n_outputs (net));
  NgApply apply = { .inputs = inputs,
                    .is_batch = is_batch,
                    .wants = wants,
                    .n_wants = ng_net_n_outputs (net),
                    .random_seed = 1 };

  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    wants[i] = (NgWant){ .kind = NG_WANT_OUTPUT, .port = (int) i };
  if (evaluator == NULL || !ng_evaluator_apply (evaluator, &apply, NULL, results, &error))
    g_error ("%s: %s", what, error->message);
}

/* The axis of the tensor that @levels do not have: its batch. */
static gsize
find_batch (const NgTensor *tensor, const NgType *levels)
{
  const gint64 *dims = ng_tensor_dims (tensor);
  gsize rank = ng_tensor_rank (tensor);

  for (gsize axis = 0; axis < rank; axis++) {
    gboolean fits = TRUE;
    for (gsize i = 0, level = 0; fits && i < rank; i++) {
      if (i == axis)
        continue;
      NgDim dim = levels->dims[level++];
      fits = dim.state != NG_DIM_NUMBER || dim.value == dims[i];
    }
    if (fits)
      return axis;
  }
  g_assert_not_reached ();
}

/* The tensor with axis @axis in front. */
static NgTensor *
move_to_front (NgTensor *tensor, gsize axis)
{
  const gint64 *dims = ng_tensor_dims (tensor);
  gsize rank = ng_tensor_rank (tensor);
  gint64 moved[NG_MAX_RANK], before = 1, after = 1;

  if (axis == 0)
    return ng_tensor_ref (tensor);
  for (gsize i = 0; i < rank; i++) {
    before *= i < axis ? dims[i] : 1;
    after *= i > axis ? dims[i] : 1;
    moved[i == axis ? 0 : i < axis ? i + 1 : i] = dims[i];
  }
  double *data = g_new (double, (gsize) ng_tensor_count (tensor));
  for (gint64 i = 0; i < before; i++) {
    for (gint64 j = 0; j < dims[axis]; j++) {
      for (gint64 k = 0; k < after; k++)
        data[(j * before + i) * after + k] =
            ng_tensor_get_real (tensor, (i * dims[axis] + j) * after + k);
    }
  }
  g_autoptr (NgTensor) wide = ng_tensor_new_take (NG_ELEMENT_F64, moved, rank, data);
  return ng_tensor_convert (wide, ng_tensor_element (tensor));
}

static void
assert_near (NgTensor *a, NgTensor *b, double tolerance, const char *what)
{
  double greatest = 1e-3, worst = 0;

  if (ng_tensor_count (a) != ng_tensor_count (b))
    g_error ("%s: another shape", what);
  for (gint64 i = 0; i < ng_tensor_count (a); i++)
    greatest = fmax (greatest, fabs (ng_tensor_get_real (a, i)));
  for (gint64 i = 0; i < ng_tensor_count (a); i++) {
    double x = ng_tensor_get_real (a, i), y = ng_tensor_get_real (b, i);
    if (!(fabs (x - y) <= tolerance * greatest) && !(isnan (x) && isnan (y)))
      g_error ("%s: %g instead of %g at %" G_GINT64_FORMAT, what, y, x, i);
    worst = fmax (worst, fabs (x - y));
  }
  g_test_message ("%s: differs by at most %g of %g", what, worst, greatest);
}

void
ng_test_values_agree (NgNet *raw, NgNet *net, double tolerance, const char *what)
{
  gsize n_inputs = ng_net_n_inputs (raw), n_outputs = ng_net_n_outputs (raw);
  gboolean is_batch = !ng_net_is_raw (net);
  g_autofree NgTensor **inputs = g_new0 (NgTensor *, n_inputs + 1);
  g_autofree NgTensor **moved = g_new0 (NgTensor *, n_inputs + 1);
  g_autofree NgTensor **wanted = g_new0 (NgTensor *, n_outputs + 1);
  g_autofree NgTensor **got = g_new0 (NgTensor *, n_outputs + 1);

  g_assert_cmpuint (ng_net_n_inputs (net), ==, n_inputs);
  g_assert_cmpuint (ng_net_n_outputs (net), ==, n_outputs);
  for (gsize i = 0; i < n_inputs; i++) {
    g_assert_cmpstr (ng_net_input_name (net, i), ==, ng_net_input_name (raw, i));
    inputs[i] = draw (raw, i);
    moved[i] = is_batch
                   ? move_to_front (inputs[i], find_batch (inputs[i], ng_net_input_type (net, i)))
                   : ng_tensor_ref (inputs[i]);
  }
  apply (raw, inputs, FALSE, wanted, what);
  apply (net, moved, is_batch, got, what);
  for (gsize i = 0; i < n_outputs; i++) {
    g_assert_cmpstr (ng_net_output_name (net, i), ==, ng_net_output_name (raw, i));
    g_autoptr (NgTensor) front =
        is_batch ? move_to_front (wanted[i], find_batch (wanted[i], ng_net_output_type (net, i)))
                 : ng_tensor_ref (wanted[i]);
    assert_near (front, got[i], tolerance, what);
    ng_tensor_unref (wanted[i]);
    ng_tensor_unref (got[i]);
  }
  for (gsize i = 0; i < n_inputs; i++) {
    ng_tensor_unref (inputs[i]);
    ng_tensor_unref (moved[i]);
  }
}
