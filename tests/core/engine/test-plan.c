#include "core/base/rng.h"
#include "core/engine/plan-private.h"
#include "tests/support/plans.h"

/* Random programs: values of a few related shapes, combined by whatever fits. Comparisons look at
 * inputs only, so that rounding cannot turn them over. */

typedef struct {
  NgProgramBuilder *builder;
  GArray *values;
  guint n_inputs;
  guint64 seed;
  guint64 drawn;
  NgElement element;
} Maker;

static guint
draw (Maker *self, guint below)
{
  return (guint) (ng_rng_bits (self->seed, 9, self->drawn++) % below);
}

static NgValue
pick (Maker *self)
{
  return g_array_index (self->values, NgValue, draw (self, self->values->len));
}

static void
keep (Maker *self, NgValue value)
{
  g_array_append_val (self->values, value);
}

static NgValue
pick_like (Maker *self, NgValue like)
{
  const NgShape *shape = ng_build_shape (self->builder, like);

  for (int trial = 0; trial < 20; trial++) {
    NgValue value = pick (self);

    if (ng_shape_equal (ng_build_shape (self->builder, value), shape))
      return value;
  }
  return ng_build_fill_like (self->builder, like, 0.5);
}

static NgValue
make_view (Maker *self, NgValue x)
{
  NgShape shape = *ng_build_shape (self->builder, x);
  int axes[NG_MAX_RANK];
  gint64 start[NG_MAX_RANK] = { 0 };
  gint64 step[NG_MAX_RANK];
  gint64 dims[NG_MAX_RANK];

  for (int axis = 0; axis < shape.rank; axis++) {
    axes[axis] = shape.rank - 1 - axis;
    step[axis] = 1;
    dims[axis] = shape.dims[axis];
  }
  switch (draw (self, 5)) {
  case 0:
    return ng_build_transpose (self->builder, x, axes);
  case 1:
    dims[0] = ng_shape_count (&shape);
    return ng_build_reshape (self->builder, x, dims, 1);
  case 2:
    if (shape.rank == 0 || shape.dims[0] < 2)
      return x;
    start[0] = 1;
    dims[0]--;
    return ng_build_slice (self->builder, x, start, step, dims);
  case 3:
    if (shape.rank == 0)
      return x;
    start[shape.rank - 1] = shape.dims[shape.rank - 1] - 1;
    step[shape.rank - 1] = -1;
    return ng_build_slice (self->builder, x, start, step, dims);
  default:
    if (shape.rank > 3)
      return x;
    for (int axis = 0; axis < shape.rank; axis++)
      axes[axis] = axis;
    dims[shape.rank] = 3;
    return ng_build_broadcast (self->builder, x, dims, shape.rank + 1, axes);
  }
}

static NgValue
make_reduction (Maker *self, NgValue x)
{
  static const NgPrimitive primitives[] = { NG_PRIMITIVE_SUM,
                                            NG_PRIMITIVE_REDUCE_MAX,
                                            NG_PRIMITIVE_REDUCE_MIN };
  const NgShape shape = *ng_build_shape (self->builder, x);
  int axes[NG_MAX_RANK];
  int kept = 0;
  guint mask;
  NgValue y;

  if (shape.rank == 0)
    return x;
  mask = 1 + draw (self, (1u << shape.rank) - 1);
  if (draw (self, 2) == 0)
    mask = 1u << (shape.rank - 1);
  mask &= (1u << shape.rank) - 1;
  for (int axis = 0; axis < shape.rank; axis++) {
    if (!(mask >> axis & 1))
      axes[kept++] = axis;
  }
  y = ng_build_reduce (self->builder, primitives[draw (self, 3)], x, mask, FALSE);
  if (draw (self, 2) == 0)
    return y;
  y = ng_build_unary (self->builder, NG_PRIMITIVE_TANH, y);
  return ng_build_broadcast (self->builder, y, shape.dims, shape.rank, axes);
}

