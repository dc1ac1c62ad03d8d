#include "tests/support/plans.h"

#include <string.h>

/* A product over all but the last axis, as ONNX exports write it: flattened, multiplied, brought
 * back into shape, and only then given its bias, a residual and a ramp. */
static NgProgram *
make_product (gint64 rows, gint64 columns, gboolean is_known)
{
  const gint64 flat[] = { 2 * rows, 24 };
  const gint64 whole[] = { 2, rows, columns };
  const NgShape shape = { NG_ELEMENT_F32, 3, { 2, rows, 24 } };
  const NgShape result = { NG_ELEMENT_F32, 3, { 2, rows, columns } };
  const NgShape weights = { NG_ELEMENT_F32, 2, { 24, columns } };
  const NgShape vector = { NG_ELEMENT_F32, 1, { columns } };
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue x = ng_build_reshape (b, ng_build_input (b, "x", &shape), flat, 2);
  NgValue w, bias, y;

  if (is_known) {
    g_autoptr (NgTensor) matrix = ng_test_tensor (&weights, 4);
    g_autoptr (NgTensor) known = ng_test_tensor (&vector, 5);

    w = ng_build_constant (b, matrix);
    bias = ng_build_constant (b, known);
  } else {
    w = ng_build_input (b, "w", &weights);
    bias = ng_build_input (b, "bias", &vector);
  }
  y = ng_build_reshape (b, ng_build_matmul (b, x, w, FALSE, FALSE), whole, 3);
  y = ng_build_add (b, ng_build_broadcast_numpy (b, bias, whole, 3), y);
  y = ng_build_add (b, ng_build_input (b, "residual", &result), y);
  y = ng_build_binary (b, NG_PRIMITIVE_MAX, ng_build_fill_like (b, y, 0), y);
  ng_program_builder_output (b, y);
  return ng_program_builder_end (b, NULL);
}

static void
test_reshaped (void)
{
  static const gint64 sizes[] = { 1, 3, 16, 70 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (int is_known = 0; is_known < 2; is_known++) {
      g_autoptr (NgProgram) program =
          make_product (sizes[i], sizes[G_N_ELEMENTS (sizes) - 1 - i], is_known);
      g_autofree char *text = ng_test_describe (program);

      g_test_message ("%s", text);
      g_assert_nonnull (strstr (text, "product"));
      g_assert_true (strchr (text, '\n') == text + strlen (text) - 1);
      /* Sums of 24 products of up to 4. */
      ng_test_check_plan (program, 1e-5);
    }
  }
}

/* A step of a recurrence: what the input gives was multiplied for all steps at once, and a part of
 * it is added to what the state gives. */
static void
test_parts (void)
{
  const gint64 n_steps = 4, size = 40, batch = 3;
  const NgShape inputs = { NG_ELEMENT_F32, 3, { n_steps, batch, size } };
  const NgShape state = { NG_ELEMENT_F32, 2, { batch, size } };
  const NgShape square = { NG_ELEMENT_F32, 2, { size, size } };
  NgProgramBuilder *b = ng_program_builder_new ();
  g_autoptr (NgTensor) matrix = ng_test_tensor (&square, 4);
  NgValue w = ng_build_scale (b, ng_build_constant (b, matrix), 0.1);
  NgValue x = ng_build_unary (b, NG_PRIMITIVE_TANH, ng_build_input (b, "x", &inputs));
  NgValue h = ng_build_input (b, "h", &state);

  for (gint64 i = 0; i < n_steps; i++) {
    const gint64 start[] = { i, 0, 0 }, step[] = { 1, 1, 1 }, dims[] = { 1, batch, size };
    NgValue part = ng_build_slice (b, x, start, step, dims);

    h = ng_build_add (
        b, ng_build_reshape (b, part, state.dims, 2), ng_build_matmul (b, h, w, FALSE, FALSE));
  }
  ng_program_builder_output (b, h);
  g_autoptr (NgProgram) program = ng_program_builder_end (b, NULL);
  g_autofree char *text = ng_test_describe (program);
  guint lines = 0;

  for (const char *c = text; *c != '\0'; c++)
    lines += *c == '\n';
  g_test_message ("%s", text);
  /* The tanh, and a product for each step. */
  g_assert_cmpuint (lines, ==, 1 + n_steps);
  ng_test_check_plan (program, 1e-5);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/epilogue/reshaped", test_reshaped);
  g_test_add_func ("/kernels/epilogue/parts", test_parts);
  return g_test_run ();
}
