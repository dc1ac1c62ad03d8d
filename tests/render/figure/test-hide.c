/* Layers that a figure leaves out: what is around them keeps its types, places in the net and
 * vertices; nothing else is changed. */

#include "render/figure/hide.h"

#include "core/notation/read.h"
#include "render/figure/figure-text.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

#define CHAIN                                                                                      \
  "NetGraph[<|\"a\" -> ConvolutionLayer[8, 3], \"b\" -> Ramp, \"c\" -> PoolingLayer[2, 2], "       \
  "\"d\" -> FlattenLayer[], \"e\" -> LinearLayer[10]|>, {1 -> 2 -> 3 -> 4 -> 5}, "                 \
  "\"Input\" -> {3, 9, 9}]"

#define FORK                                                                                       \
  "NetGraph[<|\"a\" -> Ramp, \"b\" -> Tanh, \"c\" -> LogisticSigmoid, \"sum\" -> TotalLayer[]|>, " \
  "{1 -> 2 -> 3, {1, 3} -> 4}, \"Input\" -> {\"Varying\", 4}]"

/* hidden: paths, divided by spaces. */
static NgNet *
hide (NgNet *net, const char *hidden, GHashTable *aliases)
{
  g_autoptr (GHashTable) set = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) paths = g_strsplit (hidden, " ", -1);
  g_autoptr (GError) error = NULL;
  NgNet *shown;

  for (gsize i = 0; paths[i] != NULL; i++)
    g_hash_table_add (set, paths[i]);
  shown = ng_figure_hide (net, set, aliases, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_diagnostics (shown), ==, ng_net_n_diagnostics (net));
  return shown;
}

/* "Kind label" of each layer and the label of what it gives, one after the other. */
static char *
describe (NgNet *net)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgSource source = { NG_SOURCE_LAYER, (int) i, 0 };
    g_autofree char *kind = ng_standard_kind (ng_net_layer (net, i));
    g_autofree char *label = ng_layer_label (ng_net_layer (net, i));
    g_autofree char *type = ng_type_label (ng_net_type (net, source), NULL);

    g_string_append_printf (out, "%s%s %s: %s", i > 0 ? "; " : "", kind, label, type);
  }
  return g_string_free (out, FALSE);
}

static void
test_runs (void)
{
  g_autoptr (NgNet) net = ng_test_net (CHAIN);
  g_autoptr (NgNet) middle = hide (net, "b c d", NULL);
  g_autoptr (NgNet) ends = hide (net, "a e nobody a/b", NULL);
  g_autoptr (NgNet) all = hide (net, "a b c d e", NULL);
  g_autoptr (NgNet) none = hide (net, "x y/z", NULL);
  g_autofree char *middle_text = describe (middle);
  g_autofree char *ends_text = describe (ends);
  g_autofree char *all_text = describe (all);

  g_assert_cmpstr (middle_text, ==, "Convolution 3, 8: 8×7×7; … 3 layers: 72; Linear 10: 10");
  g_assert_cmpstr (ends_text,
                   ==,
                   "… 1 layer: 8×7×7; Elementwise Ramp: 8×7×7; Pooling 2: 8×3×3; Flatten : 72; "
                   "… 1 layer: 10");
  g_assert_cmpstr (all_text, ==, "… 5 layers: 10");
  g_assert_true (none == net);
  g_assert_cmpuint (ng_net_vertex (middle, 0), ==, ng_net_vertex (net, 0));
  g_assert_cmpuint (ng_net_vertex (middle, 2), ==, ng_net_vertex (net, 4));
  /* Both names begin with the sign, and differ. */
  g_assert_true (g_str_has_prefix (ng_net_name (ends, 0), "…"));
  g_assert_true (g_str_has_prefix (ng_net_name (ends, 4), "…"));
  g_assert_cmpstr (ng_net_name (middle, 1), ==, "…");
}

/* What several layers read ends a run, and so does what reads several. Lengths stay the same. */
static void
test_fork (void)
{
  g_autoptr (NgNet) net = ng_test_net (FORK);
  g_autoptr (NgNet) two = hide (net, "a b c", NULL);
  g_autoptr (NgNet) last = hide (net, "b sum", NULL);
  g_autofree char *two_text = describe (two);
  g_autofree char *last_text = describe (last);

  g_assert_cmpstr (two_text, ==, "… 1 layer: n×4; … 2 layers: n×4; Total : n×4");
  g_assert_cmpstr (
      last_text,
      ==,
      "Elementwise Ramp: n×4; … 1 layer: n×4; Elementwise LogisticSigmoid: n×4; … 1 layer: n×4");
  g_assert_cmpuint (ng_layer_n_inputs (ng_net_layer (last, 3)), ==, 2);
}