static NgValue
make_value (Maker *self)
{
  static const NgPrimitive unary[] = { NG_PRIMITIVE_NEGATE,  NG_PRIMITIVE_ABS, NG_PRIMITIVE_TANH,
                                       NG_PRIMITIVE_SIGMOID, NG_PRIMITIVE_ERF, NG_PRIMITIVE_ATAN,
                                       NG_PRIMITIVE_SIN };
  static const NgPrimitive binary[] = {
    NG_PRIMITIVE_ADD, NG_PRIMITIVE_SUBTRACT, NG_PRIMITIVE_MIN, NG_PRIMITIVE_MAX
  };
  NgValue x = pick (self);
  NgValue y;

  switch (draw (self, 12)) {
  case 0:
  case 1:
    return make_view (self, x);
  case 2:
  case 3:
    return make_reduction (self, x);
  case 4:
  case 5:
  case 6:
    return ng_build_unary (self->builder, unary[draw (self, G_N_ELEMENTS (unary))], x);
  case 7: {
    NgValue input = g_array_index (self->values, NgValue, draw (self, self->n_inputs));
    NgValue flag = ng_build_binary (
        self->builder, NG_PRIMITIVE_LESS, input, ng_build_fill_like (self->builder, input, 0.25));

    return ng_build_select (self->builder, flag, pick_like (self, input), pick_like (self, input));
  }
  case 8:
    x = ng_build_unary (self->builder, NG_PRIMITIVE_TANH, x);
    return ng_build_multiply (self->builder, x, pick_like (self, x));
  case 9: {
    const NgShape shape = *ng_build_shape (self->builder, x);

    return ng_build_add (self->builder, x, ng_build_random (self->builder, &shape));
  }
  default:
    y = pick_like (self, x);
    return ng_build_binary (self->builder, binary[draw (self, G_N_ELEMENTS (binary))], x, y);
  }
}

static NgProgram *
make_program (guint64 seed, NgElement element)
{
  const NgShape shapes[] = {
    { element, 2, { 5, 7 } }, { element, 3, { 2, 3, 4 } }, { element, 2, { 7, 5 } },
    { element, 1, { 35 } },   { element, 2, { 33, 65 } },
  };
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (NgValue));
  Maker self = { ng_program_builder_new (), values, 3, seed, 0, element };
  g_autoptr (GError) error = NULL;
  NgProgram *program;

  for (guint i = 0; i < self.n_inputs; i++) {
    const NgShape *shape = &shapes[draw (&self, G_N_ELEMENTS (shapes))];
    keep (&self, ng_build_input (self.builder, "x", shape));
  }
  for (guint n = 5 + draw (&self, 25); n > 0; n--)
    keep (&self, make_value (&self));
  for (guint n = 1 + draw (&self, 3); n > 0; n--)
    ng_program_builder_output (self.builder, pick (&self));
  ng_program_builder_output (self.builder, g_array_index (values, NgValue, values->len - 1));
  program = ng_program_builder_end (self.builder, &error);
  g_assert_no_error (error);
  return program;
}

/* Sums of up to 2145 elements, a few of them one after another: 2e-5 of the greatest result. */
static void
test_random (void)
{
  for (guint64 seed = 0; seed < 400; seed++) {
    g_autoptr (NgProgram) program =
        make_program (seed, seed % 2 == 0 ? NG_ELEMENT_F32 : NG_ELEMENT_F64);

    ng_test_check_plan (program, 2e-5);
  }
}

static NgProgram *
make_softmax (gint64 rows, gint64 columns)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  const NgShape shape = { NG_ELEMENT_F32, 2, { rows, columns } };
  NgValue x = ng_build_input (builder, "x", &shape);

  ng_program_builder_output (builder, ng_build_softmax (builder, x, 2));
  return ng_program_builder_end (g_steal_pointer (&builder), NULL);
}

/* A softmax is one step, and takes no memory but for its result and the tiles. */
static void
test_fused (void)
{
  g_autoptr (NgProgram) program = make_softmax (20, 100);
  g_autofree char *text = ng_test_describe (program);

  g_assert_true (g_str_has_prefix (text, "softmax"));
  g_assert_true (strchr (text, '\n') == text + strlen (text) - 1);
  ng_test_check_plan (program, 1e-5);
}

static void
test_limit (void)
{
  g_autoptr (NgProgram) program = make_softmax (1 << 20, 1 << 10);
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_plan_new (program, 0, 1 << 20, &error));
  ng_assert_tag (&error, "Plan::memory");
}

