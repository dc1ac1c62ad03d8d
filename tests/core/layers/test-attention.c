/* Expectations are those of PyTorch in double. */

#include "core/notation/read.h"
#include "tests/support/battery.h"

#define KEYS    "{{-1.0, 0.75, -0.25}, {-1.25, 0.5, -0.5}, {1.25, 0.25, -0.75}, {1.0, 0.0, -1.0}}"
#define VALUES  "{{-0.5, 1.25}, {0.25, -0.75}, {1.0, 0.0}, {-1.0, 0.75}}"
#define QUERIES "{{0.0, -1.0, 0.75}, {-0.25, -1.25, 0.5}, {-0.5, 1.25, 0.25}, {-0.75, 1.0, 0.0}}"
#define FOUR    "\"Key\" -> {4, 3}, \"Value\" -> {4, 2}, \"Query\" -> {4, 3}"

static const char *const inputs[] = { KEYS, VALUES, QUERIES };

static void
check (const char *notation, const char *const *data, const char *expected)
{
  NgWant want = { .kind = NG_WANT_OUTPUT };

  ng_assert_wanted (notation, data, &want, expected);
}

static void
test_dot (void)
{
  check ("AttentionLayer[\"Dot\", " FOUR "]",
         inputs,
         "{{-0.069701867055297, 0.307979315744967}, {-0.099211041493953, 0.259805877390552}, "
         "{-0.13227690484391, 0.368238591000615}, {-0.119771891091437, 0.289516441427721}}");
}

static void
test_gradients (void)
{
  NgWant by_key = { .kind = NG_WANT_INPUT_GRADIENT, .port = 0 };
  NgWant by_query = { .kind = NG_WANT_INPUT_GRADIENT, .port = 2 };

  ng_assert_wanted (
      "AttentionLayer[\"Dot\", " FOUR "]",
      inputs,
      &by_key,
      "{{-0.362307244718997, 0.289645306244188, 0.220332150779558}, {0.409212958832771, "
      "-0.208648470879001, -0.305206761177397}, {-0.102589724940757, -0.289645306244188, "
      "0.244564818880196}, {0.055684010826983, 0.208648470879001, -0.159690208482357}}");
  ng_assert_wanted (
      "AttentionLayer[\"Dot\", " FOUR "]",
      inputs,
      &by_query,
      "{{0.218125866642912, 0.04692050882105, 0.04692050882105}, {0.216313145001848, "
      "0.045939957711867, 0.045939957711867}, {0.141764573307874, 0.062506306977194, "
      "0.062506306977194}, {0.129068701688707, 0.066710989921984, 0.066710989921984}}");
}

static void
test_causal (void)
{
  check ("AttentionLayer[\"Dot\", \"Mask\" -> \"Causal\", \"ScoreRescaling\" -> "
         "\"DimensionSqrt\", " FOUR "]",
         inputs,
         "{{-0.5, 1.25}, {-0.097983593337667, 0.177956248900446}, {0.025012433448464, "
         "0.272555713088655}, {-0.098738131089056, 0.290129741606671}}");
  check ("AttentionLayer[\"Dot\", \"Mask\" -> \"Causal\" -> 2, \"Key\" -> {\"Varying\", 3}, "
         "\"Value\" -> {\"Varying\", 2}]",
         inputs,
         "{{-0.5, 1.25}, {-0.078367624335651, 0.125646998228404}, {0.373387347172422, "
         "-0.626612652827578}, {0.031239831446031, 0.363285063207738}}");
}

