/* Builders that are told nonsense: they refuse it, and what they accept can be run. */

#include "core/base/rng.h"
#include "tests/support/plans.h"
#include <math.h>

#define N_BUILDERS 1500
#define N_STEPS    8
#define N_ATTEMPTS 60
#define N_KINDS    18

typedef struct {
  guint64 seed, drawn;
  NgProgramBuilder *builder;
  NgValue values[64];
  guint n_values;
} Monkey;

static guint
draw (Monkey *self, guint n)
{
  return (guint) (ng_rng_unit (self->seed, 9, self->drawn++) * n);
}

/* Mostly small, sometimes of the sizes that files lie about. */
static gint64
draw_size (Monkey *self)
{
  const gint64 odd[] = { 0,
                         -1,
                         G_MAXINT64,
                         G_MININT64,
                         G_MAXINT32,
                         NG_MAX_ELEMENTS,
                         NG_MAX_ELEMENTS + 1,
                         G_GINT64_CONSTANT (1) << 40 };

  return draw (self, 12) == 0 ? odd[draw (self, G_N_ELEMENTS (odd))] : 1 + draw (self, 4);
}

static int
draw_axis (Monkey *self)
{
  return draw (self, 12) == 0 ? (int) draw (self, 60) - 20 : (int) draw (self, 3);
}

static NgElement
draw_element (Monkey *self)
{
  const NgElement usual[] = { NG_ELEMENT_F32, NG_ELEMENT_F64, NG_ELEMENT_I64, NG_ELEMENT_BOOL };

  return draw (self, 8) == 0 ? (NgElement) draw (self, NG_ELEMENT_F6_E3M2 + 2)
                             : usual[draw (self, G_N_ELEMENTS (usual))];
}

static NgValue
pick (Monkey *self)
{
  return draw (self, 60) == 0 ? (NgValue) draw (self, 9) - 4
                              : self->values[draw (self, self->n_values)];
}

static void
draw_sizes (Monkey *self, gint64 *sizes)
{
  for (int i = 0; i < NG_MAX_RANK; i++)
    sizes[i] = draw_size (self);
}

/* The dims of @like, one of which may be another. */
static void
draw_dims (Monkey *self, NgValue like, gint64 *dims)
{
  draw_sizes (self, dims);
  for (int i = 0; i < ng_build_shape (self->builder, like)->rank; i++)
    if (draw (self, 6) > 0)
      dims[i] = ng_build_shape (self->builder, like)->dims[i];
}

static NgShape
draw_shape (Monkey *self)
{
  NgShape shape = { .element = draw_element (self), .rank = (int) draw (self, 5) };

  if (draw (self, 20) == 0)
    shape.rank = (int) draw (self, 20) - 3;
  draw_sizes (self, shape.dims);
  return shape;
}

static NgWindow
draw_window (Monkey *self)
{
  NgWindow window = { .rank = 1 + (int) draw (self, 3), .groups = 1 };

  if (draw (self, 12) == 0)
    window.rank = (int) draw (self, 12) - 3;
  if (draw (self, 4) == 0)
    window.groups = draw_size (self);
  for (int i = 0; i < NG_MAX_WINDOW_RANK; i++) {
    window.size[i] = draw_size (self);
    window.stride[i] = draw_size (self);
    window.dilation[i] = draw (self, 2) == 0 ? 1 : draw_size (self);
    window.before[i] = draw (self, 2) == 0 ? 0 : draw_size (self);
    window.after[i] = draw (self, 2) == 0 ? 0 : draw_size (self);
  }
  return window;
}

static NgPrimitive
draw_primitive (Monkey *self, NgPrimitive first, NgPrimitive last)
{
  if (draw (self, 20) == 0)
    return (NgPrimitive) (NG_PRIMITIVE_CONVERT +
                          draw (self, NG_N_PRIMITIVES - NG_PRIMITIVE_CONVERT));
  return (NgPrimitive) (first + draw (self, (guint) (last - first) + 1));
}

static NgValue
make_convolution (Monkey *self, NgValue x, NgValue y)
{
  NgWindow window = draw_window (self);
  gint64 sizes[NG_MAX_RANK];

  draw_sizes (self, sizes);
  switch (draw (self, 3)) {
  case 0:
    return ng_build_convolve (self->builder, x, y, &window);
  case 1:
    return ng_build_convolve_data (self->builder, x, y, &window, sizes);
  default:
    return ng_build_convolve_weights (self->builder, x, y, &window);
  }
}

