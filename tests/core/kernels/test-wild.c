/* NaN and infinity in what kernels read: the result has them exactly where the definition does. */

#include "tests/support/plans.h"

#include <math.h>

/* Of results that bounds cut to about 1: sums are up to 100 before, rounded to 1e-6 of that, and a
 * second convolution adds up to 64 of them. */
#define TOLERANCE 1e-3

typedef struct {
  gint64 inputs, outputs, size, extent;
} Case;

/* Windows of 3 x 3 with many channels suit Winograd's algorithm; 17 channels fill no vector. */
static const Case cases[] = {
  { 3, 16, 3, 9 }, { 16, 17, 1, 7 }, { 17, 5, 3, 8 }, { 32, 32, 3, 14 }, { 64, 48, 3, 10 },
};

static const double bounds[][2] = {
  { 0, INFINITY }, { 0, 1 }, { -1, 1 }, { 0.5, INFINITY }, { -INFINITY, -0.25 },
};

/* Plus zeros, but for a few elements, far apart, that become @wild. */
static NgValue
spoil (NgProgramBuilder *builder, NgValue x, double wild)
{
  const NgShape *shape = ng_build_shape (builder, x);
  gint64 n = ng_shape_count (shape);
  g_autofree double *numbers = g_new0 (double, (gsize) n);
  g_autoptr (NgTensor) flat = NULL;
  g_autoptr (NgTensor) wide = NULL;
  g_autoptr (NgTensor) tensor = NULL;

  numbers[1] = numbers[n - 2] = wild;
  flat = ng_tensor_new_copy (NG_ELEMENT_F64, &n, 1, numbers);
  wide = ng_tensor_reshape (flat, shape->dims, (gsize) shape->rank);
  tensor = ng_tensor_convert (wide, shape->element);
  return ng_build_add (builder, x, ng_build_constant (builder, tensor));
}

static NgValue
clip (NgProgramBuilder *builder, NgValue x, const double *range)
{
  if (isfinite (range[0]))
    x = ng_build_binary (builder, NG_PRIMITIVE_MAX, x, ng_build_fill_like (builder, x, range[0]));
  if (isfinite (range[1]))
    x = ng_build_binary (builder, NG_PRIMITIVE_MIN, x, ng_build_fill_like (builder, x, range[1]));
  return x;
}

static NgValue
convolve (NgProgramBuilder *builder, NgValue x, gint64 outputs, gint64 size, guint64 seed)
{
  const NgShape *image = ng_build_shape (builder, x);
  const NgShape kernel = { image->element, 4, { outputs, image->dims[1], size, size } };
  const NgWindow window = { .rank = 2,
                            .groups = 1,
                            .size = { size, size },
                            .stride = { 1, 1 },
                            .dilation = { 1, 1 },
                            .before = { size / 2, size / 2 },
                            .after = { size / 2, size / 2 } };
  g_autoptr (NgTensor) weights = ng_test_tensor (&kernel, seed);

  return ng_build_convolve (builder, x, ng_build_constant (builder, weights), &window);
}

/* A convolution with a bias and, if @is_residual, a summand; bounded, and read by another one. */
static void
check_convolution (const Case *self, const double *range, double wild, gboolean is_residual)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape image = { NG_ELEMENT_F32, 4, { 2, self->inputs, self->extent, self->extent } };
  const NgShape row = { NG_ELEMENT_F32, 1, { self->outputs } };
  g_autoptr (NgTensor) bias = ng_test_tensor (&row, 60);
  NgValue x = spoil (builder, ng_build_input (builder, "x", &image), wild);
  NgValue y = convolve (builder, x, self->outputs, self->size, 50);

  y = ng_build_add (
      builder, y, ng_build_broadcast_at (builder, ng_build_constant (builder, bias), y, 1));
  if (is_residual) {
    const NgShape shape = *ng_build_shape (builder, y);

    y = ng_build_add (builder, y, spoil (builder, ng_build_input (builder, "z", &shape), wild));
  }
  y = clip (builder, y, range);
  ng_program_builder_output (builder, y);
  y = clip (builder, convolve (builder, y, 4, 1, 51), range);
  ng_test_check_last (builder, y, TOLERANCE);
}