/* The last two steps, behind what the first two left, give what all four give. */
static void
check_past (const char *mask)
{
  g_autofree char *whole =
      g_strdup_printf ("AttentionLayer[\"Dot\", \"Mask\" -> %s, " FOUR "]", mask);
  g_autofree char *first = g_strdup_printf (
      "NetGraph[{AttentionLayer[\"Dot\", \"Mask\" -> %s]}, {NetPort[1, \"PastKeys\"] -> "
      "NetPort[\"Keys\"], NetPort[1, \"PastValues\"] -> NetPort[\"Values\"]}, \"Key\" -> "
      "{\"Varying\", 3}, "
      "\"Value\" -> {\"Varying\", 2}]",
      mask);
  g_autofree char *second = g_strdup_printf (
      "NetGraph[{AttentionLayer[\"Dot\", \"Mask\" -> %s]}, {NetPort[\"Keys\"] -> NetPort[1, "
      "\"PastKeys\"], NetPort[\"Values\"] -> NetPort[1, \"PastValues\"]}, \"Key\" -> {\"Varying\", "
      "3}, "
      "\"Value\" -> {\"Varying\", 2}]",
      mask);
  g_autoptr (NgNet) all = ng_test_read (whole), start = ng_test_read (first);
  g_autoptr (NgNet) rest = ng_test_read (second);
  g_autoptr (NgTensor) key = ng_test_read_tensor (KEYS), value = ng_test_read_tensor (VALUES);
  g_autoptr (NgTensor) query = ng_test_read_tensor (QUERIES);
  NgTensor *data[] = { key, value, query };
  g_autoptr (NgTensor) expected = ng_test_apply_net (all, data, NG_MODE_TEST);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (start, &error);
  NgWant wants[2] = { { .kind = NG_WANT_OUTPUT, .port = 0 },
                      { .kind = NG_WANT_OUTPUT, .port = 1 } };
  NgTensor *kept[2] = { NULL, NULL };

  g_assert_no_error (error);
  for (int half = 0; half < 2; half++)
    for (int i = 0; i < 3; i++) {
      g_autoptr (NgTensor) a = ng_tensor_slice (data[i], 2 * half);
      g_autoptr (NgTensor) b = ng_tensor_slice (data[i], 2 * half + 1);

      g_ptr_array_add (parts, ng_tensor_stack ((NgTensor *[]){ a, b }, 2));
    }
  NgApply apply = { .inputs = (NgTensor *const *) parts->pdata,
                    .wants = wants,
                    .n_wants = 2,
                    .element = NG_ELEMENT_F64 };
  ng_evaluator_apply (evaluator, &apply, NULL, kept, &error);
  g_assert_no_error (error);
  NgTensor *later[] = { kept[0], kept[1], parts->pdata[3], parts->pdata[4], parts->pdata[5] };
  g_autoptr (NgTensor) found = ng_test_apply_net (rest, later, NG_MODE_TEST);
  for (gint64 i = 0; i < 4; i++)
    ng_assert_near (ng_tensor_get_real (found, i), ng_tensor_get_real (expected, 4 + i), 1e-12);
  ng_tensor_unref (kept[0]);
  ng_tensor_unref (kept[1]);
}

static void
test_past (void)
{
  check_past ("\"Causal\"");
  check_past ("\"Causal\" -> 2");
  check_past ("\"Causal\" -> 1");
}

static void
test_bilinear (void)
{
  static const char *const data[] = { KEYS, VALUES, "{{-0.25, -1.25}, {0.5, -0.5}, {1.25, 0.25}}" };
  const char *net = "AttentionLayer[\"Weights\" -> {{-0.75, 1.0}, {0.0, -1.0}, {0.75, -0.25}}, "
                    "\"Key\" -> {4, 3}, \"Value\" -> {4, 2}, \"Query\" -> {3, 2}]";
  NgWant by_weights = { .kind = NG_WANT_ARRAY_GRADIENT, .n_layers = 1 };

  check (net,
         data,
         "{{-0.131775579082556, 0.292181893988409}, {-0.11942180348576, 0.273706175121003}, "
         "{-0.106671141146155, 0.260482407340544}}");
  ng_assert_wanted (net,
                    data,
                    &by_weights,
                    "{{0.213521431739591, -0.150464959568977}, {0.095797408814378, "
                    "-0.109600371609161}, {0.095797408814378, -0.109600371609162}}");
  check ("NetGraph[{AttentionLayer[\"Weights\" -> {{-0.75, 1.0}, {0.0, -1.0}, {0.75, -0.25}}]}, "
         "{NetPort[1, \"AttentionWeights\"] -> NetPort[\"Weights\"]}, \"Value\" -> {4, 2}, "
         "\"Query\" -> {3, 2}]",
         data,
         "{{0.496652694784749, 0.459328655352305, 0.022868627167344, 0.021150022695602}, "
         "{0.468162845677447, 0.453758989177602, 0.039649018601757, 0.038429146543194}, "
         "{0.429232328476109, 0.435991754100935, 0.066861500994811, 0.067914416428146}}");
}