static NgValue
make_pool (Monkey *self, NgValue x, NgValue y)
{
  NgWindow window = draw_window (self);
  gint64 sizes[NG_MAX_RANK];

  draw_sizes (self, sizes);
  switch (draw (self, 3)) {
  case 0:
    return ng_build_pool (self->builder,
                          draw (self, 2) == 0 ? NG_PRIMITIVE_POOL_MAX : NG_PRIMITIVE_POOL_SUM,
                          x,
                          &window);
  case 1:
    return ng_build_pool_max_data (self->builder, x, y, &window);
  default:
    return ng_build_pool_sum_data (self->builder, x, &window, sizes);
  }
}

static NgValue
make (Monkey *self)
{
  NgProgramBuilder *b = self->builder;
  NgValue x = pick (self), y = pick (self);
  NgShape shape = draw_shape (self);
  gint64 sizes[3][NG_MAX_RANK];
  int axes[NG_MAX_RANK];

  for (int i = 0; i < 3; i++)
    draw_sizes (self, sizes[i]);
  for (int i = 0; i < NG_MAX_RANK; i++)
    axes[i] = draw (self, 6) == 0 ? draw_axis (self) : i;
  switch (draw (self, N_KINDS)) {
  case 0:
    return ng_build_fill (b, &shape, draw (self, 5) - 2.0);
  case 1:
    return ng_build_iota (b, &shape, draw_axis (self));
  case 2:
    return ng_build_unary (b, draw_primitive (self, NG_PRIMITIVE_NEGATE, NG_PRIMITIVE_NOT), x);
  case 3:
    return ng_build_binary (b,
                            draw_primitive (self, NG_PRIMITIVE_ADD, NG_PRIMITIVE_OR),
                            x,
                            draw (self, 2) == 0 ? x : y);
  case 4:
    return ng_build_select (b, pick (self), x, y);
  case 5:
    return ng_build_convert (b, x, shape.element);
  case 6:
    return ng_build_reshape (b, x, sizes[0], shape.rank);
  case 7:
    return ng_build_transpose (b, x, axes);
  case 8:
    draw_dims (self, x, sizes[0]);
    return ng_build_broadcast (
        b, x, sizes[0], ng_build_shape (b, x)->rank + (int) draw (self, 2), axes);
  case 9:
    return ng_build_slice (b, x, sizes[0], sizes[1], sizes[2]);
  case 10:
    return ng_build_pad (b, x, sizes[0], sizes[1], 0);
  case 11:
    return ng_build_concat (b, (NgValue[]){ x, y, x }, 1 + draw (self, 3), draw_axis (self));
  case 12:
    return draw (self, 2) == 0 ? ng_build_gather (b, x, y, draw_axis (self))
                               : ng_build_scatter_add (b, x, y, draw_axis (self), sizes[0][0]);
  case 13:
    return ng_build_reduce (b,
                            draw_primitive (self, NG_PRIMITIVE_SUM, NG_PRIMITIVE_REDUCE_MIN),
                            x,
                            draw (self, 16),
                            draw (self, 2) == 0);
  case 14:
    switch (draw (self, 3)) {
    case 0:
      return ng_build_arg (b, NG_PRIMITIVE_ARG_MAX, x, draw_axis (self), TRUE);
    case 1:
      return ng_build_order (b, x, draw_axis (self));
    default:
      return ng_build_cumulate (b, x, draw_axis (self));
    }
  case 15:
    return ng_build_matmul (b, x, y, draw (self, 2) == 0, draw (self, 2) == 0);
  case 16:
    return make_convolution (self, x, y);
  default:
    return make_pool (self, x, y);
  }
}

/* The gradients of the last value by all inputs. */
static void
differentiate (Monkey *self, NgValue value, guint n_inputs)
{
  NgValue seed = ng_build_fill_like (self->builder, value, 1);
  NgValue gradients[8];

  ng_build_gradients (self->builder, &value, &seed, 1, self->values, n_inputs, gradients);
  for (guint i = 0; i < n_inputs; i++)
    ng_program_builder_output (self->builder, gradients[i]);
}

