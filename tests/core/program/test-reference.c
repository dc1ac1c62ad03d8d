/* The definition of the primitives, against what mathematics and its specifications say. */

#include "core/program/builder.h"
#include "core/program/special.h"
#include "tests/support/test.h"
#include <math.h>

/* One primitive of real constants, folded while it is written. */
static double
apply (NgPrimitive primitive, double x, double y)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  const NgShape scalar = { .element = NG_ELEMENT_F64 };
  NgValue a = ng_build_fill (builder, &scalar, x), b = ng_build_fill (builder, &scalar, y);
  NgValue result = isnan (y) && primitive < NG_PRIMITIVE_ADD
                       ? ng_build_unary (builder, primitive, a)
                       : ng_build_binary (builder, primitive, a, b);
  NgTensor *tensor = ng_build_known (builder, result);

  g_assert_nonnull (tensor);
  return ng_tensor_get_real (tensor, 0);
}

static double
apply_one (NgPrimitive primitive, double x)
{
  return apply (primitive, x, (double) NAN);
}

static void
test_special (void)
{
  const double euler = 0.57721566490153286061;

  /* DLMF 5.4.14, 5.4.15 and the reflection 5.5.4. */
  ng_assert_near (ng_digamma (1), -euler, 1e-15);
  ng_assert_near (ng_digamma (0.5), -euler - 2 * log (2), 1e-15);
  ng_assert_near (ng_digamma (-0.5), 2 - euler - 2 * log (2), 4e-15);
  ng_assert_near (ng_digamma (100), 4.6001618527380874002, 1e-14);
  g_assert_true (isnan (ng_digamma (0)) && isnan (ng_digamma (-3)));
  for (double x = -4.9; x < 12; x += 0.37)
    ng_assert_near (ng_digamma (x + 1) - ng_digamma (x), 1 / x, 2e-14 * MAX (1, fabs (1 / x)));

  for (double x = -5.6; x < 5.6; x += 0.173) {
    double y = erf (x);

    /* The slope of the inverse turns one rounding of y into this many of x. */
    ng_assert_near (ng_erf_inverse (y), x, 4e-16 * (1 + exp (x * x)));
  }
  ng_assert_near (erf (ng_erf_inverse (1e-12)), 1e-12, 1e-27);
  g_assert_true (isinf (ng_erf_inverse (1)) && isnan (ng_erf_inverse (1.5)));

  g_assert_cmpfloat (ng_sigmoid (-1000), ==, 0);
  g_assert_cmpfloat (ng_sigmoid (1000), ==, 1);
  ng_assert_near (ng_sigmoid (-40) / exp (-40), 1, 1e-15);
  g_assert_true (isnan (ng_sigmoid ((double) NAN)));
}

static void
test_reals (void)
{
  const double nan = (double) NAN, infinity = (double) INFINITY;

  g_assert_cmpfloat (apply_one (NG_PRIMITIVE_ROUND, 2.5), ==, 2);
  g_assert_cmpfloat (apply_one (NG_PRIMITIVE_ROUND, -1.5), ==, -2);
  g_assert_cmpfloat (apply_one (NG_PRIMITIVE_SIGN, -0.25), ==, -1);
  g_assert_cmpfloat (apply_one (NG_PRIMITIVE_SIGN, 0), ==, 0);
  g_assert_cmpfloat (apply_one (NG_PRIMITIVE_EXPM1, 1e-20), ==, 1e-20);
  g_assert_cmpfloat (apply_one (NG_PRIMITIVE_LOG1P, 1e-20), ==, 1e-20);
  g_assert_cmpfloat (apply (NG_PRIMITIVE_MOD, -7, 3), ==, 2);
  g_assert_cmpfloat (apply (NG_PRIMITIVE_MOD, 7, -3), ==, -2);
  g_assert_cmpfloat (apply (NG_PRIMITIVE_MOD, 6, -3), ==, 0);
  g_assert_true (isnan (apply (NG_PRIMITIVE_MOD, 6, 0)));
  g_assert_true (isnan (apply (NG_PRIMITIVE_MAX, nan, 1)) &&
                 isnan (apply (NG_PRIMITIVE_MAX, 1, nan)));
  g_assert_true (isnan (apply (NG_PRIMITIVE_MIN, nan, 1)) &&
                 isnan (apply (NG_PRIMITIVE_MIN, 1, nan)));
  g_assert_cmpfloat (apply (NG_PRIMITIVE_DIVIDE, 1, 0), ==, infinity);
  g_assert_cmpfloat (apply (NG_PRIMITIVE_LESS, nan, 1), ==, 0);
  g_assert_cmpfloat (apply (NG_PRIMITIVE_EQUAL, nan, nan), ==, 0);
  g_assert_cmpfloat (apply (NG_PRIMITIVE_ATAN2, 1, -1), ==, atan2 (1, -1));
}

