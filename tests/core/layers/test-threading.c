#include "core/notation/read.h"
#include "tests/support/battery.h"
#include <string.h>

/* Sizes of 1 are repeated; a level says where sizes of 1 are put in. */
static void
test_broadcasting (void)
{
  ng_assert_applied (
      "NetGraph[{ThreadingLayer[#1 - 2 #2 &]}, {}]", "{1, 2}", "{10, 20}", "{-19, -38}");
  ng_assert_applied ("NetGraph[{ThreadingLayer[Plus]}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]",
                     "{{1}, {2}}",
                     "{{10, 20}}",
                     "{{11, 21}, {12, 22}}");
  ng_assert_applied (
      "NetGraph[{ThreadingLayer[Times, -1]}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]",
      "{{1, 2}, {3, 4}}",
      "{10, 100}",
      "{{10, 20}, {300, 400}}");
  ng_assert_applied (
      "NetGraph[{ThreadingLayer[Times, 1]}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]",
      "{{1, 2}, {3, 4}}",
      "{10, 100}",
      "{{10, 200}, {30, 400}}");
  ng_assert_applied ("NetGraph[{ThreadingLayer[#x^#y &]}, {}]", "{2, 3}", "{3, 2}", "{8, 9}");
  ng_assert_applied ("NetGraph[{ThreadingLayer[Erf]}, {}]", "{1}", "{1}", "{0}");
}

/* b/a where a > 0: 1/a by b, and -b/a^2 by a. */
static void
test_branches (void)
{
  const char *const data[] = { "{0, 2}", "{3, 4}" };
  const char *const notations[] = { "ThreadingLayer[If[#a > 0, #b/#a, 0] &]",
                                    "NetGraph[FunctionLayer[If[#a > 0, #b/#a, 0] &]]" };

  for (gsize i = 0; i < G_N_ELEMENTS (notations); i++) {
    ng_assert_wanted (notations[i], data, &(NgWant){ .kind = NG_WANT_INPUT_GRADIENT }, "{0, -1}");
    ng_assert_wanted (
        notations[i], data, &(NgWant){ .kind = NG_WANT_INPUT_GRADIENT, .port = 1 }, "{0, 0.5}");
  }
}

static void
test_types (void)
{
  g_autoptr (NgNet) net =
      ng_test_read ("NetGraph[{ThreadingLayer[Plus], LinearLayer[{3, 1}], LinearLayer[{1, 2}]}, "
                    "{{2, 3} -> 1}]");
  g_autoptr (NgNet) back =
      ng_test_read ("NetGraph[{LinearLayer[], LinearLayer[], ThreadingLayer[Plus]}, {{1, 2} -> 3}, "
                    "\"Output\" -> {2, 2}]");
  g_autofree char *output = ng_type_notation (ng_net_output_type (net, 0));
  g_autofree char *inner =
      ng_type_notation (ng_net_type (back, (NgSource){ NG_SOURCE_LAYER, 1, 0 }));

  g_assert_cmpstr (output, ==, "{3, 2}");
  g_assert_cmpstr (inner, ==, "{2, 2}");
}

#define TWO_LENGTHS(spec, a, b)                                                                    \
  "NetGraph[{ThreadingLayer[#1 * #2 &, " spec "]}, {}, \"1\" -> " a ", \"2\" -> " b "]"
#define SEQUENCES TWO_LENGTHS ("-1", "{\"Varying\", 2}", "{\"Varying\"}")

/* Sequences that thread together have one length; 1 is a length like any other. */
static void
test_lengths (void)
{
  static const struct {
    const char *notation, *a, *b, *value;
    const char *longer; /* for "2", where "1" is as before */
    const char *lengths[2];
  } cases[] = {
    { SEQUENCES, "{{3, 4}}", "{2}", "{{6, 8}}", "{7, 8}", { "1 in \"1\"", "2 in \"2\"" } },
    { SEQUENCES,
      "{{1, 2}, {3, 4}}",
      "{2, 1}",
      "{{2, 4}, {3, 4}}",
      "{7, 8, 9}",
      { "2 in \"1\"", "3 in \"2\"" } },
    { SEQUENCES,
      "{{1, 2}, {3, 4}}",
      "{2, 1}",
      "{{2, 4}, {3, 4}}",
      "{7}",
      { "2 in \"1\"", "1 in \"2\"" } },
    { TWO_LENGTHS ("1", "{2, \"Varying\"}", "{\"Varying\"}"),
      "{{1}, {2}}",
      "{3}",
      "{{3}, {6}}",
      "{3, 4}",
      { "1 in \"1\"", "2 in \"2\"" } },
    { TWO_LENGTHS ("2", "{\"Varying\", 3, 1}", "{\"Varying\", 1}"),
      "{{{1}, {2}, {3}}}",
      "{{2}}",
      "{{{2}, {4}, {6}}}",
      "{{2}, {3}}",
      { "1 in \"1\"", "2 in \"2\"" } },
    { TWO_LENGTHS ("{1, 2}", "{\"Varying\"}", "{\"Varying\"}"),
      "{3, 4}",
      "{2, 5}",
      "{6, 20}",
      "{7, 8, 9}",
      { "2 in \"1\"", "3 in \"2\"" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *message = NULL;

    ng_assert_applied (cases[i].notation, cases[i].a, cases[i].b, cases[i].value);
    message =
        ng_assert_not_applied (cases[i].notation, cases[i].a, cases[i].longer, "NetGraph::lenmis");
    for (gsize l = 0; l < 2; l++)
      if (strstr (message, cases[i].lengths[l]) == NULL)
        g_error ("%s: no %s", message, cases[i].lengths[l]);
  }
}

/* Fills in what is wanted of each example; returns what is wrong with them, if anything. */
static GError *
apply_ragged (const char *notation,
              const char *const (*data)[2],
              gsize n,
              const NgWant *want,
              NgTensor **results)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autoptr (NgEvaluator) evaluator = NULL;
  GError *error = NULL;

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < 2; j++)
      g_ptr_array_add (inputs, ng_test_read_tensor (data[i][j]));
  NgApply apply = { .inputs = (NgTensor *const *) inputs->pdata,
                    .wants = want,
                    .n_wants = 1,
                    .element = NG_ELEMENT_F64 };
  evaluator = ng_evaluator_new (net, &error);
  g_assert_no_error (error);
  ng_evaluator_apply_examples (evaluator, &apply, n, NULL, results, &error);
  return error;
}

