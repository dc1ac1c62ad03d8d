/* What figures say in words: outlines, captions, alternative texts and legends. */

#include "render/figure/caption.h"

#include "render/figure/legend.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

static void
test_outline (void)
{
  static const struct {
    const char *net, *outline;
  } cases[] = {
    { "bert-base", "embedding, 12 × {attention, feed}, pooler" },
    { "gpt-2", "embedding, 12 × {attention, feed}, tokens" },
    { "transformer-encoder", "6 × {attention, feed}" },
    { "lenet", "2 × convolution, 3 × linear" },
    { "resnet-18", "convolution, 8 × block, linear" },
    { "gan", "GAN of 5 × deconvolution and 5 × convolution" },
    { "log-sum-exp", "maximum, replicate, exp(x − y), sum of elements, log x + y" },
    { "u-net", "5 × {2 × convolution}, 4 × {deconvolution, 2 × convolution}, convolution" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgNet) net = ng_test_gallery (cases[i].net);
    g_autofree char *outline = ng_figure_outline (net, NULL);
    g_assert_cmpstr (outline, ==, cases[i].outline);
  }
}

/* Where nothing learns, all is told; what is long is cut; names may be anything. */
static void
test_odd (void)
{
  g_autofree char *name = g_strnfill (500, 'W');
  g_autofree char *named = g_strdup_printf (
      "NetGraph[<|\"%s\" -> NetChain[{Ramp, Tanh}], \"a\\tb\" -> NetChain[{Sin}]|>, {\"%s\" -> "
      "\"a\\tb\"}, \"Input\" -> 3]",
      name,
      name);
  g_autoptr (NgNet) plain =
      ng_test_net ("NetChain[{SoftmaxLayer[], FlattenLayer[]}, \"Input\" -> 4]");
  g_autoptr (NgNet) odd = ng_test_net (named);
  g_autofree char *first = ng_figure_outline (plain, NULL);
  g_autofree char *second = ng_figure_outline (odd, NULL);

  g_assert_cmpstr (first, ==, "softmax, flatten");
  g_assert_cmpint (g_utf8_strlen (second, -1), <, 80);
  g_assert_null (strpbrk (second, "\t\n"));
}

/* Names of nets lose the number that tells them apart, and no other; titles are as they are spelt.
 */
static void
test_names (void)
{
#define NET(NAME) "\"" NAME "\" -> NetChain[{LinearLayer[3], LinearLayer[4]}]"
  static const struct {
    const char *text, *outline;
  } cases[] = {
    { "NetChain[<|" NET ("block1") ", " NET ("block2") ", " NET ("block3") "|>, \"Input\" -> 4]",
      "3 × block" },
    { "NetChain[<|" NET ("b_09") ", " NET ("b_10") "|>, \"Input\" -> 4]", "2 × b" },
    { "NetChain[<|" NET ("gpt2") ", " NET ("other") "|>, \"Input\" -> 4]", "2 × gpt2" },
    { "NetChain[<|" NET ("gpt2") ", \"gpt3\" -> LinearLayer[4]|>, \"Input\" -> 4]",
      "gpt2, linear" },
    { "NetChain[<|" NET ("up1a") ", " NET ("up2a") ", " NET ("up2b") "|>, \"Input\" -> 4]",
      "3 × up" },
    { "NetChain[<|" NET ("v2a") ", " NET ("end") "|>, \"Input\" -> 4]", "2 × v2a" },
  };
  static const char *const titles[][2] = {
    { "GPT-2.5", "GPT-2.5" }, { "lenet", "lenet" }, { "v1.5\tnet", "v1.5 net" }, { "", "A net" }
  };
  NgFigure figure = ng_figure_default ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgNet) net = ng_test_net (cases[i].text);
    g_autofree char *outline = ng_figure_outline (net, NULL);
    g_assert_cmpstr (outline, ==, cases[i].outline);
  }
  g_autoptr (NgNet) net = ng_test_net ("NetChain[{Ramp}]");
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++) {
    figure.title = titles[i][0];
    g_autofree char *caption = ng_figure_caption (net, &figure, NULL);
    g_autofree char *expected = g_strdup_printf ("%s: ReLU.", titles[i][1]);
    g_assert_cmpstr (caption, ==, expected);
  }
}

