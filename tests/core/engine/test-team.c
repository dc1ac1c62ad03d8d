/* Recurrences, whose steps a team of threads executes, against the definition of their primitives.
 */

#include "core/engine/plan-private.h"
#include "core/kernels/threads.h"
#include "core/program/sequence.h"
#include "tests/support/plans.h"

#include <math.h>
#include <string.h>

/* Of states below 1, made by sums of up to 150 terms below 2, step after step. */
#define TOLERANCE 2e-5

#define STEPS  7
#define UNITS  160
#define INPUTS 20
#define MOST   3 /* threads */

typedef enum {
  PLAIN,
  REVERSED,
  LENGTHS,
  PEEPHOLES, /* of a LSTM; of a GRU the state is reset before the product */
  DROPS,
  N_VARIANTS,
} Variant;

/* A constant or, where @name is given, an input. */
static NgValue
array (NgProgramBuilder *b, const char *name, gint64 rows, gint64 columns, guint64 seed)
{
  const NgShape shape = { NG_ELEMENT_F32, columns > 0 ? 2 : 1, { rows, columns } };
  g_autoptr (NgTensor) tensor = name == NULL ? ng_test_tensor (&shape, seed) : NULL;

  if (name != NULL)
    return ng_build_input (b, name, &shape);
  return ng_build_scale (b, ng_build_constant (b, tensor), 1 / sqrt ((double) UNITS));
}

static NgProgram *
make (NgCellKind kind, Variant variant, gint64 batch, gint64 units)
{
  NgProgramBuilder *b = ng_program_builder_new ();
  const NgShape shape = { NG_ELEMENT_F32, 3, { STEPS, batch, INPUTS } };
  const NgShape of_lengths = { NG_ELEMENT_I64, 1, { batch } };
  gint64 rows = ng_cell_kind_gates (kind) * units, dims[3] = { 1, batch, units };
  NgCell cell = ng_cell_init (kind, units);
  NgValue states[STEPS], x = ng_build_input (b, "x", &shape);
  NgValue h = array (b, "h", batch, units, 0), c = array (b, "c", batch, units, 0);

  cell.input_weights = array (b, NULL, rows, INPUTS, 11);
  cell.state_weights = array (b, NULL, rows, units, 12);
  cell.input_biases = array (b, NULL, rows, 0, 13);
  cell.state_biases = array (b, NULL, rows, 0, 14);
  cell.is_reversed = variant == REVERSED;
  cell.resets_first = variant == PEEPHOLES;
  cell.update_rate = variant == DROPS ? 0.3 : 0;
  if (variant == PEEPHOLES)
    cell.peepholes = array (b, NULL, 3 * units, 0, 15);
  if (variant == LENGTHS)
    cell.lengths = ng_build_input (b, "lengths", &of_lengths);
  ng_build_recurrence (b, &cell, x, &h, &c, states);
  for (int t = 0; t < STEPS; t++)
    states[t] = ng_build_reshape (b, states[t], dims, 3);
  ng_program_builder_output (b, ng_build_concat (b, states, STEPS, 0));
  ng_program_builder_output (b, h);
  ng_program_builder_output (b, c);
  return ng_program_builder_end (b, NULL);
}

/* Every plan computes what the primitives mean, however many threads there are. */
static void
test_reference (void)
{
  for (int threads = 1; threads <= MOST; threads++) {
    ng_threads_set (threads);
    for (NgCellKind kind = NG_CELL_BASIC; kind <= NG_CELL_LSTM; kind++) {
      for (Variant variant = PLAIN; variant < N_VARIANTS; variant++) {
        for (gint64 batch = 1; batch <= 5; batch += 4) {
          g_autoptr (NgProgram) program = make (kind, variant, batch, UNITS);

          ng_test_check_plan (program, TOLERANCE);
        }
      }
    }
  }
  ng_threads_set (0);
}

static NgRun *
run (NgProgram *program, int threads, GPtrArray *inputs, GCancellable *cancellable)
{
  g_autofree gconstpointer *data = g_new0 (gconstpointer, inputs->len + 1);
  NgRun *result;

  ng_threads_set (threads);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  result = ng_run_new (plan, NULL);
  ng_run_set_profiling (result, TRUE);
  for (guint i = 0; i < inputs->len; i++)
    data[i] = ng_tensor_data (g_ptr_array_index (inputs, i));
  g_assert_true (ng_run_execute (result, data, 1, cancellable, NULL) ==
                 !g_cancellable_is_cancelled (cancellable));
  ng_threads_set (0);
  return result;
}