/* Outputs that nothing reads, such as states, do not come to light; nets inside keep their ports.
 */
static void
test_inside (void)
{
  g_autoptr (NgNet) net = ng_test_net (
      "NetGraph[<|\"enc\" -> NetChain[<|\"r\" -> GatedRecurrentLayer[5], \"t\" -> Tanh|>], "
      "\"out\" -> LinearLayer[3]|>, {1 -> 2}, \"Input\" -> {\"Varying\", 4}]");
  g_autoptr (GHashTable) aliases = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (NgNet) plain = hide (net, "enc/r", NULL);
  g_hash_table_insert (aliases, (gpointer) "enc/r", (gpointer) "reader");
  g_autoptr (NgNet) named = hide (net, "enc/r", aliases);
  const NgNet *inner = ng_layer_net (ng_net_layer (plain, 0));

  g_assert_cmpstr (ng_net_name (plain, 0), ==, "enc");
  g_assert_cmpstr (ng_net_name (inner, 0), ==, "…");
  g_assert_cmpuint (ng_net_n_outputs (inner), ==, 1);
  g_assert_cmpuint (ng_net_n_outputs (plain), ==, ng_net_n_outputs (net));
  g_assert_cmpstr (ng_net_name (ng_layer_net (ng_net_layer (named, 0)), 0), ==, "r");
}

/* A layer of the net may be called as what is hidden would be. */
static void
test_names (void)
{
  g_autoptr (NgNet) net =
      ng_test_net ("NetGraph[<|\"…\" -> Ramp, \"b\" -> Tanh, \"…\\:200b\" -> Sin, \"d\" -> Cos|>, "
                   "{1 -> 2 -> 3 -> 4}, \"Input\" -> 3]");
  g_autoptr (NgNet) shown = hide (net, "b d", NULL);

  g_assert_cmpuint (ng_net_n_layers (shown), ==, 4);
  g_assert_cmpint (ng_net_find (shown, "…"), ==, 0);
  g_assert_cmpint (ng_net_find (shown, "…\u200b"), ==, 2);
  for (gsize i = 1; i < 4; i += 2) {
    g_assert_true (g_str_has_prefix (ng_net_name (shown, i), "…"));
    g_assert_cmpint (ng_net_find (shown, ng_net_name (shown, i)), ==, (int) i);
  }
}

/* A net in conflict, and nets of the gallery: any layers of them may be hidden, in any form. */
static void
test_gallery (void)
{
  g_auto (GStrv) names = ng_test_gallery_names ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  gsize n_forms;
  const NgFigureForm *const *forms = ng_figure_forms (&n_forms);

  for (gsize k = 0; names[k] != NULL; k++) {
    g_autoptr (NgNet) net = ng_test_gallery (names[k]);
    g_autoptr (NgFigureSettings) settings = ng_figure_settings_new ();

    for (gsize i = 0; i < ng_net_n_layers (net); i++) {
      g_autofree char *name = ng_net_shown_name (net, i);

      if (g_rand_boolean (random))
        ng_figure_settings_hide (settings, name, TRUE);
    }
    settings->figure.metrics = ng_metrics_test ();
    settings->figure.without_dot = TRUE;
    for (gsize i = 0; i < n_forms; i++) {
      g_autoptr (GError) error = NULL;

      settings->figure.form = forms[i];
      g_autoptr (NgScene) scene = ng_figure_draw (net, &settings->figure, NULL, &error);
      if (scene == NULL && !ng_error_has_tag (error, "Figure::suit"))
        g_error ("%s in %s: %s", names[k], forms[i]->name, error->message);
    }
  }
}

static void
test_conflict (void)
{
  g_autoptr (NgNet) net = ng_test_net (
      "NetGraph[{LinearLayer[5, \"Input\" -> 3], LinearLayer[7, \"Input\" -> 4], Ramp}, "
      "{1 -> 2 -> 3}]");
  g_autoptr (GHashTable) set = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;

  g_hash_table_add (set, (gpointer) "2");
  g_autoptr (NgNet) shown = ng_figure_hide (net, set, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *text = describe (shown);
  g_assert_cmpstr (text, ==, "Linear 5: 5; … 1 layer: 7; Elementwise Ramp: 7");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/hide/runs", test_runs);
  g_test_add_func ("/hide/fork", test_fork);
  g_test_add_func ("/hide/inside", test_inside);
  g_test_add_func ("/hide/names", test_names);
  g_test_add_func ("/hide/gallery", test_gallery);
  g_test_add_func ("/hide/conflict", test_conflict);
  return g_test_run ();
}
