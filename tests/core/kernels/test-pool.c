#include "tests/support/plans.h"

typedef struct {
  int rank;
  gint64 channels;
  gint64 input[3], size[3], stride[3], dilation[3], before[3], after[3];
} Case;

static const Case cases[] = {
  { 2, 3, { 6, 8 }, { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0, 0 }, { 0, 0 } },
  { 2, 17, { 7, 9 }, { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1 }, { 1, 1 } },
  { 2, 2, { 5, 5 }, { 2, 3 }, { 1, 2 }, { 2, 1 }, { 0, 1 }, { 2, 0 } },
  { 2, 4, { 7, 7 }, { 7, 7 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 } },
  { 2, 1, { 2, 2 }, { 2, 2 }, { 1, 1 }, { 1, 1 }, { 3, 0 }, { 0, 3 } },
  { 1, 3, { 13 }, { 4 }, { 3 }, { 1 }, { 2 }, { 1 } },
  { 3, 2, { 4, 5, 6 }, { 2, 2, 3 }, { 1, 2, 1 }, { 1, 1, 2 }, { 1, 0, 1 }, { 0, 1, 1 } },
};

static void
check (const Case *self, NgElement element, NgPrimitive primitive, gboolean is_gradient)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgWindow window = { .rank = self->rank, .groups = 1 };
  NgShape shape = { element, 2 + self->rank, { 2, self->channels } };
  NgShape result;
  NgValue x, y, seed, gradient;

  for (int axis = 0; axis < self->rank; axis++) {
    shape.dims[2 + axis] = self->input[axis];
    window.size[axis] = self->size[axis];
    window.stride[axis] = self->stride[axis];
    window.dilation[axis] = self->dilation[axis];
    window.before[axis] = self->before[axis];
    window.after[axis] = self->after[axis];
  }
  x = ng_build_input (builder, "x", &shape);
  y = ng_build_pool (builder, primitive, x, &window);
  if (!is_gradient) {
    ng_test_check_last (builder, y, 1e-6);
    return;
  }
  result = *ng_build_shape (builder, y);
  seed = ng_build_input (builder, "seed", &result);
  ng_build_gradients (builder, &y, &seed, 1, &x, 1, &gradient);
  ng_test_check_last (builder, gradient, 1e-6);
}

static void
sweep (NgPrimitive primitive, gboolean is_gradient)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    check (&cases[i], NG_ELEMENT_F32, primitive, is_gradient);
    check (&cases[i], NG_ELEMENT_F64, primitive, is_gradient);
  }
}

static void
test_max (void)
{
  sweep (NG_PRIMITIVE_POOL_MAX, FALSE);
}

static void
test_sum (void)
{
  sweep (NG_PRIMITIVE_POOL_SUM, FALSE);
}

static void
test_max_gradient (void)
{
  sweep (NG_PRIMITIVE_POOL_MAX, TRUE);
}

static void
test_sum_gradient (void)
{
  sweep (NG_PRIMITIVE_POOL_SUM, TRUE);
}

/* Half of the roots are NaN, and so are the windows that see one. */
static void
test_nan (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape image = { NG_ELEMENT_F32, 4, { 1, 16, 9, 9 } };
  const NgWindow two = { 2, { 2, 2 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 };
  NgValue x = ng_build_input (builder, "x", &image);

  x = ng_build_unary (builder, NG_PRIMITIVE_SQRT, x);
  ng_test_check_last (builder, ng_build_pool (builder, NG_PRIMITIVE_POOL_MAX, x, &two), 1e-6);
}

/* A small convolutional net: whatever layouts its parts choose, the result is the same. */
static void
test_net (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape image = { NG_ELEMENT_F32, 4, { 2, 3, 20, 20 } };
  const NgWindow three = { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 };
  const NgWindow two = { 2, { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 };
  NgValue x = ng_build_input (builder, "x", &image);
  gint64 channels = 3;

  for (int layer = 0; layer < 3; layer++) {
    const NgShape shape = { NG_ELEMENT_F32, 4, { 20, channels, 3, 3 } };
    const NgShape square = { NG_ELEMENT_F32, 4, { 20, 20, 3, 3 } };
    g_autoptr (NgTensor) first = ng_test_tensor (&shape, (guint64) layer + 20);
    g_autoptr (NgTensor) second = ng_test_tensor (&square, (guint64) layer + 30);
    NgValue y;

    x = ng_build_convolve (builder, x, ng_build_constant (builder, first), &three);
    x = ng_build_binary (builder, NG_PRIMITIVE_MAX, x, ng_build_fill_like (builder, x, 0));
    y = ng_build_convolve (builder, x, ng_build_constant (builder, second), &three);
    x = ng_build_add (builder, y, x);
    x = ng_build_pool (
        builder, layer == 1 ? NG_PRIMITIVE_POOL_SUM : NG_PRIMITIVE_POOL_MAX, x, &two);
    channels = 20;
  }
  x = ng_build_reshape (builder, x, (const gint64[]){ 2, 80 }, 2);
  ng_test_check_last (
      builder, ng_build_softmax (builder, ng_build_scale (builder, x, 1e-6), 2), 2e-5);
}

/* The same with what comes between convolutions elsewhere: x sigmoid (x), a residue, two readers.
 */
static void
test_swish (void)
{
  for (gint64 channels = 16; channels <= 24; channels += 8) {
    NgProgramBuilder *builder = ng_program_builder_new ();
    const NgShape image = { NG_ELEMENT_F32, 4, { 2, channels, 9, 11 } };
    const NgShape shape = { NG_ELEMENT_F32, 4, { channels, channels, 3, 3 } };
    const NgWindow three = { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 };
    NgValue x = ng_build_input (builder, "x", &image);

    for (int layer = 0; layer < 4; layer++) {
      g_autoptr (NgTensor) tensor = ng_test_tensor (&shape, (guint64) layer + 70);
      NgValue y = ng_build_convolve (builder, x, ng_build_constant (builder, tensor), &three);

      y = ng_build_scale (builder, y, 0.02);
      y = ng_build_multiply (builder, y, ng_build_unary (builder, NG_PRIMITIVE_SIGMOID, y));
      x = layer == 2 ? ng_build_add (builder, y, x) : y;
    }
    ng_test_check_last (builder, x, 2e-5);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/pool/max", test_max);
  g_test_add_func ("/kernels/pool/nan", test_nan);
  g_test_add_func ("/kernels/pool/sum", test_sum);
  g_test_add_func ("/kernels/pool/max-gradient", test_max_gradient);
  g_test_add_func ("/kernels/pool/sum-gradient", test_sum_gradient);
  g_test_add_func ("/kernels/pool/net", test_net);
  g_test_add_func ("/kernels/pool/swish", test_swish);
  return g_test_run ();
}
