/* Between convolutions that choose a layout, pooling and concatenation keep it. */

#include "core/kernels/blocked.h"
#include "tests/support/plans.h"

#include <math.h>

/* Sums of 9 · 37 terms below 4, twice, relative to the greatest. */
#define TOLERANCE 2e-5

typedef struct {
  NgProgramBuilder *builder;
  guint64 seed;
} Maker;

/* A convolution of 3 x 3 to @channels channels, or of 3 to images of one axis. */
static NgValue
convolve (Maker *self, NgValue x, gint64 channels)
{
  const NgShape shape = *ng_build_shape (self->builder, x);
  NgShape w = { NG_ELEMENT_F32, shape.rank, { channels, shape.dims[1], 3, 3, 3 } };
  NgWindow window = {
    shape.rank - 2, { 3, 3, 3 }, { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 1 }, 1
  };
  g_autoptr (NgTensor) tensor = ng_test_tensor (&w, self->seed++);

  return ng_build_convolve (self->builder, x, ng_build_constant (self->builder, tensor), &window);
}

static void
check (Maker *self, NgValue y, const char *kernel)
{
  g_autoptr (NgProgram) program = NULL;
  g_autofree char *text = NULL;

  ng_program_builder_output (self->builder, y);
  program = ng_program_builder_end (self->builder, NULL);
  ng_test_check_plan (program, TOLERANCE);
  text = ng_test_describe (program);
  if (kernel != NULL && ng_blocked_pays ())
    g_assert_nonnull (strstr (text, kernel));
}

static Maker
begin (void)
{
  return (Maker){ ng_program_builder_new (), 7 };
}

