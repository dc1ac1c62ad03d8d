#include "tests/support/plans.h"

#include <math.h>

/* The floats between @low and @high in @n steps, through one primitive, and how far they are off
 * the function in units in the last place of the result. */
static double
worst_error (NgPrimitive primitive, double (*function) (double), double low, double high, gint64 n)
{
  const NgShape shape = { NG_ELEMENT_F32, 1, { n } };
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  NgValue x = ng_build_input (builder, "x", &shape);
  g_autofree float *xs = g_new (float, (gsize) n);
  const gconstpointer inputs[] = { xs };
  double worst = 0;

  for (gint64 i = 0; i < n; i++)
    xs[i] = (float) (low + (high - low) * (double) i / (double) (n - 1));
  ng_program_builder_output (builder, ng_build_unary (builder, primitive, x));
  g_autoptr (NgProgram) program = ng_program_builder_end (g_steal_pointer (&builder), NULL);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  g_autoptr (NgRun) run = ng_run_new (plan, NULL);
  g_assert_true (ng_run_execute (run, inputs, 0, NULL, NULL));
  const float *found = ng_run_output (run, 0);

  for (gint64 i = 0; i < n; i++) {
    double exact = function ((double) xs[i]);
    double unit = ldexp (1, MAX (ilogb (exact), -126) - 23);

    if (exact == 0 || fabs (exact) > 3.4e38)
      continue;
    worst = MAX (worst, fabs ((double) found[i] - exact) / unit);
  }
  return worst;
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

/* Bounds that hold with some room over what was measured. */
static void
test_accuracy (void)
{
  const gint64 n = 1 << 20;

  g_assert_cmpfloat (worst_error (NG_PRIMITIVE_EXP, exp, -104, 89, n), <, 2);
  g_assert_cmpfloat (worst_error (NG_PRIMITIVE_EXP, exp, -1, 1, n), <, 2);
  g_assert_cmpfloat (worst_error (NG_PRIMITIVE_LOG, log, 1e-30, 10, n), <, 2);
  g_assert_cmpfloat (worst_error (NG_PRIMITIVE_LOG, log, 1e-40, 1e-36, n), <, 2);
  g_assert_cmpfloat (worst_error (NG_PRIMITIVE_TANH, tanh, -10, 10, n), <, 3);
  g_assert_cmpfloat (worst_error (NG_PRIMITIVE_TANH, tanh, -1e-3, 1e-3, n), <, 3);
  g_assert_cmpfloat (worst_error (NG_PRIMITIVE_SIGMOID, sigmoid, -80, 20, n), <, 4);
  g_assert_cmpfloat (worst_error (NG_PRIMITIVE_ERF, erf, -5, 5, n), <, 3);
}

/* Every elementwise primitive, over all that its element allows, against the definition. */
static void
test_primitives (void)
{
  static const NgElement elements[] = {
    NG_ELEMENT_F32, NG_ELEMENT_F64, NG_ELEMENT_I64, NG_ELEMENT_I32, NG_ELEMENT_BOOL
  };
  static const gint64 sizes[] = { 1, 7, 33, 5000 };

  for (NgPrimitive primitive = NG_PRIMITIVE_NEGATE; primitive <= NG_PRIMITIVE_OR; primitive++) {
    for (gsize e = 0; e < G_N_ELEMENTS (elements); e++) {
      for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
        g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
        const NgShape shape = { elements[e], 1, { sizes[s] } };
        NgValue x = ng_build_input (builder, "x", &shape);
        NgValue y;

        if (primitive < NG_PRIMITIVE_ADD)
          y = ng_build_unary (builder, primitive, x);
        else
          y = ng_build_binary (builder, primitive, x, ng_build_input (builder, "y", &shape));
        if (!ng_program_builder_has_failed (builder))
          ng_test_check_last (g_steal_pointer (&builder), y, 2e-5);
      }
    }
  }
}

static void
test_convert (void)
{
  static const NgElement elements[] = { NG_ELEMENT_F32, NG_ELEMENT_F64,  NG_ELEMENT_I64,
                                        NG_ELEMENT_I32, NG_ELEMENT_BOOL, NG_ELEMENT_U8,
                                        NG_ELEMENT_I16 };

  for (gsize from = 0; from < G_N_ELEMENTS (elements); from++) {
    for (gsize to = 0; to < G_N_ELEMENTS (elements); to++) {
      NgProgramBuilder *builder = ng_program_builder_new ();
      const NgShape shape = { elements[from], 2, { 5, 9 } };
      NgValue x = ng_build_input (builder, "x", &shape);

      ng_test_check_last (builder, ng_build_convert (builder, x, elements[to]), 1e-7);
    }
  }
}