/* Heads are apart, and a query may stand alone; keys of two levels are weighed together. */
static void
test_levels (void)
{
  static const char *const heads[] = {
    "{{{-1.0, 0.75}, {-0.25, -1.25}}, {{0.5, -0.5}, {1.25, 0.25}}, {{-0.75, 1.0}, {0.0, -1.0}}}",
    "{{{-0.5}, {1.25}}, {{0.25}, {-0.75}}, {{1.0}, {0.0}}}",
    "{{0.25, -0.75}, {1.0, 0.0}}"
  };
  static const char *const grid[] = {
    "{{{-1.0, 0.75}, {-0.25, -1.25}}, {{0.5, -0.5}, {1.25, 0.25}}}",
    "{{{-0.75}, {1.0}}, {{0.0}, {-1.0}}}",
    "{-0.5, 1.25}"
  };

  check ("AttentionLayer[\"Dot\", \"MultiHead\" -> True, \"Key\" -> {3, 2, 2}, \"Value\" -> {3, 2, "
         "1}, \"Query\" -> {2, 2}]",
         heads,
         "{{0.23425720840553}, {-0.312053783351661}}");
  check ("AttentionLayer[\"Dot\", \"Key\" -> {2, 2, 2}, \"Value\" -> {2, 2, 1}, \"Query\" -> 2]",
         grid,
         "{-0.65253951679482}");
}

/* The score tanh (k1 + 2 k2 + 3 q). */
static void
test_net (void)
{
  static const char *const data[] = { "{{-1.0, 0.75}, {-0.25, -1.25}, {0.5, -0.5}}",
                                      "{{-0.25}, {-1.25}, {0.5}}",
                                      "{{-0.75}, {1.0}}" };

  check ("AttentionLayer[NetGraph[{CatenateLayer[], LinearLayer[{}, \"Weights\" -> {{1, 2, 3}}, "
         "\"Biases\" -> None], Tanh}, "
         "{{NetPort[\"Input\"], NetPort[\"Query\"]} -> 1 -> 2 -> 3}], \"Key\" -> {3, 2}, \"Value\" "
         "-> {3, 1}, \"Query\" -> {2, 1}]",
         data,
         "{{-0.32950120484447}, {-0.139991391769661}}");
}

/* Each side tells the others. */
static void
test_types (void)
{
  g_autoptr (NgNet) net = ng_test_read ("AttentionLayer[\"Dot\", \"Query\" -> {5, 3}, \"Key\" -> "
                                        "{\"Varying\", Automatic}, \"Output\" -> {5, 2}]");
  g_autoptr (NgNet) causal =
      ng_test_read ("AttentionLayer[\"Mask\" -> \"Causal\", \"Weights\" -> {{1, 2, 3}, {4, 5, 6}}, "
                    "\"Output\" -> {\"Varying\", 7}]");
  static const char *const expected[] = { "{\"Varying\", 3}",
                                          "{\"Varying\", 2}",
                                          "{\"Varying\", 2}",
                                          "{\"Varying\", 7}",
                                          "{\"Varying\", 3}" };

  for (gsize i = 0; i < 5; i++) {
    g_autofree char *type =
        ng_type_notation (ng_net_input_type (i < 2 ? net : causal, i < 2 ? i : i - 2));

    g_assert_cmpstr (type, ==, expected[i]);
  }
  ng_assert_output_type ("AttentionLayer[\"MultiHead\" -> True, \"Value\" -> {\"Varying\", 2, 6}, "
                         "\"Query\" -> {4, 2, 3}]",
                         "{4, 2, 6}");
}

