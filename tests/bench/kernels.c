/* How long programs take: runs over large arrays, products, convolutions, small nets. Each line is
 * a median over alternating runs, with the time spent in the steps themselves, so that the
 * difference is what a call costs.
 *
 *   bench-kernels [--threads N] [--profile] [NAME…] */

#include "core/base/rng.h"
#include "core/engine/plan.h"
#include "core/program/builder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  const char *name;
  NgProgram *(*make) (void);
  double flops;     /* of one run, in units of 1e9 */
  double mebibytes; /* read and written, of one run */
} Bench;

static double
microseconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec * 1e-3;
}

static int
compare (const void *a, const void *b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static NgTensor *
random_tensor (const gint64 *dims, int rank, guint64 seed)
{
  gint64 n = 1;
  float *data;

  for (int axis = 0; axis < rank; axis++)
    n *= dims[axis];
  data = g_new (float, n);
  for (gint64 i = 0; i < n; i++)
    data[i] = (float) (ng_rng_unit (seed, 1, (guint64) i) - 0.5) * 0.1f;
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, (gsize) rank, data);
}

static NgValue
weights (NgProgramBuilder *b, const gint64 *dims, int rank)
{
  g_autoptr (NgTensor) tensor = random_tensor (dims, rank, 3);

  return ng_build_constant (b, tensor);
}

static NgValue
input (NgProgramBuilder *b, const gint64 *dims, int rank)
{
  NgShape shape = { .element = NG_ELEMENT_F32, .rank = rank };

  memcpy (shape.dims, dims, (gsize) rank * sizeof *dims);
  return ng_build_input (b, "x", &shape);
}

static NgProgram *
end (NgProgramBuilder *b, NgValue y)
{
  g_autoptr (GError) error = NULL;
  NgProgram *program;

  ng_program_builder_output (b, y);
  program = ng_program_builder_end (b, &error);
  if (program == NULL)
    g_error ("%s", error->message);
  return program;
}

static NgValue
ramp (NgProgramBuilder *b, NgValue x)
{
  return ng_build_binary (b, NG_PRIMITIVE_MAX, x, ng_build_fill_like (b, x, 0));
}

static const gint64 large[] = { 8192, 1024 };

static NgProgram *
make_unary (NgPrimitive primitive)
{
  NgProgramBuilder *b = ng_program_builder_new ();

  return end (b, ng_build_unary (b, primitive, input (b, large, 2)));
}

static NgProgram *
make_tanh (void)
{
  return make_unary (NG_PRIMITIVE_TANH);
}

static NgProgram *
make_sigmoid (void)
{
  return make_unary (NG_PRIMITIVE_SIGMOID);
}

static NgProgram *
make_negate (void)
{
  return make_unary (NG_PRIMITIVE_NEGATE);
}

static NgProgram *
make_gelu (void)
{
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue x = input (b, large, 2);
  NgValue y = ng_build_unary (b, NG_PRIMITIVE_ERF, ng_build_scale (b, x, sqrt (0.5)));

  return end (b, ng_build_multiply (b, ng_build_scale (b, x, 0.5), ng_build_offset (b, y, 1)));
}

static NgProgram *
make_scale_ramp (void)
{
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue x = input (b, large, 2);

  return end (b, ramp (b, ng_build_offset (b, ng_build_scale (b, x, 1.5), 0.5)));
}

static NgProgram *
make_softmax (void)
{
  NgProgramBuilder *b = ng_program_builder_new ();

  return end (b, ng_build_softmax (b, input (b, large, 2), 2));
}

