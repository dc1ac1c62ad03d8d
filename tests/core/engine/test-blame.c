/* The layers where numbers stop being finite: all of them, and the one where it begins of a net
 * that runs again and again. */

#include "core/engine/blame.h"

#include "tests/support/battery.h"

/* "path/of/layer array, …; input 0" of all that are to blame */
static char *
blame (const char *text, const char *data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read (text);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (NgTensor) x = ng_test_read_tensor (data);
  g_autoptr (GPtrArray) blames = NULL;
  GString *found = g_string_new (NULL);

  g_assert_no_error (error);
  blames = ng_blames (net, evaluator, &(NgApply){ .inputs = &x }, NULL);
  for (guint i = 0; i < blames->len; i++) {
    const NgBlame *one = blames->pdata[i];
    NgTensorStatistics statistics;

    ng_tensor_statistics (one->value, &statistics);
    g_assert_cmpint (statistics.n_finite, <, statistics.n);
    if (one->layer == NULL)
      g_string_append_printf (found, "input %d;", one->input);
    else
      g_string_append_printf (
          found, "%s%s%s;", one->path, one->array != NULL ? " " : "", one->array ? one->array : "");
  }
  return g_string_free (found, FALSE);
}

static void
assert_blame (const char *text, const char *data, const char *expected)
{
  g_autofree char *found = blame (text, data);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_all (void)
{
  const char *const forked =
      "NetGraph[<|\"log\" -> ElementwiseLayer[Log], \"root\" -> ElementwiseLayer[Sqrt], "
      "\"good\" -> ElementwiseLayer[Tanh], \"sum\" -> TotalLayer[]|>, "
      "{{\"log\", \"root\", \"good\"} -> \"sum\"}, \"Input\" -> 2]";

  assert_blame (forked, "{-1, 2}", "log;root;");
  assert_blame (forked, "{0, 2}", "log;");
  assert_blame (forked, "{1, 2}", "");
  assert_blame (forked, "{1*^39, 2}", "input 0;");
}

/* What goes through a net inside untouched is broken outside, and not by that net. */
static void
test_inside (void)
{
  assert_blame ("NetGraph[<|\"in\" -> NetChain[<|\"a\" -> ElementwiseLayer[# - 2 &], "
                "\"b\" -> ElementwiseLayer[Log]|>], \"after\" -> ElementwiseLayer[# + 1 &]|>, "
                "{\"in\" -> \"after\"}, \"Input\" -> 2]",
                "{1, 3}",
                "in/b;");
  assert_blame ("NetGraph[<|\"log\" -> ElementwiseLayer[Log], \"in\" -> "
                "NetChain[{Identity, Tanh}], \"root\" -> ElementwiseLayer[Sqrt[# - 5] &]|>, "
                "{\"log\" -> \"in\" -> NetPort[\"Output\"], \"root\" -> NetPort[\"other\"]}, "
                "\"Input\" -> 2]",
                "{-1, 3}",
                "log;root;");
}

/* In the second step Plus gets what Exp made of the first. */
static void
test_again (void)
{
  assert_blame ("NetGraph[<|\"n\" -> NetNestOperator[NetChain[{ElementwiseLayer[# + 1 &], "
                "ElementwiseLayer[Exp]}], 2]|>, {}, \"Input\" -> 1]",
                "{100}",
                "n/Net/2;");
}

static void
test_array (void)
{
  assert_blame ("NetChain[{LinearLayer[1, \"Weights\" -> {{1*^39}}, \"Biases\" -> {0}]}, "
                "\"Input\" -> 1]",
                "{1}",
                "1 Weights;");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/engine/blame/all", test_all);
  g_test_add_func ("/engine/blame/inside", test_inside);
  g_test_add_func ("/engine/blame/again", test_again);
  g_test_add_func ("/engine/blame/array", test_array);
  return g_test_run ();
}
