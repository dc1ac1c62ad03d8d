#include "tests/support/plans.h"

#include "core/base/rng.h"
#include <math.h>
#include <string.h>

NgTensor *
ng_test_tensor (const NgShape *shape, guint64 seed)
{
  gint64 n = ng_shape_count (shape);
  gsize size = ng_element_bits (shape->element) / 8;
  g_autofree double *reals = g_new (double, (gsize) n + 1);
  g_autoptr (NgTensor) wide = NULL;
  const gint64 wide_dims = n;

  for (gint64 i = 0; i < n; i++) {
    double unit = ng_rng_unit (seed, 77, (guint64) i);

    if (ng_element_is_real (shape->element))
      reals[i] = 4 * unit - 2;
    else if (shape->element == NG_ELEMENT_BOOL)
      reals[i] = unit < 0.5;
    else
      reals[i] = floor (7 * unit);
  }
  wide = ng_tensor_new_copy (NG_ELEMENT_F64, &wide_dims, 1, reals);
  g_autoptr (NgTensor) narrow = ng_tensor_convert (wide, shape->element);
  g_assert_cmpuint (ng_tensor_size (narrow), ==, (gsize) n * size);
  return ng_tensor_reshape (narrow, shape->dims, (gsize) shape->rank);
}

static void
compare_output (NgTensor *expected, gconstpointer found, double tolerance, const char *what)
{
  NgElement element = ng_tensor_element (expected);
  g_autoptr (NgTensor) result =
      ng_tensor_new_copy (element, ng_tensor_dims (expected), ng_tensor_rank (expected), found);
  double scale = 0;

  if (element == NG_ELEMENT_F64)
    tolerance *= 1e-5;
  for (gint64 i = 0; i < ng_tensor_count (expected); i++) {
    double x = fabs (ng_tensor_get_real (expected, i));
    scale = isfinite (x) ? MAX (scale, x) : scale;
  }
  for (gint64 i = 0; i < ng_tensor_count (expected); i++) {
    double x = ng_tensor_get_real (expected, i);
    double y = ng_tensor_get_real (result, i);
    gboolean is_equal = x == y || (isnan (x) && isnan (y));

    if (!is_equal && !(fabs (x - y) <= tolerance * scale))
      g_error ("%s: element %" G_GINT64_FORMAT " is %.9g rather than %.9g", what, i, y, x);
  }
}

static void
check_flags (NgProgram *program,
             NgPlanFlags flags,
             NgTensor *const *inputs,
             NgTensor *const *expected,
             double tolerance)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPlan) plan = ng_plan_new (program, flags, 0, &error);
  g_autoptr (NgRun) run = NULL;
  g_autofree char *text = NULL;
  g_autofree char *steps = NULL;
  g_autofree char *what = NULL;
  gsize n = ng_program_n_inputs (program);
  g_autofree gconstpointer *data = g_new0 (gconstpointer, n + 1);

  g_assert_no_error (error);
  run = ng_run_new (plan, &error);
  g_assert_no_error (error);
  text = ng_program_print (program);
  steps = ng_plan_describe (plan);
  what = g_strdup_printf ("flags %u of\n%s\n%s", flags, text, steps);

  /* A first run with NaN leaves NaN wherever the second does not write what it reads. */
  for (gsize i = 0; i < n; i++) {
    NgElement element = ng_tensor_element (inputs[i]);

    data[i] = ng_tensor_data (inputs[i]);
    if (ng_element_is_real (element))
      data[i] =
          memset (g_malloc (ng_tensor_size (inputs[i]) + 1), 0xff, ng_tensor_size (inputs[i]));
  }
  ng_run_execute (run, data, 3, NULL, NULL);
  for (gsize i = 0; i < n; i++) {
    if (data[i] != ng_tensor_data (inputs[i]))
      g_free ((gpointer) data[i]);
    data[i] = ng_tensor_data (inputs[i]);
  }
  ng_run_execute (run, data, 5, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < ng_program_n_outputs (program); i++)
    compare_output (expected[i], ng_run_output (run, i), tolerance, what);
}

void
ng_test_check_plan (NgProgram *program, double tolerance)
{
  const NgPlanFlags flags[] = { 0,
                                NG_PLAN_NO_FUSION,
                                NG_PLAN_REFERENCE,
                                NG_PLAN_NO_SIMPLIFY,
                                NG_PLAN_NO_SIMPLIFY | NG_PLAN_REFERENCE };
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  gsize n = ng_program_n_outputs (program);
  g_autofree NgTensor **expected = g_new0 (NgTensor *, n + 1);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < ng_program_n_inputs (program); i++)
    g_ptr_array_add (inputs, ng_test_tensor (ng_program_input_shape (program, i), i + 1));
  ng_reference_run (program, (NgTensor *const *) inputs->pdata, 5, expected, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    check_flags (program, flags[i], (NgTensor *const *) inputs->pdata, expected, tolerance);
  for (gsize i = 0; i < n; i++)
    ng_tensor_unref (expected[i]);
}

void
ng_test_check_last (NgProgramBuilder *builder, NgValue value, double tolerance)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgProgram) program = NULL;

  ng_program_builder_output (builder, value);
  program = ng_program_builder_end (builder, &error);
  g_assert_no_error (error);
  ng_test_check_plan (program, tolerance);
}

char *
ng_test_describe (NgProgram *program)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, &error);

  g_assert_no_error (error);
  return ng_plan_describe (plan);
}
