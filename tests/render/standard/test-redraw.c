/* Pictures of a net that is edited: what one leaves to the next changes none of them. */

#include "render/standard/standard.h"

#include "core/graph/delete.h"
#include "core/graph/wire.h"
#include "core/notation/read.h"
#include "render/export/pango.h"
#include "render/scene/dump.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

static const char *const nets[] = {
  "NetGraph[<|\"a/x\" -> LinearLayer[4], \"a/y\" -> Ramp, \"b/p/x\" -> LinearLayer[4], \"b/p/y\" "
  "-> "
  "Tanh, \"b/z\" -> TotalLayer[], \"end\" -> LinearLayer[2]|>, {\"a/x\" -> \"a/y\" -> \"b/p/x\" -> "
  "\"b/p/y\" -> \"b/z\" -> \"end\", \"a/y\" -> \"b/z\"}, \"Input\" -> 3]",
  "NetGraph[{LinearLayer[4], NetChain[{LinearLayer[5], Ramp, NetChain[{Tanh, LinearLayer[4]}]}], "
  "ThreadingLayer[Plus], NetChain[{LinearLayer[5], Ramp}], CatenateLayer[], "
  "ThreadingLayer[Times]}, "
  "{1 -> 2, {1, 2} -> 3 -> 4, {3, 4} -> 5, {2, 3} -> 6}, \"Input\" -> 3]",
  "NetChain[{LinearLayer[20], Ramp, Ramp, Tanh, LinearLayer[20], DropoutLayer[], LinearLayer[3], "
  "SoftmaxLayer[], Ramp, Ramp, Ramp, Tanh, Tanh, Ramp}, \"Input\" -> 7]",
};

static NgLayer *
draw_layer (GRand *rand)
{
  static const char *const layers[] = { "Ramp",
                                        "LogisticSigmoid",
                                        "LinearLayer[4]",
                                        "LinearLayer[123456]",
                                        "ThreadingLayer[Plus]",
                                        "ThreadingLayer[Subtract]",
                                        "NetChain[{Ramp, LinearLayer[9], Tanh}]",
                                        "BatchNormalizationLayer[]" };
  const char *text = layers[g_rand_int_range (rand, 0, G_N_ELEMENTS (layers))];
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, &error);
  NgLayer *layer = expr != NULL ? ng_layer_read (expr, &error) : NULL;

  g_assert_no_error (error);
  return layer;
}

/* Returns: (transfer full) (nullable): the net after an edit, if it can be */
static NgNet *
edit (NgNet *net, GRand *rand)
{
  int n = (int) ng_net_n_layers (net), at = g_rand_int_range (rand, 0, n);
  NgSource source = { NG_SOURCE_LAYER, g_rand_int_range (rand, 0, n), 0 };
  NgTarget target = { at, 0 };
  g_autoptr (NgLayer) layer = draw_layer (rand);
  g_autofree gboolean *is_deleted = g_new0 (gboolean, n);

  switch (g_rand_int_range (rand, 0, n < 24 ? 6 : 3)) {
  case 0:
    is_deleted[at] = is_deleted[(at + 1) % n] = TRUE;
    return ng_net_delete (net, is_deleted, NG_DELETION_CUTS, NULL);
  case 1:
    return ng_net_connect (net, source, target, NULL);
  case 2:
    return ng_net_cut (net, NULL, &target, 1, NULL);
  case 3:
    return ng_net_exchange_layer (net, (gsize) at, layer, NULL);
  default:
    return ng_net_put (net, NULL, layer, source, NULL, NULL, NULL);
  }
}

static char *
dump (NgNet *net, NgStandardOptions options, NgStandardCache *cache)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgScene) scene = NULL;

  options.cache = cache;
  scene = ng_standard_draw (net, &options, NULL, &error);
  g_assert_no_error (error);
  return ng_scene_dump (scene);
}

/* Whatever was drawn before, and however, a picture is that of its net. */
static void
test_edits (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (16);
  int n_pictures = 0;

  for (gsize k = 0; k < 4 * G_N_ELEMENTS (nets); k++) {
    g_autoptr (NgNet) net = ng_test_net (nets[k % G_N_ELEMENTS (nets)]);
    g_autoptr (NgStandardCache) cache = ng_standard_cache_new ();

    for (int i = 0; i < 40; i++) {
      NgNet *edited = edit (net, rand);
      NgStandardOptions options = { .direction = (NgDirection) g_rand_int_range (rand, 0, 3),
                                    .dimensions = (NgDimensions) g_rand_int_range (rand, 0, 3),
                                    .depth = g_rand_int_range (rand, -1, 3),
                                    .header = TRUE,
                                    .metrics = g_rand_int_range (rand, 0, 8) > 0
                                                   ? ng_metrics_test ()
                                                   : ng_pango_metrics () };
      g_autofree char *kept = NULL, *whole = NULL;

      if (edited == NULL)
        continue;
      ng_net_unref (net);
      net = edited;
      kept = dump (net, options, cache);
      whole = dump (net, options, NULL);
      g_assert_cmpstr (kept, ==, whole);
      n_pictures++;
    }
  }
  g_assert_cmpint (n_pictures, >, 200);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/standard/redraw/edits", test_edits);
  return g_test_run ();
}
