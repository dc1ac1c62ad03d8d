/* Figures of arrays whose flow goes down or up, and those that stand as a U: where things are. */

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "render/figure/figure.h"
#include "tests/render/drawn.h"
#include "tests/support/test.h"

#include <string.h>

#define DIGITS                                                                                     \
  "NetChain[{ConvolutionLayer[6, 5], Tanh, PoolingLayer[2, 2, \"Function\" -> Mean], "             \
  "ConvolutionLayer[16, 5], Tanh, PoolingLayer[2, 2], FlattenLayer[], 120, Ramp, 10, "             \
  "SoftmaxLayer[]}, \"Input\" -> {1, 32, 32}]"
#define SKIP                                                                                       \
  "NetGraph[<|\"conv1\" -> ConvolutionLayer[4, 3, PaddingSize -> 1], \"pool\" -> "                 \
  "PoolingLayer[2, 2], \"conv2\" -> ConvolutionLayer[8, 3, PaddingSize -> 1], \"up\" -> "          \
  "DeconvolutionLayer[4, 2, \"Stride\" -> 2], \"join\" -> CatenateLayer[]|>, {\"conv1\" -> "       \
  "\"pool\" -> \"conv2\" -> \"up\", {\"conv1\", \"up\"} -> \"join\"}, \"Input\" -> {1, 16, 16}]"
/* Where the middles of all boxes of a role are, from the first to the last: along y. */
static GArray *
find_places (const NgScene *scene, NgRole role)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (float));

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    float y = item->bounds.y + item->bounds.height / 2;
    if (item->role == role)
      g_array_append_val (places, y);
  }
  return places;
}

/* The flow goes down or up, in columns that are narrower than a row, and where that is asked for
 * columns are as long as that. */
static void
test_upright (void)
{
  static const char *const forms[] = { "maps", "volumes", "strip" };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (forms); i++) {
    NgFigure figure = ng_test_figure (forms[i / 2]);
    gboolean is_down = i % 2 == 0;
    const NgItem *input = NULL, *output = NULL;

    figure.direction = is_down ? NG_DIRECTION_DOWN : NG_DIRECTION_UP;
    figure.depth = 0;
    g_autoptr (NgScene) scene = ng_test_draw (DIGITS, &figure);
    g_assert_cmpfloat (ng_scene_bounds (scene).width, <, 252);
    g_assert_cmpfloat (ng_scene_bounds (scene).height, >, ng_scene_bounds (scene).width);
    for (gsize k = 0; k < ng_scene_n_items (scene); k++) {
      const NgItem *item = &ng_scene_items (scene)[k];
      const char *text = item->kind == NG_ITEM_TEXT ? ng_scene_item_text (scene, item) : "";
      input = strcmp (text, "Input") == 0 ? item : input;
      output = strcmp (text, "Output") == 0 ? item : output;
    }
    g_assert_true (input != NULL && output != NULL);
    g_assert_true ((output->bounds.y > input->bounds.y) == is_down);
    figure.wrap = (int) (0.7F * ng_scene_bounds (scene).height);
    g_autoptr (NgScene) columns = ng_test_draw (DIGITS, &figure);
    g_assert_cmpfloat (ng_scene_bounds (columns).width, >, ng_scene_bounds (scene).width);
    if (i / 2 < 2)
      g_assert_cmpfloat (ng_scene_bounds (columns).height, <=, (float) figure.wrap + 12);
  }
}

/* What shrinks and grows again, with skips, stands as a U: input and output above, the smallest
 * below all others. */
