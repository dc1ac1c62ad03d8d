/* Convolutions that suit Winograd's algorithm, beside sums over their windows. Where oneDNN is
 * there and vectors are narrow, its kernels take them. */

#include "core/kernels/blocked.h"
#include "core/kernels/threads.h"
#include "tests/support/plans.h"

#include <math.h>
#include <string.h>

/* Of the greatest result: transforms multiply by up to 20 what is rounded to 6e-8 of itself. */
#define TOLERANCE 1e-5

typedef struct {
  gint64 batch, groups, inputs, outputs;
  gint64 height, width;
  gint64 before[2], after[2];
} Case;

/* What follows a convolution. */
typedef enum {
  TAIL_NONE,
  TAIL_RAMP,     /* a known bias, and a ramp */
  TAIL_NORMAL,   /* factors and summands for each channel, and bounds on both sides */
  TAIL_RESIDUAL, /* a bias that is an input, a summand that nobody reads any more, and a ramp */
  N_TAILS,
} Tail;

typedef struct {
  Case sizes;
  Tail tail;
  NgTensor *x, *weights, *bias, *factor, *summand;
  NgProgram *program;
} Net;

static gint64
extent (const Case *self, int axis)
{
  gint64 size = axis == 0 ? self->height : self->width;

  return size + self->before[axis] + self->after[axis] - 2;
}

static NgValue
channels (NgProgramBuilder *builder, NgTensor *vector, NgValue like)
{
  return ng_build_broadcast_at (builder, ng_build_constant (builder, vector), like, 1);
}

static NgValue
bound (NgProgramBuilder *builder, NgPrimitive primitive, NgValue x, double number)
{
  return ng_build_binary (builder, primitive, x, ng_build_fill_like (builder, x, number));
}

static NgProgram *
make_program (Net *self)
{
  const Case *sizes = &self->sizes;
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgWindow window = { .rank = 2,
                            .groups = (int) sizes->groups,
                            .size = { 3, 3 },
                            .stride = { 1, 1 },
                            .dilation = { 1, 1 },
                            .before = { sizes->before[0], sizes->before[1] },
                            .after = { sizes->after[0], sizes->after[1] } };
  const NgShape row = { NG_ELEMENT_F32, 1, { sizes->outputs } };
  const NgShape image = { NG_ELEMENT_F32,
                          4,
                          { sizes->batch, sizes->inputs, sizes->height, sizes->width } };
  NgValue y = ng_build_convolve (builder,
                                 ng_build_input (builder, "x", &image),
                                 ng_build_constant (builder, self->weights),
                                 &window);
  const NgShape shape = *ng_build_shape (builder, y);

  switch (self->tail) {
  case TAIL_RAMP:
    y = ng_build_add (builder, y, channels (builder, self->bias, y));
    y = bound (builder, NG_PRIMITIVE_MAX, y, 0);
    break;
  case TAIL_NORMAL:
    y = ng_build_multiply (builder, y, channels (builder, self->factor, y));
    y = ng_build_add (builder, y, channels (builder, self->bias, y));
    y = bound (builder, NG_PRIMITIVE_MAX, y, -20);
    y = bound (builder, NG_PRIMITIVE_MIN, y, 30);
    break;
  case TAIL_RESIDUAL:
    y = ng_build_add (
        builder, y, ng_build_broadcast_at (builder, ng_build_input (builder, "bias", &row), y, 1));
    y = ng_build_add (
        builder,
        y,
        ng_build_unary (builder, NG_PRIMITIVE_NEGATE, ng_build_input (builder, "summand", &shape)));
    y = bound (builder, NG_PRIMITIVE_MAX, y, 0);
    break;
  default:
    break;
  }
  ng_program_builder_output (builder, y);
  return ng_program_builder_end (builder, NULL);
}

static void
net_init (Net *self, const Case *sizes, Tail tail)
{
  const NgShape image = { NG_ELEMENT_F32,
                          4,
                          { sizes->batch, sizes->inputs, sizes->height, sizes->width } };
  const NgShape result = { NG_ELEMENT_F32,
                           4,
                           { sizes->batch, sizes->outputs, extent (sizes, 0), extent (sizes, 1) } };
  const NgShape kernel = { NG_ELEMENT_F32,
                           4,
                           { sizes->outputs, sizes->inputs / sizes->groups, 3, 3 } };
  const NgShape row = { NG_ELEMENT_F32, 1, { sizes->outputs } };

  self->sizes = *sizes;
  self->tail = tail;
  self->x = ng_test_tensor (&image, 1);
  self->weights = ng_test_tensor (&kernel, 2);
  self->bias = ng_test_tensor (&row, 3);
  self->factor = ng_test_tensor (&row, 4);
  self->summand = ng_test_tensor (&result, 5);
  self->program = make_program (self);
}