/* One primitive of integers of @element. */
static gint64
combine (NgElement element, NgPrimitive primitive, double x, double y)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  const NgShape scalar = { .element = element };
  NgValue result = ng_build_binary (
      builder, primitive, ng_build_fill (builder, &scalar, x), ng_build_fill (builder, &scalar, y));

  return ng_tensor_get_int (ng_build_known (builder, result), 0);
}

static void
test_integers (void)
{
  g_assert_cmpint (combine (NG_ELEMENT_I8, NG_PRIMITIVE_ADD, 127, 1), ==, -128);
  g_assert_cmpint (combine (NG_ELEMENT_U8, NG_PRIMITIVE_SUBTRACT, 0, 1), ==, 255);
  g_assert_cmpint (combine (NG_ELEMENT_I32, NG_PRIMITIVE_MULTIPLY, 65536, 65536), ==, 0);
  g_assert_cmpint (combine (NG_ELEMENT_I32, NG_PRIMITIVE_DIVIDE, -7, 2), ==, -3);
  g_assert_cmpint (combine (NG_ELEMENT_I64, NG_PRIMITIVE_DIVIDE, 5, 0), ==, 0);
  g_assert_cmpint (combine (NG_ELEMENT_I8, NG_PRIMITIVE_DIVIDE, -128, -1), ==, -128);
  g_assert_cmpint (combine (NG_ELEMENT_I64, NG_PRIMITIVE_DIVIDE, -0x1p63, -1), ==, G_MININT64);
  g_assert_cmpint (combine (NG_ELEMENT_I64, NG_PRIMITIVE_MOD, -0x1p63, -1), ==, 0);
  g_assert_cmpint (combine (NG_ELEMENT_I32, NG_PRIMITIVE_MOD, -7, 3), ==, 2);
  g_assert_cmpint (combine (NG_ELEMENT_I32, NG_PRIMITIVE_MOD, 7, -3), ==, -2);
  g_assert_cmpint (combine (NG_ELEMENT_U8, NG_PRIMITIVE_MOD, 200, 7), ==, 4);
  g_assert_cmpint (combine (NG_ELEMENT_I32, NG_PRIMITIVE_MOD, 7, 0), ==, 0);
  g_assert_cmpint (combine (NG_ELEMENT_I64, NG_PRIMITIVE_POWER, 3, 5), ==, 243);
  g_assert_cmpint (combine (NG_ELEMENT_I64, NG_PRIMITIVE_POWER, -1, -3), ==, -1);
  g_assert_cmpint (combine (NG_ELEMENT_I64, NG_PRIMITIVE_POWER, 2, -1), ==, 0);
  g_assert_cmpint (combine (NG_ELEMENT_U64, NG_PRIMITIVE_MAX, 0x1p63, 1), <, 0);
  g_assert_cmpint (combine (NG_ELEMENT_U64, NG_PRIMITIVE_LESS, 0x1p63, 1), ==, 0);
  g_assert_cmpint (combine (NG_ELEMENT_I64, NG_PRIMITIVE_LESS, -0x1p63, 1), ==, 1);
}