static GPtrArray *
make_inputs (NgProgram *program)
{
  GPtrArray *inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);

  for (gsize i = 0; i < ng_program_n_inputs (program); i++)
    g_ptr_array_add (inputs, ng_test_tensor (ng_program_input_shape (program, i), i + 1));
  return inputs;
}

/* How many threads there are makes no difference in any bit, and each step is executed once. */
static void
test_bits (void)
{
  for (NgCellKind kind = NG_CELL_BASIC; kind <= NG_CELL_LSTM; kind++) {
    for (gint64 batch = 1; batch <= 5; batch += 4) {
      g_autoptr (NgProgram) program = make (kind, DROPS, batch, UNITS);
      g_autoptr (GPtrArray) inputs = make_inputs (program);
      g_autoptr (NgRun) one = run (program, 1, inputs, NULL);

      for (int threads = 2; threads <= MOST; threads++) {
        g_autoptr (NgRun) more = run (program, threads, inputs, NULL);
        gsize n;
        const NgStepTime *times = ng_run_times (more, &n);

        for (gsize o = 0; o < 3; o++) {
          const NgInstruction *output =
              ng_program_instruction (program, ng_program_output (program, o));

          g_assert_cmpmem (ng_run_output (one, o),
                           ng_shape_size (&output->shape),
                           ng_run_output (more, o),
                           ng_shape_size (&output->shape));
        }
        for (gsize s = 0; s < n; s++)
          g_assert_cmpuint (times[s].calls, ==, 1);
      }
    }
  }
}

static gsize
longest_team (NgProgram *program, int threads)
{
  gsize longest = 0;

  ng_threads_set (threads);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  for (gsize s = 0; s < plan->n_steps; s++) {
    longest = MAX (longest, plan->steps[s].team);
    g_assert_cmpint (plan->steps[s].step.parts, <=, ng_threads_max ());
  }
  ng_threads_set (0);
  return longest;
}

/* A vector times a matrix, then @between times a small one, then a matrix. */
static NgProgram *
make_chain (int between)
{
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue x = array (b, "x", 1, 8192, 0);

  x = ng_build_matmul (b, x, array (b, NULL, 8192, 16, 20), FALSE, FALSE);
  for (int i = 0; i < between; i++)
    x = ng_build_matmul (b, x, array (b, NULL, 16, 16, (guint64) i), FALSE, FALSE);
  x = ng_build_matmul (b, x, array (b, NULL, 16, 8192, 21), FALSE, FALSE);
  ng_program_builder_output (b, x);
  return ng_program_builder_end (b, NULL);
}

/* A team keeps its threads over the whole recurrence, with steps for all and for one of them. One
 * thread has no team, nor do several wait while one executes many steps. */
static void
test_formed (void)
{
  g_autoptr (NgProgram) recurrence = make (NG_CELL_LSTM, PLAIN, 1, UNITS);
  g_autoptr (NgProgram) near = make_chain (2), far = make_chain (3);

  g_assert_cmpuint (longest_team (recurrence, 1), ==, 0);
  g_assert_cmpuint (longest_team (near, 1), ==, 0);
  ng_threads_set (2);
  if (ng_threads_max () == 2) {
    g_assert_cmpuint (longest_team (recurrence, 2), >=, 2 * STEPS - 1);
    g_assert_cmpuint (longest_team (near, 2), ==, 4);
  }
  g_assert_cmpuint (longest_team (far, 2), ==, 0);
}

static void
test_cancelled (void)
{
  g_autoptr (NgProgram) program = make (NG_CELL_GRU, PLAIN, 1, UNITS);
  g_autoptr (GPtrArray) inputs = make_inputs (program);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  ng_run_free (run (program, 2, inputs, cancellable));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/team/reference", test_reference);
  g_test_add_func ("/engine/team/bits", test_bits);
  g_test_add_func ("/engine/team/formed", test_formed);
  g_test_add_func ("/engine/team/cancelled", test_cancelled);
  return g_test_run ();
}
