/* StandardForm as a figure: in the column of a paper, and without what is said of a net that is not
 * finished. */

#include "render/figure/figure.h"

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "tests/support/test.h"

#include <string.h>

static NgNet *
load_net (const char *name)
{
  g_autofree char *file = g_strconcat ("data/gallery/", name, ".wl", NULL);
  g_autofree char *path = ng_test_source (file);
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_document_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return net;
}

static NgScene *
draw (NgNet *net, NgFigure figure)
{
  g_autoptr (GError) error = NULL;

  figure.form = ng_figure_form_find ("standard");
  figure.metrics = ng_metrics_test ();
  figure.without_dot = TRUE;
  NgScene *scene = ng_figure_draw (net, &figure, NULL, &error);
  g_assert_no_error (error);
  return scene;
}

/* A long row is broken where its words would have less than 6 points, and stays one where they have
 * more, or where somebody has said how long rows are. */
static void
test_width (void)
{
  static const char *const names[] = { "alexnet", "vgg-16", "lenet", "squeezenet" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (NgNet) net = load_net (names[i]);
    NgFigure figure = ng_figure_default ();

    figure.depth = -1;
    g_autoptr (NgScene) row = draw (net, figure);
    figure.width = 252;
    g_autoptr (NgScene) column = draw (net, figure);
    figure.direction = NG_DIRECTION_RIGHT;
    g_autoptr (NgScene) rows = draw (net, figure);
    figure.direction = NG_FIGURE_AUTOMATIC;
    figure.font_size = 4.5F;
    g_autoptr (NgScene) small = draw (net, figure);
    figure.font_size = 0;
    figure.width = 1e5;
    g_autoptr (NgScene) poster = draw (net, figure);
    figure.width = 252;
    figure.wrap = 1000;
    g_autoptr (NgScene) given = draw (net, figure);

    g_assert_cmpfloat (ng_scene_bounds (row).width, >, 252 / 0.8F);
    g_assert_cmpfloat (ng_scene_bounds (column).width, <=, 252 / 0.8F + 0.1F);
    g_assert_cmpfloat (ng_scene_bounds (rows).width, <=, 252 / 0.8F + 0.1F);
    /* Downwards, where that takes less of the page: a card is lower than a row. */
    g_assert_cmpfloat (ng_scene_bounds (column).height, <=, ng_scene_bounds (rows).height);
    if (i == 0)
      g_assert_cmpfloat (ng_scene_bounds (column).height, <, ng_scene_bounds (rows).height);
    g_assert_cmpfloat (ng_scene_bounds (small).width, <=, 252 / 0.8F + 0.1F);
    ng_assert_near (ng_scene_bounds (poster).width, ng_scene_bounds (row).width, 0.01);
    g_assert_cmpfloat (ng_scene_bounds (given).width, >, 252 / 0.8F);
  }
}

static float
place_of (const NgScene *scene, const char *text)
{
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    if (item->kind == NG_ITEM_TEXT && strcmp (ng_scene_item_text (scene, item), text) == 0)
      return item->y;
  }
  g_error ("there is no %s", text);
}

/* Where rows are made to fill a page, the few layers in a frame stay in one row. */
static void
test_frames (void)
{
  g_autoptr (NgNet) net =
      ng_net_read_text ("NetGraph[<|\"a\" -> NetGraph[<|\"x\" -> Ramp, \"y\" -> Tanh, \"z\" -> "
                        "Sin|>, {\"x\" -> \"y\" -> "
                        "\"z\"}], \"b\" -> Ramp|>, {\"a\" -> \"b\"}, \"Input\" -> 4]",
                        -1,
                        NULL,
                        NULL);
  NgFigure figure = ng_figure_default ();

  figure.depth = 1;
  figure.wrap = NG_WRAP_AUTOMATIC;
  g_autoptr (NgScene) scene = draw (net, figure);

  ng_assert_near (place_of (scene, "x"), place_of (scene, "y"), 0.01);
  ng_assert_near (place_of (scene, "x"), place_of (scene, "z"), 0.01);
  g_assert_cmpfloat (place_of (scene, "b"), >, place_of (scene, "z") + 20);
}

static guint
count_badges (const NgScene *scene)
{
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    n += ng_scene_items (scene)[i].role == NG_ROLE_BADGE_UNINITIALIZED ||
         ng_scene_items (scene)[i].role == NG_ROLE_BADGE_UNSPECIFIED;
  return n;
}

/* The header of a figure is about the net, not about how far somebody has come with it. */
static void
test_badges (void)
{
  g_autoptr (NgNet) net = ng_net_read_text ("NetChain[{LinearLayer[3], Ramp}]", -1, NULL, NULL);
  NgFigure figure = ng_figure_default ();

  figure.header = TRUE;
  g_autoptr (NgScene) plain = draw (net, figure);
  figure.badges = TRUE;
  g_autoptr (NgScene) told = draw (net, figure);

  g_assert_cmpuint (count_badges (plain), ==, 0);
  g_assert_cmpuint (count_badges (told), ==, 2);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/column/width", test_width);
  g_test_add_func ("/column/frames", test_frames);
  g_test_add_func ("/column/badges", test_badges);
  return g_test_run ();
}