/* IEEE 754: 1.0 is 0x3f800000, and -2.0 is 0xc000000000000000. */
static void
test_bits (void)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  const NgShape single = { .element = NG_ELEMENT_F32 }, wide = { .element = NG_ELEMENT_I64 };
  NgValue one = ng_build_bit_cast (builder, ng_build_fill (builder, &single, 1), NG_ELEMENT_I32);
  NgValue minus =
      ng_build_bit_cast (builder, ng_build_fill (builder, &wide, -0x1p62), NG_ELEMENT_F64);

  g_assert_cmpint (ng_tensor_get_int (ng_build_known (builder, one), 0), ==, 0x3f800000);
  g_assert_cmpfloat (ng_tensor_get_real (ng_build_known (builder, minus), 0), ==, -2);
  g_assert_cmpint (combine (NG_ELEMENT_U8, NG_PRIMITIVE_AND, 0xca, 0xa6), ==, 0x82);
  g_assert_cmpint (combine (NG_ELEMENT_I16, NG_PRIMITIVE_OR, -256, 15), ==, -241);
  g_assert_cmpint (combine (NG_ELEMENT_BOOL, NG_PRIMITIVE_AND, 1, 0), ==, 0);
  g_assert_cmpint (combine (NG_ELEMENT_BOOL, NG_PRIMITIVE_OR, 1, 1), ==, 1);
  g_assert_cmpint (ng_build_bit_cast (builder, one, NG_ELEMENT_F64), ==, NG_NO_VALUE);
}

/* The known value of what @tensor becomes. */
typedef NgValue (*Step) (NgProgramBuilder *builder, NgValue x);

static void
assert_step (NgTensor *tensor, Step step, const double *expected, gint64 n)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  NgTensor *result = ng_build_known (builder, step (builder, ng_build_constant (builder, tensor)));

  g_assert_nonnull (result);
  g_assert_cmpint (ng_tensor_count (result), ==, n);
  for (gint64 i = 0; i < n; i++)
    if (!(isnan (expected[i]) && isnan (ng_tensor_get_real (result, i))))
      g_assert_cmpfloat (ng_tensor_get_real (result, i), ==, expected[i]);
}

static NgValue
greatest (NgProgramBuilder *b, NgValue x)
{
  return ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, x, 2, FALSE);
}

static NgValue
place_of_greatest (NgProgramBuilder *b, NgValue x)
{
  return ng_build_arg (b, NG_PRIMITIVE_ARG_MAX, x, 1, FALSE);
}

static NgValue
order (NgProgramBuilder *b, NgValue x)
{
  return ng_build_order (b, x, 1);
}

static NgValue
order_of_columns (NgProgramBuilder *b, NgValue x)
{
  return ng_build_order (b, x, 0);
}

static NgValue
running_sum (NgProgramBuilder *b, NgValue x)
{
  return ng_build_cumulate (b, x, 1);
}

static NgValue
pooled (NgProgramBuilder *b, NgValue x)
{
  const NgWindow window = { 1, { 2 }, { 2 }, { 1 }, { 1 }, { 2 }, 1 };

  x = ng_build_reshape (b, x, (gint64[]){ 1, 2, 3 }, 3);
  return ng_build_pool (b, NG_PRIMITIVE_POOL_MAX, x, &window);
}

static NgValue
convolved (NgProgramBuilder *b, NgValue x)
{
  /* A difference of neighbours: cross-correlation, as every framework calls convolution. */
  const NgWindow window = { 1, { 2 }, { 1 }, { 1 }, { 1 }, { 0 }, 1 };
  const float taps[] = { -1, 1 };
  g_autoptr (NgTensor) weights =
      ng_tensor_new_copy (NG_ELEMENT_F32, (gint64[]){ 1, 1, 2 }, 3, taps);

  x = ng_build_reshape (b, x, (gint64[]){ 2, 1, 3 }, 3);
  return ng_build_convolve (b, x, ng_build_constant (b, weights), &window);
}

static NgValue
of_nothing (NgProgramBuilder *b, NgValue x)
{
  NgValue nothing =
      ng_build_slice (b, x, (gint64[]){ 0, 0 }, (gint64[]){ 1, 1 }, (gint64[]){ 0, 3 });
  NgValue parts[] = {
    ng_build_reduce (b, NG_PRIMITIVE_SUM, nothing, 1, FALSE),
    ng_build_reduce (b, NG_PRIMITIVE_PRODUCT, nothing, 1, FALSE),
    ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, nothing, 1, FALSE),
    ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MIN, nothing, 1, FALSE),
  };

  return ng_build_concat (b, parts, 4, 0);
}