/* Broadcasts, transpositions and slices are read where they lie. */
static void
test_views (void)
{
  static const gint64 dims[4] = { 2, 6, 5, 7 };
  static const int axes[4] = { 2, 0, 3, 1 };
  static const gint64 start[4] = { 0, 5, 1, 6 };
  static const gint64 step[4] = { 1, -2, 2, -1 };
  static const gint64 some[4] = { 2, 3, 2, 7 };
  const NgShape shape = { NG_ELEMENT_F32, 4, { 2, 6, 5, 7 } };
  const NgShape channel = { NG_ELEMENT_F32, 1, { 6 } };
  const NgShape last = { NG_ELEMENT_F32, 1, { 7 } };
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue x = ng_build_input (builder, "x", &shape);
  NgValue y = ng_build_add (
      builder, x, ng_build_broadcast_at (builder, ng_build_input (builder, "c", &channel), x, 1));

  y = ng_build_multiply (
      builder,
      y,
      ng_build_broadcast_numpy (builder, ng_build_input (builder, "l", &last), dims, 4));
  y = ng_build_slice (builder, y, start, step, some);
  y = ng_build_unary (builder, NG_PRIMITIVE_TANH, ng_build_transpose (builder, y, axes));
  ng_program_builder_output (builder, ng_build_transpose (builder, x, axes));
  ng_program_builder_output (builder, ng_build_slice (builder, x, start, step, some));
  ng_test_check_last (builder, y, 1e-6);
}

/* A value that is kept, and the same elements in other dimensions that are kept too. */
static void
test_kept_twice (void)
{
  const NgShape shape = { NG_ELEMENT_F64, 3, { 1, 4, 3 } };
  const NgShape places = { NG_ELEMENT_I64, 1, { 5 } };
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue x = ng_build_input (builder, "x", &shape);
  NgValue place = ng_build_input (builder, "places", &places);
  NgValue y = ng_build_transpose (builder, x, (int[]){ 0, 2, 1 });

  ng_program_builder_output (
      builder, ng_build_order (builder, ng_build_reshape (builder, y, (gint64[]){ 3, 4 }, 2), 1));
  y = ng_build_reshape (builder, y, (gint64[]){ 12 }, 1);
  ng_test_check_last (builder, ng_build_gather (builder, y, place, 0), 0);
}

/* Softmax, normalization of rows, and losses are reductions between elementwise instructions. */
static void
test_rows (void)
{
  for (gint64 columns = 1; columns < 20000; columns = columns * 3 + 1) {
    for (int element = 0; element < 2; element++) {
      NgProgramBuilder *builder = ng_program_builder_new ();
      const NgShape shape = { element ? NG_ELEMENT_F64 : NG_ELEMENT_F32, 2, { 5, columns } };
      NgValue x = ng_build_input (builder, "x", &shape);
      NgValue mean = ng_build_mean (builder, x, 2, TRUE);
      NgValue centred =
          ng_build_subtract (builder, x, ng_build_broadcast_numpy (builder, mean, shape.dims, 2));
      NgValue square = ng_build_multiply (builder, centred, centred);
      NgValue variance = ng_build_offset (builder, ng_build_mean (builder, square, 2, TRUE), 1e-3);
      NgValue root = ng_build_unary (builder, NG_PRIMITIVE_SQRT, variance);
      NgValue y = ng_build_divide (
          builder, centred, ng_build_broadcast_numpy (builder, root, shape.dims, 2));

      ng_program_builder_output (builder, ng_build_softmax (builder, x, 2));
      ng_program_builder_output (builder, ng_build_softmax (builder, x, 3));
      ng_test_check_last (builder, y, 2e-5);
    }
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/elementwise/accuracy", test_accuracy);
  g_test_add_func ("/kernels/elementwise/primitives", test_primitives);
  g_test_add_func ("/kernels/elementwise/convert", test_convert);
  g_test_add_func ("/kernels/elementwise/views", test_views);
  g_test_add_func ("/kernels/elementwise/kept-twice", test_kept_twice);
  g_test_add_func ("/kernels/elementwise/rows", test_rows);
  return g_test_run ();
}