static NgProgram *
make_normalization (void)
{
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue x = input (b, large, 2);
  NgValue mean = ng_build_mean (b, x, 2, TRUE);
  NgValue centred = ng_build_subtract (b, x, ng_build_broadcast_numpy (b, mean, large, 2));
  NgValue square = ng_build_multiply (b, centred, centred);
  NgValue variance = ng_build_offset (b, ng_build_mean (b, square, 2, TRUE), 1e-5);
  NgValue root = ng_build_unary (b, NG_PRIMITIVE_SQRT, variance);
  NgValue y = ng_build_divide (b, centred, ng_build_broadcast_numpy (b, root, large, 2));

  y = ng_build_multiply (
      b, y, ng_build_broadcast_numpy (b, weights (b, (const gint64[]){ 1024 }, 1), large, 2));
  return end (
      b,
      ng_build_add (
          b, y, ng_build_broadcast_numpy (b, weights (b, (const gint64[]){ 1024 }, 1), large, 2)));
}

static NgProgram *
make_transposition (void)
{
  NgProgramBuilder *b = ng_program_builder_new ();

  return end (b, ng_build_transpose (b, input (b, large, 2), (const int[]){ 1, 0 }));
}

static NgProgram *
make_column_sum (void)
{
  NgProgramBuilder *b = ng_program_builder_new ();

  return end (b, ng_build_reduce (b, NG_PRIMITIVE_SUM, input (b, large, 2), 1, FALSE));
}

static NgProgram *
make_product (gint64 m, gint64 n, gint64 k, gboolean is_known)
{
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue x = input (b, (const gint64[]){ m, k }, 2);
  NgValue w =
      is_known ? weights (b, (const gint64[]){ k, n }, 2) : input (b, (const gint64[]){ k, n }, 2);

  return end (b, ng_build_matmul (b, x, w, FALSE, FALSE));
}

static NgProgram *
make_product_square (void)
{
  return make_product (1024, 1024, 1024, TRUE);
}

static NgProgram *
make_product_square_live (void)
{
  return make_product (1024, 1024, 1024, FALSE);
}

static NgProgram *
make_product_flat (void)
{
  return make_product (128, 3072, 768, TRUE);
}

static NgProgram *
make_product_row (void)
{
  return make_product (1, 3072, 768, TRUE);
}

static NgProgram *
make_product_small_row (void)
{
  return make_product (1, 128, 784, TRUE);
}

static NgValue
convolve (
    NgProgramBuilder *b, NgValue x, gint64 outputs, gint64 size, gint64 pad, gboolean is_ramped)
{
  gint64 channels = ng_build_shape (b, x)->dims[1];
  const NgWindow window = { 2, { size, size }, { 1, 1 }, { 1, 1 }, { pad, pad }, { pad, pad }, 1 };
  NgValue w = weights (b, (const gint64[]){ outputs, channels, size, size }, 4);
  NgValue y = ng_build_convolve (b, x, w, &window);
  NgValue bias = weights (b, (const gint64[]){ outputs }, 1);

  y = ng_build_add (b, y, ng_build_broadcast_at (b, bias, y, 1));
  return is_ramped ? ramp (b, y) : y;
}

static NgProgram *
make_convolutions (gint64 channels, gint64 side, gint64 size, gint64 batch)
{
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue x = input (b, (const gint64[]){ batch, channels, side, side }, 4);

  for (int layer = 0; layer < 8; layer++)
    x = convolve (b, x, channels, size, size / 2, TRUE);
  return end (b, x);
}

static NgProgram *
make_convolutions_64 (void)
{
  return make_convolutions (64, 56, 3, 1);
}

static NgProgram *
make_convolutions_256 (void)
{
  return make_convolutions (256, 14, 3, 1);
}

static NgProgram *
make_convolutions_flat (void)
{
  return make_convolutions (256, 14, 1, 1);
}

static NgValue
linear (NgProgramBuilder *b, NgValue x, gint64 outputs)
{
  gint64 inputs = ng_build_shape (b, x)->dims[1];
  NgValue w = weights (b, (const gint64[]){ outputs, inputs }, 2);
  NgValue y = ng_build_matmul (b, x, w, FALSE, TRUE);

  return ng_build_add (
      b, y, ng_build_broadcast_at (b, weights (b, (const gint64[]){ outputs }, 1), y, 1));
}