static void
test_convolution (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS (bounds); j++) {
      check_convolution (&cases[i], bounds[j], (double) NAN, FALSE);
      check_convolution (&cases[i], bounds[j], (double) NAN, TRUE);
      check_convolution (&cases[i], bounds[j], (double) INFINITY, FALSE);
    }
  }
}

/* Without bounds too. */
static void
test_winograd (void)
{
  const double none[] = { -(double) INFINITY, (double) INFINITY };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    check_convolution (&cases[i], none, (double) NAN, FALSE);
    check_convolution (&cases[i], none, (double) NAN, TRUE);
    check_convolution (&cases[i], none, -(double) INFINITY, FALSE);
    check_convolution (&cases[i], none, 1e30, FALSE);
  }
}

static void
check_product (gint64 m, gint64 k, gint64 n, const double *range, double wild)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape rows = { NG_ELEMENT_F32, 2, { m, k } };
  const NgShape matrix = { NG_ELEMENT_F32, 2, { k, n } };
  const NgShape row = { NG_ELEMENT_F32, 1, { n } };
  g_autoptr (NgTensor) weights = ng_test_tensor (&matrix, 50);
  g_autoptr (NgTensor) bias = ng_test_tensor (&row, 60);
  NgValue x = spoil (builder, ng_build_input (builder, "x", &rows), wild);
  NgValue y = ng_build_matmul (builder, x, ng_build_constant (builder, weights), FALSE, FALSE);

  y = ng_build_add (
      builder, y, ng_build_broadcast_at (builder, ng_build_constant (builder, bias), y, 1));
  ng_test_check_last (builder, clip (builder, y, range), TOLERANCE);
}

static void
test_product (void)
{
  for (gsize j = 0; j < G_N_ELEMENTS (bounds); j++) {
    for (int i = 0; i < 2; i++) {
      double wild = i == 0 ? (double) NAN : (double) INFINITY;

      check_product (5, 7, 17, bounds[j], wild);
      check_product (64, 96, 80, bounds[j], wild);
    }
  }
}

/* Pools behind a convolution read its layout. */
static void
check_pool (const Case *self, NgPrimitive primitive, double wild)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape image = { NG_ELEMENT_F32, 4, { 2, self->inputs, self->extent, self->extent } };
  const NgWindow window = { .rank = 2,
                            .groups = 1,
                            .size = { 3, 2 },
                            .stride = { 2, 1 },
                            .dilation = { 1, 1 },
                            .before = { 1, 0 },
                            .after = { 1, 1 } };
  NgValue x = spoil (builder, ng_build_input (builder, "x", &image), wild);
  NgValue y = convolve (builder, x, self->outputs, self->size, 50);

  ng_program_builder_output (builder, ng_build_pool (builder, primitive, x, &window));
  y = ng_build_pool (builder, primitive, clip (builder, y, bounds[0]), &window);
  ng_test_check_last (builder, clip (builder, y, bounds[2]), TOLERANCE);
}

static void
test_pool (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (int j = 0; j < 2; j++) {
      NgPrimitive primitive = j == 0 ? NG_PRIMITIVE_POOL_MAX : NG_PRIMITIVE_POOL_SUM;

      check_pool (&cases[i], primitive, (double) NAN);
      check_pool (&cases[i], primitive, (double) INFINITY);
    }
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/wild/convolution", test_convolution);
  g_test_add_func ("/kernels/wild/winograd", test_winograd);
  g_test_add_func ("/kernels/wild/product", test_product);
  g_test_add_func ("/kernels/wild/pool", test_pool);
  return g_test_run ();
}
