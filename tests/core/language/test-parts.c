/* Parts of nets: what a part, a piece or a net without some layer prints as is that net. */

#include "core/expr/expr.h"
#include "core/language/evaluate.h"
#include "core/notation/write.h"
#include "tests/support/random.h"
#include "tests/support/test.h"
#include <string.h>

static NgExpr *
evaluate_text (NgSession *session, const char *text, GError **error)
{
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, error);

  return expr != NULL ? ng_session_evaluate (session, expr, NULL, error) : NULL;
}

/* Whether the value of @text, where it has one, is the one that it prints as. @n: (inout): counts
 * those that are */
static gboolean
is_as_printed (NgSession *session, const char *net, const char *text, int *n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = evaluate_text (session, text, NULL);
  g_autofree char *printed = value != NULL ? ng_value_print (value, 0) : NULL;
  g_autofree char *question = g_strdup_printf ("(%s) === (%s)", text, printed);
  g_autoptr (NgExpr) answer = NULL;

  if (value == NULL)
    return TRUE;
  answer = evaluate_text (session, question, &error);
  if (answer != NULL && ng_expr_is_symbol (answer, "True")) {
    (*n)++;
    return TRUE;
  }
  g_test_message ("n = %s\n%s is not\n%s\n%s",
                  net,
                  text,
                  printed,
                  error != NULL ? error->message : "they differ");
  return FALSE;
}

/* Every layer of net n as a part, every piece that begins or ends at it, and what is left without
 * it. */
