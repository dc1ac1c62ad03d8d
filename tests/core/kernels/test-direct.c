/* Convolutions that read and write images in blocks of channels, and in order. */

#include "core/kernels/blocked.h"
#include "core/kernels/threads.h"
#include "tests/support/plans.h"

#include <math.h>

/* Twice sums of up to 1,000 terms below 4, relative to the greatest. */
#define TOLERANCE 1e-5

typedef struct {
  gint64 batch, inputs, outputs, groups;
  gint64 height, width;
  NgWindow window;
  const char *kernel; /* that computes it where the image lies in blocks */
} Case;

#define DIRECT    "direct convolution"
#define DEPTHWISE "depthwise convolution"

/* Channels that fill blocks, halves of them, or neither; rows that are and are not whole tiles;
 * padding on one side, on both, and of more than the window; what no kernel of ours takes. */
static const Case cases[] = {
  { 2, 16, 64, 1, 7, 7, { 2, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 }, DIRECT },
  { 1, 20, 50, 1, 12, 12, { 2, { 5, 5 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 }, DIRECT },
  { 3, 17, 24, 1, 5, 3, { 2, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 }, DIRECT },
  { 1, 32, 72, 1, 9, 11, { 2, { 1, 1 }, { 2, 2 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 }, DIRECT },
  { 2, 33, 40, 1, 13, 14, { 2, { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 }, DIRECT },
  { 1, 15, 200, 1, 6, 6, { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 }, DIRECT },
  { 1, 3, 5, 1, 10, 9, { 2, { 2, 5 }, { 1, 3 }, { 1, 1 }, { 0, 2 }, { 1, 3 }, 1 }, DIRECT },
  { 2, 21, 130, 1, 8, 9, { 2, { 3, 2 }, { 1, 2 }, { 2, 3 }, { 2, 0 }, { 2, 3 }, 1 }, DIRECT },
  { 1, 4, 20, 1, 2, 2, { 2, { 4, 4 }, { 1, 1 }, { 1, 1 }, { 3, 3 }, { 3, 3 }, 1 }, DIRECT },
  { 1, 5, 18, 1, 3, 3, { 2, { 1, 1 }, { 2, 2 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 }, DIRECT },
  { 2, 18, 34, 1, 1, 19, { 1, { 4 }, { 2 }, { 1 }, { 1 }, { 3 }, 1 }, DIRECT },
  { 1, 16, 16, 16, 7, 7, { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 }, DEPTHWISE },
  { 2, 40, 40, 40, 15, 14, { 2, { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 }, DEPTHWISE },
  { 1, 23, 23, 23, 9, 16, { 2, { 5, 5 }, { 1, 1 }, { 1, 1 }, { 2, 2 }, { 2, 2 }, 1 }, DEPTHWISE },
  { 2, 5, 5, 5, 11, 8, { 2, { 5, 5 }, { 2, 2 }, { 1, 1 }, { 2, 1 }, { 1, 2 }, 1 }, DEPTHWISE },
  { 1, 32, 32, 32, 9, 13, { 2, { 3, 3 }, { 1, 1 }, { 2, 3 }, { 2, 3 }, { 2, 3 }, 1 }, DEPTHWISE },
  { 1, 18, 18, 18, 6, 7, { 2, { 2, 4 }, { 3, 1 }, { 1, 1 }, { 0, 3 }, { 2, 0 }, 1 }, DEPTHWISE },
  { 1, 17, 17, 17, 1, 2, { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 3, 3 }, { 3, 3 }, 1 }, DEPTHWISE },
  { 2, 16, 16, 16, 1, 21, { 1, { 3 }, { 2 }, { 1 }, { 1 }, { 1 }, 1 }, DEPTHWISE },
  { 1, 16, 32, 16, 6, 5, { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 }, NULL },
  { 1, 32, 48, 2, 6, 5, { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 }, NULL },
};

static NgValue
constant (NgProgramBuilder *builder, const NgShape *shape, guint64 seed)
{
  g_autoptr (NgTensor) tensor = ng_test_tensor (shape, seed);

  return ng_build_constant (builder, tensor);
}

static NgValue
of_channels (NgProgramBuilder *builder, NgValue like, guint64 seed)
{
  const NgShape shape = { NG_ELEMENT_F32, 1, { ng_build_shape (builder, like)->dims[1] } };

  return ng_build_broadcast_at (builder, constant (builder, &shape, seed), like, 1);
}

/* A convolution by single elements, from any image to one of @channels channels. */
static NgValue
mix (NgProgramBuilder *builder, NgValue x, gint64 channels, guint64 seed)
{
  const NgShape *image = ng_build_shape (builder, x);
  const NgShape shape = { NG_ELEMENT_F32, image->rank, { channels, image->dims[1], 1, 1 } };
  const NgWindow one = { image->rank - 2, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 };

  return ng_build_convolve (builder, x, constant (builder, &shape, seed), &one);
}

static NgValue
convolve (const Case *self, NgProgramBuilder *builder, NgValue x, guint64 seed)
{
  int rank = self->window.rank;
  NgWindow window = self->window;
  NgShape shape = { NG_ELEMENT_F32, 2 + rank, { self->outputs, self->inputs / self->groups } };

  window.groups = self->groups;
  for (int axis = 0; axis < rank; axis++)
    shape.dims[2 + axis] = window.size[axis];
  return ng_build_convolve (builder, x, constant (builder, &shape, seed), &window);
}

static NgValue
bound (NgProgramBuilder *builder, NgPrimitive primitive, NgValue x, double number)
{
  return ng_build_binary (builder, primitive, x, ng_build_fill_like (builder, x, number));
}

enum { ALONE, BIAS, NORMAL, CLIP, SUMMAND, GIVEN, N_TAILS };

/* What follows: bias and ramp; a normalization; two bounds, the lower one above 0; another
 * convolution that is added, or an image in order. */
static NgValue
follow (const Case *self, NgProgramBuilder *builder, NgValue x, NgValue y, int tail)
{
  const NgShape shape = *ng_build_shape (builder, y);

  switch (tail) {
  case BIAS:
    y = ng_build_add (builder, y, of_channels (builder, y, 60));
    return bound (builder, NG_PRIMITIVE_MAX, y, 0);
  case NORMAL:
    y = ng_build_subtract (builder, y, of_channels (builder, y, 61));
    y = ng_build_multiply (builder, y, of_channels (builder, y, 62));
    return ng_build_add (builder, y, of_channels (builder, y, 63));
  case CLIP:
    y = bound (builder, NG_PRIMITIVE_MAX, y, 0.25);
    return bound (builder, NG_PRIMITIVE_MIN, y, 60);
  case SUMMAND:
    y = ng_build_add (builder, y, convolve (self, builder, x, 64));
    return bound (builder, NG_PRIMITIVE_MAX, y, 0);
  case GIVEN:
    return ng_build_add (builder, y, ng_build_input (builder, "given", &shape));
  default:
    return y;
  }
}

/* From an image in order or in blocks to one in order or in blocks. */
static NgProgram *
make (const Case *self, int tail, gboolean begins, gboolean ends)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgShape image = { NG_ELEMENT_F32, 4, { self->batch, 7, self->height, self->width } };
  NgValue x, y;

  if (self->window.rank == 1)
    image = (NgShape){ NG_ELEMENT_F32, 3, { self->batch, 7, self->width } };
  if (begins)
    image.dims[1] = self->inputs;
  x = ng_build_input (builder, "x", &image);
  if (!begins)
    x = mix (builder, x, self->inputs, 70);
  y = follow (self, builder, x, convolve (self, builder, x, 50), tail);
  ng_program_builder_output (builder, ends ? y : mix (builder, y, 19, 71));
  return ng_program_builder_end (builder, NULL);
}

static guint
count (const char *text, const char *word)
{
  guint n = 0;

  for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
    n++;
  return n;
}

static void
test_sweep (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (int tail = 0; tail < N_TAILS; tail++) {
      for (int ends = 0; ends < 4; ends++) {
        g_autoptr (NgProgram) program = make (&cases[i], tail, ends & 1, ends & 2);
        g_autofree char *text = ng_test_describe (program);
        guint others = !(ends & 1) + !(ends & 2);

        ng_test_check_plan (program, TOLERANCE);
        if (!ng_blocked_pays ())
          continue;
        if (g_strcmp0 (cases[i].kernel, DIRECT) == 0)
          g_assert_cmpint (count (text, DIRECT), ==, 1 + (tail == SUMMAND) + others);
        else if (cases[i].kernel != NULL && tail < SUMMAND)
          g_assert_cmpint (count (text, cases[i].kernel), ==, 1);
      }
    }
  }
}

/* Large enough for threads: tasks that are images, bands of rows, bands of pixels, panels of
 * channels, blocks and parts of them. Windows that see so much that it is added up in chunks. */
static const Case large[] = {
  { 4, 32, 64, 1, 14, 14, { 2, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 }, DIRECT },
  { 1, 64, 200, 1, 14, 14, { 2, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 }, DIRECT },
  { 1, 20, 40, 1, 61, 62, { 2, { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 }, DIRECT },
  { 1, 40, 30, 1, 45, 47, { 2, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 }, DIRECT },
  { 1, 70, 72, 1, 17, 18, { 2, { 2, 2 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, 1 }, DIRECT },
  { 1, 300, 20, 1, 17, 16, { 2, { 1, 1 }, { 2, 2 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 }, DIRECT },
  { 1, 72, 72, 72, 30, 29, { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 }, DEPTHWISE },
  { 3, 48, 48, 48, 30, 29, { 2, { 5, 5 }, { 2, 2 }, { 1, 1 }, { 2, 2 }, { 2, 2 }, 1 }, DEPTHWISE },
};

static void
test_threads (void)
{
  for (int threads = 2; threads <= 3; threads++) {
    ng_threads_set (threads);
    for (gsize i = 0; i < G_N_ELEMENTS (large); i++) {
      for (int ends = 0; ends < 4; ends += 3) {
        g_autoptr (NgProgram) program =
            make (&large[i], threads == 2 ? SUMMAND : CLIP, ends & 1, ends & 2);

        ng_test_check_plan (program, TOLERANCE);
      }
    }
  }
  ng_threads_set (0);
}

/* Runs @program on @x by plans of both kinds, and compares the results, NaN being NaN's equal. */
static void
check_odd (NgProgram *program, const float *x)
{
  const gconstpointer inputs[] = { x };
  const NgShape *shape = &ng_program_instruction (program, ng_program_output (program, 0))->shape;
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  g_autoptr (NgPlan) reference = ng_plan_new (program, NG_PLAN_REFERENCE, 0, NULL);
  g_autoptr (NgRun) run = ng_run_new (plan, NULL), wanted = ng_run_new (reference, NULL);

  g_assert_true (ng_run_execute (run, inputs, 0, NULL, NULL));
  g_assert_true (ng_run_execute (wanted, inputs, 0, NULL, NULL));
  for (gint64 i = 0; i < ng_shape_count (shape); i++) {
    float a = ((const float *) ng_run_output (run, 0))[i];
    float b = ((const float *) ng_run_output (wanted, 0))[i];

    if (isfinite (b))
      ng_assert_near (a, (double) b, 1e-3);
    else
      g_assert_true (isnan (b) ? isnan (a) : a == b);
  }
}

/* What is not finite is seen where it is, in all channels, and nowhere else: not in what fills the
 * blocks either, which the next convolution does not see. */
static void
test_odd (void)
{
  static const gsize which[] = { 1, 4, 7, 12, 13 };

  for (gsize i = 0; i < G_N_ELEMENTS (which); i++) {
    for (int tail = 0; tail < SUMMAND; tail++) {
      const Case *self = &cases[which[i]];
      g_autoptr (NgProgram) program = make (self, tail, FALSE, FALSE);
      gint64 n = self->batch * 7 * self->height * self->width;
      g_autofree float *x = g_new (float, n);

      for (gint64 e = 0; e < n; e++)
        x[e] = (float) (e % 13) / 13;
      x[n / 3] = NAN;
      x[n / 2] = INFINITY;
      check_odd (program, x);
    }
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/direct/sweep", test_sweep);
  g_test_add_func ("/kernels/direct/threads", test_threads);
  g_test_add_func ("/kernels/direct/odd", test_odd);
  return g_test_run ();
}