static const NgWindow windows[] = {
  { 2, { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 },
  { 2, { 3, 3 }, { 2, 2 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 1 },
  { 2, { 3, 2 }, { 1, 3 }, { 2, 1 }, { 0, 1 }, { 2, 0 }, 1 },
  { 2, { 4, 5 }, { 4, 1 }, { 1, 2 }, { 3, 2 }, { 0, 4 }, 1 },
};

/* Windows of all kinds over images with channels of which some, all or none fill a block. */
static void
check_pool (NgPrimitive primitive)
{
  for (gint64 channels = 16; channels <= 37; channels += 7) {
    for (gsize i = 0; i < G_N_ELEMENTS (windows); i++) {
      for (int ends = 0; ends < 2; ends++) {
        const NgShape shape = { NG_ELEMENT_F32, 4, { 2, 20, 13, 12 } };
        Maker self = begin ();
        NgValue y = convolve (&self, ng_build_input (self.builder, "x", &shape), channels);

        y = ng_build_pool (self.builder, primitive, y, &windows[i]);
        check (&self, ends ? y : convolve (&self, y, 32), "blocked pooling");
      }
    }
  }
}

static void
test_pool (void)
{
  check_pool (NG_PRIMITIVE_POOL_MAX);
  check_pool (NG_PRIMITIVE_POOL_SUM);
}

static void
test_pool_ranks (void)
{
  const NgWindow line = { 1, { 3 }, { 2 }, { 1 }, { 1 }, { 1 }, 1 };
  const NgWindow space = { 3, { 2, 3, 2 }, { 2, 1, 2 }, { 1, 1, 1 }, { 0, 1, 0 }, { 0, 1, 0 }, 1 };
  const NgShape x = { NG_ELEMENT_F32, 3, { 2, 20, 19 } };
  const NgShape z = { NG_ELEMENT_F32, 5, { 1, 20, 5, 6, 7 } };
  Maker self = begin ();
  NgValue y = convolve (&self, ng_build_input (self.builder, "x", &x), 32);

  y = ng_build_pool (self.builder, NG_PRIMITIVE_POOL_MAX, y, &line);
  check (&self, convolve (&self, y, 32), "blocked pooling");
  self = begin ();
  y = convolve (&self, ng_build_input (self.builder, "z", &z), 32);
  y = ng_build_pool (self.builder, NG_PRIMITIVE_POOL_MAX, y, &space);
  check (&self, convolve (&self, y, 32), NULL);
}

/* A number that is none wins where it is seen, and no other place knows of it. */
static void
test_pool_nan (void)
{
  const NgShape shape = { NG_ELEMENT_F32, 4, { 1, 16, 9, 9 } };
  const NgWindow one = { 2, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 };
  const gint64 dims[] = { 16, 1, 1, 1 };
  NgWindow each = one;
  Maker self = begin ();
  float ones[16];
  g_autofree float *x = g_new (float, 16 * 81);
  g_autoptr (NgTensor) weights = NULL;
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (NgPlan) plan = NULL;
  g_autoptr (NgRun) run = NULL;
  const gconstpointer inputs[] = { x };
  NgValue y;

  for (int i = 0; i < 16; i++)
    ones[i] = 1;
  for (int i = 0; i < 16 * 81; i++)
    x[i] = (float) (i % 81);
  x[5 * 81 + 40] = NAN;
  each.groups = 16;
  weights = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 4, ones);
  y = ng_build_convolve (self.builder,
                         ng_build_input (self.builder, "x", &shape),
                         ng_build_constant (self.builder, weights),
                         &each);
  ng_program_builder_output (self.builder,
                             ng_build_pool (self.builder, NG_PRIMITIVE_POOL_MAX, y, &windows[1]));
  program = ng_program_builder_end (self.builder, NULL);
  plan = ng_plan_new (program, 0, 0, NULL);
  run = ng_run_new (plan, NULL);
  g_assert_true (ng_run_execute (run, inputs, 0, NULL, NULL));
  for (int i = 0; i < 16 * 25; i++) {
    int c = i / 25, h = i / 5 % 5, w = i % 5;
    float got = ((const float *) ng_run_output (run, 0))[i];

    if (c == 5 && h == 2 && w == 2)
      g_assert_true (isnan (got));
    else
      ng_assert_near (got, (double) (MIN (2 * h + 1, 8) * 9 + MIN (2 * w + 1, 8)), 0);
  }
}

/* Parts that fill blocks of channels and parts that do not; what comes in order; one part twice. */
static void
test_concat (void)
{
  static const gint64 channels[][3] = {
    { 16, 32, 48 }, { 32, 16, 20 }, { 20, 16, 16 }, { 5, 7, 36 }, { 32, 0, 16 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (channels); i++) {
    for (int ends = 0; ends < 2; ends++) {
      for (int ordered = 0; ordered < 2; ordered++) {
        const NgShape shape = { NG_ELEMENT_F32, 4, { 2, 20, 7, 6 } };
        const NgShape given = { NG_ELEMENT_F32, 4, { 2, channels[i][1], 7, 6 } };
        Maker self = begin ();
        NgValue x = ng_build_input (self.builder, "x", &shape), parts[4], y;

        for (int part = 0; part < 3; part++)
          parts[part] = part == 1 && (ordered || channels[i][part] == 0)
                            ? ng_build_input (self.builder, "given", &given)
                            : convolve (&self, x, channels[i][part]);
        parts[3] = parts[0];
        y = ng_build_concat (self.builder, parts, 4, 1);
        check (&self,
               ends ? y : convolve (&self, y, 32),
               channels[i][1] > 0 ? "blocked concatenation" : NULL);
      }
    }
  }
}

/* A convolution of single elements to @channels channels. */
static NgValue
mix (Maker *self, NgValue x, gint64 channels)
{
  const NgShape *shape = ng_build_shape (self->builder, x);
  const NgShape w = { NG_ELEMENT_F32, 4, { channels, shape->dims[1], 1, 1 } };
  const NgWindow one = { 2, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 };
  g_autoptr (NgTensor) tensor = ng_test_tensor (&w, self->seed++);

  return ng_build_convolve (self->builder, x, ng_build_constant (self->builder, tensor), &one);
}

/* Parts that nobody else reads are made in their place, whole images apart; what is read twice, and
 * what is an output, is copied there. */
static void
test_concat_inside (void)
{
  for (int others = 0; others < 3; others++) {
    const NgShape shape = { NG_ELEMENT_F32, 4, { 3, 20, 9, 8 } };
    g_autoptr (NgProgram) program = NULL;
    g_autofree char *text = NULL;
    Maker self = begin ();
    NgValue x = ng_build_input (self.builder, "x", &shape), parts[3], y;

    parts[0] = mix (&self, x, 32);
    parts[1] = convolve (&self, x, 48);
    parts[2] = mix (&self, x, 21);
    y = mix (&self, ng_build_concat (self.builder, parts, 3, 1), 17);
    if (others == 1)
      y = ng_build_add (self.builder, y, mix (&self, parts[0], 17));
    if (others == 2)
      ng_program_builder_output (self.builder, parts[0]);
    ng_program_builder_output (self.builder, y);
    program = ng_program_builder_end (self.builder, NULL);
    ng_test_check_plan (program, TOLERANCE);
    text = ng_test_describe (program);
    if (!ng_blocked_pays ())
      continue;
    g_assert_cmpint (
        g_regex_match_simple (
            "blocked concatenation %\\d+ \\S+@(\\d+) .*-> %\\d+ \\S+@\\1\n", text, 0, 0),
        ==,
        others == 0);
  }
}

/* Groups narrower than a block, between convolutions that choose blocks: the library has no kernel
 * for some of them in that layout. */
static void
test_groups (void)
{
  static const gint64 widths[] = { 1, 4, 8, 12, 16 };

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++) {
    const NgShape shape = { NG_ELEMENT_F32, 4, { 2, 20, 7, 6 } };
    const NgShape w = { NG_ELEMENT_F32, 4, { 8 * widths[i], widths[i], 3, 3 } };
    const NgWindow window = { 2, { 3, 3 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, 8 };
    Maker self = begin ();
    g_autoptr (NgTensor) weights = ng_test_tensor (&w, self.seed++);
    NgValue x = convolve (&self, ng_build_input (self.builder, "x", &shape), 8 * widths[i]);

    x = ng_build_convolve (self.builder, x, ng_build_constant (self.builder, weights), &window);
    check (&self, convolve (&self, x, 32), NULL);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/blocked/pool", test_pool);
  g_test_add_func ("/kernels/blocked/pool-ranks", test_pool_ranks);
  g_test_add_func ("/kernels/blocked/pool-nan", test_pool_nan);
  g_test_add_func ("/kernels/blocked/concat", test_concat);
  g_test_add_func ("/kernels/blocked/concat-inside", test_concat_inside);
  g_test_add_func ("/kernels/blocked/groups", test_groups);
  return g_test_run ();
}
