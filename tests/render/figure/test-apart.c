/* What somebody has taken apart is apart in every form, whoever says so: the settings of a figure,
 * or the places of a document. */

#include "render/figure/figure.h"
#include "render/figure/paths.h"
#include "render/scene/dump.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

#define CHAIN                                                                                      \
  "NetChain[{ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], Ramp, ConvolutionLayer[4, 3, "          \
  "\"PaddingSize\" -> 1], Ramp, ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], Ramp, "              \
  "FlattenLayer[]}, \"Input\" -> {4, 8, 8}]"

/* Returns: (transfer full): the figure as text */
static char *
draw (NgNet *net, const NgFigureForm *form, const char *apart, const NgPositions *positions)
{
  g_autoptr (GError) error = NULL;
  NgFigure figure = ng_figure_default ();

  figure.form = form;
  figure.depth = 0;
  figure.fold = TRUE;
  figure.apart = apart;
  figure.positions = positions;
  figure.metrics = ng_metrics_test ();
  figure.without_dot = TRUE;
  g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, &error);
  g_assert_no_error (error);
  return ng_scene_dump (scene);
}

static void
test_forms (void)
{
  static const char *const forms[] = { "standard", "blocks", "traditional" };
  g_autoptr (NgNet) net = ng_test_net (CHAIN);
  g_autoptr (NgPositions) positions = ng_positions_new ();

  ng_positions_set_apart (positions, TRUE, "1+1", TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    const NgFigureForm *form = ng_figure_form_find (forms[i]);
    g_autofree char *whole = draw (net, form, NULL, NULL);
    g_autofree char *by_setting = draw (net, form, "×1+1", NULL);
    g_autofree char *by_place = draw (net, form, NULL, positions);
    g_autofree char *other = draw (net, form, "×1+2, ×3+1", NULL);

    g_assert_nonnull (strstr (whole, " ×3\n"));
    g_assert_null (strstr (by_setting, " ×3\n"));
    g_assert_cmpstr (by_place, ==, by_setting);
    g_assert_cmpstr (other, ==, whole);
  }
}

/* A layer that stands for itself is no part of a group, nor of what is drawn once. */
static void
test_layer (void)
{
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);
  g_autoptr (NgNet) net = ng_test_net (CHAIN);

  for (gsize i = 0; i < n; i++) {
    g_autofree char *whole = draw (net, forms[i], NULL, NULL);
    g_autofree char *cut = draw (net, forms[i], "3", NULL);

    g_test_message ("%s", forms[i]->name);
    g_assert_cmpstr (cut, !=, whole);
  }
}

/* A name scope that is no group. */
static void
test_scope (void)
{
  g_autoptr (NgNet) net = ng_test_net (
      "NetGraph[<|\"a/b/1\" -> Tanh, \"a/b/2\" -> Sin, \"a/c\" -> Cos|>, {\"a/b/1\" -> \"a/b/2\" "
      "-> \"a/c\"}, \"Input\" -> 3]");
  const NgFigureForm *form = ng_figure_form_find ("standard");
  g_autoptr (NgPositions) positions = ng_positions_new ();
  g_autofree char *whole = draw (net, form, NULL, NULL);
  g_autofree char *by_setting = draw (net, form, "a", NULL);

  ng_positions_set_apart (positions, FALSE, "a", TRUE);
  g_autofree char *by_place = draw (net, form, NULL, positions);
  g_assert_cmpstr (by_setting, !=, whole);
  g_assert_cmpstr (by_setting, ==, by_place);
}

static void
test_check (void)
{
  static const struct {
    const char *path;
    gboolean is_there;
  } cases[] = { { "stage", TRUE },        { "stage/1", TRUE }, { "×stage/1+1", TRUE },
                { "×stage/1", FALSE },    { "×+1", FALSE },    { "×stage/9+1", FALSE },
                { "×stage/1+x", FALSE },  { "scope", TRUE },   { "scope/in", TRUE },
                { "scope/in/x", TRUE },   { "scop", FALSE },   { "stag", FALSE },
                { "stage/1/more", FALSE } };
  g_autoptr (NgNet) net = ng_test_net (
      "NetChain[<|\"stage\" -> NetChain[{Tanh, Sin, Tanh, Sin}], \"scope/in/x\" -> Tanh, "
      "\"/scope/in/y\" -> Sin|>, \"Input\" -> 3]");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i].path);
    g_assert_true (ng_figure_apart_check (net, cases[i].path, &error) == cases[i].is_there);
    g_assert_true ((error == NULL) == cases[i].is_there);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/figure/apart/forms", test_forms);
  g_test_add_func ("/figure/apart/layer", test_layer);
  g_test_add_func ("/figure/apart/scope", test_scope);
  g_test_add_func ("/figure/apart/check", test_check);
  return g_test_run ();
}