static void
net_clear (Net *self)
{
  ng_tensor_unref (self->x);
  ng_tensor_unref (self->weights);
  ng_tensor_unref (self->bias);
  ng_tensor_unref (self->factor);
  ng_tensor_unref (self->summand);
  ng_program_unref (self->program);
}

/* The sum over the window of one result. */
static double
convolve (const Net *self, const float *x, gint64 image, gint64 o, gint64 row, gint64 column)
{
  const Case *sizes = &self->sizes;
  gint64 n = sizes->inputs / sizes->groups;
  gint64 first = o / (sizes->outputs / sizes->groups) * n;
  const float *w = ng_tensor_data (self->weights);
  double sum = 0;

  for (gint64 c = 0; c < n; c++) {
    for (gint64 tap = 0; tap < 9; tap++) {
      gint64 i = row + tap / 3 - sizes->before[0], j = column + tap % 3 - sizes->before[1];

      if (i < 0 || i >= sizes->height || j < 0 || j >= sizes->width)
        continue;
      sum +=
          (double) w[(o * n + c) * 9 + tap] *
          (double) x[((image * sizes->inputs + first + c) * sizes->height + i) * sizes->width + j];
    }
  }
  return sum;
}

static double
follow (const Net *self, double sum, gint64 o, gint64 at)
{
  double bias = ng_tensor_get_real (self->bias, o);

  switch (self->tail) {
  case TAIL_RAMP:
    return isnan (sum) ? sum : MAX (sum + bias, 0);
  case TAIL_NORMAL:
    sum = sum * ng_tensor_get_real (self->factor, o) + bias;
    return isnan (sum) ? sum : CLAMP (sum, -20, 30);
  case TAIL_RESIDUAL:
    sum += bias - ng_tensor_get_real (self->summand, at);
    return isnan (sum) ? sum : MAX (sum, 0);
  default:
    return sum;
  }
}

static void
compare (const Net *self, const float *x, const float *y)
{
  const Case *sizes = &self->sizes;
  gint64 height = extent (sizes, 0), width = extent (sizes, 1);
  gint64 count = sizes->batch * sizes->outputs * height * width;
  g_autofree double *sums = g_new (double, (gsize) count);
  double greatest = 0;

  for (gint64 i = 0; i < count; i++) {
    gint64 image = i / (sizes->outputs * height * width), o = i / (height * width) % sizes->outputs;

    sums[i] = convolve (self, x, image, o, i / width % height, i % width);
    if (isfinite (sums[i]))
      greatest = MAX (greatest, fabs (sums[i]));
  }
  for (gint64 i = 0; i < count; i++) {
    double expected = follow (self, sums[i], i / (height * width) % sizes->outputs, i);
    double found = (double) y[i];

    if (expected == found || (isnan (expected) && isnan (found)))
      continue;
    if (!(fabs (expected - found) <= TOLERANCE * MAX (greatest, 1)))
      g_error ("%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
               " to %" G_GINT64_FORMAT " channels, tail %d: element %" G_GINT64_FORMAT
               " is %.9g rather than %.9g",
               sizes->height,
               sizes->width,
               sizes->inputs,
               sizes->outputs,
               self->tail,
               i,
               found,
               expected);
  }
}

/* Runs a plan and copies its result. */
static float *
run (const Net *self, const float *x)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPlan) plan = ng_plan_new (self->program, 0, 0, &error);
  g_autoptr (NgRun) run = NULL;
  const gconstpointer inputs[] = { x, ng_tensor_data (self->bias), ng_tensor_data (self->summand) };

  g_assert_no_error (error);
  run = ng_run_new (plan, &error);
  g_assert_no_error (error);
  ng_run_execute (run, inputs, 0, NULL, &error);
  g_assert_no_error (error);
  return g_memdup2 (ng_run_output (run, 0), ng_tensor_size (self->summand));
}

static void
check (const Case *sizes, Tail tail)
{
  g_autofree char *steps = NULL;
  g_autofree float *y = NULL;
  Net net;

  net_init (&net, sizes, tail);
  steps = ng_test_describe (net.program);
  if (ng_blocked_pays () && strstr (steps, "Winograd convolution") == NULL)
    g_error ("no such kernel in\n%s", steps);
  y = run (&net, ng_tensor_data (net.x));
  compare (&net, ng_tensor_data (net.x), y);
  net_clear (&net);
}