static NgProgram *
make_mlp (gint64 batch)
{
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue x = input (b, (const gint64[]){ batch, 784 }, 2);

  return end (b, ng_build_softmax (b, linear (b, ramp (b, linear (b, x, 128)), 10), 2));
}

static NgProgram *
make_mlp_1 (void)
{
  return make_mlp (1);
}

static NgProgram *
make_mlp_128 (void)
{
  return make_mlp (128);
}

static NgProgram *
make_lenet (gint64 batch)
{
  const NgWindow two = { 2, { 2, 2 }, { 2, 2 }, { 1, 1 }, { 0, 0 }, { 0, 0 }, 1 };
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue x = input (b, (const gint64[]){ batch, 1, 28, 28 }, 4);

  x = ng_build_pool (b, NG_PRIMITIVE_POOL_MAX, convolve (b, x, 20, 5, 0, TRUE), &two);
  x = ng_build_pool (b, NG_PRIMITIVE_POOL_MAX, convolve (b, x, 50, 5, 0, TRUE), &two);
  x = ng_build_reshape (b, x, (const gint64[]){ batch, 800 }, 2);
  return end (b, ng_build_softmax (b, linear (b, ramp (b, linear (b, x, 500)), 10), 2));
}

static NgProgram *
make_lenet_1 (void)
{
  return make_lenet (1);
}

static NgProgram *
make_lenet_64 (void)
{
  return make_lenet (64);
}

static NgProgram *
make_nothing (void)
{
  NgProgramBuilder *b = ng_program_builder_new ();

  return end (b, ng_build_unary (b, NG_PRIMITIVE_NEGATE, input (b, (const gint64[]){ 8 }, 1)));
}

static const Bench benches[] = {
  { "one small step", make_nothing, 0, 0 },
  { "negate 8192x1024", make_negate, 0, 64 },
  { "tanh 8192x1024", make_tanh, 0, 64 },
  { "sigmoid 8192x1024", make_sigmoid, 0, 64 },
  { "gelu 8192x1024", make_gelu, 0, 64 },
  { "scale, shift, ramp 8192x1024", make_scale_ramp, 0, 64 },
  { "softmax 8192x1024", make_softmax, 0, 64 },
  { "layer normalization 8192x1024", make_normalization, 0, 64 },
  { "transposition 8192x1024", make_transposition, 0, 64 },
  { "column sums 8192x1024", make_column_sum, 0, 32 },
  { "product 1024 1024 1024", make_product_square, 2.147, 0 },
  { "product 1024 1024 1024, live", make_product_square_live, 2.147, 0 },
  { "product 128 3072 768", make_product_flat, 0.604, 0 },
  { "product 1 3072 768", make_product_row, 0.00472, 9 },
  { "product 1 128 784", make_product_small_row, 0.0002, 0.38 },
  { "8 convolutions 3x3 64 56", make_convolutions_64, 1.85, 0 },
  { "8 convolutions 3x3 256 14", make_convolutions_256, 1.85, 0 },
  { "8 convolutions 1x1 256 14", make_convolutions_flat, 0.2055, 0 },
  { "MLP b1", make_mlp_1, 0, 0 },
  { "MLP b128", make_mlp_128, 0, 0 },
  { "LeNet b1", make_lenet_1, 0, 0 },
  { "LeNet b64", make_lenet_64, 0, 0 },
};

static double
time_runs (NgRun *run, const gconstpointer *inputs, int repeats)
{
  double start = microseconds ();

  for (int i = 0; i < repeats; i++) {
    if (!ng_run_execute (run, inputs, 0, NULL, NULL))
      g_error ("a run failed");
  }
  return (microseconds () - start) / repeats;
}

static double
median (double *values, int n)
{
  qsort (values, (gsize) n, sizeof *values, compare);
  return values[n / 2];
}

static void
print_profile (NgRun *run, const NgPlan *plan)
{
  g_autofree char *text = ng_plan_describe (plan);
  gsize n;
  const NgStepTime *times = ng_run_times (run, &n);

  for (gsize s = 0; s < n; s++)
    printf ("    %-24s %9.2f us\n",
            times[s].kernel,
            (double) times[s].nanoseconds / 1e3 / (double) MAX (times[s].calls, 1));
  printf ("%s", text);
}

