#include "core/program/fuse.h"
#include "tests/support/programs.h"
#include "tests/support/test.h"

static gboolean
can_join (const NgProgram *program, NgValue value)
{
  const NgInstruction *instruction = ng_program_instruction (program, value);
  NgPrimitive primitive = instruction->primitive;

  return ng_shape_count (&instruction->shape) > 0 &&
         (ng_primitive_is_elementwise (primitive) ||
          (primitive >= NG_PRIMITIVE_SUM && primitive <= NG_PRIMITIVE_REDUCE_MIN));
}

static const NgFuseRules rules = { .can_join = can_join, .max_members = 8, .max_row = 1000 };

/* What is behind a value that needs no memory of its own. */
static NgValue
base_of (const NgProgram *program, const NgFusion *fusion, NgValue value)
{
  NgView view;

  while (fusion->step_of[value] < 0 && ng_fuse_is_alias (program, value, &view))
    value = view.source;
  return value;
}

/* That @source, read by step @step, is there by then. */
static void
check_source (const NgProgram *program, const NgFusion *fusion, NgValue source, int step)
{
  NgPrimitive primitive;

  if (fusion->step_of[source] == step)
    return;
  source = base_of (program, fusion, source);
  primitive = ng_program_instruction (program, source)->primitive;
  if (primitive == NG_PRIMITIVE_INPUT || primitive == NG_PRIMITIVE_CONSTANT ||
      (primitive == NG_PRIMITIVE_FILL && fusion->step_of[source] < 0))
    return;
  g_assert_cmpint (fusion->step_of[source], >=, 0);
  g_assert_cmpint (fusion->step_of[source], <, step);
  g_assert_true (fusion->stored[source]);
}

static void
check_fusion (const NgProgram *program, const NgFuseRules *some)
{
  g_autoptr (NgFusion) fusion = ng_fuse (program, some);

  for (gsize s = 0; s < fusion->n_steps; s++) {
    const NgFusedStep *step = &fusion->steps[s];

    if (some != NULL)
      g_assert_cmpuint (step->n_members, <=, some->max_members);
    g_assert_true (step->rows == 0 || step->count % step->rows == 0);
    for (guint m = 0; m <= step->n_members; m++) {
      NgValue value = m < step->n_members ? step->members[m] : step->anchor;
      const NgInstruction *instruction;

      if (value == NG_NO_VALUE)
        continue;
      g_assert_cmpint (fusion->step_of[value], ==, (int) s);
      instruction = ng_program_instruction (program, value);
      for (guint i = 0; i < instruction->n_operands; i++) {
        NgView view = { .source = instruction->operands[i] };

        if (m < step->n_members)
          ng_view_of (program, instruction->operands[i], fusion->uses, &view);
        check_source (program, fusion, view.source, (int) s);
      }
    }
  }
  for (gsize i = 0; i < ng_program_n_outputs (program); i++)
    check_source (program, fusion, ng_program_output (program, i), (int) fusion->n_steps);
}

/* Whatever a step reads is made before it, or in it, and stored where that is another step. */
static void
test_order (void)
{
  for (guint64 seed = 0; seed < 300; seed++) {
    g_autoptr (NgProgram) program = ng_test_random_program (seed, NG_ELEMENT_F32, 60);

    check_fusion (program, &rules);
    check_fusion (program, NULL);
  }
}

static gsize
count_steps (NgProgramBuilder *builder, NgValue value)
{
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (NgFusion) fusion = NULL;

  ng_program_builder_output (builder, value);
  program = ng_program_builder_end (builder, NULL);
  check_fusion (program, &rules);
  fusion = ng_fuse (program, &rules);
  return fusion->n_steps;
}

/* Elementwise runs are one step, and so are reductions of rows between them; sums over the first
 * axis end one. */
static void
test_shapes (void)
{
  const NgShape shape = { NG_ELEMENT_F32, 2, { 6, 9 } };
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue x = ng_build_input (builder, "x", &shape);

  g_assert_cmpuint (
      count_steps (builder,
                   ng_build_unary (builder, NG_PRIMITIVE_EXP, ng_build_scale (builder, x, 2))),
      ==,
      1);

  builder = ng_program_builder_new ();
  x = ng_build_input (builder, "x", &shape);
  g_assert_cmpuint (count_steps (builder, ng_build_softmax (builder, x, 2)), ==, 1);

  builder = ng_program_builder_new ();
  x = ng_build_input (builder, "x", &shape);
  g_assert_cmpuint (count_steps (builder, ng_build_softmax (builder, x, 1)), >, 1);
}

/* a and b wait for each other through c where they are one step: a -> c -> b. */
static void
test_no_cycle (void)
{
  const NgShape shape = { NG_ELEMENT_F32, 2, { 6, 6 } };
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgValue x = ng_build_input (builder, "x", &shape);
  NgValue a = ng_build_unary (builder, NG_PRIMITIVE_EXP, x);
  NgValue c = ng_build_matmul (builder, a, x, FALSE, FALSE);

  g_assert_cmpuint (count_steps (builder, ng_build_add (builder, a, c)), ==, 3);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/program/fuse/order", test_order);
  g_test_add_func ("/program/fuse/shapes", test_shapes);
  g_test_add_func ("/program/fuse/no-cycle", test_no_cycle);
  return g_test_run ();
}