static void
test_u (void)
{
  NgFigure figure = ng_test_figure ("maps");
  g_autoptr (NgScene) scene = ng_test_draw (NG_TEST_U, &figure);
  g_autoptr (GArray) maps = find_places (scene, NG_ROLE_MAP);
  float first = g_array_index (maps, float, 0), last = g_array_index (maps, float, maps->len - 1);
  float most = first;
  guint n_lowest = 0;

  g_assert_cmpuint (maps->len, >=, 12);
  for (guint i = 0; i < maps->len; i++)
    most = MAX (most, g_array_index (maps, float, i));
  for (guint i = 0; i < maps->len; i++)
    n_lowest += g_array_index (maps, float, i) > most - 1;
  ng_assert_near (first, last, 0.01);
  g_assert_cmpfloat (most, >, first + 100);
  /* Those of "pool2" and "c". */
  g_assert_cmpuint (n_lowest, ==, 2);
  /* One skip is no U, and where it does not fit there are rows. */
  g_autoptr (NgScene) skip = ng_test_draw (SKIP, &figure);
  g_assert_cmpfloat (ng_scene_bounds (skip).width, >, 2 * ng_scene_bounds (skip).height);
  figure.direction = NG_DIRECTION_DOWN;
  figure.form = ng_figure_form_find ("volumes");
  g_autoptr (NgScene) down = ng_test_draw (NG_TEST_U, &figure);
  g_assert_cmpfloat (ng_scene_bounds (down).height, >, 2 * ng_scene_bounds (down).width);
}

/* Of a flow down, and in a column of text, its second half goes up beside the first, and what is
 * skipped to is as high as what it comes from. */
static void
test_turned (void)
{
  g_autofree char *path = ng_test_source ("data/gallery/u-net.wl");
  g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, NULL);

  for (int i = 0; i < 2; i++) {
    NgFigure figure = ng_test_figure ("maps");
    const NgItem *input = NULL, *output = NULL;
    float heights[2] = { 0, 0 };

    figure.width = i == 0 ? 252 : 0;
    figure.direction = i == 0 ? NG_FIGURE_AUTOMATIC : (int) NG_DIRECTION_DOWN;
    g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, NULL);
    for (gsize k = 0; k < ng_scene_n_items (scene); k++) {
      const NgItem *item = &ng_scene_items (scene)[k];
      const char *text = item->kind == NG_ITEM_TEXT ? ng_scene_item_text (scene, item) : "";
      input = strcmp (text, "Input") == 0 ? item : input;
      output = strcmp (text, "Output") == 0 ? item : output;
      /* The last of two, and what is made of it and of another one. */
      heights[0] = strcmp (text, "256@64×64") == 0 && item->align == NG_ALIGN_END ? item->bounds.y
                                                                                  : heights[0];
      heights[1] = strcmp (text, "512@64×64") == 0 ? item->bounds.y : heights[1];
    }
    g_assert_true (input != NULL && output != NULL);
    g_assert_cmpfloat (output->bounds.x, >, input->bounds.x + 100);
    ng_assert_near (heights[0], heights[1], 0.01);
    /* No higher than a page, where it is as wide as a column. */
    if (i == 0)
      g_assert_cmpfloat (
          ng_scene_bounds (scene).height * 252 / ng_scene_bounds (scene).width, <, 633);
  }
}

/* What stands side by side is not longer than a row. */
static void
test_run (void)
{
  g_autoptr (GString) text = g_string_new ("NetChain[{ConvolutionLayer[4, 1]");
  NgFigure figure = ng_test_figure ("volumes");

  for (int i = 0; i < 40; i++)
    g_string_append (text, ", ConvolutionLayer[4, 1]");
  g_string_append (text, "}, \"Input\" -> {4, 6, 6}]");
  g_autoptr (NgScene) whole = ng_test_draw (text->str, &figure);
  figure.width = 252;
  g_autoptr (NgScene) rows = ng_test_draw (text->str, &figure);
  g_assert_cmpfloat (ng_scene_bounds (whole).width, >, 300);
  g_assert_cmpfloat (ng_scene_bounds (rows).width, <, 340);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/upright/flow", test_upright);
  g_test_add_func ("/upright/u", test_u);
  g_test_add_func ("/upright/turned", test_turned);
  g_test_add_func ("/upright/run", test_run);
  return g_test_run ();
}