static void
check_net (const char *net, gsize n_layers, int *n)
{
  static const char *const calls[] = {
    "n[[%d]]",     "NetExtract[n, %d]",  "Values[Normal[n]][[%d]]", "Take[n, {%d, %d}]",
    "Take[n, %d]", "Take[n, {%d, All}]", "VertexDelete[n, %d]",     "n[[%d ;;]]",
    "n[[;; %d]]",  "NetDrop[n, {%d}]",
  };
  g_autoptr (NgSession) session = ng_session_new ();
  g_autofree char *definition = g_strconcat ("n = ", net, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = evaluate_text (session, definition, &error);

  if (value == NULL)
    g_error ("%s: %s", net, error->message);
  for (int k = 1; k <= (int) n_layers; k++)
    for (gsize c = 0; c < G_N_ELEMENTS (calls); c++) {
      g_autoptr (GString) text = g_string_new (calls[c]);
      g_autofree char *index = g_strdup_printf ("%d", k);

      g_string_replace (text, "%d", index, 0);
      if (!is_as_printed (session, net, text->str, n))
        g_test_fail ();
    }
}

static void
test_random (void)
{
  int n = 0;

  for (guint64 seed = 1; seed <= 40; seed++) {
    g_autoptr (NgNet) net = ng_net_draw (seed);
    g_autoptr (NgExpr) written = ng_net_write (net, TRUE);
    g_autofree char *text = ng_print (written, 0);

    if (ng_net_check (net, NULL))
      check_net (text, ng_net_n_layers (net), &n);
  }
  g_assert_cmpint (n, >, 500);
}

/* Layers that give sequences of vectors of length 3 for such, but for the first, which reads
 * integers. */
static const char *const over_sequences[] = {
  "EmbeddingLayer[3, 7]",
  "Ramp",
  "LinearLayer[{3}]",
  "NetMapOperator[{3, Ramp}]",
  "SequenceReverseLayer[]",
  "SequenceMostLayer[]",
  "LongShortTermMemoryLayer[3]",
  "SoftmaxLayer[]",
  "NetChain[{SequenceRestLayer[], Tanh}]",
  "NetBidirectionalOperator[GatedRecurrentLayer[3], \"Aggregation\" -> Plus]",
  "SummationLayer[]",
  "TotalLayer[]",
  "CatenateLayer[]",
  "ThreadingLayer[#1 - #2 &]",
};

enum { FIRST_OF_MANY = 11 };

/* A net of such layers; each reads layers before it, or an input of the net. */
static char *
draw_text (guint64 seed, int *n_layers)
{
  static const char *const types[] = { "{\"Varying\", 3}", "{5, 3}" };
  NgDraws draws = { seed, 0 };
  GString *text = g_string_new ("NetGraph[{");
  int kinds[8];
  int n = 2 + ng_draw (&draws, 6);

  for (int i = 0; i < n; i++) {
    kinds[i] = ng_draw (&draws, G_N_ELEMENTS (over_sequences));
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", over_sequences[kinds[i]]);
  }
  g_string_append (text, "}, {");
  for (int i = 0; i < n; i++) {
    int n_sources = kinds[i] < FIRST_OF_MANY ? 1 : 2;

    for (int k = 0; k < n_sources; k++) {
      int source = ng_draw (&draws, i + 1) - 1;
      g_autofree char *from = kinds[i] == 0 ? g_strdup ("NetPort[\"ids\"]")
                              : source < 0  ? g_strdup ("NetPort[\"x\"]")
                                            : g_strdup_printf ("%d", source + 1);

      g_string_append_printf (text, "%s%s -> %d", i + k > 0 ? ", " : "", from, i + 1);
    }
  }
  g_string_append_printf (text, "}, \"x\" -> %s]", types[ng_draw (&draws, 2)]);
  *n_layers = n;
  return g_string_free (text, FALSE);
}

static void
test_sequences (void)
{
  int n = 0;

  for (guint64 seed = 1; seed <= 150; seed++) {
    g_autoptr (NgSession) session = ng_session_new ();
    int n_layers;
    g_autofree char *text = draw_text (seed, &n_layers);
    g_autoptr (NgExpr) value = evaluate_text (session, text, NULL);

    if (value != NULL)
      check_net (text, (gsize) n_layers, &n);
  }
  g_assert_cmpint (n, >, 500);
}

/* What neither of them draws. */
static void
test_chosen (void)
{
  static const struct {
    const char *net;
    gsize n;
  } nets[] = {
    { "NetGraph[{Ramp, Tanh}, {1 -> 2}, \"Input\" -> 2]", 2 },
    { "NetGraph[{Ramp, 3}, {1 -> 2}, \"Input\" -> 2]", 2 },
    { "NetChain[{3, Ramp, 2}, \"Input\" -> 4]", 3 },
    { "NetGraph[{Ramp, Tanh, TotalLayer[]}, {NetPort[\"z\"] -> 2, NetPort[\"a\"] -> 3, 1 -> 3, "
      "2 -> 3}, \"z\" -> \"Real\"]",
      3 },
    { "NetGraph[{Plus}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}, \"a\" -> 2]", 1 },
    { "NetGraph[{DotLayer[], CatenateLayer[], SummationLayer[]}, {{NetPort[\"a\"], "
      "NetPort[\"b\"]} -> 1, {NetPort[\"a\"], NetPort[\"b\"]} -> 2, {1, NetPort[\"c\"]} -> 3}, "
      "\"a\" -> 2, \"b\" -> 2]",
      3 },
    { "NetGraph[{SummationLayer[], SummationLayer[]}, {1 -> 2}, \"Input\" -> {2, 3}]", 2 },
    { "NetGraph[{LinearLayer[], MeanSquaredLossLayer[]}, {1 -> NetPort[2, \"Input\"]}, "
      "\"Input\" -> 4, \"Target\" -> 3]",
      2 },
    { "NetGraph[{LinearLayer[3, \"Input\" -> 2], TotalLayer[\"Inputs\" -> {3, 3}]}, {{1, 1} -> "
      "2}]",
      2 },
    { "NetChain[{SequenceReverseLayer[], EmbeddingLayer[2, 3]}, \"Input\" -> {\"Varying\"}]", 2 },
    { "NetChain[{SequenceReverseLayer[], EmbeddingLayer[2]}, \"Input\" -> {3, \"Integer\"}]", 2 },
    { "NetChain[{UnitVectorLayer[4], LinearLayer[2]}, \"Input\" -> {3}]", 2 },
  };
  int n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++)
    check_net (nets[i].net, nets[i].n, &n);
  g_assert_cmpint (n, >, 100);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/parts/random", test_random);
  g_test_add_func ("/language/parts/sequences", test_sequences);
  g_test_add_func ("/language/parts/chosen", test_chosen);
  return g_test_run ();
}
