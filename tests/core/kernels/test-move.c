#include "tests/support/plans.h"

static const NgElement elements[] = {
  NG_ELEMENT_F32, NG_ELEMENT_F64, NG_ELEMENT_I64, NG_ELEMENT_BOOL
};

static void
test_pad (void)
{
  static const gint64 before[3] = { 1, 0, 2 };
  static const gint64 after[3] = { 0, 3, 1 };

  for (gsize e = 0; e < G_N_ELEMENTS (elements); e++) {
    for (int rank = 1; rank <= 3; rank++) {
      const NgShape shape = { elements[e], rank, { 3, 4, 5 } };
      NgProgramBuilder *builder = ng_program_builder_new ();
      NgValue x = ng_build_input (builder, "x", &shape);

      ng_test_check_last (builder, ng_build_pad (builder, x, before, after, 1), 0);
    }
  }
}

static void
test_concat (void)
{
  for (gsize e = 0; e < G_N_ELEMENTS (elements); e++) {
    for (int axis = 0; axis < 3; axis++) {
      NgProgramBuilder *builder = ng_program_builder_new ();
      NgValue values[3];

      for (int i = 0; i < 3; i++) {
        NgShape shape = { elements[e], 3, { 2, 3, 4 } };

        shape.dims[axis] = 1 + 2 * i;
        values[i] = ng_build_input (builder, "x", &shape);
      }
      ng_test_check_last (builder, ng_build_concat (builder, values, 3, axis), 0);
    }
  }
}

/* Indices are drawn below seven. */
static void
test_gather (void)
{
  for (gsize e = 0; e < G_N_ELEMENTS (elements); e++) {
    for (int axis = 0; axis < 3; axis++) {
      NgProgramBuilder *builder = ng_program_builder_new ();
      const NgShape table = { elements[e], 3, { 7, 8, 9 } };
      const NgShape indices = { NG_ELEMENT_I64, 2, { 4, 3 } };
      NgValue x = ng_build_input (builder, "x", &table);
      NgValue i = ng_build_input (builder, "i", &indices);

      ng_test_check_last (builder, ng_build_gather (builder, x, i, axis), 0);
    }
  }
}

/* The gradient of a gathering adds up what was gathered twice. */
static void
test_scatter (void)
{
  for (gsize e = 0; e < 2; e++) {
    for (int axis = 0; axis < 2; axis++) {
      NgProgramBuilder *builder = ng_program_builder_new ();
      const NgShape table = { elements[e], 2, { 7, 8 } };
      const NgShape indices = { NG_ELEMENT_I64, 1, { 12 } };
      NgValue x = ng_build_input (builder, "x", &table);
      NgValue i = ng_build_input (builder, "i", &indices);
      NgValue y = ng_build_gather (builder, x, i, axis);
      NgShape shape = *ng_build_shape (builder, y);
      NgValue seed = ng_build_input (builder, "seed", &shape);
      NgValue gradient;

      ng_build_gradients (builder, &y, &seed, 1, &x, 1, &gradient);
      ng_test_check_last (builder, gradient, 1e-6);
    }
  }
}

static void
test_cumulate (void)
{
  for (gsize e = 0; e < 3; e++) {
    for (int axis = 0; axis < 3; axis++) {
      NgProgramBuilder *builder = ng_program_builder_new ();
      const NgShape shape = { elements[e], 3, { 3, 4, 50 } };
      NgValue x = ng_build_input (builder, "x", &shape);

      ng_test_check_last (builder, ng_build_cumulate (builder, x, axis), 1e-6);
    }
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/move/pad", test_pad);
  g_test_add_func ("/kernels/move/concat", test_concat);
  g_test_add_func ("/kernels/move/gather", test_gather);
  g_test_add_func ("/kernels/move/scatter", test_scatter);
  g_test_add_func ("/kernels/move/cumulate", test_cumulate);
  return g_test_run ();
}
