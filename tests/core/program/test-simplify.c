/* Simplified programs give what the programs gave, and are shorter. */

#include "tests/support/plans.h"
#include "tests/support/programs.h"
#include <math.h>
#include <string.h>

#define N_PROGRAMS 400

static void
run (NgProgram *program, guint64 seed, NgTensor **outputs)
{
  gsize n = ng_program_n_inputs (program);
  g_autofree NgTensor **inputs = g_new (NgTensor *, n + 1);
  GError *error = NULL;

  for (gsize i = 0; i < n; i++)
    inputs[i] = ng_test_tensor (ng_program_input_shape (program, i), seed + i);
  ng_reference_run (program, inputs, seed, outputs, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++)
    ng_tensor_unref (inputs[i]);
}

/* The same bits, but that a zero may change its sign and a NaN its payload. */
static void
assert_same (const NgTensor *a, const NgTensor *b, guint64 seed)
{
  g_assert_cmpint (ng_tensor_element (a), ==, ng_tensor_element (b));
  g_assert_cmpint (ng_tensor_count (a), ==, ng_tensor_count (b));
  for (gint64 i = 0; i < ng_tensor_count (a); i++) {
    double x = ng_tensor_get_real (a, i), y = ng_tensor_get_real (b, i);

    if (x != y && !(isnan (x) && isnan (y)))
      g_error ("program %" G_GUINT64_FORMAT ": %.17g became %.17g", seed, x, y);
  }
}

static void
test_random (void)
{
  gsize before = 0, after = 0;

  for (guint64 seed = 0; seed < N_PROGRAMS; seed++) {
    g_autoptr (NgProgram) program =
        ng_test_random_program (seed, seed % 2 == 0 ? NG_ELEMENT_F32 : NG_ELEMENT_F64, 40);
    g_autoptr (NgProgram) simple = ng_program_simplify (program);
    gsize n = ng_program_n_outputs (program);
    g_autofree NgTensor **expected = g_new (NgTensor *, n);
    g_autofree NgTensor **found = g_new (NgTensor *, n);

    g_assert_cmpuint (ng_program_length (simple), <=, ng_program_length (program));
    g_assert_cmpuint (ng_program_n_inputs (simple), ==, ng_program_n_inputs (program));
    before += ng_program_length (program);
    after += ng_program_length (simple);
    run (program, seed, expected);
    run (simple, seed, found);
    for (gsize i = 0; i < n; i++) {
      assert_same (expected[i], found[i], seed);
      ng_tensor_unref (expected[i]);
      ng_tensor_unref (found[i]);
    }
  }
  g_assert_cmpuint (after, <, before);
}

/* The random programs leave no primitive out, in any element. */
static void
test_coverage (void)
{
  guint seen[NG_N_PRIMITIVES] = { 0 };

  for (guint64 seed = 0; seed < N_PROGRAMS; seed++) {
    g_autoptr (NgProgram) program = ng_test_random_program (seed, NG_ELEMENT_F32, 40);

    for (gsize v = 0; v < ng_program_length (program); v++)
      seen[ng_program_instruction (program, (NgValue) v)->primitive]++;
  }
  for (guint i = 0; i < NG_N_PRIMITIVES; i++)
    if (seen[i] == 0 && i != NG_PRIMITIVE_CONSTANT)
      g_error ("no program has %s", ng_primitive_name ((NgPrimitive) i));
}

typedef NgValue (*Write) (NgProgramBuilder *builder, NgValue x, NgValue y);

static NgValue
write_neutral (NgProgramBuilder *b, NgValue x, NgValue y)
{
  NgValue one = ng_build_fill_like (b, x, 1), zero = ng_build_fill_like (b, x, 0);

  x = ng_build_divide (b, ng_build_multiply (b, one, ng_build_add (b, zero, x)), one);
  return ng_build_binary (b, NG_PRIMITIVE_POWER, ng_build_subtract (b, x, zero), one);
}

static NgValue
write_signs (NgProgramBuilder *b, NgValue x, NgValue y)
{
  NgValue minus = ng_build_unary (b, NG_PRIMITIVE_NEGATE, ng_build_scale (b, y, -1));

  return ng_build_add (b, x, ng_build_unary (b, NG_PRIMITIVE_NEGATE, minus));
}

static NgValue
write_square (NgProgramBuilder *b, NgValue x, NgValue y)
{
  return ng_build_binary (b, NG_PRIMITIVE_POWER, x, ng_build_fill_like (b, x, 2));
}

static NgValue
write_shared (NgProgramBuilder *b, NgValue x, NgValue y)
{
  return ng_build_multiply (b, ng_build_add (b, x, y), ng_build_add (b, x, y));
}

