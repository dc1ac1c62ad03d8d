#include "tests/support/plans.h"

#include <math.h>

/* Sums of up to 40000 elements below 2: floats that are added in double, or in blocks. */
#define TOLERANCE 1e-5

static const NgPrimitive reductions[] = {
  NG_PRIMITIVE_SUM, NG_PRIMITIVE_PRODUCT, NG_PRIMITIVE_REDUCE_MAX, NG_PRIMITIVE_REDUCE_MIN
};

static void
check (NgPrimitive primitive, const NgShape *shape, guint mask)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue x = ng_build_input (builder, "x", shape);

  ng_test_check_last (builder, ng_build_reduce (builder, primitive, x, mask, FALSE), TOLERANCE);
}

static void
test_sweep (void)
{
  static const NgShape shapes[] = {
    { NG_ELEMENT_F32, 1, { 1 } },
    { NG_ELEMENT_F32, 3, { 3, 5, 7 } },
    { NG_ELEMENT_F64, 3, { 3, 5, 7 } },
    { NG_ELEMENT_F32, 4, { 2, 3, 4, 33 } },
    { NG_ELEMENT_F32, 4, { 1, 17, 1, 19 } },
    { NG_ELEMENT_F32, 2, { 700, 3 } },
    { NG_ELEMENT_I64, 2, { 4, 5 } },
    { NG_ELEMENT_F32, 5, { 2, 3, 2, 3, 2 } },
    { NG_ELEMENT_F32, 2, { 3, 0 } },
    { NG_ELEMENT_F64, 2, { 0, 3 } },
  };

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++) {
    for (guint mask = 1; mask < 1u << shapes[s].rank; mask++) {
      for (gsize p = 0; p < G_N_ELEMENTS (reductions); p++)
        check (reductions[p], &shapes[s], mask);
    }
  }
}

/* Rows too long to be one tile, columns for several threads, and all of a large array. */
static void
test_large (void)
{
  static const NgShape shapes[] = {
    { NG_ELEMENT_F32, 2, { 2, 40000 } },
    { NG_ELEMENT_F32, 2, { 40000, 2 } },
    { NG_ELEMENT_F32, 2, { 150, 1000 } },
    { NG_ELEMENT_F64, 3, { 5, 150, 130 } },
  };

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++) {
    for (guint mask = 1; mask < 1u << shapes[s].rank; mask++) {
      check (NG_PRIMITIVE_SUM, &shapes[s], mask);
      check (NG_PRIMITIVE_REDUCE_MAX, &shapes[s], mask);
    }
  }
}

static void
test_places (void)
{
  static const NgShape shapes[] = { { NG_ELEMENT_F32, 3, { 3, 5, 7 } },
                                    { NG_ELEMENT_F64, 2, { 1, 9 } },
                                    { NG_ELEMENT_I64, 2, { 6, 4 } } };

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++) {
    for (int axis = 0; axis < shapes[s].rank; axis++) {
      for (int least = 0; least < 2; least++) {
        NgProgramBuilder *builder = ng_program_builder_new ();
        NgValue x = ng_build_input (builder, "x", &shapes[s]);

        ng_test_check_last (
            builder,
            ng_build_arg (
                builder, least ? NG_PRIMITIVE_ARG_MIN : NG_PRIMITIVE_ARG_MAX, x, axis, FALSE),
            0);
      }
    }
  }
}

/* The first of equals, and the first NaN. */
static void
test_ties (void)
{
  static const float rows[3][4] = { { 1, 3, 3, 2 }, { 1, NAN, 5, NAN }, { -1, -1, -1, -1 } };
  static const gint64 expected[3] = { 1, 1, 0 };
  const NgShape shape = { NG_ELEMENT_F32, 2, { 3, 4 } };
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  NgValue x = ng_build_input (builder, "x", &shape);
  const gconstpointer inputs[] = { rows };

  ng_program_builder_output (builder, ng_build_arg (builder, NG_PRIMITIVE_ARG_MAX, x, 1, FALSE));
  g_autoptr (NgProgram) program = ng_program_builder_end (g_steal_pointer (&builder), NULL);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  g_autoptr (NgRun) run = ng_run_new (plan, NULL);
  g_assert_true (ng_run_execute (run, inputs, 0, NULL, NULL));
  g_assert_cmpmem (ng_run_output (run, 0), sizeof expected, expected, sizeof expected);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/reduce/sweep", test_sweep);
  g_test_add_func ("/kernels/reduce/large", test_large);
  g_test_add_func ("/kernels/reduce/places", test_places);
  g_test_add_func ("/kernels/reduce/ties", test_ties);
  return g_test_run ();
}
