/* Nets with every kind of problem, what is offered for each, and that each offer holds. */

#include "core/graph/fixes.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"
#include "tests/support/nets.h"

#include <string.h>

/* A net with a problem of that tag, and fixes that have to be among those offered. */
typedef struct {
  const char *net, *tag;
  const char *fixes[4];
} Case;

static const Case cases[] = {
  /* A layer comes between. */
  { "NetChain[{LongShortTermMemoryLayer[8], LinearLayer[10]}, \"Input\" -> {\"Varying\", 5}]",
    "NetGraph::varying",
    { "Insert SequenceLastLayer[] before layer 2",
      "Insert AggregationLayer[Mean, 1] before layer 2",
      "Apply layer 2 to each element, as NetMapOperator",
      "Give input \"Input\" the shape {10, 5}" } },
  { "NetChain[{ConvolutionLayer[16, 5]}, \"Input\" -> 784]",
    "NetGraph::level",
    { "Insert ReshapeLayer[{1, 28, 28}] before layer 1" } },
  { "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ConvolutionLayer[4, 5]|>, {\"a\" -> \"b\"}, "
    "\"Input\" -> 7]",
    "NetGraph::level",
    { "Set Size of \"a\" to {1, 28, 28}" } },
  { "NetGraph[<|\"a\" -> LinearLayer[{5, 7}], \"b\" -> ConvolutionLayer[4, 3, \"Input\" -> {7, "
    "5}]|>, {\"a\" -> \"b\"}, \"Input\" -> 7]",
    "NetGraph::shape",
    { "Insert TransposeLayer[{2, 1}] before \"b\"", "Set Size of \"a\" to {7, 5}" } },
  { "NetGraph[<|\"a\" -> LinearLayer[400], \"b\" -> ConvolutionLayer[16, 5, \"Input\" -> {1, 20, "
    "20}]|>, {\"a\" -> \"b\"}, \"Input\" -> 7]",
    "NetGraph::shape",
    { "Insert ReshapeLayer[{1, 20, 20}] before \"b\"",
      "Set Size of \"a\" to {1, 20, 20}",
      "Disconnect \"b\"",
      "Delete \"a\"" } },
  { "NetGraph[<|\"p\" -> PoolingLayer[2], \"f\" -> LinearLayer[4, \"Input\" -> 12]|>, {\"p\" -> "
    "\"f\"}, \"Input\" -> {3, 3, 3}]",
    "NetGraph::shape",
    { "Insert FlattenLayer[] before \"f\"" } },
  { "NetChain[{LongShortTermMemoryLayer[8]}, \"Input\" -> {20, 4, 3}]",
    "NetGraph::shape",
    { "Insert ReshapeLayer[{20, 12}] before layer 1" } },
  /* Another value of a parameter. */
  { "NetChain[{ConvolutionLayer[16, 5], LinearLayer[10]}, \"Input\" -> {1, 3, 3}]",
    "NetGraph::kernel",
    { "Set KernelSize of layer 1 to 3", "Set PaddingSize of layer 1 to \"Same\"" } },
  { "NetGraph[{LinearLayer[10], LinearLayer[20], TotalLayer[]}, {1 -> 3, 2 -> 3}, \"Input\" -> 5]",
    "NetGraph::shape",
    { "Set Size of layer 2 to 10", "Set Size of layer 1 to 20" } },
  { "NetChain[{ReshapeLayer[{4, 4}], LinearLayer[4]}, \"Input\" -> {2, 3}]",
    "NetGraph::reshape",
    { "Set Dimensions of layer 1 to 6", "Delete layer 1" } },
  { "NetGraph[<|\"q\" -> NetMapOperator[LinearLayer[8]], \"a\" -> AttentionLayer[\"Dot\"]|>, "
    "{\"q\" "
    "-> NetPort[\"a\", \"Query\"], NetPort[\"Input\"] -> NetPort[\"a\", \"Key\"], "
    "NetPort[\"Input\"] -> NetPort[\"a\", \"Value\"]}, \"Input\" -> {\"Varying\", 5}]",
    "NetGraph::shape",
    { "Set ScoringNet of \"a\" to \"Bilinear\"" } },
  { "NetChain[{LinearLayer[10], SoftmaxLayer[]}, \"Input\" -> 5, \"Output\" -> 12]",
    "NetGraph::shape",
    { "Set Size of layer 1 to 12", "Let output \"Output\" have whatever shape fits" } },
  /* In a net inside. */
  { "NetGraph[<|\"conv\" -> ConvolutionLayer[16, 3], \"nested\" -> NetChain[{PoolingLayer[8], "
    "LinearLayer[10]}]|>, {\"conv\" -> \"nested\"}, \"Input\" -> {1, 6, 6}]",
    "NetGraph::kernel",
    { "Set KernelSize of \"nested/1\" to 4", "Delete \"nested/1\"" } },
  { "NetGraph[<|\"a\" -> LinearLayer[400], \"in\" -> NetChain[{ConvolutionLayer[16, 5, \"Input\" "
    "-> "
    "{1, 20, 20}]}]|>, {\"a\" -> \"in\"}, \"Input\" -> 7]",
    "NetGraph::shape",
    { "Insert ReshapeLayer[{1, 20, 20}] before \"in\"" } },
  /* Arrays. */
  { "NetChain[{LinearLayer[10, \"Weights\" -> {{1., 2.}, {3., 4.}}]}, \"Input\" -> 5]",
    "NetGraph::arrdims",
    { "Take the values of layer 1 away" } },
  { "NetChain[{LinearLayer[10], SoftmaxLayer[]}, \"Input\" -> 5]",
    "NetGraph::notinit",
    { "Give all arrays values by NetInitialize" } },
  /* Shapes that nobody said. */
  { "NetChain[{LinearLayer[10], SoftmaxLayer[]}]",
    "NetGraph::unspec",
    { "Give input \"Input\" the shape {10}" } },
  { "NetChain[{ConvolutionLayer[16, 5], Ramp, LinearLayer[10]}]",
    "NetGraph::unspec",
    { "Give input \"Input\" the shape {3, 224, 224}",
      "Give input \"Input\" the shape {1, 28, 28}" } },
  { "NetChain[{LongShortTermMemoryLayer[8]}]",
    "NetGraph::unspec",
    { "Give input \"Input\" the shape {10, 16}" } },
  { "NetChain[{LinearLayer[]}, \"Input\" -> 5]",
    "NetGraph::unspec",
    { "Set Size of layer 1 to 5" } },
};