static NgValue
write_moves (NgProgramBuilder *b, NgValue x, NgValue y)
{
  x = ng_build_transpose (b, ng_build_transpose (b, x, (int[]){ 1, 0 }), (int[]){ 1, 0 });
  x = ng_build_reshape (b, ng_build_reshape (b, x, (gint64[]){ 6 }, 1), (gint64[]){ 3, 2 }, 2);
  x = ng_build_slice (b, x, (gint64[]){ 2, 0 }, (gint64[]){ -1, 1 }, (gint64[]){ 3, 2 });
  return ng_build_slice (b, x, (gint64[]){ 0, 1 }, (gint64[]){ 2, 1 }, (gint64[]){ 2, 1 });
}

static NgValue
write_keep_dims (NgProgramBuilder *b, NgValue x, NgValue y)
{
  return ng_build_broadcast_at (b, ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, x, 2, TRUE), x, 0);
}

static NgValue
write_products (NgProgramBuilder *b, NgValue x, NgValue y)
{
  return ng_build_matmul (b, x, ng_build_transpose (b, y, (int[]){ 1, 0 }), FALSE, FALSE);
}

static NgValue
write_parts (NgProgramBuilder *b, NgValue x, NgValue y)
{
  NgValue both = ng_build_concat (b, (NgValue[]){ x, y }, 2, 0);

  return ng_build_slice (b, both, (gint64[]){ 3, 0 }, (gint64[]){ -1, 1 }, (gint64[]){ 2, 3 });
}

static NgValue
write_infinity (NgProgramBuilder *b, NgValue x, NgValue y)
{
  return ng_build_scale (b, x, 0);
}

static NgValue
write_constants (NgProgramBuilder *b, NgValue x, NgValue y)
{
  const gint64 dims[] = { 2, 3 };
  const float ones[] = { 1, 1, 1, 1, 1, 1 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, ones);

  return ng_build_multiply (b, x, ng_build_constant (b, tensor));
}

static NgValue
write_select (NgProgramBuilder *b, NgValue x, NgValue y)
{
  NgShape shape = { NG_ELEMENT_BOOL, 2, { 2, 3 } };

  return ng_build_select (b,
                          ng_build_fill (b, &shape, 0),
                          x,
                          ng_build_select (b, ng_build_binary (b, NG_PRIMITIVE_LESS, x, y), y, y));
}

static NgValue
write_converts (NgProgramBuilder *b, NgValue x, NgValue y)
{
  x = ng_build_convert (b, ng_build_convert (b, x, NG_ELEMENT_F64), NG_ELEMENT_F32);
  return ng_build_convert (b, ng_build_convert (b, x, NG_ELEMENT_I8), NG_ELEMENT_F32);
}

/* In unsigned bytes -1 is 0, so that this is no change of sign. */
static NgValue
write_bytes (NgProgramBuilder *b, NgValue x, NgValue y)
{
  x = ng_build_convert (b, x, NG_ELEMENT_U8);
  return ng_build_scale (b, x, -1);
}

static NgValue
write_single_axes (NgProgramBuilder *b, NgValue x, NgValue y)
{
  x = ng_build_reshape (b, x, (gint64[]){ 2, 1, 3 }, 3);
  x = ng_build_reduce (
      b, NG_PRIMITIVE_SUM, ng_build_transpose (b, x, (int[]){ 1, 0, 2 }), 1, FALSE);
  return ng_build_add (b, x, y);
}