/* Constants that would be packed are under the limit too, and are not packed beyond it. */
static void
test_packed_limit (void)
{
  const NgShape rows = { NG_ELEMENT_F32, 2, { 1, 1024 } };
  const NgShape square = { NG_ELEMENT_F32, 2, { 1024, 1024 } };
  g_autoptr (NgTensor) weights = ng_test_tensor (&square, 3);
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  NgValue x = ng_build_input (builder, "x", &rows);
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (NgPlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  ng_program_builder_output (
      builder, ng_build_matmul (builder, x, ng_build_constant (builder, weights), FALSE, TRUE));
  program = ng_program_builder_end (g_steal_pointer (&builder), NULL);
  plan = ng_plan_new (program, 0, 0, &error);
  g_assert_no_error (error);
  if (ng_plan_packed_size (plan) == 0) {
    g_test_skip ("Another library multiplies here.");
    return;
  }
  g_assert_cmpuint (ng_plan_packed_size (plan), >=, 1 << 22);
  g_assert_cmpuint (ng_plan_arena_size (plan), <, 1 << 20);
  g_assert_null (ng_plan_new (program, 0, 1 << 20, &error));
  ng_assert_tag (&error, "Plan::memory");
}

static void
test_cancelled (void)
{
  g_autoptr (NgProgram) program = make_softmax (2, 3);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  g_autoptr (NgRun) run = ng_run_new (plan, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const float x[6] = { 0 };
  const gconstpointer inputs[] = { x };

  g_assert_true (ng_run_execute (run, inputs, 0, cancellable, &error));
  g_cancellable_cancel (cancellable);
  g_assert_false (ng_run_execute (run, inputs, 0, cancellable, &error));
  g_assert_error (error, NG_ERROR, NG_ERROR_CANCELLED);
}

static void
test_index (void)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  const NgShape table = { NG_ELEMENT_F32, 2, { 4, 2 } };
  const NgShape indices = { NG_ELEMENT_I64, 1, { 3 } };
  const float rows[8] = { 0 };
  const gint64 wrong[3] = { 0, 4, 1 };
  const gconstpointer inputs[] = { rows, wrong };
  g_autoptr (GError) error = NULL;
  NgValue x = ng_build_input (builder, "table", &table);
  NgValue i = ng_build_input (builder, "indices", &indices);

  ng_program_builder_set_origin (builder, "embed");
  ng_program_builder_output (builder, ng_build_gather (builder, x, i, 0));
  g_autoptr (NgProgram) program = ng_program_builder_end (g_steal_pointer (&builder), NULL);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  g_autoptr (NgRun) run = ng_run_new (plan, NULL);

  g_assert_false (ng_run_execute (run, inputs, 0, NULL, &error));
  g_assert_nonnull (ng_error_diagnostic (error));
  g_assert_cmpstr (ng_error_diagnostic (error)->place.path, ==, "embed");
  ng_assert_tag (&error, "Program::index");
}

static void
test_profile (void)
{
  g_autoptr (NgProgram) program = make_softmax (2, 3);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  g_autoptr (NgRun) run = ng_run_new (plan, NULL);
  const float x[6] = { 0 };
  const gconstpointer inputs[] = { x };
  const NgStepTime *times;
  gsize n;

  ng_run_set_profiling (run, TRUE);
  for (int i = 0; i < 3; i++)
    ng_run_execute (run, inputs, 0, NULL, NULL);
  times = ng_run_times (run, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (times[0].kernel, ==, "softmax");
  g_assert_cmpuint (times[0].calls, ==, 3);
}

static gpointer
refuse_open (gconstpointer state, GError **error)
{
  ng_error_set_new (error, "Plan::memory", NULL, "There is nothing left.");
  return NULL;
}

static void
refuse_close (gpointer instance)
{
  g_assert_not_reached ();
}

/* A kernel that cannot get what a run needs. */
static void
test_refused (void)
{
  g_autoptr (NgProgram) program = make_softmax (2, 3);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  NgStep *step = &plan->steps[0].step;
  const NgKernel *kernel = step->kernel;
  NgKernel refusing = *kernel;
  g_autoptr (GError) error = NULL;

  refusing.open = refuse_open;
  refusing.close = refuse_close;
  step->kernel = &refusing;
  g_assert_null (ng_run_new (plan, &error));
  ng_assert_tag (&error, "Plan::memory");
  step->kernel = kernel;
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/engine/plan/random", test_random);
  g_test_add_func ("/engine/plan/fused", test_fused);
  g_test_add_func ("/engine/plan/limit", test_limit);
  g_test_add_func ("/engine/plan/packed-limit", test_packed_limit);
  g_test_add_func ("/engine/plan/cancelled", test_cancelled);
  g_test_add_func ("/engine/plan/index", test_index);
  g_test_add_func ("/engine/plan/profile", test_profile);
  g_test_add_func ("/engine/plan/refused", test_refused);
  return g_test_run ();
}