static void
test_sentences (void)
{
  g_autoptr (NgNet) bert = ng_test_gallery ("bert-base");
  g_autoptr (NgNet) open = ng_test_net ("NetChain[{LinearLayer[], Ramp}]");
  NgFigure figure = ng_figure_default ();

  figure.form = ng_figure_form_find ("blocks");
  figure.metrics = ng_metrics_test ();
  figure.title = "BERT-base";
  g_autoptr (NgScene) scene = ng_figure_draw (bert, &figure, NULL, NULL);
  g_autofree char *alternative = ng_figure_alternative (bert, &figure);
  g_autofree char *caption = ng_figure_caption (bert, &figure, scene);
  g_autofree char *bare = ng_figure_caption (bert, &figure, NULL);
  g_assert_cmpstr (
      alternative,
      ==,
      "Block diagram of BERT-base: embedding, 12 × {attention, feed}, pooler, with normalization, "
      "dropout and tanh; 109.5 million parameters. From Tokens and Segments to Output and Pooled.");
  g_assert_cmpstr (
      caption,
      ==,
      "BERT-base: embedding, 12 × {attention, feed}, pooler, with normalization, dropout and tanh; "
      "109.5 million parameters. Here + means sum; ×N means repeated N times.");
  g_assert_cmpstr (
      bare,
      ==,
      "BERT-base: embedding, 12 × {attention, feed}, pooler, with normalization, dropout and tanh; "
      "109.5 million parameters.");

  g_autofree char *both_caption = NULL, *both_alternative = NULL;
  ng_figure_words (bert, &figure, scene, NULL, &both_caption, &both_alternative);
  g_assert_cmpstr (both_caption, ==, caption);
  g_assert_cmpstr (both_alternative, ==, alternative);

  figure.title = NULL;
  g_autofree char *unknown = ng_figure_alternative (open, &figure);
  g_assert_cmpstr (unknown, ==, "Block diagram of a net: linear, with ReLU. From Input to Output.");
}

/* Texts of a role that stand beyond @x and @y. */
static char *
texts_beyond (const NgScene *scene, float x, float y)
{
  GString *all = g_string_new (NULL);

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->kind == NG_ITEM_TEXT && (item->bounds.x >= x || item->bounds.y >= y))
      g_string_append_printf (
          all, "%s%s", all->len > 0 ? "|" : "", ng_scene_item_text (scene, item));
  }
  return g_string_free (all, FALSE);
}

static void
test_legend (void)
{
  const char *expected = "elementwise function|normalization|regularization|subnetwork|+|sum|×N|"
                         "repeated N times";
  g_autoptr (NgNet) net = ng_test_gallery ("transformer-encoder");
  NgFigure figure = ng_figure_default ();

  figure.form = ng_figure_form_find ("blocks");
  figure.metrics = ng_metrics_test ();
  g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, NULL);
  NgBox page = ng_scene_bounds (scene);
  g_autoptr (NgScene) same = ng_legend_attach (ng_scene_ref (scene), &figure);
  g_assert_true (same == scene);
  for (NgLegendPlace place = NG_LEGEND_RIGHT; place <= NG_LEGEND_BELOW; place++) {
    gboolean is_right = place == NG_LEGEND_RIGHT;
    figure.legend = place;
    g_autoptr (NgScene) told = ng_figure_draw (net, &figure, NULL, NULL);
    NgBox around = ng_scene_bounds (told);
    g_autofree char *texts = texts_beyond (
        told, is_right ? page.width : G_MAXFLOAT, is_right ? G_MAXFLOAT : page.height);
    g_assert_cmpstr (texts, ==, expected);
    g_assert_cmpfloat (
        is_right ? around.width : around.height, >, is_right ? page.width : page.height);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/figure/caption/outline", test_outline);
  g_test_add_func ("/figure/caption/odd", test_odd);
  g_test_add_func ("/figure/caption/names", test_names);
  g_test_add_func ("/figure/caption/sentences", test_sentences);
  g_test_add_func ("/figure/caption/legend", test_legend);
  return g_test_run ();
}