static void
test_rules (void)
{
  const struct {
    Write write;
    const char *text;
  } rows[] = {
    { write_neutral, "outputs %0\n" },
    { write_signs, "%2 = subtract f32[2,3] %0 %1\noutputs %2\n" },
    { write_square, "%1 = multiply f32[2,3] %0 %0\noutputs %1\n" },
    { write_shared, "%2 = add f32[2,3] %0 %1\n%3 = multiply f32[2,3] %2 %2\noutputs %3\n" },
    { write_moves,
      "%1 = reshape f32[3,2] %0\n"
      "%2 = slice f32[2,1] %1 start=2,1 step=-2,1\noutputs %2\n" },
    { write_keep_dims,
      "%1 = reduce_max f32[2] %0 mask=0x2\n"
      "%2 = broadcast f32[2,3] %1 axes=0\noutputs %2\n" },
    { write_products, "%2 = matmul f32[2,2] %0 %1 transpose_b\noutputs %2\n" },
    { write_parts, "%1 = slice f32[2,3] %0 start=1,0 step=-1,1\noutputs %1\n" },
    { write_infinity,
      "%1 = fill f32[2,3] number=0\n"
      "%2 = multiply f32[2,3] %0 %1\noutputs %2\n" },
    { write_constants, "outputs %0\n" },
    { write_select, "outputs %0\n" },
    { write_converts, "%1 = convert i8[2,3] %0\n%2 = convert f32[2,3] %1\noutputs %2\n" },
    { write_bytes, "%0 = fill u8[2,3] number=0\noutputs %0\n" },
    { write_single_axes, "%2 = add f32[2,3] %0 %1\noutputs %2\n" },
  };
  const NgShape shape = { NG_ELEMENT_F32, 2, { 2, 3 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    NgProgramBuilder *builder = ng_program_builder_new ();
    NgValue x = ng_build_input (builder, "x", &shape), y = ng_build_input (builder, "y", &shape);
    g_autoptr (NgProgram) program = NULL;
    g_autoptr (NgProgram) simple = NULL;
    g_autofree char *text = NULL;
    const char *rest;
    GError *error = NULL;

    ng_program_builder_output (builder, rows[i].write (builder, x, y));
    program = ng_program_builder_end (builder, &error);
    g_assert_no_error (error);
    simple = ng_program_simplify (program);
    text = ng_program_print (simple);
    for (rest = text; strstr (rest, "= input") != NULL;)
      rest = strchr (rest, '\n') + 1;
    g_assert_cmpstr (rest, ==, rows[i].text);
  }
}

/* Large constants are folded too where that does not make them larger. */
static void
test_large_constants (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  g_autoptr (NgTensor) tensor = NULL;
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (NgProgram) simple = NULL;
  g_autofree float *data = g_new (float, 300 * 200);
  NgTensor *output;
  NgValue w;

  for (int i = 0; i < 300 * 200; i++)
    data[i] = (float) i;
  tensor = ng_tensor_new_copy (NG_ELEMENT_F32, (gint64[]){ 300, 200 }, 2, data);
  w = ng_build_constant (builder, tensor);
  w = ng_build_transpose (builder, ng_build_scale (builder, w, 2), (int[]){ 1, 0 });
  ng_program_builder_output (builder, w);
  ng_program_builder_output (
      builder, ng_build_broadcast (builder, w, (gint64[]){ 9, 200, 300 }, 3, (int[]){ 1, 2 }));
  program = ng_program_builder_end (builder, NULL);
  g_assert_cmpuint (ng_program_length (program), ==, 5);
  simple = ng_program_simplify (program);
  g_assert_cmpuint (ng_program_length (simple), ==, 2);
  g_assert_cmpint (ng_program_instruction (simple, 0)->primitive, ==, NG_PRIMITIVE_CONSTANT);
  output = ng_program_instruction (simple, 0)->attributes->tensor;
  g_assert_cmpfloat (ng_tensor_get_real (output, 7 * 300 + 11), ==, 2.0 * (11 * 200 + 7));
}

/* Unused inputs keep their numbers, names and shapes. */
static void
test_unused_inputs (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape shape = { NG_ELEMENT_F32, 1, { 3 } };
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (NgProgram) simple = NULL;
  NgValue last;

  ng_build_input (builder, "a", &shape);
  ng_build_unused_input (builder, "b", &shape);
  last = ng_build_input (builder, "c", &shape);
  ng_program_builder_output (builder, last);
  program = ng_program_builder_end (builder, NULL);
  simple = ng_program_simplify (program);
  g_assert_cmpuint (ng_program_n_inputs (simple), ==, 3);
  g_assert_cmpint (ng_program_input (simple, 0), ==, NG_NO_VALUE);
  g_assert_cmpint (ng_program_input (simple, 1), ==, NG_NO_VALUE);
  g_assert_cmpint (ng_program_input (simple, 2), ==, 0);
  g_assert_cmpstr (ng_program_input_name (simple, 0), ==, "a");
  g_assert_true (ng_shape_equal (ng_program_input_shape (simple, 1), &shape));
  g_assert_cmpint (ng_program_instruction (simple, 0)->attributes->index, ==, 2);
}

/* A program as long as those of long sequences: nothing may grow faster than its length, or go
 * deeper. */
static void
test_long (void)
{
  const int length = 100000;
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape shape = { NG_ELEMENT_F32, 1, { 3 } };
  NgValue x = ng_build_input (builder, "x", &shape);
  NgValue y = x, gradient, seed;
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (NgProgram) simple = NULL;
  GError *error = NULL;

  for (int i = 0; i < length; i++) {
    char origin[32];

    g_snprintf (origin, sizeof origin, "step/%d", i);
    ng_program_builder_set_origin (builder, origin);
    y = i % 2 == 0 ? ng_build_unary (builder, NG_PRIMITIVE_TANH, y) : ng_build_add (builder, y, x);
  }
  seed = ng_build_fill_like (builder, y, 1);
  ng_build_gradients (builder, &y, &seed, 1, &x, 1, &gradient);
  ng_program_builder_output (builder, gradient);
  program = ng_program_builder_end (builder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_program_length (program), >, (gsize) length);
  simple = ng_program_simplify (program);
  g_assert_cmpuint (ng_program_length (simple), >, (gsize) length);
  g_assert_cmpuint (ng_program_length (simple), <, ng_program_length (program));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/program/simplify/random", test_random);
  g_test_add_func ("/program/simplify/coverage", test_coverage);
  g_test_add_func ("/program/simplify/rules", test_rules);
  g_test_add_func ("/program/simplify/large-constants", test_large_constants);
  g_test_add_func ("/program/simplify/unused-inputs", test_unused_inputs);
  g_test_add_func ("/program/simplify/long", test_long);
  return g_test_run ();
}
