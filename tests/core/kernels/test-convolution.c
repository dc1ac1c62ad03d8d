#include "tests/support/plans.h"

/* Sums of up to 200 terms below 4. */
#define TOLERANCE 1e-5

typedef struct {
  gint64 batch, inputs, outputs, groups;
  int rank;
  gint64 input[3], size[3], stride[3], dilation[3], before[3], after[3];
} Case;

static const Case cases[] = {
  { 1, 1, 1, 1, 2, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 } },
  { 2, 3, 16, 1, 2, { 9, 11 }, { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1 }, { 1, 1 } },
  { 1, 16, 32, 1, 2, { 7, 7 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 } },
  { 2, 16, 16, 1, 2, { 8, 8 }, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 } },
  { 1, 5, 7, 1, 2, { 8, 6 }, { 3, 2 }, { 1, 3 }, { 2, 1 }, { 2, 0 }, { 1, 2 } },
  { 2, 8, 8, 8, 2, { 6, 6 }, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 } },
  { 1, 6, 4, 2, 2, { 5, 5 }, { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0, 1 }, { 1, 0 } },
  { 2, 3, 4, 1, 1, { 12 }, { 5 }, { 2 }, { 1 }, { 2 }, { 3 } },
  { 1, 2, 3, 1, 3, { 4, 5, 6 }, { 2, 3, 2 }, { 1, 2, 1 }, { 1, 1, 2 }, { 0, 1, 1 }, { 1, 1, 0 } },
  { 1, 4, 4, 1, 2, { 3, 3 }, { 1, 1 }, { 2, 2 }, { 1, 1 }, { 1, 1 }, { 1, 1 } },
  { 3, 20, 50, 1, 2, { 12, 12 }, { 5, 5 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 } },
  { 1, 1, 2, 1, 2, { 2, 2 }, { 4, 4 }, { 1, 1 }, { 1, 1 }, { 3, 3 }, { 3, 3 } },
};

static NgWindow
window_of (const Case *self)
{
  NgWindow window = { .rank = self->rank, .groups = self->groups };

  for (int axis = 0; axis < self->rank; axis++) {
    window.size[axis] = self->size[axis];
    window.stride[axis] = self->stride[axis];
    window.dilation[axis] = self->dilation[axis];
    window.before[axis] = self->before[axis];
    window.after[axis] = self->after[axis];
  }
  return window;
}

static NgShape
image_shape (const Case *self, NgElement element)
{
  NgShape shape = { element, 2 + self->rank, { self->batch, self->inputs } };

  for (int axis = 0; axis < self->rank; axis++)
    shape.dims[2 + axis] = self->input[axis];
  return shape;
}

static NgShape
weights_shape (const Case *self, NgElement element)
{
  NgShape shape = { element, 2 + self->rank, { self->outputs, self->inputs / self->groups } };

  for (int axis = 0; axis < self->rank; axis++)
    shape.dims[2 + axis] = self->size[axis];
  return shape;
}

static NgValue
weights (NgProgramBuilder *builder, const NgShape *shape, gboolean is_constant)
{
  g_autoptr (NgTensor) tensor = NULL;

  if (!is_constant)
    return ng_build_input (builder, "w", shape);
  tensor = ng_test_tensor (shape, 50);
  return ng_build_constant (builder, tensor);
}

static NgValue
channel_vector (NgProgramBuilder *builder, NgValue like, guint64 seed)
{
  const NgShape *shape = ng_build_shape (builder, like);
  const NgShape row = { shape->element, 1, { shape->dims[1] } };
  g_autoptr (NgTensor) tensor = ng_test_tensor (&row, seed);

  return ng_build_broadcast_at (builder, ng_build_constant (builder, tensor), like, 1);
}

static NgValue
ramp (NgProgramBuilder *builder, NgValue x)
{
  return ng_build_binary (builder, NG_PRIMITIVE_MAX, x, ng_build_fill_like (builder, x, 0));
}

/* A convolution: alone; with bias and ramp; normalized and ramped; added to another one. */
static void
check_forward (const Case *self, NgElement element, gboolean is_constant, int tail)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgShape image = image_shape (self, element);
  NgShape kernel = weights_shape (self, element);
  NgWindow window = window_of (self);
  NgValue x = ng_build_input (builder, "x", &image);
  NgValue y = ng_build_convolve (builder, x, weights (builder, &kernel, is_constant), &window);
  NgValue other;

  if (tail == 1) {
    y = ramp (builder, ng_build_add (builder, y, channel_vector (builder, y, 60)));
  } else if (tail == 2) {
    y = ng_build_subtract (builder, y, channel_vector (builder, y, 61));
    y = ng_build_multiply (builder, y, channel_vector (builder, y, 62));
    y = ramp (builder, ng_build_add (builder, y, channel_vector (builder, y, 63)));
  } else if (tail == 3) {
    other = ng_build_convolve (builder, x, weights (builder, &kernel, FALSE), &window);
    other = ng_build_add (builder, other, channel_vector (builder, y, 64));
    y = ramp (builder, ng_build_add (builder, y, other));
  }
  ng_test_check_last (builder, y, TOLERANCE);
}

static void
check_gradients (const Case *self, NgElement element)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgShape image = image_shape (self, element);
  NgShape kernel = weights_shape (self, element);
  NgWindow window = window_of (self);
  NgValue x = ng_build_input (builder, "x", &image);
  NgValue w = ng_build_input (builder, "w", &kernel);
  NgValue y = ng_build_convolve (builder, x, w, &window);
  NgShape shape = *ng_build_shape (builder, y);
  NgValue seed = ng_build_input (builder, "seed", &shape);
  const NgValue wrt[] = { x, w };
  NgValue gradients[2];

  ng_build_gradients (builder, &y, &seed, 1, wrt, 2, gradients);
  ng_program_builder_output (builder, gradients[0]);
  ng_test_check_last (builder, gradients[1], TOLERANCE);
}

static void
test_sweep (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (int tail = 0; tail < 4; tail++) {
      check_forward (&cases[i], NG_ELEMENT_F32, TRUE, tail);
      check_forward (&cases[i], NG_ELEMENT_F32, FALSE, tail);
      check_forward (&cases[i], NG_ELEMENT_F64, TRUE, tail);
    }
  }
}

static void
test_gradients (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    check_gradients (&cases[i], NG_ELEMENT_F32);
    check_gradients (&cases[i], NG_ELEMENT_F64);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/convolution/sweep", test_sweep);
  g_test_add_func ("/kernels/convolution/gradients", test_gradients);
  return g_test_run ();
}
