#include "core/program/builder.h"
#include "tests/support/test.h"

static NgShape
shape (NgElement element, int rank, const gint64 *dims)
{
  NgShape result = { .element = element, .rank = rank };

  for (int i = 0; i < rank; i++)
    result.dims[i] = dims[i];
  return result;
}

/* Shapes of (2, 3) and (3), float32. */
static NgValue
matrix (NgProgramBuilder *builder)
{
  NgShape s = shape (NG_ELEMENT_F32, 2, (gint64[]){ 2, 3 });

  return ng_build_input (builder, "x", &s);
}

static NgValue
vector (NgProgramBuilder *builder)
{
  NgShape s = shape (NG_ELEMENT_F32, 1, (gint64[]){ 3 });

  return ng_build_input (builder, "b", &s);
}

static void
test_print (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue x = matrix (builder);
  NgValue b = vector (builder);
  NgValue sum;
  g_autoptr (NgProgram) program = NULL;
  g_autofree char *text = NULL;

  ng_program_builder_set_origin (builder, "net/add");
  sum = ng_build_add (builder, x, ng_build_broadcast_at (builder, b, x, 1));
  ng_program_builder_output (builder, ng_build_mean (builder, sum, 1 << 1, TRUE));
  program = ng_program_builder_end (builder, NULL);
  text = ng_program_print (program);
  g_assert_cmpstr (text,
                   ==,
                   "%0 = input f32[2,3] index=0\n"
                   "%1 = input f32[3] index=1\n"
                   "%2 = broadcast f32[2,3] %1 axes=1\n"
                   "%3 = add f32[2,3] %0 %2\n"
                   "%4 = sum f32[2] %3 mask=0x2\n"
                   "%5 = reshape f32[2,1] %4\n"
                   "%6 = fill f32[2,1] number=0.33333333333333331\n"
                   "%7 = multiply f32[2,1] %5 %6\n"
                   "outputs %7\n");
  g_assert_cmpstr (
      ng_program_origin (program, ng_program_instruction (program, 3)->origin), ==, "net/add");
  g_assert_cmpint (ng_program_instruction (program, 0)->origin, ==, -1);
  g_assert_cmpstr (ng_program_input_name (program, 1), ==, "b");
}

static void
test_run (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue x = matrix (builder);
  NgValue b = vector (builder);
  const float data[] = { 1, 2, 3, 4, 5, 6 };
  const float offsets[] = { 10, 20, 30 };
  NgTensor *inputs[] = {
    ng_tensor_new_copy (NG_ELEMENT_F32, (gint64[]){ 2, 3 }, 2, data),
    ng_tensor_new_copy (NG_ELEMENT_F32, (gint64[]){ 3 }, 1, offsets),
  };
  NgTensor *outputs[1];
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (GError) error = NULL;

  ng_program_builder_output (builder,
                             ng_build_add (builder, x, ng_build_broadcast_at (builder, b, x, 1)));
  program = ng_program_builder_end (builder, NULL);
  g_assert_true (ng_reference_run (program, inputs, 0, outputs, &error));
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (ng_tensor_get_real (outputs[0], i), ==, (double) (data[i] + offsets[i % 3]));
  ng_tensor_unref (outputs[0]);
  ng_tensor_unref (inputs[0]);
  ng_tensor_unref (inputs[1]);
}

typedef NgValue (*Step) (NgProgramBuilder *builder, NgValue x);

/* What a step makes of 1 … 6 as {{1, 2, 3}, {4, 5, 6}}. */
static NgTensor *
make (Step step)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const float data[] = { 1, 2, 3, 4, 5, 6 };
  g_autoptr (NgTensor) input = ng_tensor_new_copy (NG_ELEMENT_F32, (gint64[]){ 2, 3 }, 2, data);
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (GError) error = NULL;
  NgTensor *output = NULL;

  ng_program_builder_output (builder, step (builder, matrix (builder)));
  program = ng_program_builder_end (builder, &error);
  g_assert_no_error (error);
  g_assert_true (ng_reference_run (program, &input, 0, &output, &error));
  return output;
}

