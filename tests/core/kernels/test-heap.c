/* Runs by our own kernels take nothing from the heap. This program counts every allocation of the
 * process. */

#include "core/kernels/blocked.h"
#include "tests/support/plans.h"

#include <stdlib.h>

extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *memory, size_t size);

static volatile gint n_allocations;

void *
malloc (size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __libc_realloc (memory, size);
}

static NgProgram *
make_program (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape shape = { NG_ELEMENT_F64, 4, { 2, 3, 40, 40 } };
  const NgShape indices = { NG_ELEMENT_I64, 1, { 5 } };
  const NgWindow two = { 2, { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 };
  static const gint64 before[4] = { 0, 0, 1, 1 };
  static const int axes[4] = { 0, 2, 3, 1 };
  NgValue x = ng_build_input (builder, "x", &shape);
  NgValue y = ng_build_pool (builder, NG_PRIMITIVE_POOL_MAX, x, &two);

  y = ng_build_pad (builder, y, before, before, 0);
  y = ng_build_transpose (builder, y, axes);
  y = ng_build_gather (builder, y, ng_build_input (builder, "i", &indices), 1);
  y = ng_build_concat (builder, (const NgValue[]){ y, y }, 2, 1);
  y = ng_build_softmax (builder, y, 8);
  ng_program_builder_output (builder, ng_build_reduce (builder, NG_PRIMITIVE_SUM, y, 1, FALSE));
  ng_program_builder_output (builder, ng_build_cumulate (builder, x, 2));
  return ng_program_builder_end (builder, NULL);
}

/* A convolution by Winograd's algorithm, with all that may follow it. */
static NgProgram *
make_convolution (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape image = { NG_ELEMENT_F32, 4, { 1, 32, 20, 20 } };
  const NgShape kernel = { NG_ELEMENT_F32, 4, { 32, 32, 3, 3 } };
  const NgWindow window = { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 };
  g_autoptr (NgTensor) weights = ng_test_tensor (&kernel, 3);
  NgValue x = ng_build_input (builder, "x", &image);
  NgValue y = ng_build_convolve (builder, x, ng_build_constant (builder, weights), &window);

  y = ng_build_add (builder, y, ng_build_input (builder, "z", &image));
  y = ng_build_binary (builder, NG_PRIMITIVE_MAX, y, ng_build_fill_like (builder, y, 0));
  ng_program_builder_output (builder, y);
  return ng_program_builder_end (builder, NULL);
}

static void
check_run (NgProgram *program)
{
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  g_autoptr (NgRun) run = ng_run_new (plan, NULL);
  g_autoptr (NgTensor) x = ng_test_tensor (ng_program_input_shape (program, 0), 1);
  g_autoptr (NgTensor) i = ng_test_tensor (ng_program_input_shape (program, 1), 2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const gconstpointer inputs[] = { ng_tensor_data (x), ng_tensor_data (i) };
  gint before;

  g_assert_true (ng_run_execute (run, inputs, 0, cancellable, NULL));
  before = g_atomic_int_get (&n_allocations);
  g_assert_cmpint (before, >, 0);
  for (int n = 0; n < 10; n++)
    ng_run_execute (run, inputs, 0, cancellable, NULL);
  g_assert_cmpint (g_atomic_int_get (&n_allocations), ==, before);
}

static void
test_run (void)
{
  g_autoptr (NgProgram) program = make_program ();

  check_run (program);
}

static void
test_convolution (void)
{
  g_autoptr (NgProgram) program = make_convolution ();

  if (ng_blocked_pays ())
    check_run (program);
  else
    g_test_skip ("Another library convolves here.");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/heap/run", test_run);
  g_test_add_func ("/kernels/heap/convolution", test_convolution);
  return g_test_run ();
}
