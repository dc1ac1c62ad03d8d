/* Every differentiable primitive against central differences, and what gradients promise besides.
 */

#include "core/base/rng.h"
#include "tests/support/gradient.h"
#include "tests/support/test.h"
#include <math.h>

#define SEED 20240917

static NgValue
build_unary (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_unary (builder, *(const NgPrimitive *) data, x[0]);
}

static void
test_unary (void)
{
  const struct {
    NgPrimitive primitive;
    double low, high;
  } rows[] = {
    { NG_PRIMITIVE_NEGATE, -2, 2 },     { NG_PRIMITIVE_ABS, -2, 2 },
    { NG_PRIMITIVE_SIGN, -2, 2 },       { NG_PRIMITIVE_EXP, -2, 2 },
    { NG_PRIMITIVE_EXPM1, -1, 1 },      { NG_PRIMITIVE_LOG, 0.2, 3 },
    { NG_PRIMITIVE_LOG1P, -0.8, 3 },    { NG_PRIMITIVE_SQRT, 0.2, 3 },
    { NG_PRIMITIVE_SIN, -3, 3 },        { NG_PRIMITIVE_COS, -3, 3 },
    { NG_PRIMITIVE_TAN, -1.2, 1.2 },    { NG_PRIMITIVE_ASIN, -0.9, 0.9 },
    { NG_PRIMITIVE_ACOS, -0.9, 0.9 },   { NG_PRIMITIVE_ATAN, -3, 3 },
    { NG_PRIMITIVE_SINH, -2, 2 },       { NG_PRIMITIVE_COSH, -2, 2 },
    { NG_PRIMITIVE_TANH, -2, 2 },       { NG_PRIMITIVE_ASINH, -3, 3 },
    { NG_PRIMITIVE_ACOSH, 1.2, 4 },     { NG_PRIMITIVE_ATANH, -0.9, 0.9 },
    { NG_PRIMITIVE_SIGMOID, -4, 4 },    { NG_PRIMITIVE_ERF, -2, 2 },
    { NG_PRIMITIVE_ERFC, -2, 2 },       { NG_PRIMITIVE_ERF_INVERSE, -0.95, 0.95 },
    { NG_PRIMITIVE_LOG_GAMMA, 0.3, 6 }, { NG_PRIMITIVE_LOG_GAMMA, -2.9, -2.1 },
    { NG_PRIMITIVE_DIGAMMA, 0.4, 6 },   { NG_PRIMITIVE_DIGAMMA, -1.8, -1.2 },
    { NG_PRIMITIVE_DIGAMMA, 11, 40 },   { NG_PRIMITIVE_FLOOR, -3, 3 },
    { NG_PRIMITIVE_CEIL, -3, 3 },       { NG_PRIMITIVE_ROUND, -3, 3 },
    { NG_PRIMITIVE_TRUNC, -3, 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    NgTestGradient test = { ng_primitive_name (rows[i].primitive),
                            { { "x", { 13 }, rows[i].low, rows[i].high } },
                            build_unary };

    ng_test_gradient (&test, &rows[i].primitive, SEED + i);
  }
}

static NgValue
build_binary (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_binary (builder, *(const NgPrimitive *) data, x[0], x[1]);
}

static void
test_binary (void)
{
  const struct {
    NgPrimitive primitive;
    double low_x, high_x, low_y, high_y;
  } rows[] = {
    { NG_PRIMITIVE_ADD, -2, 2, -2, 2 },      { NG_PRIMITIVE_SUBTRACT, -2, 2, -2, 2 },
    { NG_PRIMITIVE_MULTIPLY, -2, 2, -2, 2 }, { NG_PRIMITIVE_DIVIDE, -2, 2, 0.5, 2 },
    { NG_PRIMITIVE_POWER, 0.2, 2, -2, 2 },   { NG_PRIMITIVE_MOD, -5, 5, 0.7, 2 },
    { NG_PRIMITIVE_MOD, -5, 5, -2, -0.7 },   { NG_PRIMITIVE_MIN, -2, 2, -2, 2 },
    { NG_PRIMITIVE_MAX, -2, 2, -2, 2 },      { NG_PRIMITIVE_ATAN2, -2, 2, -2, 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    NgTestGradient test = {
      ng_primitive_name (rows[i].primitive),
      { { "x", { 3, 5 }, rows[i].low_x, rows[i].high_x },
        { "y", { 3, 5 }, rows[i].low_y, rows[i].high_y } },
      build_binary,
    };

    ng_test_gradient (&test, &rows[i].primitive, SEED + i);
  }
}

static NgValue
build_power (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_binary (builder,
                          NG_PRIMITIVE_POWER,
                          x[0],
                          ng_build_fill_like (builder, x[0], *(const double *) data));
}

static void
test_power (void)
{
  const double exponents[] = { 3, 1, 0, -2 };

  for (gsize i = 0; i < G_N_ELEMENTS (exponents); i++) {
    NgTestGradient test = { "power of a number", { { "x", { 7 }, -2, -0.5 } }, build_power };

    ng_test_gradient (&test, &exponents[i], SEED + i);
  }
}

static NgValue
build_select (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  NgValue zero = ng_build_fill_like (builder, x[0], 0);

  return ng_build_select (builder,
                          ng_build_binary (builder, NG_PRIMITIVE_LESS, x[0], zero),
                          x[1],
                          ng_build_multiply (builder, x[0], x[1]));
}

static NgValue
build_convert (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  /* Integers stop the gradient. */
  NgValue whole = ng_build_convert (builder, x[0], NG_ELEMENT_I32);

  return ng_build_add (builder, ng_build_convert (builder, whole, NG_ELEMENT_F64), x[0]);
}

static NgValue
build_reshape (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_reshape (builder, x[0], (gint64[]){ 5, 1, 6 }, 3);
}

static NgValue
build_transpose (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_transpose (builder, x[0], (int[]){ 2, 0, 1 });
}

static NgValue
build_broadcast (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_broadcast (builder, x[0], (gint64[]){ 2, 3, 4, 5, 1 }, 5, (int[]){ 1, 3, 4 });
}

static NgValue
build_slice (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_slice (
      builder, x[0], (gint64[]){ 1, 6, 0, 2 }, (gint64[]){ 2, -3, 1, 5 }, (gint64[]){ 2, 3, 2, 1 });
}

static NgValue
build_pad (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_pad (builder, x[0], (gint64[]){ 1, 0 }, (gint64[]){ 2, 3 }, 7);
}

static NgValue
build_concat (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_concat (builder, (NgValue[]){ x[0], x[1], x[0], x[2] }, 4, 1);
}

static NgValue
indices (NgProgramBuilder *builder)
{
  const gint64 values[] = { 2, 0, 2, 1, 4, 2 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_I64, (gint64[]){ 3, 2 }, 2, values);

  return ng_build_constant (builder, tensor);
}

static NgValue
build_gather (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_gather (builder, x[0], indices (builder), 1);
}

static NgValue
build_scatter_add (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_scatter_add (builder, x[0], indices (builder), 1, 5);
}

static void
test_moves (void)
{
  const NgTestGradient tests[] = {
    { "select", { { "x", { 9 }, -1, 1 }, { "y", { 9 }, -1, 1 } }, build_select },
    { "convert", { { "x", { 9 }, -3, 3 } }, build_convert },
    { "reshape", { { "x", { 3, 10 }, -1, 1 } }, build_reshape },
    { "transpose", { { "x", { 3, 2, 5 }, -1, 1 } }, build_transpose },
    { "broadcast", { { "x", { 3, 1, 1 }, -1, 1 } }, build_broadcast },
    { "slice", { { "x", { 5, 7, 2, 3 }, -1, 1 } }, build_slice },
    { "pad", { { "x", { 3, 5 }, -1, 1 } }, build_pad },
    { "concat",
      { { "x", { 3, 1, 2 }, -1, 1 }, { "y", { 3, 4, 2 }, -1, 1 }, { "z", { 3, 2, 2 }, -1, 1 } },
      build_concat },
    { "gather", { { "x", { 3, 5, 2 }, -1, 1 } }, build_gather },
    { "scatter add", { { "x", { 3, 3, 2, 3 }, -1, 1 } }, build_scatter_add },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    ng_test_gradient (&tests[i], NULL, SEED + i);
}

typedef struct {
  NgPrimitive primitive;
  guint mask;
} Reduction;

/* The square of the reduction, so that what arrives differs. */
static NgValue
build_reduce (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  const Reduction *reduction = data;
  NgValue y = ng_build_reduce (builder, reduction->primitive, x[0], reduction->mask, FALSE);

  return ng_build_multiply (builder, y, y);
}

static NgValue
build_cumulate (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_cumulate (builder, x[0], 1);
}

static NgValue
build_softmax (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_softmax (builder, x[0], 1 << 0 | 1 << 2);
}

static NgValue
build_mean (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  NgValue mean = ng_build_mean (builder, x[0], 1 << 1, TRUE);

  return ng_build_subtract (builder, x[0], ng_build_broadcast_at (builder, mean, x[0], 0));
}

static void
test_reductions (void)
{
  const NgPrimitive primitives[] = {
    NG_PRIMITIVE_SUM, NG_PRIMITIVE_PRODUCT, NG_PRIMITIVE_REDUCE_MAX, NG_PRIMITIVE_REDUCE_MIN
  };
  const NgTestGradient others[] = {
    { "cumulate", { { "x", { 3, 5, 2 }, -1, 1 } }, build_cumulate },
    { "softmax", { { "x", { 3, 2, 5 }, -2, 2 } }, build_softmax },
    { "mean", { { "x", { 3, 5 }, -2, 2 } }, build_mean },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (primitives); i++)
    for (guint mask = 1; mask < 8; mask++) {
      Reduction reduction = { primitives[i], mask };
      NgTestGradient test = { ng_primitive_name (primitives[i]),
                              { { "x", { 3, 2, 5 }, -1.5, 1.5 } },
                              build_reduce };

      ng_test_gradient (&test, &reduction, SEED + mask);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    ng_test_gradient (&others[i], NULL, SEED + i);
}

/* x0 x1 x2, with y taken away from those whose factor in @data is 0. */
static NgValue
build_product_of_zeros (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  const double *factors = data;
  NgValue scaled[3];

  for (int i = 0; i < 3; i++) {
    NgValue part =
        ng_build_slice (builder, x[0], (gint64[]){ i }, (gint64[]){ 1 }, (gint64[]){ 1 });

    scaled[i] = factors[i] == 0 ? ng_build_subtract (builder, part, x[1]) : part;
  }
  return ng_build_reduce (
      builder, NG_PRIMITIVE_PRODUCT, ng_build_concat (builder, scaled, 3, 0), 1, FALSE);
}

/* All inputs are one number, so that what y is taken away from is exactly 0. */
static void
test_product_of_zeros (void)
{
  const double patterns[][3] = { { 0, 1, 1 }, { 1, 0, 0 }, { 0, 0, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++) {
    NgTestGradient test = { "product of zeros",
                            { { "x", { 3 }, 0.75, 0.75 }, { "y", { 1 }, 0.75, 0.75 } },
                            build_product_of_zeros };

    ng_test_gradient (&test, patterns[i], SEED);
  }
}

typedef struct {
  gboolean transpose_a, transpose_b;
} Transposes;

static NgValue
build_matmul (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  const Transposes *t = data;
  NgValue a = x[0], b = x[1];

  if (t->transpose_a)
    a = ng_build_transpose (builder, a, (int[]){ 0, 2, 1 });
  if (t->transpose_b)
    b = ng_build_transpose (builder, b, (int[]){ 0, 2, 1 });
  return ng_build_matmul (builder, a, b, t->transpose_a, t->transpose_b);
}

/* The gradient of @y by @x, for what arrives being x[2]. */
static NgValue
gradient_by (NgProgramBuilder *builder, NgValue y, NgValue seed, NgValue by)
{
  NgValue gradient;

  ng_build_gradients (builder, &y, &seed, 1, &by, 1, &gradient);
  return gradient;
}

static NgValue
build_matmul_gradient (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return gradient_by (builder, build_matmul (builder, x, data), x[2], x[0]);
}

static void
test_matmul (void)
{
  for (int i = 0; i < 4; i++) {
    Transposes transposes = { i & 1, i >> 1 };
    NgTestGradient first = { "matmul",
                             { { "a", { 2, 3, 5 }, -1, 1 }, { "b", { 2, 5, 4 }, -1, 1 } },
                             build_matmul };
    NgTestGradient second = {
      "gradient of matmul",
      { { "a", { 2, 3, 5 }, -1, 1 }, { "b", { 2, 5, 4 }, -1, 1 }, { "g", { 2, 3, 4 }, -1, 1 } },
      build_matmul_gradient,
    };

    ng_test_gradient (&first, &transposes, SEED);
    ng_test_gradient (&second, &transposes, SEED);
  }
}

/* x (2, 4, 7, 6), w (6, 2, 3, 2) in two groups -> (2, 6, 4, 6) */
static const NgWindow plane = { 2, { 3, 2 }, { 2, 1 }, { 1, 2 }, { 1, 0 }, { 1, 2 }, 2 };

static NgValue
build_convolve (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_convolve (builder, x[0], x[1], data);
}

static NgValue
build_convolve_data (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_convolve_data (builder, x[0], x[1], data, (gint64[]){ 7, 6 });
}

static NgValue
build_convolve_weights (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_convolve_weights (builder, x[0], x[1], data);
}

static void
test_convolutions (void)
{
  const NgWindow line = { 1, { 3 }, { 2 }, { 1 }, { 2 }, { 0 }, 1 };
  const NgWindow space = { 3, { 2, 1, 3 }, { 1, 1, 2 }, { 1, 1, 1 }, { 0, 0, 1 }, { 1, 0, 0 }, 1 };
  const NgTestGradient tests[] = {
    { "convolve",
      { { "x", { 2, 4, 7, 6 }, -1, 1 }, { "w", { 6, 2, 3, 2 }, -1, 1 } },
      build_convolve },
    { "convolve data",
      { { "y", { 2, 6, 4, 6 }, -1, 1 }, { "w", { 6, 2, 3, 2 }, -1, 1 } },
      build_convolve_data },
    { "convolve weights",
      { { "x", { 2, 4, 7, 6 }, -1, 1 }, { "y", { 2, 6, 4, 6 }, -1, 1 } },
      build_convolve_weights },
  };
  const NgTestGradient along = { "convolve along a line",
                                 { { "x", { 3, 2, 5 }, -1, 1 }, { "w", { 3, 2, 3 }, -1, 1 } },
                                 build_convolve };
  const NgTestGradient in_space = {
    "convolve in space",
    { { "x", { 1, 2, 2, 3, 4 }, -1, 1 }, { "w", { 3, 2, 2, 1, 3 }, -1, 1 } },
    build_convolve,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    ng_test_gradient (&tests[i], &plane, SEED + i);
  ng_test_gradient (&along, &line, SEED);
  ng_test_gradient (&in_space, &space, SEED);
}

static NgValue
build_pool_max (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_pool (builder, NG_PRIMITIVE_POOL_MAX, x[0], data);
}

static NgValue
build_pool_sum (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_pool (builder, NG_PRIMITIVE_POOL_SUM, x[0], data);
}

static NgValue
build_pool_max_data (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_pool_max_data (builder, x[0], x[1], data);
}

static NgValue
build_pool_sum_data (NgProgramBuilder *builder, const NgValue *x, gconstpointer data)
{
  return ng_build_pool_sum_data (builder, x[0], data, (gint64[]){ 7, 6 });
}

static void
test_pools (void)
{
  NgWindow window = plane;
  const NgTestGradient tests[] = {
    { "pool max", { { "x", { 2, 3, 7, 6 }, -1, 1 } }, build_pool_max },
    { "pool sum", { { "x", { 2, 3, 7, 6 }, -1, 1 } }, build_pool_sum },
    { "pool max data",
      { { "x", { 2, 3, 7, 6 }, -1, 1 }, { "y", { 2, 3, 4, 6 }, -1, 1 } },
      build_pool_max_data },
    { "pool sum data", { { "y", { 2, 3, 4, 6 }, -1, 1 } }, build_pool_sum_data },
  };

  window.groups = 1;
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    ng_test_gradient (&tests[i], &window, SEED + i);
}

/* The gradient of the sum of @build's elements at @x, a vector. */
static void
gradient_at (NgValue (*build) (NgProgramBuilder *builder, NgValue x),
             const double *x,
             gint64 n,
             double *gradient)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgShape shape = { NG_ELEMENT_F64, 1, { n } };
  NgValue input = ng_build_input (builder, "x", &shape);
  NgValue output = build (builder, input);
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F64, &n, 1, x);
  g_autoptr (NgTensor) result = NULL;
  g_autoptr (NgProgram) program = NULL;
  GError *error = NULL;

  ng_program_builder_output (
      builder, gradient_by (builder, output, ng_build_fill_like (builder, output, 1), input));
  program = ng_program_builder_end (builder, &error);
  g_assert_no_error (error);
  ng_reference_run (program, &tensor, 0, &result, &error);
  g_assert_no_error (error);
  for (gint64 i = 0; i < n; i++)
    gradient[i] = ng_tensor_get_real (result, i);
}

static NgValue
build_abs (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_unary (builder, NG_PRIMITIVE_ABS, x);
}

static NgValue
build_single (NgProgramBuilder *builder, NgValue x)
{
  NgValue single = ng_build_convert (builder, x, NG_ELEMENT_F32);

  return ng_build_convert (builder, ng_build_multiply (builder, single, single), NG_ELEMENT_F64);
}

static NgValue
build_ramp (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_binary (builder, NG_PRIMITIVE_MAX, ng_build_fill_like (builder, x, 0), x);
}

static NgValue
build_greatest (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_reduce (builder, NG_PRIMITIVE_REDUCE_MAX, x, 1, FALSE);
}

static NgValue
build_square (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_binary (builder, NG_PRIMITIVE_POWER, x, ng_build_fill_like (builder, x, 2));
}

static NgValue
build_detached (NgProgramBuilder *builder, NgValue x)
{
  NgValue copy = ng_build_unary (builder, NG_PRIMITIVE_EXP, x);

  ng_build_detach (builder, copy);
  return ng_build_multiply (builder, copy, x);
}

static NgValue
build_unrelated (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_random (builder, ng_build_shape (builder, x));
}

static void
test_kinks (void)
{
  const double x[] = { -1, 0, 2, 2 };
  double g[4];

  gradient_at (build_abs, x, 4, g);
  g_assert_true (g[0] == -1 && g[1] == 0 && g[2] == 1);
  gradient_at (build_ramp, x, 4, g);
  g_assert_true (g[0] == 0 && g[1] == 0 && g[2] == 1);
  gradient_at (build_greatest, x, 4, g);
  g_assert_true (g[0] == 0 && g[1] == 0 && g[2] == 1 && g[3] == 0);
  gradient_at (build_square, x, 4, g);
  g_assert_true (g[0] == -2 && g[1] == 0 && g[2] == 4);
  gradient_at (build_single, x, 4, g);
  g_assert_true (g[0] == -2 && g[1] == 0 && g[2] == 4);
  gradient_at (build_detached, x, 4, g);
  g_assert_cmpfloat (g[0], ==, exp (-1));
  gradient_at (build_unrelated, x, 4, g);
  g_assert_true (g[0] == 0 && g[1] == 0 && g[2] == 0 && g[3] == 0);
}

/* Values behind none of the wanted ones get no instructions: x y by x needs no gradient of y. */
static void
test_only_needed (void)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  NgShape shape = { NG_ELEMENT_F32, 1, { 3 } };
  NgValue x = ng_build_input (builder, "x", &shape);
  NgValue y = ng_build_unary (builder, NG_PRIMITIVE_EXP, ng_build_input (builder, "y", &shape));
  NgValue product = ng_build_multiply (builder, x, y);
  NgValue seed = ng_build_input (builder, "seed", &shape);

  /* x is 0, y's input 1, y 2, the product 3, the seed 4: one more multiplication is all. */
  g_assert_cmpint (gradient_by (builder, product, seed, x), ==, 5);
}

static gsize
count (const NgProgram *program, NgPrimitive primitive)
{
  gsize n = 0;

  for (gsize v = 0; v < ng_program_length (program); v++)
    n += ng_program_instruction (program, (NgValue) v)->primitive == primitive;
  return n;
}

/* Slopes are selected away only where they may be infinite: not those of max (0, x y/√(x x + 1)).
 */
static void
test_tame_branches (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgShape shape = { NG_ELEMENT_F32, 1, { 3 } };
  NgValue x = ng_build_input (builder, "x", &shape), y = ng_build_input (builder, "y", &shape);
  NgValue norm = ng_build_offset (builder, ng_build_multiply (builder, x, x), 1);
  NgValue z = ng_build_multiply (builder, x, y);
  NgValue wrt[2] = { x, y }, gradients[2], seed = ng_build_input (builder, "seed", &shape);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgProgram) program = NULL;

  z = ng_build_divide (builder, z, ng_build_unary (builder, NG_PRIMITIVE_SQRT, norm));
  z = ng_build_binary (builder, NG_PRIMITIVE_MAX, ng_build_fill_like (builder, z, 0), z);
  ng_build_gradients (builder, &z, &seed, 1, wrt, 2, gradients);
  for (int i = 0; i < 2; i++)
    ng_program_builder_output (builder, gradients[i]);
  program = ng_program_builder_end (builder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (program, NG_PRIMITIVE_SELECT), ==, 1);
  g_assert_cmpuint (count (program, NG_PRIMITIVE_EQUAL), ==, 0);
}

static void
test_misfits (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgShape shape = { NG_ELEMENT_F32, 1, { 3 } }, other = { NG_ELEMENT_F32, 1, { 4 } };
  NgValue x = ng_build_input (builder, "x", &shape);
  NgValue seed = ng_build_input (builder, "seed", &other);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (gradient_by (builder, x, seed, x), ==, NG_NO_VALUE);
  g_assert_null (ng_program_builder_end (builder, &error));
  ng_assert_tag (&error, "Program::type");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/program/derive/unary", test_unary);
  g_test_add_func ("/program/derive/binary", test_binary);
  g_test_add_func ("/program/derive/power", test_power);
  g_test_add_func ("/program/derive/moves", test_moves);
  g_test_add_func ("/program/derive/reductions", test_reductions);
  g_test_add_func ("/program/derive/product-of-zeros", test_product_of_zeros);
  g_test_add_func ("/program/derive/matmul", test_matmul);
  g_test_add_func ("/program/derive/convolutions", test_convolutions);
  g_test_add_func ("/program/derive/pools", test_pools);
  g_test_add_func ("/program/derive/kinks", test_kinks);
  g_test_add_func ("/program/derive/only-needed", test_only_needed);
  g_test_add_func ("/program/derive/tame-branches", test_tame_branches);
  g_test_add_func ("/program/derive/misfits", test_misfits);
  return g_test_run ();
}