static void
measure (const Bench *bench, gboolean is_detailed)
{
  enum { ROUNDS = 15 };
  g_autoptr (NgProgram) program = bench->make ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, &error);
  g_autoptr (NgRun) run = plan != NULL ? ng_run_new (plan, &error) : NULL;
  gsize n = ng_program_n_inputs (program);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autofree gconstpointer *inputs = g_new0 (gconstpointer, n + 1);
  double whole[ROUNDS], steps[ROUNDS];
  int repeats;

  if (run == NULL)
    g_error ("%s", error->message);
  for (gsize i = 0; i < n; i++) {
    const NgShape *shape = ng_program_input_shape (program, i);

    g_ptr_array_add (tensors, random_tensor (shape->dims, shape->rank, i + 10));
    inputs[i] = ng_tensor_data (g_ptr_array_index (tensors, i));
  }
  time_runs (run, inputs, 3);
  repeats = (int) CLAMP (20000 / time_runs (run, inputs, 3), 1, 20000);
  for (int round = 0; round < ROUNDS; round++) {
    const NgStepTime *times;
    double sum = 0;
    gsize n_steps;

    whole[round] = time_runs (run, inputs, repeats);
    ng_run_set_profiling (run, TRUE);
    time_runs (run, inputs, repeats);
    times = ng_run_times (run, &n_steps);
    for (gsize s = 0; s < n_steps; s++)
      sum += (double) times[s].nanoseconds / 1e3 / (double) times[s].calls;
    steps[round] = sum;
    if (round < ROUNDS - 1 || !is_detailed)
      ng_run_set_profiling (run, FALSE);
  }
  double call = median (whole, ROUNDS);
  printf ("%-32s %10.2f us (least %.2f)  steps %10.2f us",
          bench->name,
          call,
          whole[0],
          median (steps, ROUNDS));
  if (bench->flops > 0)
    printf ("  %6.1f GFLOP/s", bench->flops / call * 1e6);
  if (bench->mebibytes > 0)
    printf ("  %6.1f GiB/s", bench->mebibytes / 1024 / call * 1e6);
  printf ("  arena %" G_GSIZE_FORMAT " KiB\n", ng_plan_arena_size (plan) / 1024);
  if (is_detailed)
    print_profile (run, plan);
}

/* What one pass over memory can give at best: the C library's copy. */
static void
measure_copy (void)
{
  enum { ROUNDS = 15 };
  const gsize size = (gsize) 32 << 20;
  g_autofree char *from = g_malloc (size);
  g_autofree char *to = g_malloc (size);
  double times[ROUNDS];

  memset (from, 1, size);
  memset (to, 2, size);
  for (int round = 0; round < ROUNDS; round++) {
    double start = microseconds ();

    memcpy (to, from, size);
    times[round] = microseconds () - start;
  }
  double time = median (times, ROUNDS);
  printf ("%-32s %10.2f us  %6.1f GiB/s, one thread\n",
          "memcpy 32 MiB",
          time,
          64.0 / 1024 / time * 1e6);
}

int
main (int argc, char **argv)
{
  int threads = 0;
  gboolean is_detailed = FALSE;
  g_auto (GStrv) names = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "number of threads", "N" },
    { "profile", 0, 0, G_OPTION_ARG_NONE, &is_detailed, "print the steps", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, "parts of names", "NAME…" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  ng_threads_set (threads);
  measure_copy ();
  for (gsize i = 0; i < G_N_ELEMENTS (benches); i++) {
    gboolean is_wanted = names == NULL;

    for (gsize n = 0; names != NULL && names[n] != NULL; n++)
      is_wanted = is_wanted || strstr (benches[i].name, names[n]) != NULL;
    if (is_wanted)
      measure (&benches[i], is_detailed);
  }
  return 0;
}