/* Every size up to 20 along either axis, every tail. */
static void
test_sizes (void)
{
  for (gint64 height = 1; height <= 20; height++) {
    for (gint64 width = 1; width <= 20; width++) {
      const Case sizes = { 1, 1, 16, 16, height, width, { 1, 1 }, { 1, 1 } };

      check (&sizes, (Tail) ((height + width) % N_TAILS));
    }
  }
}

static void
test_pads (void)
{
  for (gint64 top = 0; top <= 3; top++) {
    for (gint64 left = 0; left <= 3; left++) {
      for (gint64 after = 0; after <= 4; after++) {
        const Case sizes = { 1, 1, 17, 18, 5, 7, { top, left }, { after, 4 - after } };

        check (&sizes, (Tail) ((top + left) % N_TAILS));
      }
    }
  }
}

/* Batches, groups, channels that fill no vector, rows of more tiles than a band, several chunks. */
static void
test_shapes (void)
{
  static const Case cases[] = {
    { 3, 1, 16, 16, 6, 6, { 1, 1 }, { 1, 1 } },    { 2, 1, 16, 48, 9, 11, { 1, 1 }, { 1, 1 } },
    { 1, 1, 31, 33, 8, 8, { 1, 1 }, { 1, 1 } },    { 1, 1, 20, 70, 7, 7, { 1, 1 }, { 1, 1 } },
    { 1, 1, 48, 80, 10, 5, { 0, 0 }, { 0, 0 } },   { 2, 2, 32, 32, 8, 8, { 1, 1 }, { 1, 1 } },
    { 1, 3, 51, 57, 6, 9, { 1, 1 }, { 1, 1 } },    { 2, 2, 34, 128, 5, 5, { 1, 0 }, { 0, 1 } },
    { 1, 1, 16, 16, 4, 150, { 1, 1 }, { 1, 1 } },  { 1, 1, 64, 64, 33, 34, { 1, 1 }, { 1, 1 } },
    { 5, 1, 64, 130, 14, 14, { 1, 1 }, { 1, 1 } }, { 1, 1, 256, 64, 14, 14, { 1, 1 }, { 1, 1 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (Tail tail = TAIL_NONE; tail < N_TAILS; tail++)
      check (&cases[i], tail);
  }
}

/* However many threads divide the work, the bits are the same. */
static void
test_threads (void)
{
  static const Case cases[] = {
    { 1, 1, 64, 64, 30, 30, { 1, 1 }, { 1, 1 } },
    { 1, 1, 96, 256, 7, 7, { 1, 1 }, { 1, 1 } },
    { 3, 2, 64, 64, 14, 14, { 1, 1 }, { 1, 1 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree float *alone = NULL;
    Net net;

    net_init (&net, &cases[i], TAIL_RESIDUAL);
    ng_threads_set (1);
    alone = run (&net, ng_tensor_data (net.x));
    for (int threads = 2; threads <= 5; threads++) {
      g_autofree float *y = NULL;

      ng_threads_set (threads);
      y = run (&net, ng_tensor_data (net.x));
      g_assert_cmpmem (y, ng_tensor_size (net.summand), alone, ng_tensor_size (net.summand));
    }
    ng_threads_set (1);
    net_clear (&net);
  }
}

/* A number that is not finite, or so large that its transform is not, reaches what sees it alone.
 */
static void
test_wild (void)
{
  static const float wild[] = { NAN, INFINITY, -INFINITY, 2e38F };
  const Case sizes = { 2, 1, 20, 24, 11, 9, { 1, 1 }, { 1, 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (wild); i++) {
    for (Tail tail = TAIL_NONE; tail < TAIL_RESIDUAL; tail++) {
      g_autofree float *x = NULL, *y = NULL;
      Net net;

      net_init (&net, &sizes, tail);
      x = g_memdup2 (ng_tensor_data (net.x), ng_tensor_size (net.x));
      x[5 * 11 * 9 + 4 * 9 + 3] = wild[i];
      y = run (&net, x);
      for (gint64 j = 0; j < ng_tensor_count (net.summand); j++) {
        gint64 image = j / (24 * 99), row = j / 9 % 11, column = j % 9;
        gboolean sees = image == 0 && ABS (row - 4) <= 1 && ABS (column - 3) <= 1;
        double expected =
            follow (&net, convolve (&net, x, image, j / 99 % 24, row, column), j / 99 % 24, j);

        if (sees && (isnan (expected) || isinf ((float) expected)))
          g_assert_true (isnan (expected) ? isnan (y[j]) : y[j] == (float) expected);
        else if (!sees)
          ng_assert_near ((double) y[j], expected, 2e-3);
      }
      net_clear (&net);
    }
  }
}

/* Working memory is a matter of chunks, whatever the picture. */
static void
test_memory (void)
{
  const Case sizes = { 1, 1, 64, 64, 200, 200, { 1, 1 }, { 1, 1 } };
  g_autoptr (NgPlan) plan = NULL;
  Net net;

  net_init (&net, &sizes, TAIL_RAMP);
  ng_threads_set (1);
  plan = ng_plan_new (net.program, 0, 0, NULL);
  if (ng_blocked_pays ())
    g_assert_cmpuint (ng_plan_arena_size (plan), <, ng_tensor_size (net.summand) + 1200000);
  net_clear (&net);
}

static NgValue
convolution (NgProgramBuilder *builder, NgValue x, gint64 outputs, gint64 size)
{
  const NgShape *image = ng_build_shape (builder, x);
  const NgShape kernel = { NG_ELEMENT_F32, 4, { outputs, image->dims[1], size, size } };
  const NgWindow window = { .rank = 2,
                            .groups = 1,
                            .size = { size, size },
                            .stride = { 1, 1 },
                            .dilation = { 1, 1 },
                            .before = { size / 2, size / 2 },
                            .after = { size / 2, size / 2 } };
  g_autoptr (NgTensor) weights = ng_test_tensor (&kernel, (guint64) (outputs + size));

  return ng_build_convolve (builder, x, ng_build_constant (builder, weights), &window);
}

/* Others read the result, and it is added to: all that in the layouts that suit them. */
static void
test_chain (void)
{
  static const gint64 outputs[] = { 16, 24, 32, 50 };

  for (gsize i = 0; i < G_N_ELEMENTS (outputs); i++) {
    NgProgramBuilder *builder = ng_program_builder_new ();
    const NgShape image = { NG_ELEMENT_F32, 4, { 2, 16, 9, 10 } };
    NgValue x = convolution (builder, ng_build_input (builder, "x", &image), outputs[i], 1);
    NgValue y = convolution (builder, x, outputs[i], 3);

    y = bound (builder, NG_PRIMITIVE_MAX, ng_build_add (builder, y, x), 0);
    x = convolution (builder, y, outputs[i] + 1, 3);
    y = convolution (builder, y, outputs[i] + 1, 1);
    y = bound (builder, NG_PRIMITIVE_MAX, ng_build_add (builder, x, y), 1);
    ng_test_check_last (builder, convolution (builder, y, 17, 1), TOLERANCE);
  }
}

/* The end of a net: what is added lies in blocks, what comes out in order. */
static void
test_end (void)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  const NgShape image = { NG_ELEMENT_F32, 4, { 2, 16, 9, 10 } };
  NgValue x = convolution (builder, ng_build_input (builder, "x", &image), 40, 3);
  NgValue y = convolution (builder, x, 40, 3);
  g_autoptr (NgProgram) program = NULL;
  g_autofree char *steps = NULL;
  g_auto (GStrv) parts = NULL;

  y = bound (builder, NG_PRIMITIVE_MAX, ng_build_add (builder, y, x), 0);
  ng_program_builder_output (builder, y);
  program = ng_program_builder_end (builder, NULL);
  steps = ng_test_describe (program);
  parts = g_strsplit (steps, "Winograd convolution", -1);
  if (ng_blocked_pays ())
    g_assert_cmpuint (g_strv_length (parts), ==, 3);
  ng_test_check_plan (program, TOLERANCE);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/winograd/sizes", test_sizes);
  g_test_add_func ("/kernels/winograd/pads", test_pads);
  g_test_add_func ("/kernels/winograd/shapes", test_shapes);
  g_test_add_func ("/kernels/winograd/threads", test_threads);
  g_test_add_func ("/kernels/winograd/wild", test_wild);
  g_test_add_func ("/kernels/winograd/memory", test_memory);
  g_test_add_func ("/kernels/winograd/chain", test_chain);
  g_test_add_func ("/kernels/winograd/end", test_end);
  return g_test_run ();
}