static void
assert_made (Step step, const gint64 *dims, gsize rank, const double *numbers)
{
  g_autoptr (NgTensor) made = make (step);

  g_assert_cmpuint (ng_tensor_rank (made), ==, rank);
  for (gsize i = 0; i < rank; i++)
    g_assert_cmpint (ng_tensor_dims (made)[i], ==, dims[i]);
  for (gint64 i = 0; i < ng_tensor_count (made); i++)
    g_assert_cmpfloat (ng_tensor_get_real (made, i), ==, numbers[i]);
}

static NgValue
reverse_rows (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_reverse (builder, x, 0);
}

static NgValue
reverse_columns (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_reverse (builder, x, 1);
}

static NgValue
last_row (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_part (builder, x, 0, 1);
}

static NgValue
middle_column (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_part (builder, x, 1, 1);
}

static NgValue
only_number (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_part (builder, ng_build_part (builder, x, 1, 2), 0, 0);
}

static void
test_reverse (void)
{
  assert_made (reverse_rows, (gint64[]){ 2, 3 }, 2, (double[]){ 4, 5, 6, 1, 2, 3 });
  assert_made (reverse_columns, (gint64[]){ 2, 3 }, 2, (double[]){ 3, 2, 1, 6, 5, 4 });
}

static void
test_part (void)
{
  assert_made (last_row, (gint64[]){ 3 }, 1, (double[]){ 4, 5, 6 });
  assert_made (middle_column, (gint64[]){ 2 }, 1, (double[]){ 2, 5 });
  assert_made (only_number, NULL, 0, (double[]){ 3 });
}

/* The first error stays, names both sides and the place, and later steps are harmless. */
static void
test_errors (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue x = matrix (builder);
  NgValue b = vector (builder);
  NgValue bad;
  g_autoptr (GError) error = NULL;

  ng_program_builder_set_origin (builder, "net/7");
  bad = ng_build_add (builder, x, b);
  g_assert_cmpint (bad, ==, NG_NO_VALUE);
  g_assert_true (ng_program_builder_has_failed (builder));
  g_assert_cmpint (ng_build_shape (builder, bad)->dims[3], ==, 1);
  bad = ng_build_softmax (builder, ng_build_matmul (builder, bad, x, TRUE, FALSE), 1);
  bad = ng_build_mean (builder, bad, 0xff, TRUE);
  bad = ng_build_arg (builder, NG_PRIMITIVE_ARG_MAX, bad, 40, TRUE);
  bad = ng_build_pad (builder, bad, (gint64[]){ -1 }, (gint64[]){ 2 }, 0);
  ng_program_builder_output (builder, bad);
  g_assert_null (ng_program_builder_end (builder, &error));
  g_assert_cmpstr (error->message,
                   ==,
                   "Add of float32 {2, 3} and float32 {3} needs operands of equal elements and "
                   "dimensions.");
  g_assert_cmpstr (ng_error_diagnostic (error)->place.path, ==, "net/7");
  ng_assert_tag (&error, "Program::type");
}

static NgValue
huge_broadcast (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_broadcast (builder, x, (gint64[]){ G_MAXINT64, 2, 3 }, 3, (int[]){ 1, 2 });
}

static NgValue
high_rank (NgProgramBuilder *builder, NgValue x)
{
  gint64 dims[20] = { 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };

  return ng_build_reshape (builder, x, dims, 20);
}

static NgValue
negative_dims (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_reshape (builder, x, (gint64[]){ -2, -3 }, 2);
}

static NgValue
slice_outside (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_slice (builder, x, (gint64[]){ 0, 2 }, (gint64[]){ 1, -1 }, (gint64[]){ 2, 4 });
}

static NgValue
part_outside (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_part (builder, x, 1, 3);
}

static NgValue
slice_overflow (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_slice (
      builder, x, (gint64[]){ 0, 0 }, (gint64[]){ 1, G_MAXINT64 }, (gint64[]){ 2, 3 });
}

static NgValue
huge_pad (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_pad (builder, x, (gint64[]){ 0, G_MAXINT64 }, (gint64[]){ 0, 0 }, 0);
}

static NgValue
twice_the_axis (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_transpose (builder, x, (int[]){ 1, 1 });
}

static NgValue
no_axis (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_reduce (builder, NG_PRIMITIVE_SUM, x, 1 << 5, TRUE);
}

static NgValue
real_indices (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_gather (builder, x, x, 0);
}