static const NgDiagnostic *
find_problem (GPtrArray *problems, const char *tag)
{
  for (guint i = 0; i < problems->len; i++)
    if (strcmp (((const NgDiagnostic *) problems->pdata[i])->tag, tag) == 0)
      return problems->pdata[i];
  return NULL;
}

static guint
count_errors (const NgNet *net)
{
  guint n = 0;

  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++)
    n += ng_net_diagnostic (net, i)->severity == NG_SEVERITY_ERROR;
  return n;
}

/* The net after a fix, written and read again, has as many errors as the fix says, and fewer than
 * before. */
static void
check_fix (const NgNet *before, const NgFix *fix)
{
  g_autoptr (NgExpr) written = ng_net_write (fix->net, FALSE);
  g_autofree char *text = ng_print (written, 0);
  g_autoptr (NgNet) again = ng_test_net (text);

  g_test_message ("%s (%s): %s", fix->text, fix->result, text);
  g_assert_cmpuint (count_errors (again), ==, fix->n_left);
  if (count_errors (before) > 0)
    g_assert_cmpuint (fix->n_left, <, count_errors (before));
}

static void
test_case (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (NgNet) net = ng_test_net (self->net);
  g_autoptr (GPtrArray) problems = ng_net_problems (net);
  const NgDiagnostic *problem = find_problem (problems, self->tag);
  g_autoptr (GPtrArray) fixes = NULL;

  g_assert_nonnull (problem);
  fixes = ng_net_find_fixes (net, problem, NULL);
  for (guint i = 0; i < fixes->len; i++)
    check_fix (net, fixes->pdata[i]);
  for (gsize f = 0; f < G_N_ELEMENTS (self->fixes) && self->fixes[f] != NULL; f++) {
    gboolean is_there = FALSE;

    for (guint i = 0; i < fixes->len; i++)
      is_there |= strcmp (((const NgFix *) fixes->pdata[i])->text, self->fixes[f]) == 0;
    if (!is_there)
      g_error ("%s: nobody offers \"%s\"", self->net, self->fixes[f]);
  }
}

