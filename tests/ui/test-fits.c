/* What wires would fit, guessed without an edit: wherever the guess is sure, making the connection
 * says the same. And layers added at the end of a wire. */

#include "ui/fits.h"

#include "tests/support/battery.h"
#include "tests/ui/edits-test.h"

static const char *const nets[] = {
  "NetGraph[<|\"a\" -> ConvolutionLayer[4, 3], \"b\" -> Ramp, \"c\" -> SoftmaxLayer[], \"d\" -> "
  "LinearLayer[2], \"e\" -> ConvolutionLayer[2, {3, 3}, \"Input\" -> {4, 8, 8}]|>, {\"a\" -> "
  "\"b\", \"d\" -> \"c\", NetPort[\"Second\"] -> \"e\"}, \"Input\" -> {1, 8, 8}]",
  "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> Tanh, \"c\" -> LogisticSigmoid, \"p\" -> "
  "CatenateLayer[], \"q\" -> DotLayer[]|>, {\"a\" -> \"b\", \"a\" -> \"c\", {\"a\", \"b\", \"c\"} "
  "-> \"p\", {\"a\", \"b\"} -> \"q\"}, \"Input\" -> 5]",
  "NetGraph[<|\"e\" -> EmbeddingLayer[4, 9], \"l\" -> LongShortTermMemoryLayer[5], \"s\" -> "
  "SequenceLastLayer[], \"o\" -> LinearLayer[], \"t\" -> ReshapeLayer[{2, 3}]|>, {\"e\" -> \"l\" "
  "-> \"s\" -> \"o\", \"o\" -> \"t\"}, \"Input\" -> {\"Varying\", \"Integer\"}]",
  "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetChain[{LinearLayer[3], Ramp}], \"y\" -> Tanh, "
  "\"z\" -> PoolingLayer[2]|>, {\"x\" -> \"in\" -> \"y\" -> NetPort[\"Out\"]}, \"Out\" -> 3]",
  "NetGraph[<|\"a\" -> LinearLayer[3, \"Input\" -> 2], \"b\" -> LinearLayer[5, \"Input\" -> 4], "
  "\"c\" -> Ramp|>, {\"a\" -> \"b\" -> \"c\"}]",
};

static void
add_ports (GPtrArray *ports, const NgNet *net, gboolean gives)
{
  gsize n = gives ? ng_net_n_inputs (net) : ng_net_n_outputs (net);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (
        ports, ng_subject_new (gives ? NG_PICK_NET_INPUT : NG_PICK_NET_OUTPUT, 0, i, "", NULL));
  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    const NgLayer *layer = ng_net_layer (net, l);

    n = gives ? ng_layer_n_outputs (layer) : ng_layer_n_inputs (layer);
    for (guint i = 0; i < n; i++)
      g_ptr_array_add (
          ports,
          ng_subject_new (
              gives ? NG_PICK_OUTPUT : NG_PICK_INPUT, ng_net_vertex (net, l), i, "", NULL));
  }
}

static void
check_guess (NgNet *net, const NgSubject *giver, const NgSubject *taker, NgFit fit, guint *n_sure)
{
  g_autofree char *reason = ng_edit_connect_reason (net, giver, taker);

  if (fit == NG_FIT_UNKNOWN)
    return;
  *n_sure += 1;
  if ((fit == NG_FIT_YES) != (reason == NULL))
    g_error ("%d layers, %s: %d.%u -> %d.%u",
             (int) ng_net_n_layers (net),
             reason,
             giver->id,
             giver->port,
             taker->id,
             taker->port);
}

