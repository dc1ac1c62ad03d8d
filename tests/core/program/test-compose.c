/* What several layers are made of. */

#include "core/program/compose.h"
#include "tests/support/test.h"

#include <string.h>

/* Runs the program whose only output is @value on @inputs; a result or the error. */
static NgTensor *
run (NgProgramBuilder *builder, NgValue value, NgTensor *const *inputs, GError **error)
{
  g_autoptr (NgProgram) program = NULL;
  NgTensor *result = NULL;

  ng_program_builder_output (builder, value);
  program = ng_program_builder_end (builder, error);
  g_assert_nonnull (program);
  ng_reference_run (program, inputs, 1, &result, error);
  return result;
}

static NgTensor *
gather (const gint64 *indices, GError **error)
{
  const double numbers[] = { 10, 11, 12, 20, 21, 22 };
  const gint64 dims[] = { 2, 3 }, at[] = { 2, 2 };
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F64, dims, 2, numbers);
  g_autoptr (NgTensor) i = ng_tensor_new_copy (NG_ELEMENT_I64, at, 2, indices);
  NgTensor *inputs[] = { x, i };
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue a = ng_build_input (b, "x", &(NgShape){ NG_ELEMENT_F64, .rank = 2, .dims = { 2, 3 } });
  NgValue c = ng_build_input (b, "i", &(NgShape){ NG_ELEMENT_I64, .rank = 2, .dims = { 2, 2 } });

  return run (b, ng_build_gather_rows (b, a, c), inputs, error);
}

/* Each row by its own indices; one beyond the row is not an element of the next. */
static void
test_rows (void)
{
  const gint64 good[] = { 2, 0, 1, 1 }, beyond[] = { 3, 0, 1, 1 }, before[] = { 0, 0, -1, 1 };
  const double expected[] = { 12, 10, 21, 21 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) found = gather (good, &error);

  g_assert_no_error (error);
  for (gint64 i = 0; i < 4; i++)
    g_assert_cmpfloat (ng_tensor_get_real (found, i), ==, expected[i]);
  g_assert_null (gather (beyond, &error));
  ng_assert_tag (&error, "Program::index");
  g_assert_null (gather (before, &error));
  ng_assert_tag (&error, "Program::index");
}

/* A number that is outside is told as it was given: as one of those from 1. */
static void
test_numbers (void)
{
  const gint64 numbers[] = { 1, 4 }, dims[] = { 2 };
  const double table[] = { 5, 6, 7 };
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F64, (const gint64[]){ 3 }, 1, table);
  g_autoptr (NgTensor) i = ng_tensor_new_copy (NG_ELEMENT_I64, dims, 1, numbers);
  NgTensor *const inputs[] = { x, i };
  NgProgramBuilder *b = ng_program_builder_new ();
  g_autoptr (GError) error = NULL;
  NgValue a = ng_build_input (b, "x", &(NgShape){ NG_ELEMENT_F64, .rank = 1, .dims = { 3 } });
  NgValue c = ng_build_input (b, "i", &(NgShape){ NG_ELEMENT_I64, .rank = 1, .dims = { 2 } });

  g_assert_null (run (b, ng_build_gather_numbers (b, a, c, 0), inputs, &error));
  g_assert_nonnull (strstr (error->message, "Element 4, counted from 1"));
  ng_assert_tag (&error, "Program::index");
}

/* Of a softmax of 0 and 1000 that was turned and cut, and of 1 less a sigmoid of far numbers. */
static void
test_log (void)
{
  const double numbers[] = { 0, 1000, 2000, -700 };
  const double complement[] = { -0.6931471805599453, -1000, -2000, 0 };
  const gint64 dims[] = { 2, 2 };
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F64, dims, 2, numbers);
  const NgShape shape = { NG_ELEMENT_F64, .rank = 2, .dims = { 2, 2 } };
  NgProgramBuilder *b = ng_program_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) found = NULL;
  g_autoptr (NgTensor) other = NULL;
  NgValue p = ng_build_softmax (b, ng_build_input (b, "x", &shape), 2);

  p = ng_build_transpose (b, p, (int[]){ 1, 0 });
  p = ng_build_slice (b, p, (gint64[]){ 0, 0 }, (gint64[]){ 1, 1 }, (gint64[]){ 2, 1 });
  found = run (b, ng_build_log_probability (b, p), &x, &error);
  g_assert_no_error (error);
  ng_assert_near (ng_tensor_get_real (found, 0), -1000, 1e-9);
  ng_assert_near (ng_tensor_get_real (found, 1), 0, 1e-9);
  b = ng_program_builder_new ();
  p = ng_build_unary (b, NG_PRIMITIVE_SIGMOID, ng_build_input (b, "x", &shape));
  p = ng_build_subtract (b, ng_build_fill_like (b, p, 1), p);
  other = run (b, ng_build_log_probability (b, p), &x, &error);
  g_assert_no_error (error);
  for (gint64 i = 0; i < 4; i++)
    ng_assert_near (ng_tensor_get_real (other, i), complement[i], 1e-9);
}

/* √ of 4, 1/4 and 0, and its slopes 1/(2 √x), 0 at 0. */
static void
test_root (void)
{
  const double numbers[] = { 4, 0.25, 0 }, roots[] = { 2, 0.5, 0 }, slopes[] = { 0.25, 1, 0 };
  const gint64 n = 3;
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F64, &n, 1, numbers);

  for (int order = 0; order < 2; order++) {
    NgProgramBuilder *b = ng_program_builder_new ();
    g_autoptr (GError) error = NULL;
    NgValue value = ng_build_input (b, "x", &(NgShape){ NG_ELEMENT_F64, .rank = 1, .dims = { 3 } });
    NgValue root = ng_build_root (b, value), seed = ng_build_fill_like (b, root, 1), slope;

    ng_build_gradients (b, &root, &seed, 1, &value, 1, &slope);
    g_autoptr (NgTensor) found = run (b, order == 0 ? root : slope, &x, &error);
    g_assert_no_error (error);
    for (gint64 i = 0; i < n; i++)
      g_assert_cmpfloat (ng_tensor_get_real (found, i), ==, order == 0 ? roots[i] : slopes[i]);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/program/compose/rows", test_rows);
  g_test_add_func ("/program/compose/numbers", test_numbers);
  g_test_add_func ("/program/compose/log", test_log);
  g_test_add_func ("/program/compose/root", test_root);
  return g_test_run ();
}
