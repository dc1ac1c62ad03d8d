/* StandardForm as a figure: in the column of a paper, and without what is said of a net that is not
 * finished. */

#include "render/figure/figure.h"

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

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

static float
width_of (const NgScene *scene)
{
  return ng_scene_bounds (scene).width;
}

static float
height_of (const NgScene *scene)
{
  return ng_scene_bounds (scene).height;
}

static gboolean
is_card (const NgItem *item)
{
  return item->kind == NG_ITEM_BOX && item->role >= NG_ROLE_LAYER &&
         item->role < NG_ROLE_LAYER + NG_N_ROLE_CATEGORIES;
}

/* All cards, and those in the first column. */
static guint
count_cards (const NgScene *scene, guint *in_column)
{
  const NgItem *first = NULL;
  guint n = 0;

  *in_column = 0;
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    if (!is_card (item))
      continue;
    first = first != NULL ? first : item;
    *in_column += fabsf (item->bounds.x - first->bounds.x) < 1;
    n++;
  }
  return n;
}

/* What would be too small to read in one row goes down, in as few columns as fit on the page; where
 * somebody has said that it goes to the right, in rows. Wider figures, smaller words, and rows that
 * somebody has made are as they were. */
static void
test_width (void)
{
  /* Cards are some 60 points one below the other, and a page has 634. */
  static const struct {
    const char *name;
    gboolean is_split;
  } nets[] = { { "mlp", FALSE }, { "lenet", TRUE }, { "resnet-18", TRUE }, { "squeezenet", TRUE } };

  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++) {
    g_autoptr (NgNet) net = ng_test_gallery (nets[i].name);
    NgFigure figure = ng_figure_default ();
    guint n, in_column;

    figure.depth = -1;
    g_autoptr (NgScene) row = draw (net, figure);
    figure.width = 252;
    g_autoptr (NgScene) column = draw (net, figure);
    figure.font_size = 4.5F;
    g_autoptr (NgScene) small = draw (net, figure);
    figure.font_size = 0;
    figure.width = 1e5;
    g_autoptr (NgScene) poster = draw (net, figure);
    figure.width = 252;
    figure.wrap = 1000;
    g_autoptr (NgScene) given = draw (net, figure);

    n = count_cards (column, &in_column);
    g_assert_cmpfloat (width_of (row), >, 252 / 0.8F);
    g_assert_cmpfloat (width_of (column), <=, 252 / 0.8F + 0.1F);
    g_assert_cmpfloat (height_of (column) * MIN (1, 252 / width_of (column)), <=, 634);
    g_assert_true ((in_column < n) == nets[i].is_split);
    g_assert_cmpuint (3 * in_column, >, n);
    g_assert_cmpfloat (width_of (small), <=, 252 / 0.8F + 0.1F);
    ng_assert_near (width_of (poster), width_of (row), 0.01);
    ng_assert_near (width_of (given), MIN (width_of (row), width_of (given)), 0.01);
  }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

/* No row has one card alone, be it wider than was asked for. */
static void
test_lone (void)
{
  static const char *const names[] = { "lenet", "alexnet", "mlp", "resnet-18", "autoencoder" };
  static const double widths[] = { 320, 400, 500 };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (gsize w = 0; w < G_N_ELEMENTS (widths); w++) {
      g_autoptr (NgNet) net = ng_test_gallery (names[i]);
      NgFigure figure = ng_figure_default ();
      g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (float));

      figure.depth = -1;
      figure.direction = NG_DIRECTION_RIGHT;
      figure.wrap = (int) widths[w];
      g_autoptr (NgScene) rows = draw (net, figure);

      for (gsize k = 0; k < ng_scene_n_items (rows); k++)
        if (is_card (&ng_scene_items (rows)[k]))
          g_array_append_val (places, ng_scene_items (rows)[k].bounds.y);
      g_array_sort (places, compare_places);
      g_assert_cmpuint (places->len, >, 1);
      for (guint k = 0; k < places->len; k++) {
        float y = g_array_index (places, float, k);

        g_assert_true ((k > 0 && y - g_array_index (places, float, k - 1) < 1) ||
                       (k + 1 < places->len && g_array_index (places, float, k + 1) - y < 1));
      }
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
                        "\"z\"}], \"b\" -> Ramp, \"c\" -> Tanh|>, {\"a\" -> \"b\" -> \"c\"}, "
                        "\"Input\" -> 4]",
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
  g_test_add_func ("/column/lone", test_lone);
  g_test_add_func ("/column/frames", test_frames);
  g_test_add_func ("/column/badges", test_badges);
  return g_test_run ();
}