/* From every port to every other one, drawn either way. */
static void
test_guesses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++) {
    g_autoptr (NgNet) net = ng_edits_read (nets[i]);
    g_autoptr (GPtrArray) givers =
        g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
    g_autoptr (GPtrArray) takers =
        g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
    guint n_sure = 0;

    add_ports (givers, net, TRUE);
    add_ports (takers, net, FALSE);
    for (guint g = 0; g < givers->len; g++) {
      g_autoptr (NgFits) fits = ng_fits_new (net, givers->pdata[g]);

      for (guint t = 0; t < takers->len; t++)
        check_guess (net,
                     givers->pdata[g],
                     takers->pdata[t],
                     ng_fits_guess (fits, takers->pdata[t]),
                     &n_sure);
    }
    for (guint t = 0; t < takers->len; t++) {
      g_autoptr (NgFits) fits = ng_fits_new (net, takers->pdata[t]);

      for (guint g = 0; g < givers->len; g++)
        check_guess (net,
                     givers->pdata[g],
                     takers->pdata[t],
                     ng_fits_guess (fits, givers->pdata[g]),
                     &n_sure);
    }
    /* Cycles alone are half of all pairs of layers. */
    g_assert_cmpuint (n_sure, >, givers->len * takers->len / 2);
  }
}

static void
assert_guess (const char *from, const char *to, NgFit expected)
{
  g_autoptr (NgNet) net = ng_edits_read (nets[0]);
  g_autoptr (NgSubject) start = ng_edits_find (net, from), end = ng_edits_find (net, to);
  g_autoptr (NgFits) fits = ng_fits_new (net, start);

  g_assert_cmpint (ng_fits_guess (fits, end), ==, expected);
}

static void
test_answers (void)
{
  assert_guess ("b>0", "a<0", NG_FIT_NO); /* a cycle */
  assert_guess ("a<0", "b>0", NG_FIT_NO);
  assert_guess ("c>0", "e<0", NG_FIT_NO);      /* a convolution of pictures takes no vector */
  assert_guess ("<1", "d<0", NG_FIT_YES);      /* it reads that already */
  assert_guess ("d>0", "b<0", NG_FIT_UNKNOWN); /* Ramp takes anything; what reads it may not */
}

static void
assert_branched (const char *notation, const char *from, const char *layer, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) start = ng_edits_find (net, from), added = NULL;
  g_autoptr (NgLayer) new = ng_edits_read_layer (layer);
  g_autoptr (GError) error = NULL;
  NgNet *edited = ng_edit_branch (net, start, new, &added, &error), *place;
  int index;

  g_assert_true (edited != NULL && ng_subject_resolve (added, edited, &place, &index));
  g_assert_true (ng_layer_class (ng_net_layer (place, (gsize) index)) == ng_layer_class (new));
  ng_edits_assert_becomes (net, edited, error, expected);
}

/* What read the port goes on reading it. */
static void
test_branch (void)
{
  static const char chain[] =
      "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> Ramp|>, {\"a\" -> \"b\"}, \"Input\" -> 4]";
  g_autoptr (NgNet) net = ng_edits_read (chain);
  g_autoptr (NgSubject) nothing = ng_edits_find (net, "b<0"), added = NULL;
  g_autoptr (NgLayer) layer = ng_edits_read_layer ("Tanh");
  g_autoptr (GError) error = NULL;

  assert_branched (chain,
                   "a>0",
                   "Tanh",
                   "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp], \"tanh\" "
                   "-> ElementwiseLayer[Tanh]|>, {\"a\" -> \"b\", \"a\" -> \"tanh\"}, \"Input\" -> "
                   "4]");
  assert_branched (chain,
                   "<0",
                   "Tanh",
                   "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp], \"tanh\" "
                   "-> ElementwiseLayer[Tanh]|>, {\"a\" -> \"b\"}, \"Input\" -> 4]");
  assert_branched ("NetGraph[<|\"a\" -> OrderingLayer[]|>, {}, \"Input\" -> 4]",
                   "a>0",
                   "EmbeddingLayer[2, 4]",
                   "NetGraph[<|\"a\" -> OrderingLayer[], \"embedding\" -> EmbeddingLayer[2, 4]|>, "
                   "{\"a\" -> \"embedding\"}, \"Input\" -> 4]");
  g_assert_null (ng_edit_branch (net, nothing, layer, &added, &error));
  g_assert_null (added);
  ng_assert_tag (&error, "NetGraph::noport");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fits/guesses", test_guesses);
  g_test_add_func ("/fits/answers", test_answers);
  g_test_add_func ("/fits/branch", test_branch);
  return g_test_run ();
}