static void
test_arrays (void)
{
  const double nan = (double) NAN, infinity = (double) INFINITY;
  const float values[] = { 1, 5, 5, 2, (float) NAN, 9 };
  const float plain[] = { 1, 4, 9, -2, -3, -7 };
  const gint64 dims[] = { 2, 3 };
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, values);
  g_autoptr (NgTensor) y = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, plain);
  g_autoptr (NgTensor) half = ng_tensor_convert (y, NG_ELEMENT_F16);
  g_autoptr (NgTensor) bytes = ng_tensor_convert (y, NG_ELEMENT_I8);
  g_autoptr (NgTensor) unsigned_bytes = ng_tensor_convert (bytes, NG_ELEMENT_U8);

  assert_step (x, greatest, (double[]){ 5, nan }, 2);
  assert_step (x, place_of_greatest, (double[]){ 1, 1 }, 2);
  assert_step (x, order, (double[]){ 0, 1, 2, 0, 2, 1 }, 6);
  assert_step (y, order, (double[]){ 0, 1, 2, 2, 1, 0 }, 6);
  assert_step (y, order_of_columns, (double[]){ 1, 1, 1, 0, 0, 0 }, 6);
  assert_step (bytes, order, (double[]){ 0, 1, 2, 2, 1, 0 }, 6);
  assert_step (unsigned_bytes, order, (double[]){ 0, 1, 2, 2, 1, 0 }, 6);
  assert_step (y, running_sum, (double[]){ 1, 5, 14, -2, -5, -12 }, 6);
  assert_step (half, running_sum, (double[]){ 1, 5, 14, -2, -5, -12 }, 6);
  assert_step (bytes, running_sum, (double[]){ 1, 5, 14, -2, -5, -12 }, 6);
  assert_step (bytes, place_of_greatest, (double[]){ 2, 0 }, 2);
  assert_step (y, pooled, (double[]){ 1, 9, -infinity, -2, -3, -infinity }, 6);
  assert_step (y, convolved, (double[]){ 1, 3, 5, -2, -1, -4 }, 6);
  assert_step (
      y,
      of_nothing,
      (double[]){ 0, 0, 0, 1, 1, 1, -infinity, -infinity, -infinity, infinity, infinity, infinity },
      12);
  assert_step (
      bytes, of_nothing, (double[]){ 0, 0, 0, 1, 1, 1, -128, -128, -128, 127, 127, 127 }, 12);
}

/* The three convolutions are one form: <y, conv (x, w)> = <x, data (y, w)> = <w, weights (x, y)>.
 */
static void
test_adjoint (void)
{
  const NgWindow window = { 2, { 3, 2 }, { 2, 3 }, { 1, 2 }, { 2, 0 }, { 1, 3 }, 3 };
  const NgShape shapes[] = {
    { NG_ELEMENT_F64, 4, { 2, 6, 5, 8 } },
    { NG_ELEMENT_F64, 4, { 9, 2, 3, 2 } },
    { NG_ELEMENT_F64, 4, { 2, 9, 3, 3 } },
  };
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue v[3], forms[3];
  NgTensor *outputs[3];
  g_autoptr (NgProgram) program = NULL;
  GError *error = NULL;

  for (int i = 0; i < 3; i++)
    v[i] = ng_build_random (builder, &shapes[i]);
  forms[0] = ng_build_multiply (builder, v[2], ng_build_convolve (builder, v[0], v[1], &window));
  forms[1] = ng_build_multiply (
      builder, v[0], ng_build_convolve_data (builder, v[2], v[1], &window, shapes[0].dims + 2));
  forms[2] =
      ng_build_multiply (builder, v[1], ng_build_convolve_weights (builder, v[0], v[2], &window));
  for (int i = 0; i < 3; i++)
    ng_program_builder_output (builder,
                               ng_build_reduce (builder, NG_PRIMITIVE_SUM, forms[i], 15, FALSE));
  program = ng_program_builder_end (builder, &error);
  g_assert_no_error (error);
  g_assert_true (ng_reference_run (program, NULL, 5, outputs, &error));
  g_assert_cmpfloat (ng_tensor_get_real (outputs[0], 0), >, 1);
  for (int i = 1; i < 3; i++)
    ng_assert_near (
        ng_tensor_get_real (outputs[i], 0) / ng_tensor_get_real (outputs[0], 0), 1, 1e-13);
  for (int i = 0; i < 3; i++)
    ng_tensor_unref (outputs[i]);
}