/* About half of the weights are dropped, the others doubled: with equal weights the output is 2
 * m/8. */
static void
test_dropout (void)
{
  g_autoptr (NgNet) net = ng_test_read ("AttentionLayer[\"Dot\", \"Dropout\" -> 0.5, \"Key\" -> "
                                        "{8, 1}, \"Value\" -> {8, 1}, \"Query\" -> {16, 1}]");
  g_autoptr (NgTensor) key = ng_test_read_tensor ("{{0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}}");
  g_autoptr (NgTensor) value = ng_test_read_tensor ("{{1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}}");
  g_autoptr (NgTensor) query = ng_test_draw (net, 2, 0, 1);
  NgTensor *data[] = { key, value, query };
  g_autoptr (NgTensor) y = ng_test_apply_net (net, data, NG_MODE_TRAINING);
  g_autoptr (NgTensor) calm = ng_test_apply_net (net, data, NG_MODE_TEST);
  double sum = 0;

  for (int i = 0; i < 16; i++) {
    double kept = ng_tensor_get_real (y, i) * 4;

    ng_assert_near (kept - (double) (gint64) (kept + 0.5), 0, 1e-9);
    ng_assert_near (ng_tensor_get_real (calm, i), 1, 1e-12);
    sum += kept;
  }
  /* Five standard deviations of 128 draws. */
  ng_assert_near (sum, 64, 5 * 5.66);
}

static void
check_failure (const char *text, const char *tag)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, &error);

  if (net != NULL)
    g_assert_false (ng_net_check (net, &error));
  ng_assert_tag (&error, tag);
}

static void
test_errors (void)
{
  check_failure ("AttentionLayer[\"Cosine\"]", "NetGraph::badarg");
  check_failure ("AttentionLayer[\"Mask\" -> \"Future\"]", "NetGraph::badarg");
  check_failure ("AttentionLayer[\"Mask\" -> \"Causal\" -> 0]", "NetGraph::badarg");
  check_failure ("AttentionLayer[\"Dropout\" -> 1]", "NetGraph::badarg");
  check_failure ("AttentionLayer[Ramp]", "NetGraph::badarg");
  check_failure ("AttentionLayer[\"Dot\", \"Key\" -> {3, 2}, \"Query\" -> {4, 3}]",
                 "NetGraph::shape");
  check_failure ("AttentionLayer[\"Key\" -> {3, 2}, \"Value\" -> {4, 2}]", "NetGraph::shape");
  check_failure ("AttentionLayer[\"Mask\" -> \"Causal\", \"Key\" -> {3, 2}, \"Query\" -> {4, 3}]",
                 "NetGraph::shape");
  check_failure ("AttentionLayer[\"Key\" -> 3]", "NetGraph::level");
  check_failure ("AttentionLayer[\"Query\" -> \"Real\"]", "NetGraph::level");
  check_failure ("AttentionLayer[\"MultiHead\" -> True, \"Key\" -> {3, 2, 4}, \"Query\" -> {3, 4}]",
                 "NetGraph::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/attention/dot", test_dot);
  g_test_add_func ("/layers/attention/gradients", test_gradients);
  g_test_add_func ("/layers/attention/causal", test_causal);
  g_test_add_func ("/layers/attention/past", test_past);
  g_test_add_func ("/layers/attention/bilinear", test_bilinear);
  g_test_add_func ("/layers/attention/levels", test_levels);
  g_test_add_func ("/layers/attention/net", test_net);
  g_test_add_func ("/layers/attention/types", test_types);
  g_test_add_func ("/layers/attention/dropout", test_dropout);
  g_test_add_func ("/layers/attention/errors", test_errors);
  return g_test_run ();
}