/* In a batch each example has a length of its own, the same in both inputs. */
static void
test_ragged (void)
{
  static const char *const data[][2] = { { "{{1, 2}, {3, 5}, {5, 5}}", "{1, 2, 3}" },
                                         { "{{1, 4}}", "{2}" } };
  static const char *const unequal[][2] = { { "{{1, 2}, {3, 5}, {5, 5}}", "{1, 1, 1}" },
                                            { "{{1, 1}}", "{2, 2}" } };
  static const struct {
    NgWant want;
    const char *results[2];
  } cases[] = {
    { { .kind = NG_WANT_OUTPUT }, { "{{1, 2}, {6, 10}, {15, 15}}", "{{2, 8}}" } },
    { { .kind = NG_WANT_INPUT_GRADIENT }, { "{{1, 1}, {2, 2}, {3, 3}}", "{{2, 2}}" } },
    { { .kind = NG_WANT_INPUT_GRADIENT, .port = 1 }, { "{3, 8, 10}", "{5}" } },
  };

  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++) {
    NgTensor *results[2] = { NULL };
    g_autoptr (GError) error = NULL;

    error = apply_ragged (SEQUENCES, data, 2, &cases[c].want, results);
    g_assert_no_error (error);
    for (gsize i = 0; i < 2; i++) {
      g_autoptr (NgTensor) wanted = ng_test_read_tensor (cases[c].results[i]);

      ng_assert_tensor (results[i], wanted, 1e-12);
      ng_tensor_unref (results[i]);
    }
    error = apply_ragged (SEQUENCES, unequal, 2, &cases[c].want, results);
    g_assert_nonnull (error);
    g_assert_nonnull (strstr (error->message, "1 in \"1\" and 2 in \"2\""));
    ng_assert_tag (&error, "NetGraph::lenmis");
  }
}

/* A length that meets a number is that number, whatever side it comes from. */
static void
test_fixed_lengths (void)
{
  static const struct {
    const char *notation, *inputs[2], *output;
  } cases[] = {
    { TWO_LENGTHS ("-1", "{\"Varying\", 2}", "3"), { "{3, 2}", "{3}" }, "{3, 2}" },
    { TWO_LENGTHS ("-1", "{3, 2}", "\"Varying\""), { "{3, 2}", "{3}" }, "{3, 2}" },
    { TWO_LENGTHS ("1", "{\"Varying\", 2}", "\"Varying\""),
      { "{\"Varying\", 2}", "{2}" },
      "{\"Varying\", 2}" },
    { TWO_LENGTHS ("-1", "{\"Varying\", 2}", "\"Varying\", \"Output\" -> {4, 2}"),
      { "{4, 2}", "{4}" },
      "{4, 2}" },
    /* a number that is 1 is repeated, along any length */
    { TWO_LENGTHS ("-1", "{\"Varying\", 2}", "1"),
      { "{\"Varying\", 2}", "{1}" },
      "{\"Varying\", 2}" },
    { TWO_LENGTHS ("-1", "{1, 2}", "\"Varying\""),
      { "{1, 2}", "{\"Varying\"}" },
      "{\"Varying\", 2}" },
    { TWO_LENGTHS ("-1", "{1, 2}", "1"), { "{1, 2}", "{1}" }, "{1, 2}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (gsize j = 0; j < 2; j++)
      ng_assert_input_type (cases[i].notation, j, cases[i].inputs[j]);
    ng_assert_output_type (cases[i].notation, cases[i].output);
  }
}

/* A size that only the data tell is a number for the length that meets it. */
static void
test_told_by_data (void)
{
  static const char *const notations[] = {
    TWO_LENGTHS ("-1", "{\"Varying\", 2}", "{Automatic}"),
    "NetGraph[{ThreadingLayer[#1 * #2 &, -1]}, {}, \"1\" -> {\"Varying\", 2}]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (notations); i++) {
    ng_assert_applied (notations[i], "{{1, 2}, {3, 4}}", "{7, 8}", "{{7, 14}, {24, 32}}");
    ng_assert_applied (notations[i], "{{1, 2}, {3, 4}}", "{7}", "{{7, 14}, {21, 28}}");
    g_free (ng_assert_not_applied (notations[i], "{{1, 1}}", "{7, 8}", "NetGraph::indata"));
    g_free (ng_assert_not_applied (
        notations[i], "{{1, 1}, {2, 2}, {3, 3}}", "{7, 8}", "NetGraph::indata"));
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/layers/threading/broadcasting", test_broadcasting);
  g_test_add_func ("/layers/threading/types", test_types);
  g_test_add_func ("/layers/threading/branches", test_branches);
  g_test_add_func ("/layers/threading/lengths", test_lengths);
  g_test_add_func ("/layers/threading/ragged", test_ragged);
  g_test_add_func ("/layers/threading/fixed-lengths", test_fixed_lengths);
  g_test_add_func ("/layers/threading/told-by-data", test_told_by_data);
  return g_test_run ();
}