/* Empty axes pass through everything. */
static void
test_empty (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape shape = { NG_ELEMENT_F32, 3, { 0, 3, 4 } };
  const NgWindow window = { 1, { 2 }, { 1 }, { 1 }, { 0 }, { 0 }, 1 };
  NgValue x = ng_build_input (builder, "x", &shape);
  NgValue y, g, seed;
  g_autofree float *none = g_new (float, 1);
  g_autoptr (NgTensor) input = ng_tensor_new_copy (NG_ELEMENT_F32, shape.dims, 3, none);
  NgTensor *outputs[2];
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (NgProgram) simple = NULL;
  GError *error = NULL;

  y = ng_build_softmax (builder, x, 1 << 2);
  y = ng_build_matmul (
      builder, y, ng_build_transpose (builder, y, (int[]){ 0, 2, 1 }), FALSE, FALSE);
  y = ng_build_cumulate (builder, y, 1);
  y = ng_build_pool (builder, NG_PRIMITIVE_POOL_MAX, y, &window);
  y = ng_build_reduce (builder, NG_PRIMITIVE_PRODUCT, y, 1 << 0 | 1 << 1, FALSE);
  seed = ng_build_fill_like (builder, y, 1);
  ng_build_gradients (builder, &y, &seed, 1, &x, 1, &g);
  ng_program_builder_output (builder, y);
  ng_program_builder_output (builder, g);
  program = ng_program_builder_end (builder, &error);
  g_assert_no_error (error);
  simple = ng_program_simplify (program);
  for (int i = 0; i < 2; i++) {
    g_assert_true (ng_reference_run (i == 0 ? program : simple, &input, 0, outputs, &error));
    g_assert_cmpint (ng_tensor_count (outputs[0]), ==, 2);
    g_assert_cmpfloat (ng_tensor_get_real (outputs[0], 1), ==, 1);
    g_assert_cmpint (ng_tensor_count (outputs[1]), ==, 0);
    ng_tensor_unref (outputs[0]);
    ng_tensor_unref (outputs[1]);
  }
}

/* A window far larger than its array costs only what lies inside the array. */
static void
test_wide_window (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const gint64 far = G_GINT64_CONSTANT (1) << 40;
  const NgWindow window = { 1, { far }, { far }, { 1 }, { far }, { far }, 1 };
  const NgShape shape = { NG_ELEMENT_F32, 3, { 1, 1, 3 } };
  g_autoptr (NgProgram) program = NULL;
  NgTensor *output;
  GError *error = NULL;

  ng_program_builder_output (
      builder,
      ng_build_pool (builder, NG_PRIMITIVE_POOL_SUM, ng_build_fill (builder, &shape, 2), &window));
  program = ng_program_builder_end (builder, &error);
  g_assert_no_error (error);
  g_assert_true (ng_reference_run (program, NULL, 0, &output, &error));
  g_assert_cmpint (ng_tensor_count (output), ==, 2);
  g_assert_cmpfloat (ng_tensor_get_real (output, 0) + ng_tensor_get_real (output, 1), ==, 6);
  ng_tensor_unref (output);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/program/reference/special", test_special);
  g_test_add_func ("/program/reference/reals", test_reals);
  g_test_add_func ("/program/reference/integers", test_integers);
  g_test_add_func ("/program/reference/bits", test_bits);
  g_test_add_func ("/program/reference/arrays", test_arrays);
  g_test_add_func ("/program/reference/adjoint", test_adjoint);
  g_test_add_func ("/program/reference/empty", test_empty);
  g_test_add_func ("/program/reference/wide-window", test_wide_window);
  return g_test_run ();
}