/* A convolution followed by a linear layer is no problem at all. */
static void
test_none (void)
{
  g_autoptr (NgNet) net =
      ng_test_net ("NetChain[{ConvolutionLayer[4, 3], LinearLayer[2]}, \"Input\" -> {1, 5, 5}]");
  g_autoptr (NgNet) filled = ng_test_fill (net, 1);
  g_autoptr (GPtrArray) problems = ng_net_problems (net);
  g_autoptr (GPtrArray) none = ng_net_problems (filled);

  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (find_problem (problems, "NetGraph::notinit"));
  g_assert_cmpuint (none->len, ==, 0);
}

/* A parameter that changes the shape of arrays with values takes these away. */
static void
test_arrays (void)
{
  g_autoptr (NgNet) bare =
      ng_test_net ("NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> LinearLayer[4], "
                   "\"s\" -> TotalLayer[]|>, {\"a\" "
                   "-> \"s\", \"b\" -> \"s\"}, \"Input\" -> 2]");
  g_autoptr (NgLayer) layer = ng_layer_ref (ng_net_layer (bare, 1));
  g_autoptr (NgTensor) weights = ng_test_read_tensor ("{{1, 2}, {3, 4}, {5, 6}, {7, 8}}");
  g_autoptr (NgLayer) learned = ng_layer_with_array (layer, 0, weights);
  g_autoptr (NgNet) net = ng_net_with_layer (bare, 1, learned);
  g_autoptr (GPtrArray) fixes = ng_net_find_fixes (net, ng_net_diagnostic (net, 0), NULL);
  const NgFix *fix = NULL;

  for (guint i = 0; i < fixes->len; i++)
    if (strcmp (((const NgFix *) fixes->pdata[i])->text, "Set Size of \"b\" to 3") == 0)
      fix = fixes->pdata[i];
  g_assert_nonnull (fix);
  g_assert_cmpstr (fix->result, ==, "\"s\" gets 3; 1 array loses its values");
  g_assert_null (ng_layer_array (ng_net_layer (fix->net, 1), 0));
}

/* Layers keep their vertices, so that a selection outlives a fix. */
static void
test_vertices (void)
{
  g_autoptr (NgNet) net =
      ng_test_net ("NetChain[{Ramp, ConvolutionLayer[16, 5]}, \"Input\" -> 784]");
  g_autoptr (GPtrArray) fixes = ng_net_find_fixes (net, ng_net_diagnostic (net, 0), NULL);
  const NgFix *fix = fixes->pdata[0];

  g_assert_cmpstr (fix->text, ==, "Insert ReshapeLayer[{1, 28, 28}] before layer 2");
  g_assert_cmpuint (ng_net_n_layers (fix->net), ==, 3);
  g_assert_cmpint (ng_net_index_of_vertex (fix->net, ng_net_vertex (net, 1)), ==, 2);
  g_assert_true (ng_net_is_chain (fix->net));
}

static void
test_cancelled (void)
{
  g_autoptr (NgNet) net = ng_test_net (cases[0].net);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) fixes = NULL;

  g_cancellable_cancel (cancellable);
  fixes = ng_net_find_fixes (net, ng_net_diagnostic (net, 0), cancellable);
  g_assert_cmpuint (fixes->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf (
        "/graph/fixes/%02" G_GSIZE_FORMAT "-%s", i, cases[i].tag + strlen ("NetGraph::"));

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/graph/fixes/none", test_none);
  g_test_add_func ("/graph/fixes/arrays", test_arrays);
  g_test_add_func ("/graph/fixes/vertices", test_vertices);
  g_test_add_func ("/graph/fixes/cancelled", test_cancelled);
  return g_test_run ();
}
