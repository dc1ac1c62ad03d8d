#include "tests/support/plans.h"

/* Products of sums of 300 terms below 4: relative to the greatest result 1e-5. */
#define TOLERANCE 1e-5

typedef enum {
  PLAIN,
  BIAS,     /* a constant for each column */
  LIVE,     /* an input for each column */
  RAMP,     /* bias and ramp */
  RESIDUAL, /* bias, an input of full shape, ramp */
  SCALED,   /* times and plus constants, bounded on both sides */
  N_TAILS,
} Tail;

static NgValue
constant (NgProgramBuilder *builder, NgElement element, gint64 n, guint64 seed)
{
  const NgShape shape = { element, 1, { n } };
  g_autoptr (NgTensor) tensor = ng_test_tensor (&shape, seed);

  return ng_build_constant (builder, tensor);
}

static NgValue
add_tail (NgProgramBuilder *builder, NgValue y, Tail tail)
{
  const NgShape shape = *ng_build_shape (builder, y);
  const NgShape row = { shape.element, 1, { shape.dims[shape.rank - 1] } };
  int last = shape.rank - 1;
  NgValue bias;

  if (tail == PLAIN)
    return y;
  bias = tail == LIVE ? ng_build_input (builder, "bias", &row)
                      : constant (builder, shape.element, row.dims[0], 40);
  bias = ng_build_broadcast_at (builder, bias, y, last);
  if (tail == SCALED)
    y = ng_build_multiply (builder, bias, y);
  y = ng_build_add (builder, y, bias);
  if (tail == RESIDUAL)
    y = ng_build_add (builder, ng_build_input (builder, "residue", &shape), y);
  if (tail == RAMP || tail == RESIDUAL || tail == SCALED)
    y = ng_build_binary (builder, NG_PRIMITIVE_MAX, y, ng_build_fill_like (builder, y, 0));
  if (tail == SCALED)
    y = ng_build_binary (builder, NG_PRIMITIVE_MIN, y, ng_build_fill_like (builder, y, 6));
  return y;
}

static void
check (NgElement element, gint64 batch, gint64 m, gint64 n, gint64 k, guint variant, Tail tail)
{
  gboolean transpose_a = variant & 1;
  gboolean transpose_b = variant >> 1 & 1;
  int rank = batch > 1 ? 3 : 2;
  NgProgramBuilder *builder = ng_program_builder_new ();
  NgShape a = { element, rank, { 0 } };
  NgShape b = { element, rank, { 0 } };
  NgValue x, w;

  a.dims[0] = b.dims[0] = batch;
  a.dims[rank - 2] = transpose_a ? k : m;
  a.dims[rank - 1] = transpose_a ? m : k;
  b.dims[rank - 2] = transpose_b ? n : k;
  b.dims[rank - 1] = transpose_b ? k : n;
  x = ng_build_input (builder, "x", &a);
  if (variant & 4) {
    g_autoptr (NgTensor) tensor = ng_test_tensor (&b, 30);
    w = ng_build_constant (builder, tensor);
  } else {
    w = ng_build_input (builder, "w", &b);
  }
  x = ng_build_matmul (builder, x, w, transpose_a, transpose_b);
  ng_test_check_last (builder, add_tail (builder, x, tail), TOLERANCE);
}

static void
test_sweep (void)
{
  static const gint64 sizes[][4] = { { 1, 1, 1, 1 },   { 1, 1, 64, 300 }, { 1, 1, 65, 33 },
                                     { 1, 2, 3, 5 },   { 1, 17, 31, 7 },  { 1, 64, 48, 32 },
                                     { 1, 5, 130, 9 }, { 3, 4, 5, 6 },    { 2, 1, 33, 16 },
                                     { 1, 1, 200, 1 }, { 1, 33, 1, 257 }, { 1, 13, 10, 40 } };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
    for (guint variant = 0; variant < 8; variant++) {
      for (Tail tail = 0; tail < N_TAILS; tail++) {
        check (NG_ELEMENT_F32, sizes[s][0], sizes[s][1], sizes[s][2], sizes[s][3], variant, tail);
        if (tail == variant % N_TAILS)
          check (NG_ELEMENT_F64, sizes[s][0], sizes[s][1], sizes[s][2], sizes[s][3], variant, tail);
      }
    }
  }
}

/* More terms than are summed up at once. Results are not bounded, so that the greatest says how
 * large the sums are. */
static void
test_deep (void)
{
  for (guint variant = 4; variant < 8; variant++) {
    for (Tail tail = 0; tail < SCALED; tail++) {
      check (NG_ELEMENT_F32, 1, 9, 90, 1100, variant, tail);
      check (NG_ELEMENT_F32, 1, 1, 20, 2100, variant, tail);
    }
  }
}

static void
test_empty (void)
{
  check (NG_ELEMENT_F32, 1, 3, 4, 0, 0, BIAS);
  check (NG_ELEMENT_F32, 1, 0, 4, 3, 4, RAMP);
  check (NG_ELEMENT_F64, 1, 3, 0, 3, 0, PLAIN);
}

/* A product with bias and ramp is one step. */
static void
test_fused (void)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  const NgShape shape = { NG_ELEMENT_F32, 2, { 16, 8 } };
  NgValue x = ng_build_input (builder, "x", &shape);
  g_autoptr (NgTensor) weights = ng_test_tensor (&(NgShape){ NG_ELEMENT_F32, 2, { 12, 8 } }, 1);
  NgValue y = ng_build_matmul (builder, x, ng_build_constant (builder, weights), FALSE, TRUE);

  ng_program_builder_output (builder, add_tail (builder, y, RAMP));
  g_autoptr (NgProgram) program = ng_program_builder_end (g_steal_pointer (&builder), NULL);
  g_autofree char *text = ng_test_describe (program);
  g_test_message ("%s", text);
  g_assert_true (strchr (text, '\n') == text + strlen (text) - 1);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/product/sweep", test_sweep);
  g_test_add_func ("/kernels/product/deep", test_deep);
  g_test_add_func ("/kernels/product/empty", test_empty);
  g_test_add_func ("/kernels/product/fused", test_fused);
  return g_test_run ();
}
