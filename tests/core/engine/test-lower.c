#include "core/engine/lower.h"

#include "tests/support/battery.h"
#include <string.h>

#define NET                                                                                        \
  "NetGraph[{LinearLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}, \"Biases\" -> None], "                \
  "{ConstantPlusLayer[\"Biases\" -> {1, 1}], ConstantTimesLayer[\"Scaling\" -> {2, 2}]}}, {1 -> "  \
  "2}]"

static NgProgram *
lower (const NgNet *net, NgRequest *request)
{
  g_autoptr (GError) error = NULL;
  NgProgram *program = ng_lower (net, request, &error);

  g_assert_no_error (error);
  return program;
}

/* Inputs of the net, then the arrays in order of layers, then the gradients imposed. */
static void
test_inputs (void)
{
  g_autoptr (NgNet) net = ng_test_read (NET);
  NgShape shape = { .element = NG_ELEMENT_F32, .rank = 1, .dims = { 2 } };
  gboolean seeded = TRUE;
  NgWant wants[] = { { .kind = NG_WANT_OUTPUT }, { .kind = NG_WANT_INPUT_GRADIENT } };
  NgGroup group = { .batch = 3, .inputs = &shape, .seeded = &seeded };
  NgRequest request = { .groups = &group,
                        .n_groups = 1,
                        .element = NG_ELEMENT_F32,
                        .wants = wants,
                        .n_wants = 2,
                        .arrays_are_inputs = TRUE };
  g_autoptr (NgProgram) program = lower (net, &request);
  g_autoptr (GPtrArray) arrays = ng_lower_arrays (net, &request);
  const char *names[] = { "Input", "1/Weights", "2/1/Biases", "2/2/Scaling", "gradient of Output" };

  g_assert_cmpuint (ng_program_n_inputs (program), ==, G_N_ELEMENTS (names));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (ng_program_input_name (program, i), ==, names[i]);
  g_assert_cmpuint (arrays->len, ==, 3);
  g_assert_cmpfloat (ng_tensor_get_real (arrays->pdata[2], 0), ==, 2);
  g_assert_cmpint (ng_program_input_shape (program, 0)->dims[0], ==, 3);
  g_assert_cmpint (ng_program_input_shape (program, 4)->dims[1], ==, 2);
}

/* Only what is differentiated by comes from outside; the rest is constant. */
static void
test_wanted_array (void)
{
  g_autoptr (NgNet) net = ng_test_read (NET);
  NgShape shape = { .element = NG_ELEMENT_F64, .rank = 1, .dims = { 2 } };
  NgWant want = { .kind = NG_WANT_ARRAY_GRADIENT, .layers = { 1, 0 }, .n_layers = 2 };
  NgGroup group = { .batch = 1, .inputs = &shape };
  NgRequest request = {
    .groups = &group, .n_groups = 1, .element = NG_ELEMENT_F64, .wants = &want, .n_wants = 1
  };
  g_autoptr (NgProgram) program = lower (net, &request);

  g_assert_cmpuint (ng_program_n_inputs (program), ==, 2);
  g_assert_cmpstr (ng_program_input_name (program, 1), ==, "2/1/Biases");
}

static void
test_failures (void)
{
  g_autoptr (NgNet) net = ng_test_read ("NetGraph[{LinearLayer[2]}, {}, \"Input\" -> 3]");
  g_autoptr (GError) error = NULL;
  NgShape shape = { .element = NG_ELEMENT_F32, .rank = 1, .dims = { 3 } };
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgGroup group = { .batch = 1, .inputs = &shape };
  NgRequest request = {
    .groups = &group, .n_groups = 1, .element = NG_ELEMENT_F32, .wants = &want, .n_wants = 1
  };

  g_assert_null (ng_lower (net, &request, &error));
  g_assert_cmpstr (ng_error_diagnostic (error)->place.path, ==, "1/Weights");
  ng_assert_tag (&error, "NetGraph::notinit");
}

/* Nets inside nets as deep as they may be. */
static void
test_deep (void)
{
  GString *text = g_string_new ("Tanh");
  g_autofree char *notation = NULL;
  g_autoptr (NgTensor) x = ng_test_read_tensor ("{0}");
  g_autoptr (NgTensor) y = NULL;

  for (int i = 0; i < 50; i++) {
    g_string_prepend_c (text, '{');
    g_string_append_c (text, '}');
  }
  g_string_prepend (text, "NetGraph[{");
  g_string_append (text, "}, {}]");
  notation = g_string_free (text, FALSE);
  y = ng_test_apply (notation, x, NG_MODE_TEST);
  ng_assert_tensor (x, y, 0);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/engine/lower/inputs", test_inputs);
  g_test_add_func ("/engine/lower/wanted-array", test_wanted_array);
  g_test_add_func ("/engine/lower/failures", test_failures);
  g_test_add_func ("/engine/lower/deep", test_deep);
  return g_test_run ();
}
