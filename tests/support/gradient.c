#include "tests/support/gradient.h"

#include "core/base/rng.h"
#include "tests/support/test.h"
#include <math.h>

#define STEP      6e-6
#define TOLERANCE 1e-6
#define N_DRAWS   20

/* A program and what is fed to it: the inputs and, at the end, the gradient that arrives. Its
 * outputs are the value and the gradients of the inputs. */
typedef struct {
  NgProgram *program;
  gsize n_inputs;
  NgTensor *inputs[4];
} Subject;

static void
write_program (Subject *self, const NgTestGradient *test, gconstpointer data)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue inputs[4], gradients[4];
  NgValue result;
  GError *error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (test->inputs) && test->inputs[i].name != NULL; i++) {
    NgShape shape = { .element = NG_ELEMENT_F64 };

    for (; test->inputs[i].dims[shape.rank] > 0; shape.rank++)
      shape.dims[shape.rank] = test->inputs[i].dims[shape.rank];
    inputs[self->n_inputs++] = ng_build_input (builder, test->inputs[i].name, &shape);
  }
  result = test->build (builder, inputs, data);
  inputs[self->n_inputs] = ng_build_input (builder, "arriving", ng_build_shape (builder, result));
  ng_build_gradients (
      builder, &result, &inputs[self->n_inputs], 1, inputs, self->n_inputs, gradients);
  ng_program_builder_output (builder, result);
  for (gsize i = 0; i < self->n_inputs; i++)
    ng_program_builder_output (builder, gradients[i]);
  self->program = ng_program_builder_end (builder, &error);
  g_assert_no_error (error);
}

static NgTensor *
draw (const NgShape *shape, double low, double high, guint64 seed, guint64 stream)
{
  gint64 count = ng_shape_count (shape);
  double *values = g_new (double, MAX (count, 1));

  for (gint64 i = 0; i < count; i++)
    values[i] = low + (high - low) * ng_rng_unit (seed, stream, (guint64) i);
  return ng_tensor_new_take (shape->element, shape->dims, (gsize) shape->rank, values);
}

static void
draw_inputs (Subject *self, const NgTestGradient *test, guint64 seed)
{
  for (gsize i = 0; i <= self->n_inputs; i++) {
    gboolean is_arriving = i == self->n_inputs;

    g_clear_pointer (&self->inputs[i], ng_tensor_unref);
    self->inputs[i] = draw (ng_program_input_shape (self->program, i),
                            is_arriving ? -1 : test->inputs[i].low,
                            is_arriving ? 1 : test->inputs[i].high,
                            seed,
                            i);
  }
}

static void
run (const Subject *self, NgTensor *const *inputs, NgTensor **outputs)
{
  GError *error = NULL;

  ng_reference_run (self->program, inputs, 1, outputs, &error);
  g_assert_no_error (error);
}

static void
clear (NgTensor **tensors, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_clear_pointer (&tensors[i], ng_tensor_unref);
}

/* The value, weighed by what arrives, with element @index of input @which moved by @step. */
static long double
evaluate (const Subject *self, gsize which, gint64 index, double step)
{
  NgTensor *inputs[4] = { self->inputs[0], self->inputs[1], self->inputs[2], self->inputs[3] };
  NgTensor *outputs[4];
  g_autoptr (NgTensor) moved = ng_tensor_new_copy (NG_ELEMENT_F64,
                                                   ng_tensor_dims (inputs[which]),
                                                   ng_tensor_rank (inputs[which]),
                                                   ng_tensor_data (inputs[which]));
  long double sum = 0;

  ((double *) ng_tensor_data (moved))[index] += step;
  inputs[which] = moved;
  run (self, inputs, outputs);
  for (gint64 i = 0; i < ng_tensor_count (outputs[0]); i++)
    sum += (long double) ng_tensor_get_real (outputs[0], i) *
           (long double) ng_tensor_get_real (self->inputs[self->n_inputs], i);
  clear (outputs, self->n_inputs + 1);
  return sum;
}

static double
difference (const Subject *self, gsize which, gint64 index, double step)
{
  return (double) ((evaluate (self, which, index, step) - evaluate (self, which, index, -step)) /
                   (2 * (long double) step));
}

/* Whether the inputs lie on no kink; fails the test where the gradient is wrong. */
static gboolean
compare (const Subject *self, const char *name)
{
  NgTensor *outputs[4];
  gboolean is_smooth = TRUE;

  run (self, self->inputs, outputs);
  for (gsize k = 0; k < self->n_inputs && is_smooth; k++)
    for (gint64 i = 0; i < ng_tensor_count (self->inputs[k]) && is_smooth; i++) {
      double once = difference (self, k, i, STEP);
      double twice = difference (self, k, i, 2 * STEP);
      double gradient = ng_tensor_get_real (outputs[k + 1], i);
      double scale = MAX (1, fabs (once));

      is_smooth = fabs (once - twice) <= TOLERANCE * scale;
      if (is_smooth && !(fabs (gradient - once) <= TOLERANCE * scale))
        g_error ("%s: the gradient of element %" G_GINT64_FORMAT " of input %" G_GSIZE_FORMAT
                 " is %.12g, and the difference quotient %.12g",
                 name,
                 i,
                 k,
                 gradient,
                 once);
    }
  clear (outputs, self->n_inputs + 1);
  return is_smooth;
}

void
ng_test_gradient (const NgTestGradient *test, gconstpointer data, guint64 seed)
{
  Subject subject = { 0 };
  gboolean is_done = FALSE;

  write_program (&subject, test, data);
  for (int i = 0; i < N_DRAWS && !is_done; i++) {
    draw_inputs (&subject, test, seed + (guint64) i);
    is_done = compare (&subject, test->name);
  }
  if (!is_done)
    g_error ("%s: no inputs off a kink were found", test->name);
  clear (subject.inputs, subject.n_inputs + 1);
  ng_program_unref (subject.program);
}