static NgValue
not_of_reals (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_unary (builder, NG_PRIMITIVE_NOT, x);
}

static NgValue
wide_window (NgProgramBuilder *builder, NgValue x)
{
  NgWindow window = { 1, { 4 }, { 1 }, { G_MAXINT64 }, { 0 }, { 0 }, 1 };
  NgValue image = ng_build_reshape (builder, x, (gint64[]){ 1, 2, 3 }, 3);

  return ng_build_pool (builder, NG_PRIMITIVE_POOL_MAX, image, &window);
}

static NgValue
missing_operand (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_multiply (builder, x, NG_NO_VALUE);
}

static NgValue
sub_byte_constant (NgProgramBuilder *builder, NgValue x)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("ab", 2);
  g_autoptr (NgTensor) tensor =
      ng_tensor_new_bytes (NG_ELEMENT_U4, (gint64[]){ 4 }, 1, bytes, NULL);

  return ng_build_constant (builder, tensor);
}

static NgValue
no_operands (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_concat (builder, NULL, 0, 0);
}

static void
test_refusals (void)
{
  const Step steps[] = {
    high_rank,       negative_dims,     slice_outside, slice_overflow, huge_pad,
    twice_the_axis,  no_axis,           real_indices,  not_of_reals,   wide_window,
    missing_operand, sub_byte_constant, no_operands,   part_outside,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    NgProgramBuilder *builder = ng_program_builder_new ();
    g_autoptr (GError) error = NULL;

    g_test_message ("step %" G_GSIZE_FORMAT, i);
    ng_program_builder_output (builder, steps[i](builder, matrix (builder)));
    g_assert_null (ng_program_builder_end (builder, &error));
    ng_assert_tag (&error, "Program::type");
  }
}

/* What would be sound but for its size. */
static void
test_size (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  g_autoptr (GError) error = NULL;

  ng_program_builder_output (builder, huge_broadcast (builder, matrix (builder)));
  g_assert_null (ng_program_builder_end (builder, &error));
  ng_assert_tag (&error, "NetGraph::limit");
}

/* Sizes computed from constants are known while the program is written. */
static void
test_known (void)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  const gint64 sizes[] = { 2, 3, 5 };
  NgShape big = shape (NG_ELEMENT_F32, 2, (gint64[]){ 1000, 1000 });
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_I64, (gint64[]){ 3 }, 1, sizes);
  NgValue v = ng_build_constant (builder, tensor);
  NgValue product = ng_build_reduce (builder, NG_PRIMITIVE_PRODUCT, v, 1, FALSE);
  NgValue last = ng_build_slice (builder, v, (gint64[]){ 2 }, (gint64[]){ -1 }, (gint64[]){ 2 });
  NgValue fill = ng_build_fill (builder, &big, 0.25);
  NgValue root = ng_build_unary (builder, NG_PRIMITIVE_SQRT, fill);

  g_assert_cmpint (ng_tensor_get_int (ng_build_known (builder, product), 0), ==, 30);
  g_assert_cmpint (ng_tensor_get_int (ng_build_known (builder, last), 0), ==, 5);
  g_assert_cmpint (ng_tensor_get_int (ng_build_known (builder, last), 1), ==, 3);
  g_assert_null (ng_build_known (builder, matrix (builder)));
  g_assert_null (ng_build_known (builder, NG_NO_VALUE));
  /* A fill of any size stays one. */
  g_assert_null (ng_build_known (builder, root));
  root = ng_build_slice (builder, root, (gint64[]){ 7, 8 }, (gint64[]){ 1, 1 }, (gint64[]){ 1, 2 });
  g_assert_cmpfloat (ng_tensor_get_real (ng_build_known (builder, root), 1), ==, 0.5);
  g_assert_false (ng_program_builder_has_failed (builder));
}

/* An index outside its axis is an error of the run, not of the program. */
static void
test_bad_index (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  g_autoptr (NgTensor) index = ng_tensor_new_scalar (NG_ELEMENT_I64, 3);
  g_autoptr (NgTensor) table = ng_tensor_fill (3, 1);
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (GError) error = NULL;
  NgTensor *outputs[1];

  ng_program_builder_set_origin (builder, "net/pick");
  ng_program_builder_output (
      builder,
      ng_build_gather (
          builder, ng_build_constant (builder, table), ng_build_constant (builder, index), 0));
  program = ng_program_builder_end (builder, &error);
  g_assert_no_error (error);
  g_assert_false (ng_reference_run (program, NULL, 0, outputs, &error));
  g_assert_cmpstr (ng_error_diagnostic (error)->place.path, ==, "net/pick");
  ng_assert_tag (&error, "Program::index");
}