static gboolean
is_small (const NgProgram *program)
{
  for (gsize v = 0; v < ng_program_length (program); v++)
    if (ng_shape_count (&ng_program_instruction (program, (NgValue) v)->shape) > 20000)
      return FALSE;
  return TRUE;
}

/* Runs @program and what it simplifies to. An index may be outside its axis: then both say so,
 * unless no output needed it. */
static void
run_twice (NgProgram *program)
{
  g_autoptr (NgProgram) simple = ng_program_simplify (program);
  gsize n = ng_program_n_inputs (program), n_outputs = ng_program_n_outputs (program);
  NgTensor *inputs[8], *outputs[N_STEPS + 8];

  for (gsize i = 0; i < n; i++)
    inputs[i] = ng_test_tensor (ng_program_input_shape (program, i), i);
  for (int round = 0; round < 2; round++) {
    g_autoptr (GError) error = NULL;

    if (ng_reference_run (round == 0 ? program : simple, inputs, 1, outputs, &error))
      for (gsize i = 0; i < n_outputs; i++)
        ng_tensor_unref (outputs[i]);
    else
      ng_assert_tag (&error, "Program::index");
  }
  for (gsize i = 0; i < n; i++)
    ng_tensor_unref (inputs[i]);
}

static const NgShape shapes[] = {
  { NG_ELEMENT_F32, 2, { 3, 4 } },    { NG_ELEMENT_F32, 4, { 1, 2, 3, 4 } },
  { NG_ELEMENT_F32, 3, { 2, 1, 2 } }, { NG_ELEMENT_I64, 1, { 3 } },
  { NG_ELEMENT_BOOL, 2, { 3, 4 } },   { NG_ELEMENT_F32, 0 },
  { NG_ELEMENT_F32, 2, { 0, 4 } },    { NG_ELEMENT_U8, 2, { 3, 4 } },
};
#define N_INPUTS G_N_ELEMENTS (shapes)

/* Writes the steps that are drawn from each of @starts on. */
static void
write_steps (Monkey *self, const guint64 *starts, guint n)
{
  self->builder = ng_program_builder_new ();
  self->n_values = N_INPUTS;
  for (guint i = 0; i < N_INPUTS; i++)
    self->values[i] = ng_build_input (self->builder, "x", &shapes[i]);
  for (guint i = 0; i < n; i++) {
    self->drawn = starts[i];
    self->values[self->n_values] = make (self);
    self->n_values++;
  }
}

/* What does not fit, and what would be too large. */
static void
assert_refused (GError **error)
{
  if (ng_error_has_tag (*error, "NetGraph::limit"))
    g_clear_error (error);
  else
    ng_assert_tag (error, "Program::type");
}

/* Since a builder that has failed stays so, each step is tried behind those that were accepted, all
 * written again. */
static void
test_garbage (void)
{
  guint n_refused = 0, n_run = 0;

  for (guint64 seed = 0; seed < N_BUILDERS; seed++) {
    Monkey self = { .seed = seed };
    guint64 starts[N_STEPS];
    guint n = 0;
    g_autoptr (NgProgram) program = NULL;
    g_autoptr (GError) error = NULL;

    for (guint64 attempt = 0; attempt < N_ATTEMPTS && n < N_STEPS; attempt++) {
      g_autoptr (NgProgram) part = NULL;

      starts[n] = attempt * 1000;
      write_steps (&self, starts, n + 1);
      part = ng_program_builder_end (self.builder, &error);
      if (part != NULL) {
        n++;
        continue;
      }
      assert_refused (&error);
      n_refused++;
    }
    write_steps (&self, starts, n);
    for (guint i = 0; i < n; i++)
      ng_program_builder_output (self.builder, self.values[N_INPUTS + i]);
    if (ng_element_is_real (ng_build_shape (self.builder, self.values[self.n_values - 1])->element))
      differentiate (&self, self.values[self.n_values - 1], N_INPUTS);
    program = ng_program_builder_end (self.builder, &error);
    if (program == NULL) {
      /* The gradient of what is nearly too large may be too large. */
      assert_refused (&error);
    } else if (is_small (program)) {
      run_twice (program);
      n_run++;
    }
  }
  g_test_message ("%u refused, %u run", n_refused, n_run);
  g_assert_cmpuint (n_refused, >, N_BUILDERS);
  g_assert_cmpuint (n_run, >, N_BUILDERS / 10);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/program/garbage", test_garbage);
  return g_test_run ();
}