/* Draws differ from each other, depend on the place, and are the same again. */
static void
test_streams (void)
{
  g_autoptr (GHashTable) streams = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint64 seen[2][4];

  for (int round = 0; round < 2; round++) {
    NgProgramBuilder *builder = ng_program_builder_new ();
    NgShape s = shape (NG_ELEMENT_F32, 1, (gint64[]){ 3 });
    g_autoptr (NgProgram) program = NULL;

    for (int i = 0; i < 4; i++) {
      ng_program_builder_set_origin (builder, i % 2 == 0 ? "a" : "b");
      ng_build_random (builder, &s);
    }
    program = ng_program_builder_end (builder, NULL);
    for (int i = 0; i < 4; i++)
      seen[round][i] = ng_program_instruction (program, i)->attributes->stream;
  }
  for (int i = 0; i < 4; i++) {
    g_assert_cmpuint (seen[0][i], ==, seen[1][i]);
    g_assert_true (g_hash_table_add (streams, &seen[0][i]));
  }
}

/* What is said of a promise later stands before what reads it; the other values keep their order.
 */
static void
test_promise (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgShape s = shape (NG_ELEMENT_F32, 1, (gint64[]){ 2 });
  g_autoptr (NgProgram) program = NULL;
  g_autofree NgValue *numbers = NULL;
  g_autofree char *text = NULL;
  NgValue x = ng_build_input (builder, "x", &s), y = ng_build_input (builder, "y", &s);
  NgValue promises[] = { ng_build_promise (builder, &s), ng_build_promise (builder, &s) };
  NgValue result = ng_build_add (builder, promises[0], x);
  NgValue first = ng_build_multiply (builder, promises[1], x);
  NgValue second = ng_build_unary (builder, NG_PRIMITIVE_NEGATE, y);
  NgValue values[] = { first, second };

  numbers = ng_build_settle (builder, promises, values, 2);
  g_assert_cmpint (numbers[promises[0]], ==, numbers[first]);
  ng_program_builder_output (builder, numbers[result]);
  program = ng_program_builder_end (builder, NULL);
  text = ng_program_print (program);
  g_assert_cmpstr (text,
                   ==,
                   "%0 = input f32[2] index=0\n"
                   "%1 = input f32[2] index=1\n"
                   "%2 = negate f32[2] %1\n"
                   "%3 = multiply f32[2] %2 %0\n"
                   "%4 = add f32[2] %3 %0\n"
                   "outputs %4\n");
}

static void
test_window (void)
{
  NgWindow window = { 2, { 3, 2 }, { 2, 1 }, { 1, 2 }, { 1, 0 }, { 1, 0 }, 1 };

  g_assert_cmpint (ng_window_output (&window, 0, 7), ==, 4);
  g_assert_cmpint (ng_window_output (&window, 1, 7), ==, 5);
  g_assert_cmpint (ng_window_output (&window, 1, 2), ==, 0);
  g_assert_cmpint (ng_window_output (&window, 0, G_MAXINT64), ==, 0);
  window.stride[0] = 0;
  g_assert_cmpint (ng_window_output (&window, 0, 7), ==, 0);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/program/builder/print", test_print);
  g_test_add_func ("/program/builder/run", test_run);
  g_test_add_func ("/program/builder/reverse", test_reverse);
  g_test_add_func ("/program/builder/part", test_part);
  g_test_add_func ("/program/builder/errors", test_errors);
  g_test_add_func ("/program/builder/refusals", test_refusals);
  g_test_add_func ("/program/builder/size", test_size);
  g_test_add_func ("/program/builder/known", test_known);
  g_test_add_func ("/program/builder/bad-index", test_bad_index);
  g_test_add_func ("/program/builder/streams", test_streams);
  g_test_add_func ("/program/builder/promise", test_promise);
  g_test_add_func ("/program/builder/window", test_window);
  return g_test_run ();
}
